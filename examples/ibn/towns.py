"""Six municipalities around Sint Anthonis, with plausible coordinates and rounded sizes.

Five of them are one municipality by now; here they still choose how to work together.
"""

from __future__ import annotations

from examples.common.towns import Municipality, Town, by_code

MUNICIPALITIES = (
    Municipality(
        "GM0756",
        "Boxmeer",
        0.27,
        (
            Town("Boxmeer", 51.647, 5.944, 0.50),
            Town("Overloon", 51.573, 5.947, 0.18),
            Town("Vierlingsbeek", 51.597, 6.009, 0.15),
            Town("Beugen", 51.672, 5.939, 0.17),
        ),
    ),
    Municipality(
        "GM1684",
        "Cuijk",
        0.26,
        (Town("Cuijk", 51.727, 5.879, 0.75), Town("Haps", 51.692, 5.858, 0.25)),
    ),
    Municipality(
        "GM0907",
        "Gennep",
        0.17,
        (Town("Gennep", 51.698, 5.972, 0.60), Town("Milsbeek", 51.725, 5.947, 0.40)),
    ),
    Municipality(
        "GM0786",
        "Grave",
        0.12,
        (Town("Grave", 51.757, 5.738, 0.70), Town("Velp", 51.749, 5.716, 0.30)),
    ),
    Municipality(
        "GM1702",
        "Sint Anthonis",
        0.10,
        (Town("Sint Anthonis", 51.626, 5.880, 0.60), Town("Wanroij", 51.657, 5.818, 0.40)),
    ),
    Municipality(
        "GM0815",
        "Mill en Sint Hubert",
        0.08,
        (Town("Mill", 51.688, 5.779, 0.75), Town("Wilbertoord", 51.664, 5.790, 0.25)),
    ),
)
BY_CODE = by_code(MUNICIPALITIES)
CODES = tuple(BY_CODE)
