"""Which places somebody is shown, so that no place is shown to more people than it can serve."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import Connection

from service.bridge.parts import split
from service.db import shown as shown_rows
from service.db.shown import Shown
from solver.shortlist import Choice

#: Columns of places that were chosen; those that are held, with the day each is free again.
Chosen: TypeAlias = tuple[list[int], dict[int, date]]
#: Of how many of the best places is asked at first whether they are held.
AT_FIRST = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom a list of how many places is asked; None: somebody who is not stored.

    `per_seat` is to how many people a free seat is shown at a time.
    """

    municipality: str
    person: str | None
    size: int
    per_seat: int


def shown(connection: Connection, choice: Choice, asked: Asked) -> Chosen:
    """Choose places, and keep that a stored person is shown them.

    From the first question to the commit no other list of the region is chosen, so that no place is
    shown to more people than may see it.
    """
    chosen, held = _unheld(connection, choice, asked)
    if chosen and asked.person is not None:
        whose = (asked.municipality, asked.person)
        shown_rows.show(connection, whose, _places(choice, chosen, asked.per_seat))
    return chosen, held


def _unheld(connection: Connection, choice: Choice, asked: Asked) -> Chosen:
    """Choose places that others do not hold: asks of the best first, and of more if it must.

    What a plan proposes to the person is never held.
    """
    held: dict[int, date] = {}
    known, count = set(choice.own), AT_FIRST
    while not known.issuperset(chosen := choice.different(asked.size, held)):
        fresh = sorted({*chosen, *choice.best(count)} - known)
        places = _places(choice, fresh, asked.per_seat)
        for row in shown_rows.held_by_others(connection, asked.person, places):
            held[fresh[row.place - 1]] = row.until
        known.update(fresh)
        count *= 4
    return chosen, held


def _places(choice: Choice, cols: Iterable[int], per_seat: int) -> list[Shown]:
    """Name places, each with the number of people who may be shown it at a time."""
    columns = choice.columns
    free = columns.vacancies.seats_free
    return [
        Shown(*split(columns.vacancy_names[col], ""), most=per_seat * int(free[col]))
        for col in cols
    ]
