"""The house, its workshops, its paid assignments and its internships, as lines of the wire form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from examples.common.draw import Draw, compact
from examples.common.place import draw_asks, draw_conditions
from examples.common.towns import around, town_of
from examples.common.works import WORKS, Work

from .towns import RAALTE

#: The coordinators' own limit: so many people at a time, whatever the seats of the places.
TOTAL = 62
POINT = {"latitude": 52.383, "longitude": 6.281}
GUIDANCE_HOURS = {"light": 20, "medium": 24, "intensive": 12}
DESIGN_DEMANDS = {
    "seeing": 3, "using_hands": 2, "sitting": 3, "keeping_attention": 2, "reading_writing": 2,
    "own_planning": 2, "remembering": 2,
}  # fmt: skip
#: Kinds of work in the house, from green to the web.
HOUSE_WORKS: dict[str, Work] = {
    code: WORKS[code]
    for code in (
        "garden_work", "kitchen_work", "packing", "bicycle_repair", "creative_work",
        "administration", "reception", "odd_jobs", "animal_care", "cleaning",
    )
} | {
    "web_design": Work("Websites maken", 1.3, DESIGN_DEMANDS, ("computer", "design"),
                       ("computer", "design", "planning"), dutch=("A2", "B1")),
    "app_design": Work("Apps ontwerpen", 1.0, DESIGN_DEMANDS, ("computer", "design"),
                       ("computer", "design", "working_together"), dutch=("A2", "B1")),
}  # fmt: skip
#: Workshops of the house: kind of work, kind of place, seats.
WORKSHOPS = (
    ("garden_work", "social_activation", 4), ("garden_work", "work_experience", 4),
    ("kitchen_work", "social_activation", 3), ("kitchen_work", "volunteering", 3),
    ("packing", "social_activation", 5), ("bicycle_repair", "work_experience", 3),
    ("creative_work", "social_activation", 4), ("administration", "work_experience", 2),
    ("reception", "volunteering", 2), ("odd_jobs", "volunteering", 3),
    ("web_design", "work_experience", 3), ("web_design", "volunteering", 2),
    ("app_design", "work_experience", 2), ("app_design", "social_activation", 2),
    ("animal_care", "volunteering", 2),
)  # fmt: skip
#: Paid assignments: who pays, kind of work, kind of place; each has a start, an end and seats.
ASSIGNMENTS = (
    ("Groen voor de gemeente", "garden_work", "work_experience"),
    ("Tuinen van de woningstichting", "garden_work", "volunteering"),
    ("Inpakken voor een tuincentrum", "packing", "work_experience"),
    ("Kerstpakketten", "packing", "social_activation"),
    ("Lunches voor een kantoor", "kitchen_work", "work_experience"),
    ("Schoonmaak van een sporthal", "cleaning", "work_experience"),
    ("Website voor een bakker", "web_design", "work_experience"),
    ("App voor een museum", "app_design", "volunteering"),
    ("Klussen in een wijkcentrum", "odd_jobs", "social_activation"),
    ("Leenfietsen voor de gemeente", "bicycle_repair", "work_experience"),
)
#: Internships: qualification, kind of work, first day in weeks (None: now).
INTERNSHIPS = (
    ("25655", "garden_work", None), ("25655", "kitchen_work", None), ("25615", "web_design", None),
    ("25615", "administration", 2), ("25139", "creative_work", 4), ("25498", "app_design", None),
    ("25779", "bicycle_repair", 4), (None, "reception", None),
    (None, "garden_work", None), (None, "web_design", None),
)  # fmt: skip


def recognitions(today: date) -> list[dict[str, Any]]:
    """Give what the house may teach, and when: one ended yesterday, one ends, one has to begin."""
    periods: dict[str, dict[str, int]] = {
        "25655": {}, "25615": {"start": -700}, "25498": {"start": -900, "end": -1},
        "25779": {"end": 14}, "25139": {"start": 21},
    }  # fmt: skip
    return [
        compact({"crebo": crebo, "period": {name: day(today, at) for name, at in days.items()}})
        for crebo, days in periods.items()
    ]


def day(today: date, days: int) -> str:
    """Give a day so many days from today."""
    return (today + timedelta(days=days)).isoformat()


def draw_house(today: date) -> dict[str, Any]:
    """Give the house: all its hours and its total are its own, and fixed."""
    return {
        "type": "organisation",
        "reference": "in-balans",
        "name": "In Balans",
        "sector": "social_firm",
        "totalSeats": TOTAL,
        "guidanceHoursPerWeek": GUIDANCE_HOURS,
        "recognitions": recognitions(today),
    }


def draw_places(draw: Draw, today: date) -> list[dict[str, Any]]:
    """Draw every place: workshops, assignments, internships."""
    conditions = draw_conditions(draw)
    return [
        compact({"type": "vacancy", "reference": f"v{number}", "organisation": "in-balans"} | line)
        for number, line in enumerate(_places(draw, today, conditions), 1)
    ]


def _places(draw: Draw, today: date, conditions: Mapping[str, bool]) -> Iterator[dict[str, Any]]:
    for work, kind, seats in WORKSHOPS:
        line = {"name": HOUSE_WORKS[work].name, "seats": seats, "location": POINT}
        yield line | _asks(draw, work, kind) | {"conditions": conditions}
    for payer, work, kind in ASSIGNMENTS:
        starts = 7 * draw.whole(0, 6)
        period = {"start": day(today, starts), "end": day(today, starts + 7 * draw.whole(10, 30))}
        point = around(draw, town_of(draw, RAALTE), 0.8)
        line = {"name": payer, "seats": draw.whole(2, 4), "location": point, "period": period}
        yield line | _asks(draw, work, kind)
    for crebo, work, weeks in INTERNSHIPS:
        start = None if weeks is None else day(today, 7 * weeks)
        line = {"name": f"Stage {HOUSE_WORKS[work].name.lower()}", "seats": 2, "location": POINT}
        line |= {"crebo": crebo, "period": {"start": start}, "needsCoach": False}
        yield line | _asks(draw, work, "internship") | {"conditions": conditions}


def _asks(draw: Draw, work: str, kind: str) -> dict[str, Any]:
    return {"kind": kind, "work": work} | draw_asks(draw, HOUSE_WORKS[work], kind, 0.4)
