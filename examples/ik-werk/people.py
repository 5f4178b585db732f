"""People with a larger distance to work, of two legal worlds, as lines of the wire form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from examples.common.draw import Draw, compact, within
from examples.common.load import draw_load, draw_needs
from examples.common.people import draw_absence, draw_home, draw_papers
from examples.common.person import draw_person
from examples.common.wishes import draw_work_wishes
from examples.common.works import WORKS
from solver.codes import DAYS

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
SKILLS = tuple(sorted({skill for work in WORKS.values() for skill in work.skills}))
WEEKDAYS = [f"{day}_{part}" for day in DAYS[:5] for part in ("morning", "afternoon")]


def draw_people(draw: Draw, today: date, coaches: list[str]) -> list[dict[str, Any]]:
    """Draw everybody for whom a place is looked for."""
    lines = _everybody(draw, today, coaches)
    return [
        compact({"type": "candidate", "reference": f"k-{number:03d}"} | line)
        for number, line in enumerate(lines, 1)
    ]


def _everybody(draw: Draw, today: date, coaches: list[str]) -> Iterator[dict[str, Any]]:
    for _ in range(PEOPLE):
        yield _somebody(draw, today, coaches)
    for _ in range(ELSEWHERE):
        yield _elsewhere(today)


def _somebody(draw: Draw, today: date, coaches: list[str]) -> dict[str, Any]:
    person = draw_person(draw, DIEMEN, LEGAL_ROUTES)
    weeks = within(draw.gamma(45, 1.3), 0, 300)
    return {
        "legalRoute": person.legal_route,
        "ladderStep": None if draw.chance(0.03) else int(within(person.ladder_step, *LADDER)),
        "waitingSince": (today - timedelta(weeks=weeks)).isoformat(),
        **draw_absence(draw, today),
        **draw_home(draw, person),
        "load": draw_load(draw, person),
        **draw_needs(draw, person, coaches),
        **draw_papers(draw, person, today),
        "skills": draw.some(SKILLS, draw.poisson(1.4)) or None,
        "preferences": _preferences(draw),
    }


def _preferences(draw: Draw) -> dict[str, Any]:
    """Draw what somebody would like, and what not; one in eight names nothing yet."""
    if draw.chance(1 / 8):
        return {}
    learning = dict.fromkeys(draw.some(LEARNING, draw.poisson(1.2)), "liked")
    return {"work": draw_work_wishes(draw, WORKS), "learning": learning}


def _elsewhere(today: date) -> dict[str, Any]:
    """Somebody of whom little more is known than that wish."""
    return {
        "legalRoute": "participation_act",
        "ladderStep": 4,
        "waitingSince": today.isoformat(),
        "load": {
            "hoursPerWeek": {"min": 4, "wish": 40, "max": 40},
            "hoursPerDay": 8,
            "dayparts": WEEKDAYS,
        },
        "guidance": {"level": "light", "minutesPerWeek": 30},
        "dutch": "C1",
        "licences": ["B"],
        "vog": "granted",
        "preferences": {
            "work": {"bicycle_repair": "first_choice"},
            "learning": {"welding": "liked"},
        },
    }
