"""Ik Werk!, Diemen: entice, do not force, since there are more options.

Every distribution stands as a constant where it is used, here and in `examples/common/`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from examples.common.coaches import SPECIALISMS, draw_coach
from examples.common.draw import Draw
from examples.common.outcome import Check, Matched
from examples.common.practices import Lines, Practice, of_one
from solver.columns import Columns
from solver.desk import Desk
from solver.people import Candidate
from solver.shortlist import MOST_OF_ONE_WORK, Choice
from solver.weights import WeightSet

from .people import draw_people
from .places import draw_places
from .towns import DIEMEN

#: Hours a week that each broker or buddy has for people.
COACHING_HOURS = (12, 11, 10)
FEWEST, MOST = 3, 5
#: How many options a list is asked for: where all ask for five, fewer people have three.
SIZE = 4
#: The share of people who are not kept out to whom a choice is shown.
LEAST_SHARE = 0.6
#: On how many lists a place may stand for each of its seats: the region's `shownPerSeat`. There are
#: some 60 seats for over a hundred people, who are to have a choice of three at least.
MOST_LISTS_PER_SEAT = 6

#: Of one option: place, organisation, kind of work.
Option = tuple[str, str, str]


def draw(seed: int, today: date) -> Mapping[str, Lines]:
    """Draw everything, in three streams: places, coaches, people."""
    of_coaches = Draw(seed, 2)
    coaches = [
        draw_coach(of_coaches, f"c{number}", (DIEMEN.code,))
        | {"hoursPerWeek": hours, "specialisms": [*SPECIALISMS]}
        for number, hours in enumerate(COACHING_HOURS, 1)
    ]
    organisations, vacancies = draw_places(Draw(seed, 1), today)
    known = [coach["reference"] for coach in coaches]
    return of_one(
        DIEMEN,
        organisations=organisations,
        vacancies=vacancies,
        coaches=coaches,
        candidates=draw_people(Draw(seed, 3), today, known),
    )


def short_lists(outcome: Matched) -> dict[str, list[Option]]:
    """Give everybody's short list as the desk would in a week, by qualified reference, in turn.

    Nobody has a place, and no place stands on more lists than it may.
    """
    columns = Columns.of(outcome.snapshot, WeightSet())
    desk, seats = Desk.of(columns), columns.vacancies.seats_free
    shown, lists = np.zeros(len(seats), np.int64), {}
    for row, name in enumerate(columns.candidate_names):
        choice = Choice.of(columns, row, desk)
        held = np.flatnonzero(shown >= MOST_LISTS_PER_SEAT * seats)
        chosen = choice.different(SIZE, frozenset(held.tolist()))
        shown[chosen] += 1
        listed = choice.listed(chosen, SIZE).suggestions
        lists[name] = [(one.vacancy, one.organisation, one.work) for one in listed]
    return lists


def is_a_choice(options: Sequence[Option]) -> bool:
    """Tell whether a list has three to five options that differ in house, and mostly in work."""
    _, houses, works = zip(*options, strict=True) if options else ((), (), ())
    alike = max(Counter(works).values(), default=0)
    return (
        FEWEST <= len(options) <= MOST
        and len(set(houses)) == len(options)
        and alike <= MOST_OF_ONE_WORK
    )


def most_crowded(outcome: Matched, lists: Mapping[str, Sequence[Option]]) -> float:
    """Give the most lists on which a place stands, for each of its seats."""
    times = Counter(place for options in lists.values() for place, _, _ in options)
    return max((n / outcome.places[place].seats for place, n in times.items()), default=0.0)


def away(person: Candidate, today: date) -> bool:
    """Tell whether somebody is exempt or paused today."""
    return any(span is not None and span.holds(today) for span in (person.exempt, person.paused))


def check(outcome: Matched) -> Check:
    """Ask that people have a choice of different places."""
    return check_of(outcome, short_lists(outcome))


def check_of(outcome: Matched, lists: Mapping[str, Sequence[Option]]) -> Check:
    """Ask it of lists: most people have a choice, and no place stands on too many."""
    today = outcome.snapshot.today
    here = [name for name, person in outcome.people.items() if not away(person, today)]
    choosing = sum(is_a_choice(lists[name]) for name in here)
    crowded = most_crowded(outcome, lists)
    told = (
        f"{choosing} of {len(here)} people ({choosing / len(here):.0%}, at least "
        f"{LEAST_SHARE:.0%}) have {FEWEST}-{MOST} different options; a seat stands on "
        f"{crowded:.1f} lists at most (at most {MOST_LISTS_PER_SEAT})"
    )
    uncrowded = crowded <= MOST_LISTS_PER_SEAT
    return Check(told, choosing >= LEAST_SHARE * len(here) and uncrowded)


PRACTICE = Practice(
    name="ik-werk",
    title="Ik Werk!, Diemen",
    region={"code": "AM18", "name": "Groot Amsterdam"},
    municipalities=(DIEMEN,),
    draw=draw,
    group=lambda vacancy, organisation: organisation.sector,
    check=check,
)
