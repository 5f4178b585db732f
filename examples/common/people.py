"""Of a person: home and travel, papers, who is kept out or comes later; and a line of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from examples.common.draw import Draw, compact, within
from examples.common.load import draw_load, draw_needs
from examples.common.person import Person
from examples.common.place import WEEKDAYS
from examples.common.towns import around

#: Ways to travel: share, mean of the kilometres one way, kilometres per hour.
TRAVEL: dict[str, tuple[float, float, float]] = {
    "bicycle": (62, 11.0, 15), "bicycle+public_transport": (12, 14.0, 18), "walking": (7, 3.0, 5),
    "public_transport": (5, 16.0, 15), "bicycle+car": (8, 20.0, 40), "moped": (4, 14.0, 25),
    "": (2, 10.0, 15),
}  # fmt: skip
VOG = {"not_requested": 32, "requested": 12, "granted": 45, "refused": 3, None: 8}
LICENCES = {"B": 38, "AM B": 3, "AM": 7, "": 46, None: 6}


def draw_home(draw: Draw, person: Person) -> dict[str, Any]:
    """Draw where somebody lives, and how far and how somebody can travel."""
    ways = draw.pick({name: share for name, (share, _, _) in TRAVEL.items()})
    _, mean_km, speed = TRAVEL[ways]
    farthest = within(draw.gamma(mean_km, 5), 1, 40, 0.5)
    minutes = within(farthest / speed * 60 * draw.pick({1: 6, 1.25: 3, 0.75: 1}), 10, 75, 5)
    return {
        "location": None if draw.chance(0.03) else around(draw, person.town, 1.1),
        "travel": {
            "maxKm": None if draw.chance(0.03) else farthest,
            "maxMinutes": None if draw.chance(0.2) else minutes,
            "transports": ways.split("+") if ways else None,
        },
    }


def draw_papers(draw: Draw, person: Person, today: date) -> dict[str, Any]:
    """Draw Dutch, licences and the certificate of conduct."""
    vog = draw.pick(VOG)
    expected = today + timedelta(weeks=draw.whole(2, 8)) if vog == "requested" else None
    licences = draw.pick(LICENCES)
    return {
        "dutch": person.dutch,
        "licences": None if licences is None else licences.split(),
        "vog": vog,
        "vogExpected": expected and expected.isoformat(),
    }


def draw_absence(draw: Draw, today: date) -> dict[str, Any]:
    """Draw who is exempt, paused or available later: 4, 3 and 4 in a hundred."""
    kind = draw.pick({"": 89, "exempt": 4, "paused": 3, "later": 4})
    if kind == "later":
        start = today + timedelta(weeks=draw.whole(1, 8))
        return {"available": {"start": start.isoformat()}}
    weeks = draw.whole(60, 100) if kind == "exempt" else draw.whole(2, 10)
    start, end = today - timedelta(weeks=4), today + timedelta(weeks=weeks)
    return {kind: {"start": start.isoformat(), "end": end.isoformat()}} if kind else {}


def draw_somebody(draw: Draw, person: Person, today: date, coaches: list[str]) -> dict[str, Any]:
    """Draw absence, home, load, needs and papers of a person."""
    return {
        **draw_absence(draw, today),
        **draw_home(draw, person),
        "load": draw_load(draw, person),
        **draw_needs(draw, person, coaches),
        **draw_papers(draw, person, today),
    }


def wants_forty_hours(today: date) -> dict[str, Any]:
    """Give somebody of whom little more is known than the wish for a job of forty hours."""
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


def numbered(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Make people of lines, each with its number as the reference."""
    return [
        compact({"type": "candidate", "reference": f"k-{number:03d}"} | dict(line))
        for number, line in enumerate(lines, 1)
    ]
