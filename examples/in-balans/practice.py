"""In Balans, Raalte: a house in which people choose the work, and its coordinators the limit.

Every distribution stands as a constant where it is used, here and in `examples/common/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from examples.common.coaches import draw_coach
from examples.common.draw import Draw
from examples.common.outcome import Check, Matched, Proposal
from examples.common.practices import Lines, Practice, of_one
from solver.codes import Kind, Wish
from solver.people import Candidate
from solver.places import Organisation, Vacancy

from .people import draw_people
from .places import draw_house, draw_places
from .towns import RAALTE

#: Hours a week that each coordinator has for coaching.
COACHING_HOURS = (9, 8, 7)


def draw(seed: int, today: date) -> Mapping[str, Lines]:
    """Draw everything, in three streams: places, coaches, people."""
    of_coaches = Draw(seed, 2)
    coaches = [
        draw_coach(of_coaches, f"c{number}", (RAALTE.code,)) | {"hoursPerWeek": hours}
        for number, hours in enumerate(COACHING_HOURS, 1)
    ]
    known = [coach["reference"] for coach in coaches]
    return of_one(
        RAALTE,
        organisations=[draw_house(today)],
        vacancies=draw_places(Draw(seed, 1), today),
        coaches=coaches,
        candidates=draw_people(Draw(seed, 3), today, known),
    )


def check(outcome: Matched) -> Check:
    """Ask that the house is never too full, 'never' is kept, and interns are recognised."""
    (house,) = outcome.organisations.values()
    total, most = house.total_seats or 0, most_at_once(outcome)
    never = sum(
        breaks_never(outcome.people[one.candidate], place)
        for one in outcome.proposals
        for place in placed(outcome, one)
    )
    interns = [*internships(outcome)]
    right = sum(recognised(house, person, one.start) for person, one in interns)
    told = (
        f"{most} at once in a house for {total}, 'never' broken {never} times, "
        f"{right} of {len(interns)} interns recognised"
    )
    return Check(told, most <= total and never == 0 and right == len(interns))


def placed(outcome: Matched, one: Proposal) -> list[Vacancy]:
    """Give the places of a proposal."""
    return [outcome.places[name] for name in one.vacancies]


def most_at_once(outcome: Matched) -> int:
    """Count the most people that are in the house on one day; a place without an end stays."""
    spans = [
        (one.start, min(last_day(place, one.start) for place in placed(outcome, one)))
        for one in outcome.proposals
    ]
    return max(
        (sum(first <= on <= last for first, last in spans) for on, _ in spans), default=0
    )  # fmt: skip


def last_day(place: Vacancy, start: date) -> date:
    """Give the last day of who starts at a place."""
    term = place.term_weeks
    by_term = date.max if term is None else start + timedelta(weeks=term, days=-1)
    return min(place.period.end or date.max, by_term)


def breaks_never(person: Candidate, place: Vacancy) -> bool:
    """Tell whether somebody said never to the work of a place, its house or what it teaches."""
    said = person.preferences
    wishes = (said.work.get(place.work), said.organisations.get(place.organisation))
    return Wish.NEVER in (*wishes, *(said.learning.get(thing) for thing in place.learning))


def internships(outcome: Matched) -> Iterator[tuple[Candidate, Proposal]]:
    """Give who is proposed an internship; without a crebo the place is a question to ask."""
    for one in outcome.proposals:
        person = outcome.people[one.candidate]
        taught = any(place.kind is Kind.INTERNSHIP for place in placed(outcome, one))
        if taught and (person.crebo is not None or not one.question):
            yield person, one


def recognised(house: Organisation, person: Candidate, start: date) -> bool:
    """Tell whether a house may teach somebody on the first day."""
    return any(
        one.crebo == person.crebo
        and (one.period.start or date.min) <= start <= (one.period.end or date.max)
        for one in house.recognitions
    )


PRACTICE = Practice(
    name="in-balans",
    title="In Balans, Raalte",
    region={"code": "AM36", "name": "Regio Zwolle"},
    municipalities=(RAALTE,),
    draw=draw,
    group=lambda vacancy, organisation: vacancy.work,
    check=check,
)
