"""Why no place: the one true main reason, from what was judged and what was taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from solver import criteria
from solver import drafts as draw
from solver.columns import Columns
from solver.drafts import Drafts
from solver.encoding import Bools, Int32s
from solver.groups import coaches_for_all, in_common
from solver.options import Options
from solver.plan import Unplaced, UnplacedReason
from solver.rules import refusals
from solver.taken import Prices, Reason, Taken

GROUP = "group"
EXEMPTION, PAUSED = "exemption", "paused"
PLACED, FORBIDDEN = "placed", "forbidden"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a plan decides: choice and companion per unit, prices, and whether it is proven best."""

    choice: Int32s
    companion: Int32s
    price: Prices
    proven: bool


def reasons(columns: Columns, options: Options, decided: Decided) -> tuple[Unplaced, ...]:
    """Give everybody without a place the one true main reason."""
    taken = Taken.of(options, decided.choice, decided.companion, decided.price)
    places = draw.of_places(options.pairs, np.zeros(len(columns.people.start), np.int64))
    found = []
    for unit in np.flatnonzero(decided.choice < 0).tolist():
        members = options.members[unit]
        shared = taken.reason(unit, decided.proven)
        found += [
            Unplaced(
                columns.candidate_names[row],
                *(shared or _without_options(columns, options, members, (row, places))),
            )
            for row in members
        ]
    return tuple(found)


def _without_options(
    columns: Columns, options: Options, members: tuple[int, ...], whose: tuple[int, Drafts]
) -> Reason:
    """Tell why a row whose unit has no option at all has none; `whose` has all places too."""
    row, places = whose
    decided = kept_out(columns, row)
    if decided is not None:
        return UnplacedReason.KEPT_OUT, decided
    if any(kept_out(columns, member) for member in members):
        return UnplacedReason.KEPT_OUT, GROUP
    if not len(draw.of_row(places, row)):
        return nowhere(columns, row)
    together = in_common(columns, [draw.of_row(places, member) for member in members])
    if not len(together):
        return UnplacedReason.NOWHERE_ELIGIBLE, GROUP
    if not len(coaches_for_all(columns, options.coaches, together)[0]):
        return UnplacedReason.NOWHERE_ELIGIBLE, criteria.COACH
    return UnplacedReason.BELOW_MINIMUM_FIT, None


def kept_out(columns: Columns, row: int) -> str | None:
    """Name the decision that stands: exempt, paused, or places had or kept; None if none."""
    if columns.people.kept_out[row]:
        exempt = columns.snapshot.candidates[row].exempt
        holds = exempt is not None and exempt.holds(columns.snapshot.today)
        return EXEMPTION if holds else PAUSED
    return None if columns.people.places_left[row] else PLACED


def nowhere(columns: Columns, row: int) -> Reason:
    """Name the hard rule that alone stands in the way most often, else that says no most often.

    When that is what was declined before, a decision keeps the person out.
    """
    if not len(columns.vacancies.start):
        return UnplacedReason.NOWHERE_ELIGIBLE, "seat_free"
    grid = refusals(columns.pairs(np.array([row])))
    hard = {name: refused[0] for name, refused in grid.items()}
    rule = hindering(hard)
    alone = hard[rule] & (np.sum(list(hard.values()), axis=0) == 1)
    if rule == FORBIDDEN and alone.any():
        return UnplacedReason.KEPT_OUT, FORBIDDEN
    return UnplacedReason.NOWHERE_ELIGIBLE, rule


def hindering(hard: Mapping[str, Bools]) -> str:
    """Name the rule that alone says no most often, else that says no most often; (p,) each."""
    broken = np.sum(list(hard.values()), axis=0)

    def often(name: str) -> tuple[int, int]:
        return int((hard[name] & (broken == 1)).sum()), int(hard[name].sum())

    return max(hard, key=often)
