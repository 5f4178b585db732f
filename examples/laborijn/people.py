"""Synthetic people, as lines of the wire form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from examples.common.draw import Draw, compact, within
from examples.common.people import draw_somebody
from examples.common.person import Person, draw_person
from examples.common.practices import Lines
from examples.common.towns import allot
from examples.common.wishes import draw_regional_preferences, draw_skills
from examples.common.works import WORKS
from examples.laborijn.places import CREBOS
from examples.laborijn.ties import tie
from examples.laborijn.towns import BY_CODE, MUNICIPALITIES

PEOPLE = 726
LEGAL_ROUTES = {
    "participation_act": 61, "jobs_agreement": 14, "social_support_act": 9, "sheltered_work": 5,
    "voluntary": 5, "student": 4, None: 2,
}  # fmt: skip
PRIORITIES = {3: 93, 4: 4, 5: 1, 2: 2}
REASONS = {2: "Heeft al een plek voor twee dagen", 4: "Wacht al langer dan een jaar",
           5: "Dreigt zonder plek thuis te komen zitten"}  # fmt: skip


def draw_people(seed: int, today: date, coaches: Lines) -> Lines:
    """Draw the people of each municipality."""
    draw = Draw(seed, 3)
    people: Lines = {}
    start = 0
    for code, count in allot(MUNICIPALITIES, PEOPLE).items():
        known = [coach["reference"] for coach in coaches[code]]
        people[code] = [draw_candidate(draw, code, today, known) for _ in range(count)]
        for number, line in enumerate(people[code], start + 1):
            line["reference"] = f"k-{number:04d}"
        tie(draw, people[code])
        start += count
    return people


def draw_candidate(draw: Draw, code: str, today: date, coaches: list[str]) -> dict[str, Any]:
    """Draw all that is known of one person."""
    person = draw_person(draw, BY_CODE[code], LEGAL_ROUTES)
    line: dict[str, Any] = {"type": "candidate", "reference": ""}
    line |= _standing(draw, person, today)
    line |= draw_somebody(draw, person, today, coaches)
    line["crebo"] = draw.one(CREBOS) if person.legal_route == "student" else None
    line["skills"] = draw_skills(draw, WORKS, 1.6)
    line["preferences"] = draw_regional_preferences(draw)
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
    }


def _present_kind(draw: Draw, person: Person) -> str | None:
    if person.legal_route == "sheltered_work" and person.ladder_step >= 5:
        return "sheltered"
    return "volunteering" if person.ladder_step == 4 and draw.chance(0.15) else None
