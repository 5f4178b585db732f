"""Job coaches, as lines of the wire form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from examples.common.draw import Draw, compact

SPECIALISMS = ("structure", "recovery", "low_literacy", "young_adults", "returning_to_work")
LANGUAGES = ("ara", "tir", "ukr", "tur", "pol")
HOURS = {12: 2, 16: 3, 20: 4, 24: 3, 28: 1}


def draw_coach(draw: Draw, reference: str, area: Sequence[str]) -> dict[str, Any]:
    """Draw one coach: hours for coaching, specialisms, languages; six in ten work everywhere."""
    return compact(
        {
            "type": "coach",
            "reference": reference,
            "hoursPerWeek": draw.pick(HOURS),
            "specialisms": draw.some(SPECIALISMS, draw.whole(2, 4)),
            "languages": ["nld", *draw.some(LANGUAGES, draw.whole(1, 3))],
            "area": list(area) if draw.chance(0.6) else None,
        }
    )
