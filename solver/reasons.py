"""Why no place: the one true main reason, from what was judged and taken, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Self, TypeAlias

import numpy as np

from solver import criteria
from solver import drafts as draw
from solver.columns import Columns
from solver.drafts import Drafts
from solver.enabling import Stock, claims
from solver.encoding import Bools, Int32s, Ints
from solver.groups import coaches_for_all, in_common
from solver.options import Options
from solver.plan import Unplaced, UnplacedReason
from solver.resources import ResourceName
from solver.rules import refusals
from solver.taken import Prices, Reason, Taken

GROUP = "group"
#: People whose places are judged at once.
BLOCK_ROWS = 256
#: Units of a part, about, and how many parts there are at most.
PART_UNITS, MOST_PARTS = 64, 32
EXEMPTION, PAUSED = "exemption", "paused"
PLACED, FORBIDDEN = "placed", "forbidden"
Part: TypeAlias = Callable[[], list[Unplaced]]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a plan decides: choice and companion per unit, prices, and whether it is proven best."""

    choice: Int32s
    companion: Int32s
    price: Prices
    proven: bool


def reasons(
    columns: Columns, options: Options, decided: Decided, *, brief: bool = False
) -> tuple[Unplaced, ...]:
    """Give everybody without a place the one main reason, and unless `brief` what would help."""
    return joined([part() for part in in_parts(columns, options, decided, brief=brief)])


def in_parts(
    columns: Columns, options: Options, decided: Decided, *, brief: bool = False
) -> list[Part]:
    """Cut what `reasons` does into parts that do not depend on each other, to be `joined`."""
    units = np.flatnonzero(decided.choice < 0)
    told = _Told.of(columns, options, decided)
    count = min(MOST_PARTS, max(1, len(units) // PART_UNITS))
    return [partial(told.reasons, some, brief) for some in np.array_split(units, count)]


def joined(found: Iterable[list[Unplaced]]) -> tuple[Unplaced, ...]:
    """Join what the parts give."""
    return tuple(chain.from_iterable(found))


@dataclass(frozen=True, slots=True)
class _Told:
    """What is asked of a plan for everybody without a place; `places` as in `_WithoutOptions`."""

    columns: Columns
    options: Options
    proven: bool
    taken: Taken
    stock: Stock
    scarce: _Scarce
    places: Drafts

    @classmethod
    def of(cls, columns: Columns, options: Options, decided: Decided) -> Self:
        """Look at the whole plan once."""
        return cls(
            columns,
            options,
            decided.proven,
            Taken.of(options, decided.choice, decided.companion, decided.price),
            Stock.of(columns, options, decided.choice, decided.companion),
            _Scarce.of(options, decided.price),
            draw.of_places(options.pairs, np.zeros(len(columns.people.start), np.int64)),
        )

    def reasons(self, units: Ints, brief: bool) -> list[Unplaced]:
        """Say of the members of these units why they have no place, and what would help."""
        members = [(unit, self.options.members[unit]) for unit in units.tolist()]
        rows = np.array([row for _, mine in members for row in mine], np.int64)
        helping = {} if brief else claims(self.stock, rows)
        without = _WithoutOptions.of(self.columns, self.options, self.places, rows)
        found = []
        for unit, mine in members:
            shared = self.taken.reason(unit, self.proven)
            for row in mine:
                why = shared or without.reason(row, mine)
                enabling = tuple(claim.told for claim in helping.get(row, ()))
                name = self.columns.candidate_names[row]
                found.append(Unplaced(name, *why, *self.scarce.of_reason(why), enabling))
        return found


@dataclass(frozen=True, slots=True)
class _Scarce:
    """What each resource costs, and how many units could use it, by its name."""

    number: Mapping[ResourceName, int]
    price: Prices
    users: Ints

    @classmethod
    def of(cls, options: Options, price: Prices) -> Self:
        problem = options.problem
        option = np.repeat(problem.option_unit, np.diff(problem.option_ptr)).astype(np.int64)
        companion = np.repeat(problem.companion_unit, np.diff(problem.companion_ptr))
        unit = np.concatenate([option, companion])
        resource = np.concatenate([problem.option_resource, problem.companion_resource])
        pairs = np.sort(unit * problem.resources + resource)
        other = np.diff(pairs, prepend=-1) > 0
        users = np.bincount(pairs[other] % problem.resources, minlength=problem.resources)
        return cls({name: at for at, name in enumerate(options.names)}, price, users)

    def of_reason(self, why: Reason) -> tuple[float | None, int | None]:
        """Give price and number of competing units of what others took, else neither."""
        reason, detail = why
        if reason is not UnplacedReason.RESOURCE_TAKEN or not isinstance(detail, ResourceName):
            return None, None
        at = self.number[detail]
        known = len(self.price) > 0 and not np.isnan(self.price[at])
        return (round(float(self.price[at]), 2) if known else None), int(self.users[at])


@dataclass(frozen=True, slots=True)
class _WithoutOptions:
    """Who has no option at all.

    Attributes
    ----------
    places
        Every place that the rules allow, ordered by row.
    nowhere
        Why the rules allow none, of each row of which that is so.
    """

    columns: Columns
    options: Options
    places: Drafts
    nowhere: Mapping[int, Reason]

    @classmethod
    def of(cls, columns: Columns, options: Options, places: Drafts, rows: Ints) -> Self:
        """Look at these rows."""
        somewhere = np.bincount(options.pairs.row, minlength=len(columns.people.start)) > 0
        bare = rows[~somewhere[rows]]
        return cls(columns, options, places, all_nowhere(columns, bare))

    def reason(self, row: int, members: tuple[int, ...]) -> Reason:
        """Tell why a row has none, whose unit has these members."""
        columns, places = self.columns, self.places
        decided = kept_out(columns, row)
        if decided is not None:
            return UnplacedReason.KEPT_OUT, decided
        if any(kept_out(columns, member) for member in members):
            return UnplacedReason.KEPT_OUT, GROUP
        if row in self.nowhere:
            return self.nowhere[row]
        together = in_common(columns, [draw.of_row(places, member) for member in members])
        if not len(together):
            return UnplacedReason.NOWHERE_ELIGIBLE, GROUP
        if not len(coaches_for_all(columns, self.options.coaches, together)[0]):
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
    return all_nowhere(columns, np.array([row]))[row]


def all_nowhere(columns: Columns, rows: Ints) -> dict[int, Reason]:
    """Say of each of these rows what `nowhere` says of one."""
    found: dict[int, Reason] = {}
    for at in range(0, len(rows), BLOCK_ROWS):
        block = rows[at : at + BLOCK_ROWS]
        grid = refusals(columns.pairs(block))
        for place, row in enumerate(block.tolist()):
            found[row] = _nowhere({name: refused[place] for name, refused in grid.items()})
    return found


def _nowhere(hard: Mapping[str, Bools]) -> Reason:
    """Name the rule by what each refuses, (m,) each."""
    if not hard[FORBIDDEN].size:
        return UnplacedReason.NOWHERE_ELIGIBLE, "seat_free"
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
