"""Six kinds of organisations and what they offer, as lines of the wire form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from examples.common.draw import Draw, compact, within
from examples.common.place import draw_asks
from examples.common.towns import around, town_of
from examples.common.works import WORKS
from solver.codes import DAYS

from .towns import DIEMEN

#: Kinds of organisations: what they are called, and the work that they have.
SECTORS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "animal_ambulance": (("Dierenambulance",), ("animal_care", "reception")),
    "football_club": (
        ("Voetbalclub De Schakel", "Voetbalclub De Kring"),
        ("sports_support", "kitchen_work", "garden_work", "odd_jobs"),
    ),
    "food_bank": (("Voedselbank",), ("packing", "shop_work", "reception")),
    "care_provider": (
        ("Zorghuis De Linde", "Zorghuis De Beuk"),
        ("care_support", "kitchen_work", "creative_work", "garden_work"),
    ),
    "neighbourhood_house": (
        ("Buurthuis Noord", "Buurthuis Centrum", "Buurthuis Zuid"),
        ("reception", "kitchen_work", "administration", "creative_work", "odd_jobs"),
    ),
    "farm": (
        ("Boerderij De Zwaluw", "Boerderij De Akker"),
        ("animal_care", "garden_work", "odd_jobs", "shop_work"),
    ),
}
#: What each organisation offers besides a placement to observe, by the law that allows it.
KINDS = ("social_activation", "social_activation", "volunteering", "volunteering")
BY_LAW = {"day_activity": 0.3, "work_experience": 0.4}
#: Four to six months, two or three days a week, in the mornings.
OBSERVING_WEEKS, OBSERVING_DAYS, MORNING_HOURS = (17, 26), (2, 3), 4
GUIDANCE_MINUTES = {"light": 26.0, "medium": 34.0, "intensive": 24.0}


def draw_places(draw: Draw, today: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Draw the organisations, and what they offer."""
    organisations: list[dict[str, Any]] = []
    vacancies: list[dict[str, Any]] = []
    for sector, (called, works) in SECTORS.items():
        for name in called:
            house = {"reference": f"o{len(organisations) + 1}", "name": name, "sector": sector}
            offered = [*_offered(draw, works, today)]
            seats = sum(line["seats"] for line in offered)
            organisations.append({"type": "organisation"} | house | _guidance(draw, seats))
            vacancies += [{"organisation": house["reference"]} | line for line in offered]
    return organisations, [
        compact({"type": "vacancy", "reference": f"v{number}"} | line)
        for number, line in enumerate(vacancies, 1)
    ]


def _guidance(draw: Draw, seats: int) -> dict[str, Any]:
    hours = {
        level: within(seats * draw.gamma(minutes, 5) / 60, 0.5, 40, 0.5)
        for level, minutes in GUIDANCE_MINUTES.items()
    }
    return {"guidanceHoursPerWeek": hours}


def _offered(draw: Draw, works: tuple[str, ...], today: date) -> Iterator[dict[str, Any]]:
    point = around(draw, town_of(draw, DIEMEN), 0.4)
    kinds = [*KINDS, *(kind for kind, share in BY_LAW.items() if draw.chance(share))]
    work = draw.one(works)
    yield {"location": point} | _asks(draw, work, "social_activation") | _observing(draw)
    for kind in kinds:
        yield {"location": point} | _asks(draw, draw.one(works), kind) | _period(draw, today)


def _observing(draw: Draw) -> dict[str, Any]:
    """Draw a placement to see what somebody needs: its term, and its mornings."""
    least, most = OBSERVING_DAYS
    return {
        "name": "Kennismaken en kijken",
        "termWeeks": draw.whole(*OBSERVING_WEEKS),
        "hoursPerWeek": {"min": least * MORNING_HOURS, "max": most * MORNING_HOURS},
        "hoursPerDay": MORNING_HOURS,
        "dayparts": [f"{day}_morning" for day in draw.some(DAYS[:5], 4)],
        "daypartsNeeded": least,
        "seats": 1,
    }


def _period(draw: Draw, today: date) -> dict[str, Any]:
    later = (today + timedelta(weeks=draw.whole(1, 6))).isoformat()
    return {"period": {"start": later}} if draw.chance(0.1) else {}


def _asks(draw: Draw, work: str, kind: str) -> dict[str, Any]:
    line = {"kind": kind, "work": work, "name": WORKS[work].name, "seats": 1}
    return line | draw_asks(draw, WORKS[work], kind, 0.3, licence=True, vog=True)
