"""Playgrounds, sports fields, youth organisations and schools, as lines of the wire form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from examples.common.draw import Draw, compact, within
from examples.common.place import WEEKDAYS, draw_asks
from examples.common.towns import around, town_of
from examples.common.works import WORKS
from solver.codes import DAYS

from .towns import LANDGRAAF

#: Every place but a job and a course is for half a year.
TERM_WEEKS = 26
#: Kinds of organisations: what they are called, and the work that they have.
SECTORS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "playground": (
        ("Speeltuin De Zonnehoek", "Speeltuin De Wipwap", "Speeltuin De Burcht"),
        ("odd_jobs", "garden_work", "reception", "kitchen_work"),
    ),
    "sports_club": (
        ("Sportveld De Linde", "Sportveld De Vink", "Sportveld Op de Heuvel"),
        ("garden_work", "odd_jobs", "kitchen_work", "sports_support", "cleaning"),
    ),
    "youth_organisation": (
        ("Jeugdhuis De Brug", "Jeugdclub De Trekvogels"),
        ("kitchen_work", "odd_jobs", "creative_work", "sports_support"),
    ),
    "school": (
        ("Basisschool De Kleurdoos", "Basisschool De Springveer", "Basisschool De Wegwijzer"),
        ("garden_work", "administration", "creative_work"),
    ),
}
#: What each organisation offers besides a place of half a day and, at a school, a team.
KINDS = ("volunteering", "volunteering", "social_activation")
SEATS = (1, 3)
#: An odd-jobs team of a school begins with two people, and has room for four.
TEAM = {"work": "odd_jobs", "name": "Klussenteam", "seats": 4, "minStart": 2}
HALF_DAY = {"hoursPerWeek": {"min": 3, "max": 5}, "hoursPerDay": 4, "daypartsNeeded": None}
#: Minutes a week that the one guide of an organisation has, for each seat.
GUIDE_MINUTES = 21.0
#: Who gives the course, and where there is a job of a few mornings.
CENTRE, JOBS, COURSES = "o-centrale", 3, 3


def draw_places(draw: Draw) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Draw the organisations, and what they offer."""
    organisations: list[dict[str, Any]] = []
    vacancies: list[dict[str, Any]] = []
    for sector, (called, works) in SECTORS.items():
        for name in called:
            house = f"o{len(organisations) + 1}"
            offered = [*_offered(draw, sector, works)]
            guide = _guide(draw, sum(line["seats"] for line in offered))
            line = {"type": "organisation", "reference": house, "name": name, "sector": sector}
            organisations.append(line | {"guidanceHoursPerWeek": guide})
            vacancies += [{"organisation": house} | line for line in offered]
    organisations.append(_centre())
    vacancies += [{"organisation": CENTRE} | line for line in _beside_each_other(draw)]
    return organisations, [
        compact({"type": "vacancy", "reference": f"v{number}"} | line)
        for number, line in enumerate(vacancies, 1)
    ]


def _guide(draw: Draw, seats: int) -> dict[str, float]:
    """Draw the hours of the one guide: for everybody, or at most for those who need less."""
    most = draw.pick({"medium": 1, "intensive": 5})
    return {most: within(seats * draw.gamma(GUIDE_MINUTES, 12) / 60, 1, 12, 0.25)}


def _offered(draw: Draw, sector: str, works: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    point = {"location": around(draw, town_of(draw, LANDGRAAF), 0.6), "termWeeks": TERM_WEEKS}
    for kind in KINDS:
        yield point | {"seats": draw.whole(*SEATS)} | _asks(draw, draw.one(works), kind)
    half = {"seats": 1} | _asks(draw, draw.one(works), "volunteering")
    yield point | half | HALF_DAY | {"dayparts": draw.some(WEEKDAYS, 4)}
    if sector == "school":
        yield point | _asks(draw, "odd_jobs", "volunteering") | TEAM


def _asks(draw: Draw, work: str, kind: str) -> dict[str, Any]:
    line = {"kind": kind, "work": work, "name": WORKS[work].name}
    return line | draw_asks(draw, WORKS[work], kind, 0.3, vog=True)


def _centre() -> dict[str, Any]:
    """Give the volunteer centre, whose are the course and the jobs that begin beside it."""
    line = {"type": "organisation", "reference": CENTRE, "name": "Vrijwilligerscentrale"}
    return line | {"sector": "other", "guidanceHoursPerWeek": {"medium": 1.5}}


def _beside_each_other(draw: Draw) -> Iterator[dict[str, Any]]:
    """Draw a job of three mornings, and a course of two afternoons or evenings."""
    point = {"location": around(draw, LANDGRAAF.towns[0], 0.3)}
    job = {"seats": JOBS, "hoursPerWeek": {"min": 12, "max": 12}, "hoursPerDay": 4}
    mornings = {"dayparts": [f"{day}_morning" for day in DAYS[:5]], "daypartsNeeded": 3}
    yield point | _asks(draw, "odd_jobs", "regular_job") | job | mornings | {
        "name": "Huismeester, drie ochtenden", "needsCoach": False, "vogRequired": None,
    }  # fmt: skip
    yield point | {
        "kind": "route", "work": "trade_course", "name": "Cursus onderhoud van gebouwen",
        "seats": COURSES, "hoursPerWeek": {"min": 4, "max": 4}, "hoursPerDay": 2,
        "dayparts": ["tuesday_afternoon", "thursday_afternoon", "thursday_evening"],
        "daypartsNeeded": 2, "needsCoach": False, "learning": ["tools"],
    }  # fmt: skip
