"""People on a ladder, from sheltered to regular work, as lines of the wire form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from examples.common.draw import Draw, compact, within
from examples.common.people import draw_somebody
from examples.common.person import Person, draw_person
from examples.common.practices import Lines
from examples.common.towns import allot
from examples.common.wishes import draw_regional_preferences

from .towns import BY_CODE, MUNICIPALITIES

PEOPLE = 420
LEGAL_ROUTES: dict[str | None, float] = {
    "participation_act": 50, "sheltered_work": 20, "jobs_agreement": 22, "social_support_act": 6,
    None: 2,
}  # fmt: skip
#: The work somebody has now, and so the rung from which the next step is one up.
PRESENT: dict[str, dict[str | None, float]] = {
    "sheltered_work": {None: 45, "sheltered": 55},
    "jobs_agreement": {None: 55, "sheltered": 15, "seconded": 22, "supported_job": 8},
}
#: Who has work now stands on this step at least.
WORKING_STEP = 5
PRIORITIES = {3: 94, 4: 4, 5: 2}
REASONS = {4: "Wacht al langer dan een jaar", 5: "Dreigt zonder plek thuis te komen zitten"}
LEARNING = ("working_together", "machines", "planning", "dutch", "tools", "computer", "gardening")


def draw_people(draw: Draw, today: date, coaches: Lines) -> Lines:
    """Draw the people of each municipality."""
    people: Lines = {}
    start = 0
    for code, count in allot(MUNICIPALITIES, PEOPLE).items():
        known = [coach["reference"] for coach in coaches[code]]
        drawn = [draw_candidate(draw, code, today, known) for _ in range(count)]
        people[code] = [
            compact({"type": "candidate", "reference": f"k-{number:04d}"} | line)
            for number, line in enumerate(drawn, start + 1)
        ]
        start += count
    return people


def draw_candidate(draw: Draw, code: str, today: date, coaches: list[str]) -> dict[str, Any]:
    """Draw all that is known of one person."""
    person = draw_person(draw, BY_CODE[code], LEGAL_ROUTES)
    present = draw.pick(PRESENT.get(person.legal_route or "", {None: 1.0}))
    priority = draw.pick(PRIORITIES)
    weeks = within(draw.gamma(34, 1.3), 0, 260)
    return {
        "legalRoute": person.legal_route,
        "ladderStep": _step(draw, person, present),
        "presentKind": present,
        "priority": priority if priority != 3 else None,
        "priorityReason": REASONS.get(priority),
        "waitingSince": (today - timedelta(weeks=weeks)).isoformat(),
        **draw_somebody(draw, person, today, coaches),
        "preferences": {
            "work": draw_regional_preferences(draw).get("work"),
            "learning": dict.fromkeys(draw.some(LEARNING, draw.poisson(1.3)), "liked"),
        },
        "shareWithRegion": False if draw.chance(0.07) else None,
    }


def _step(draw: Draw, person: Person, present: str | None) -> int | None:
    if present is not None:
        return WORKING_STEP
    if person.legal_route in PRESENT:
        return max(4, min(person.ladder_step, WORKING_STEP))
    return None if draw.chance(0.02) else person.ladder_step
