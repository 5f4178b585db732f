"""Job coaches, as lines of the wire form."""

from __future__ import annotations

from typing import Any

from examples.laborijn.draw import Draw, compact
from examples.laborijn.towns import CODES, allot

COACHES = 14
SPECIALISMS = ("structure", "recovery", "low_literacy", "young_adults", "returning_to_work")
LANGUAGES = ("ara", "tir", "ukr", "tur", "pol")


def draw_coaches(seed: int) -> dict[str, list[dict[str, Any]]]:
    """Draw the job coaches of each municipality."""
    draw = Draw(seed, 2)
    return {
        code: [draw_coach(draw, f"c{number}") for number in range(1, count + 1)]
        for code, count in allot(COACHES).items()
    }


def draw_coach(draw: Draw, reference: str) -> dict[str, Any]:
    """Draw one coach: hours for coaching, specialisms, languages, area."""
    return compact(
        {
            "type": "coach",
            "reference": reference,
            "hoursPerWeek": draw.pick({12: 2, 16: 3, 20: 4, 24: 3, 28: 1}),
            "specialisms": draw.some(SPECIALISMS, draw.whole(2, 4)),
            "languages": ["nld", *draw.some(LANGUAGES, draw.whole(1, 3))],
            "area": list(CODES) if draw.chance(0.6) else None,
        }
    )
