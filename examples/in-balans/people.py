"""The colleagues: people in a trajectory, volunteers, and interns, as lines of the wire form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from examples.common.draw import Draw, within
from examples.common.people import draw_somebody, numbered
from examples.common.person import Person, draw_person
from examples.common.place import WEEKDAYS
from examples.common.wishes import draw_preferences, draw_skills
from solver.codes import ITEM_CODES

from .places import HOUSE_WORKS
from .towns import RAALTE

#: Who comes: how many, under which law, highest step of the ladder.
GROUPS: tuple[tuple[int, dict[str | None, float], int], ...] = (
    (52, {"participation_act": 80, "jobs_agreement": 16, None: 4}, 4),
    (24, {"voluntary": 60, "social_support_act": 40}, 4),
)
#: Qualifications of the interns; None: of a university of applied sciences, which has no crebo.
INTERNS = ("25655", "25655", "25655", "25655", "25615", "25615", "25615", "25139", "25139",
           "25498", "25498", "25779", "25251", None, None)  # fmt: skip
INTERN_HOURS = {"min": 8, "wish": 20, "max": 32}
#: People whose wish is no work of the house, who live far and want more hours than there are.
ELSEWHERE = 4
#: People who would rather not do most of the work, and threaten to end up at home.
RELUCTANT, RELUCTANT_WORKS = 6, 9
LEARNING = ("computer", "design", "gardening", "cooking", "food_safety", "tools", "planning",
            "working_together", "customer_service", "dutch")  # fmt: skip


def draw_people(draw: Draw, today: date, coaches: list[str]) -> list[dict[str, Any]]:
    """Draw everybody who asks for a place in the house."""
    return numbered(_everybody(draw, today, coaches))


def _everybody(draw: Draw, today: date, coaches: list[str]) -> Iterator[dict[str, Any]]:
    for count, routes, highest in GROUPS:
        for _ in range(count):
            person = draw_person(draw, RAALTE, routes)
            yield _colleague(draw, person, today, coaches) | {
                "ladderStep": None if draw.chance(0.03) else min(person.ladder_step, highest)
            }
    for crebo in INTERNS:
        person = draw_person(draw, RAALTE, {"student": 1})
        line = _colleague(draw, person, today, coaches)
        line["load"] |= {"hoursPerWeek": INTERN_HOURS, "dayparts": WEEKDAYS}
        yield line | {"ladderStep": 4, "coaching": None, "crebo": crebo}
    for _ in range(RELUCTANT):
        person = draw_person(draw, RAALTE, {"participation_act": 1})
        line = _colleague(draw, person, today, coaches)
        yield line | _reluctance(draw) | {"ladderStep": 3, "coaching": None}
    for _ in range(ELSEWHERE):
        yield _elsewhere(today)


def _colleague(draw: Draw, person: Person, today: date, coaches: list[str]) -> dict[str, Any]:
    weeks = within(draw.gamma(30, 1.3), 0, 200)
    return {
        "legalRoute": person.legal_route,
        "waitingSince": (today - timedelta(weeks=weeks)).isoformat(),
        **draw_somebody(draw, person, today, coaches),
        "skills": draw_skills(draw, HOUSE_WORKS, 1.4),
        "preferences": draw_preferences(draw, HOUSE_WORKS, LEARNING, silent=1 / 12, things=1.5),
    }


def _reluctance(draw: Draw) -> dict[str, Any]:
    """Draw which work somebody would rather not do, most of it; the rest never."""
    unwilling = dict.fromkeys(draw.some(tuple(HOUSE_WORKS), RELUCTANT_WORKS), "rather_not")
    never = {code: "never" for code in HOUSE_WORKS if code not in unwilling}
    reason = "Dreigt zonder plek thuis te komen zitten"
    return {"priority": 5, "priorityReason": reason, "preferences": {"work": unwilling | never}}


def _elsewhere(today: date) -> dict[str, Any]:
    town = RAALTE.towns[5]
    return {
        "legalRoute": "participation_act",
        "ladderStep": 4,
        "waitingSince": today.isoformat(),
        "location": {"latitude": town.latitude, "longitude": town.longitude},
        "travel": {"maxKm": 11.5, "transports": ["bicycle"]},
        "load": {
            "hoursPerWeek": {"min": 4, "wish": 40, "max": 40},
            "hoursPerDay": 8,
            "dayparts": WEEKDAYS,
            "abilities": dict.fromkeys(ITEM_CODES, 4),
        },
        "guidance": {"level": "light", "minutesPerWeek": 30},
        "coaching": {"minutesPerWeek": 30, "specialisms": ["hearing_loss"]},
        "dutch": "C1",
        "licences": ["B"],
        "vog": "granted",
        "preferences": {"work": {"driving": "first_choice"}, "learning": {"first_aid": "liked"}},
    }
