"""People with a larger distance to work, of two legal worlds, as lines of the wire form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from examples.common.draw import Draw, within
from examples.common.people import draw_somebody, numbered, wants_forty_hours
from examples.common.person import draw_person
from examples.common.wishes import draw_preferences, draw_skills
from examples.common.works import WORKS

from .towns import DIEMEN

PEOPLE = 110
LEGAL_ROUTES: dict[str | None, float] = {
    "participation_act": 56, "social_support_act": 34, "voluntary": 7, None: 3,
}  # fmt: skip
LADDER = (2, 3)
#: People who want one thing that nobody here has: a job of forty hours.
ELSEWHERE = 4
LEARNING = ("dutch", "computer", "working_together", "customer_service", "animals", "planning",
            "first_aid", "gardening", "food_safety", "tools")  # fmt: skip


def draw_people(draw: Draw, today: date, coaches: list[str]) -> list[dict[str, Any]]:
    """Draw everybody for whom a place is looked for."""
    return numbered(_everybody(draw, today, coaches))


def _everybody(draw: Draw, today: date, coaches: list[str]) -> Iterator[dict[str, Any]]:
    for _ in range(PEOPLE):
        yield _somebody(draw, today, coaches)
    for _ in range(ELSEWHERE):
        yield wants_forty_hours(today)


def _somebody(draw: Draw, today: date, coaches: list[str]) -> dict[str, Any]:
    person = draw_person(draw, DIEMEN, LEGAL_ROUTES)
    weeks = within(draw.gamma(45, 1.3), 0, 300)
    return {
        "legalRoute": person.legal_route,
        "ladderStep": None if draw.chance(0.03) else int(within(person.ladder_step, *LADDER)),
        "waitingSince": (today - timedelta(weeks=weeks)).isoformat(),
        **draw_somebody(draw, person, today, coaches),
        "skills": draw_skills(draw, WORKS, 1.4),
        "preferences": draw_preferences(draw, WORKS, LEARNING, silent=1 / 8, things=1.2),
    }
