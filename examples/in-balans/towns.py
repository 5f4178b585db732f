"""Real towns of Raalte, with plausible coordinates and rounded sizes."""

from __future__ import annotations

from examples.common.towns import Municipality, Town

RAALTE = Municipality(
    "GM0177",
    "Raalte",
    1.0,
    (
        Town("Raalte", 52.386, 6.275, 0.54),
        Town("Heino", 52.436, 6.232, 0.20),
        Town("Heeten", 52.336, 6.279, 0.10),
        Town("Luttenberg", 52.396, 6.361, 0.06),
        Town("Mariënheem", 52.388, 6.336, 0.03),
        Town("Nieuw Heeten", 52.328, 6.342, 0.04),
        Town("Broekland", 52.352, 6.223, 0.03),
    ),
)
