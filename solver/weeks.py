"""Two places in one week: on dayparts of their own, and on days that are not too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.codes import DAYPARTS, DAYS, PARTS
from solver.encoding import Bools, Int32s, Ints

if TYPE_CHECKING:
    from solver.person_columns import PersonColumns
    from solver.vacancy_columns import VacancyColumns

ALL_DAYPARTS = np.int32((1 << DAYPARTS) - 1)
#: The dayparts of every set of days, (128,).
DAYPARTS_OF_DAYS = np.array(
    [
        sum(7 << (len(PARTS) * day) for day in range(len(DAYS)) if days >> day & 1)
        for days in range(1 << len(DAYS))
    ],
    np.int32,
)


def apart_in_week(
    person: PersonColumns, row: int, vacancy: VacancyColumns, cols: tuple[Ints, Ints]
) -> Bools:
    """Tell which two vacancies (cols[0][i], cols[1][i]) can have dayparts of their own.

    What is not known does not stand in the way.
    """
    one, other = cols
    free = vacancy.dayparts & person.dayparts[row] & ALL_DAYPARTS
    needed = vacancy.dayparts_needed.astype(np.int32)
    enough = np.bitwise_count(free) >= needed
    shared = np.bitwise_count(free[one] | free[other])
    fits = enough[one] & enough[other] & (shared >= needed[one] + needed[other])
    minutes, longest = np.maximum(vacancy.day_minutes, 0), int(person.max_day_minutes[row])
    long = fits & (longest >= 0) & (minutes[one] + minutes[other] > longest)
    fits[long] = _on_other_days(free, needed, one[long], other[long])
    return np.asarray(fits)


def _on_other_days(free: Int32s, needed: Int32s, one: Ints, other: Ints) -> Bools:
    """Tell which two vacancies can have their dayparts on days of their own."""
    found = np.zeros(len(one), np.bool_)
    cols, at = np.unique(np.concatenate([one, other]), return_inverse=True)
    free, needed, (one, other) = free[cols], needed[cols], np.split(at, 2)
    for days in DAYPARTS_OF_DAYS:
        ours = np.bitwise_count(free & days) >= needed
        theirs = np.bitwise_count(free & ~days) >= needed
        found |= ours[one] & theirs[other]
    return found
