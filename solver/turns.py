"""Places one after the other: each start date of a vacancy is a turn, a vacancy of its own.

A turn is named with its day (`GM0222/v12@2026-09-01`). It begins on that day and on no other, and
lasts the term; as start dates lie a term apart, no two turns of one vacancy overlap. So each has
the vacancy's seats for itself, and everything that knows vacancies knows turns. What holds for the
vacancy as a whole, such as a placement or a refusal, bears its plain name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.errors import Inspection
from solver.ground import MUNICIPALITY, REFERENCE, Period

if TYPE_CHECKING:
    from solver.places import Vacancy

MOST_TURNS = 4
#: The longest fixed term.
MOST_WEEKS = 520
#: Stands between a vacancy and the day of its turn; no reference has it.
MARK = "@"
#: A vacancy or a turn, named within a municipality or qualified.
PLACE = rf"^({MUNICIPALITY.pattern}/)?{REFERENCE.pattern}({MARK}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})?$"


def vacancy_of(name: str) -> str:
    """Give the name of the vacancy of which something is a turn; of all else the name itself."""
    return name.partition(MARK)[0]


def is_turn(name: str) -> bool:
    """Tell whether a name or a reference is that of a turn."""
    return MARK in name


def day_of(name: str) -> date | None:
    """Give the day on which a turn begins, by its name; None for what is no turn."""
    begins = name.partition(MARK)[2]
    return date.fromisoformat(begins) if begins else None


def turns_of(vacancies: Iterable[Vacancy], today: date) -> Iterator[Vacancy]:
    """Give the turns of vacancies with start dates in their place, and the others as they are.

    Turns that have begun before today are left out; where all have, the last is there, to say so.
    """
    for vacancy in vacancies:
        if not vacancy.start_dates or is_turn(vacancy.reference):
            yield vacancy
        else:
            to_come = [day for day in vacancy.start_dates if day >= today]
            for day in to_come or vacancy.start_dates[-1:]:
                yield _turn(vacancy, day)


def _turn(vacancy: Vacancy, day: date) -> Vacancy:
    last, closes = day + _term(vacancy) - timedelta(days=1), vacancy.period.end
    return replace(
        vacancy,
        reference=f"{vacancy.reference}{MARK}{day.isoformat()}",
        period=Period(day, last if closes is None else min(last, closes)),
        start_dates=(day,),
    )


def room_until(vacancy: Vacancy, last: date) -> date | None:
    """Give the day up to which somebody who is there until `last` may stay; None: any.

    That is the day before the next turn, and no later than the vacancy lasts.
    """
    before_next = (day - timedelta(days=1) for day in vacancy.start_dates if day > last)
    return min((day for day in (*before_next, vacancy.period.end) if day is not None), default=None)


def inspect_turns(look: Inspection, vacancy: Vacancy) -> None:
    """Check the start dates of a vacancy: few, in order, within its period, a term apart."""
    days: Sequence[date] = vacancy.start_dates
    if not days:
        return
    few, term = f"of at most {MOST_TURNS}", _term(vacancy)
    look.expect(len(days) <= MOST_TURNS, "start_dates", f"{len(days)} days", few)
    lasts = "to be given, as a turn lasts a term"
    look.expect(vacancy.term_weeks is not None, "term_weeks", None, lasts)
    period = f"{vacancy.period.start or 'any day'} to {vacancy.period.end or 'any day'}"
    for day in days:
        look.expect(vacancy.period.holds(day), "start_dates", day, f"within the period, {period}")
        look.expect(day <= date.max - term, "start_dates", day, "of which the term has an end")
    apart = max(term, timedelta(days=1))
    in_order = f"in order, each {_counted(apart.days)} or more after the one before"
    for one, other in pairwise(days):
        look.expect(other - one >= apart, "start_dates", f"{one}, {other}", in_order)


def _counted(days: int) -> str:
    return "a day" if days == 1 else f"{days} days"


def _term(vacancy: Vacancy) -> timedelta:
    """Give how long a turn lasts, of a term that can be."""
    return timedelta(weeks=min(max(vacancy.term_weeks or 0, 0), MOST_WEEKS))
