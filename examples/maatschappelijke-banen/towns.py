"""Real towns of Landgraaf, with plausible coordinates and rounded sizes."""

from __future__ import annotations

from examples.common.towns import Municipality, Town

LANDGRAAF = Municipality(
    "GM0882",
    "Landgraaf",
    1.0,
    (
        Town("Schaesberg", 50.897, 6.013, 0.42),
        Town("Ubach over Worms", 50.913, 6.046, 0.30),
        Town("Nieuwenhagen", 50.899, 6.037, 0.25),
        Town("Rimburg", 50.918, 6.088, 0.03),
    ),
)
