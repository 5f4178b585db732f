"""Real towns of the three municipalities, with plausible coordinates and rounded sizes."""

from __future__ import annotations

from examples.common.towns import Municipality, Town, by_code

MUNICIPALITIES = (
    Municipality(
        "GM0222",
        "Doetinchem",
        0.50,
        (
            Town("Doetinchem", 51.965, 6.288, 0.78),
            Town("Gaanderen", 51.931, 6.346, 0.09),
            Town("Wehl", 51.960, 6.211, 0.10),
            Town("Nieuw-Wehl", 51.951, 6.171, 0.03),
        ),
    ),
    Municipality(
        "GM1509",
        "Oude IJsselstreek",
        0.29,
        (
            Town("Terborg", 51.920, 6.358, 0.17),
            Town("Silvolde", 51.911, 6.388, 0.16),
            Town("Ulft", 51.890, 6.379, 0.30),
            Town("Gendringen", 51.873, 6.377, 0.12),
            Town("Varsseveld", 51.943, 6.459, 0.19),
            Town("Megchelen", 51.838, 6.389, 0.06),
        ),
    ),
    Municipality(
        "GM0197",
        "Aalten",
        0.21,
        (
            Town("Aalten", 51.925, 6.581, 0.52),
            Town("Dinxperlo", 51.863, 6.490, 0.33),
            Town("Bredevoort", 51.943, 6.620, 0.08),
            Town("De Heurne", 51.882, 6.521, 0.07),
        ),
    ),
)
BY_CODE = by_code(MUNICIPALITIES)
CODES = tuple(BY_CODE)
