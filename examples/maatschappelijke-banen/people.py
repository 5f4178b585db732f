"""People on benefit for whom paid work is too far away yet, as lines of the wire form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from examples.common.draw import Draw, within
from examples.common.people import draw_somebody, numbered, wants_forty_hours
from examples.common.person import draw_person
from examples.common.place import WEEKDAYS
from examples.common.wishes import draw_preferences, draw_skills
from examples.common.works import WORKS, Work
from solver.codes import ITEM_CODES

from .places import SECTORS
from .towns import LANDGRAAF

PEOPLE = 78
LEGAL_ROUTES: dict[str | None, float] = {"participation_act": 94, "jobs_agreement": 3, None: 3}
LADDER = (2, 3)
#: Hours a week that people wish: on the average of the practice.
MEAN_HOURS = 9.8
#: People who want two half days at two organisations, and a part-time job beside a course.
TWO_CLUBS, JOB_AND_COURSE = 8, 3
#: People who want one thing that nobody here has: a job of forty hours.
ELSEWHERE = 4
#: People for whom it does not go well just now, beside those who are drawn so.
PAUSED = 1
HERE: dict[str, Work] = {
    code: WORKS[code] for code in sorted({work for _, works in SECTORS.values() for work in works})
}
LEARNING = ("dutch", "working_together", "planning", "tools", "gardening", "first_aid",
            "food_safety", "customer_service", "computer")  # fmt: skip
HALF_DAYS = {"hoursPerWeek": {"min": 6, "wish": 8, "max": 10}, "hoursPerDay": 4}
JOB_BESIDE_COURSE = {
    "hoursPerWeek": {"min": 4, "wish": 16, "max": 16}, "hoursPerDay": 6,
    "dayparts": [*WEEKDAYS, "thursday_evening"], "abilities": dict.fromkeys(ITEM_CODES, 4),
}  # fmt: skip


def draw_people(draw: Draw, today: date, coaches: list[str]) -> list[dict[str, Any]]:
    """Draw everybody for whom a place is looked for."""
    return numbered(_everybody(draw, today, coaches))


def _everybody(draw: Draw, today: date, coaches: list[str]) -> Iterator[dict[str, Any]]:
    for _ in range(PEOPLE):
        yield _somebody(draw, today, coaches)
    for _ in range(TWO_CLUBS):
        line = _somebody(draw, today, coaches)
        line["load"] |= HALF_DAYS | {"dayparts": draw.some(WEEKDAYS, 7)}
        yield line | {"placesWanted": 2}
    for _ in range(JOB_AND_COURSE):
        yield _job_and_course(draw, today)
    for _ in range(ELSEWHERE):
        yield wants_forty_hours(today)
    for _ in range(PAUSED):
        weeks = (today - timedelta(weeks=1), today + timedelta(weeks=draw.whole(2, 6)))
        paused = dict(zip(("start", "end"), (day.isoformat() for day in weeks), strict=True))
        yield _somebody(draw, today, coaches) | {"exempt": None, "paused": paused}


def _somebody(draw: Draw, today: date, coaches: list[str]) -> dict[str, Any]:
    wish = int(within(draw.gamma(MEAN_HOURS, 8), 3, 24))
    person = replace(draw_person(draw, LANDGRAAF, LEGAL_ROUTES), wished_hours=wish)
    weeks = within(draw.gamma(40, 1.3), 0, 300)
    return {
        "legalRoute": person.legal_route,
        "ladderStep": None if draw.chance(0.03) else int(within(person.ladder_step, *LADDER)),
        "waitingSince": (today - timedelta(weeks=weeks)).isoformat(),
        **draw_somebody(draw, person, today, coaches),
        "skills": draw_skills(draw, HERE, 1.4),
        "preferences": draw_preferences(draw, HERE, LEARNING, silent=1 / 8, things=1.2),
    }


def _job_and_course(draw: Draw, today: date) -> dict[str, Any]:
    """Draw somebody who has come far: a few mornings of paid work, and a course."""
    return {
        "legalRoute": "participation_act",
        "ladderStep": 5,
        "waitingSince": (today - timedelta(weeks=draw.whole(20, 90))).isoformat(),
        "location": {"latitude": LANDGRAAF.towns[0].latitude, "longitude": 6.013},
        "travel": {"maxKm": 10, "transports": ["bicycle"]},
        "load": JOB_BESIDE_COURSE,
        "guidance": {"level": "light", "minutesPerWeek": 15},
        "dutch": "B1",
        "vog": "granted",
        "licences": ["B"],
        "placesWanted": 2,
        "preferences": {
            "work": {"trade_course": "first_choice", "odd_jobs": "liked"},
            "learning": {"tools": "first_choice"},
        },
    }
