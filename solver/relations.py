"""Who may see whose seats, and which pairs are forbidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from solver.encoding import (
    Bools,
    Int32s,
    Ints,
    day_number,
    last_day,
    membership,
)
from solver.ground import name_of
from solver.snapshot import Snapshot
from solver.turns import vacancy_of

if TYPE_CHECKING:
    from solver.supply import Supply


def partners(snapshot: Snapshot, municipalities: Mapping[str, int]) -> Bools:
    """Tell which municipalities share seats today, (municipalities, municipalities)."""
    running = [p.municipalities for p in snapshot.partnerships if p.period.holds(snapshot.today)]
    joined = membership(running, municipalities).astype(np.int32)
    return np.asarray(joined.T @ joined > 0)


def forbidden(snapshot: Snapshot, supply: Supply) -> dict[int, Int32s]:
    """Give the columns of vacancies that must not be proposed, for each row that has any.

    A declined pair is forbidden before its day `until`, for good when there is none. A person
    is not proposed a vacancy at which a placement of theirs has not ended. Either holds for every
    turn of a vacancy. One person may have several rows.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for row, person in enumerate(snapshot.candidates):
        rows[name_of(person)].append(row)
    found: dict[int, list[Ints]] = defaultdict(list)
    for candidate, noun, named in _forbidden_names(snapshot):
        for row in rows.get(candidate, ()):
            found[row].append(_columns_of(supply, noun, named))
    joined = {row: np.unique(np.concatenate(cols)) for row, cols in found.items()}
    return {row: cols.astype(np.int32) for row, cols in joined.items() if len(cols)}


def _forbidden_names(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    for forbid in snapshot.forbids:
        if forbid.until is None or snapshot.today < forbid.until:
            if forbid.vacancy is not None:
                yield forbid.candidate, "vacancy", forbid.vacancy
            if forbid.organisation is not None:
                yield forbid.candidate, "organisation", forbid.organisation
    for placement in snapshot.placements:
        if last_day(placement.period) >= day_number(snapshot.today):
            yield placement.candidate, "vacancy", placement.vacancy


def _columns_of(supply: Supply, noun: str, named: str) -> Ints:
    if noun == "vacancy":
        return np.array(supply.cols_of(vacancy_of(named)), np.int64)
    house = supply.vocabulary.organisations.get(named, -1)
    return np.flatnonzero(supply.vacancies.organisation == house)
