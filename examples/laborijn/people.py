"""Synthetic people, as lines of the wire form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from examples.laborijn.draw import Draw, compact, within
from examples.laborijn.load import draw_load, draw_needs
from examples.laborijn.person import Person, draw_person
from examples.laborijn.places import CREBOS
from examples.laborijn.ties import tie
from examples.laborijn.towns import allot, around
from examples.laborijn.wishes import draw_preferences, draw_skills

PEOPLE = 726
#: Ways to travel: share, mean of the kilometres one way, kilometres per hour.
TRAVEL: dict[str, tuple[float, float, float]] = {
    "bicycle": (62, 11.0, 15), "bicycle+public_transport": (12, 14.0, 18), "walking": (7, 3.0, 5),
    "public_transport": (5, 16.0, 15), "bicycle+car": (8, 20.0, 40), "moped": (4, 14.0, 25),
    "": (2, 10.0, 15),
}  # fmt: skip
VOG = {"not_requested": 32, "requested": 12, "granted": 45, "refused": 3, None: 8}
LICENCES = {"B": 38, "AM B": 3, "AM": 7, "": 46, None: 6}
PRIORITIES = {3: 93, 4: 4, 5: 1, 2: 2}
REASONS = {2: "Heeft al een plek voor twee dagen", 4: "Wacht al langer dan een jaar",
           5: "Dreigt zonder plek thuis te komen zitten"}  # fmt: skip

Lines = dict[str, list[dict[str, Any]]]


def draw_people(seed: int, today: date, coaches: Lines) -> Lines:
    """Draw the people of each municipality."""
    draw = Draw(seed, 3)
    people: Lines = {}
    start = 0
    for code, count in allot(PEOPLE).items():
        known = [coach["reference"] for coach in coaches[code]]
        people[code] = [draw_candidate(draw, code, today, known) for _ in range(count)]
        for number, line in enumerate(people[code], start + 1):
            line["reference"] = f"k-{number:04d}"
        tie(draw, people[code])
        start += count
    return people


def draw_candidate(draw: Draw, code: str, today: date, coaches: list[str]) -> dict[str, Any]:
    """Draw all that is known of one person."""
    person = draw_person(draw, code)
    line: dict[str, Any] = {"type": "candidate", "reference": ""}
    line |= _standing(draw, person, today)
    line |= _home(draw, person)
    line["load"] = draw_load(draw, person)
    line |= draw_needs(draw, person, coaches)
    line |= _papers(draw, person, today)
    line |= {"skills": draw_skills(draw), "preferences": draw_preferences(draw)}
    line["placesWanted"] = 2 if person.wished_hours >= 10 and draw.chance(0.06) else None
    line["shareWithRegion"] = False if draw.chance(0.08) else None
    return compact(line)


def _standing(draw: Draw, person: Person, today: date) -> dict[str, Any]:
    priority = draw.pick(PRIORITIES)
    weeks = within(draw.gamma(38, 1.3), 0, 300)
    return {
        "priority": priority if priority != 3 else None,
        "priorityReason": REASONS.get(priority),
        "legalRoute": person.legal_route,
        "ladderStep": None if draw.chance(0.02) else person.ladder_step,
        "presentKind": _present_kind(draw, person),
        "waitingSince": (today - timedelta(weeks=weeks)).isoformat(),
        **_absence(draw, today),
    }


def _present_kind(draw: Draw, person: Person) -> str | None:
    if person.legal_route == "sheltered_work" and person.ladder_step >= 5:
        return "sheltered"
    return "volunteering" if person.ladder_step == 4 and draw.chance(0.15) else None


def _absence(draw: Draw, today: date) -> dict[str, Any]:
    kind = draw.pick({"": 89, "exempt": 4, "paused": 3, "later": 4})
    if kind == "later":
        start = today + timedelta(weeks=draw.whole(1, 8))
        return {"available": {"start": start.isoformat()}}
    weeks = draw.whole(60, 100) if kind == "exempt" else draw.whole(2, 10)
    start, end = today - timedelta(weeks=4), today + timedelta(weeks=weeks)
    return {kind: {"start": start.isoformat(), "end": end.isoformat()}} if kind else {}


def _home(draw: Draw, person: Person) -> dict[str, Any]:
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


def _papers(draw: Draw, person: Person, today: date) -> dict[str, Any]:
    vog = draw.pick(VOG)
    expected = today + timedelta(weeks=draw.whole(2, 8)) if vog == "requested" else None
    licences = draw.pick(LICENCES)
    return {
        "dutch": person.dutch,
        "licences": None if licences is None else licences.split(),
        "vog": vog,
        "vogExpected": expected and expected.isoformat(),
        "crebo": draw.one(CREBOS) if person.legal_route == "student" else None,
    }
