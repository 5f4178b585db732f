"""What people want: kinds of work, organisations, things to learn, and what they can already."""

from __future__ import annotations

from typing import Any

from examples.common.draw import Draw
from examples.common.wishes import draw_refusals, draw_work_wishes
from examples.common.works import WORKS
from examples.laborijn.works import LEARNING

REFUSING_SHARE = 0.07
SKILLS = tuple(sorted({skill for work in WORKS.values() for skill in work.skills}))


def draw_preferences(draw: Draw) -> dict[str, Any]:
    """Draw the wishes of one person; one in twelve has named none."""
    if draw.chance(1 / 12):
        return {}
    liked = f"o{draw.whole(3, 18)}" if draw.chance(0.15) else None
    return {
        "work": draw_refusals(draw, WORKS)
        if draw.chance(REFUSING_SHARE)
        else draw_work_wishes(draw, WORKS),
        "organisations": {liked: draw.pick({"liked": 4, "never": 1})} if liked else None,
        "learning": dict.fromkeys(draw.some(LEARNING, draw.poisson(1.4)), "liked"),
    }


def draw_skills(draw: Draw) -> list[str] | None:
    """Draw what a person can already: Poisson, mean 1.6."""
    return draw.some(SKILLS, draw.poisson(1.6)) or None
