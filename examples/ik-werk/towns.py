"""The parts of Diemen, with plausible coordinates and rounded sizes."""

from __future__ import annotations

from examples.common.towns import Municipality, Town

DIEMEN = Municipality(
    "GM0384",
    "Diemen",
    1.0,
    (
        Town("Diemen-Centrum", 52.339, 4.962, 0.34),
        Town("Diemen-Noord", 52.346, 4.969, 0.22),
        Town("Diemen-Zuid", 52.329, 4.957, 0.36),
        Town("Over-Diemen", 52.341, 4.994, 0.08),
    ),
)
