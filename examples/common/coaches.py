"""Job coaches, as lines of the wire form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from examples.common.draw import Draw, compact
from examples.common.practices import Lines
from examples.common.towns import Municipality, allot

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


def draw_coaches(draw: Draw, municipalities: Sequence[Municipality], count: int) -> Lines:
    """Draw so many coaches of municipalities, divided by their people, by municipality."""
    area = [one.code for one in municipalities]
    return {
        code: [draw_coach(draw, f"c{number}", area) for number in range(1, own + 1)]
        for code, own in allot(municipalities, count).items()
    }
