"""Maatschappelijke banen, Landgraaf: volunteering with a job coach and a guide.

Every distribution stands as a constant where it is used, here and in `examples/common/`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from examples.common.coaches import SPECIALISMS, draw_coach
from examples.common.draw import Draw
from examples.common.outcome import Check, Matched, Proposal
from examples.common.practices import Lines, Practice, of_one
from solver.codes import GuidanceLevel
from solver.judge import parts_enough

from .people import draw_people
from .places import draw_places
from .towns import LANDGRAAF

#: Hours a week that the one job coach of the volunteer centre has for people.
COACHING_HOURS = 28
#: Work units of its search: its first step takes most of the time, and more bring little.
WORK_LIMIT = 20
#: Fewest people who are to have two places.
LEAST_TWO = 3


def draw(seed: int, today: date) -> Mapping[str, Lines]:
    """Draw everything, in three streams: places, the coach, people."""
    coach = draw_coach(Draw(seed, 2), "c1", (LANDGRAAF.code,))
    organisations, vacancies = draw_places(Draw(seed, 1))
    return of_one(
        LANDGRAAF,
        organisations=organisations,
        vacancies=vacancies,
        coaches=[coach | {"hoursPerWeek": COACHING_HOURS, "specialisms": [*SPECIALISMS]}],
        candidates=draw_people(Draw(seed, 3), today, ["c1"]),
    )


def check(outcome: Matched) -> Check:
    """Ask that no guide and no coach is overbooked, and that two places fit one week."""
    over = sum(taken > there for taken, there in guides(outcome).values())
    coached, hours = coaching(outcome)
    two = [one for one in outcome.proposals if len(one.vacancies) > 1]
    amiss = sum(not fits_a_week(outcome, one) for one in two)
    told = (
        f"{over} guides overbooked, job coach {coached / 60:g} of {hours / 60:g} hours; "
        f"{len(two)} people with two places, {amiss} beyond their hours or dayparts"
    )
    return Check(told, over == 0 and coached <= hours and amiss == 0 and len(two) >= LEAST_TWO)


def guides(outcome: Matched) -> dict[tuple[str, GuidanceLevel], tuple[int, int]]:
    """Give the minutes a week that people take, and that there are, of a house from a level up.

    Who needs a level takes of the guide for that level, or for a higher one.
    """
    found: Counter[tuple[str, GuidanceLevel]] = Counter()
    there: dict[tuple[str, GuidanceLevel], int] = {}
    for name, house in outcome.organisations.items():
        for level in GuidanceLevel:
            offered = (house.guidance_minutes or {}).items()
            there[name, level] = sum(minutes for upto, minutes in offered if upto >= level)
    for one in outcome.proposals:
        person = outcome.people[one.candidate]
        level = GuidanceLevel.LIGHT if person.guidance_level is None else person.guidance_level
        for name in one.vacancies:
            place = outcome.places[name]
            house_name = f"{place.municipality}/{place.organisation}"
            for least in GuidanceLevel:
                if least <= level:
                    found[house_name, least] += person.guidance_minutes
    return {key: (found[key], minutes) for key, minutes in there.items()}


def coaching(outcome: Matched) -> tuple[int, int]:
    """Give the minutes a week that people take of the job coach, and that there are."""
    there = sum(coach.week_minutes for coach in outcome.snapshot.coaches)
    return sum(coached(outcome, one) for one in outcome.proposals), there


def coached(outcome: Matched, one: Proposal) -> int:
    """Give the minutes of a coach that somebody takes: none at places without a coach."""
    needed = any(outcome.places[name].needs_coach for name in one.vacancies)
    return outcome.people[one.candidate].coaching_minutes if needed else 0


def fits_a_week(outcome: Matched, one: Proposal) -> bool:
    """Tell whether two places fit in somebody's hours, on dayparts of their own."""
    person = outcome.people[one.candidate]
    first, second = (outcome.places[name] for name in one.vacancies)
    asked = (first.min_week_minutes or 0) + (second.min_week_minutes or 0)
    most = person.load.on(outcome.snapshot.today).max_week_minutes
    return (most is None or asked <= most) and parts_enough(person, first, second)


PRACTICE = Practice(
    name="maatschappelijke-banen",
    title="Maatschappelijke banen, Landgraaf",
    region={"code": "AM30", "name": "Zuid-Limburg"},
    municipalities=(LANDGRAAF,),
    draw=draw,
    group=lambda vacancy, organisation: organisation.sector,
    check=check,
    work_limit=WORK_LIMIT,
)
