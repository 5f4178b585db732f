"""The best place of somebody beside the one at hand: how well it fits, free or not.

Another turn of the same vacancy is no other place.
"""

from __future__ import annotations

import numpy as np

from solver import drafts as draw
from solver.columns import Columns
from solver.drafts import NONE
from solver.eligible import CoachFit, EligiblePairs, eligible_pairs
from solver.encoding import Ints
from solver.turns import MOST_TURNS


def runners_up(
    columns: Columns, coaches: CoachFit, pairs: EligiblePairs, taken: Ints
) -> dict[int, int]:
    """Give the best fit at any other place of each row that takes some of the pairs, if any.

    With the best coach; a place below the minimum fit is none. `pairs` has all that the rules
    allow these rows, `taken` where those taken stand in it, `coaches` those of all rows.
    """
    asked = np.zeros(len(columns.people.start), np.bool_)
    asked[pairs.row[taken]] = True
    other = asked[pairs.row]
    other[taken] = False
    if columns.supply.turns:
        place = pairs.row * len(columns.vacancies.start) + columns.supply.place_of[pairs.col]
        other &= ~np.isin(place, place[taken])
    others = pairs.chosen(other)
    fit = _fit(columns, coaches, others)
    best = np.full(len(asked), NONE, np.int64)
    np.maximum.at(best, others.row, fit)
    found = np.flatnonzero(best != NONE)
    return dict(zip(found.tolist(), best[found].tolist(), strict=True))


def beside_each(
    columns: Columns, coaches: CoachFit, pairs: EligiblePairs, cols: Ints
) -> list[int | None]:
    """Give one row's best fit at any other place than that of each column.

    `pairs` has all that the rules allow the row, `coaches` those of that row alone.
    """
    fit = _fit(columns, coaches, pairs, np.zeros(len(pairs), np.int64))
    order, place_of = np.argsort(-fit, kind="stable")[: MOST_TURNS + 1], columns.supply.place_of
    best = [(int(place_of[pairs.col[at]]), int(fit[at])) for at in order if fit[at] != NONE]
    own = place_of[cols].tolist()
    return [next((worth for place, worth in best if place != mine), None) for mine in own]


def beside(columns: Columns, rows: Ints, cols: Ints) -> list[int | None]:
    """Give for each named pair the best fit of that person at any other place."""
    found: list[int | None] = [None] * len(rows)
    for row in np.unique(rows):
        mine = np.flatnonzero(rows == row)
        pairs, coaches = eligible_pairs(columns, row[None]), CoachFit.of(columns, row[None])
        for at, worth in zip(
            mine.tolist(), beside_each(columns, coaches, pairs, cols[mine]), strict=True
        ):
            found[at] = worth
    return found


def _fit(
    columns: Columns, coaches: CoachFit, pairs: EligiblePairs, whose: Ints | None = None
) -> Ints:
    """Give the fit of each pair with the best coach, -1 where no plan would use it."""
    places = draw.of_places(pairs, np.zeros(len(columns.people.start), np.int64))
    fit = draw.best_fit(columns, coaches, places, whose)
    return np.asarray(np.where(fit >= columns.weights.minimum_fit, fit, NONE))
