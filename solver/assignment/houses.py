"""What the houses see of a problem: its options by house, place and use, in whole grains.

Each option stands in one house, as a *part*: the first it touches; one that touches none stands in
a house of its unit's own. What is not a place or the budget of that house (see `roles.py`) is a
*priced row*, and so is each side constraint; a part that uses any is *charged*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.assignment.charges import Charged, Mates, Uses
from solver.assignment.parts import UNIT_PLACE, Parts, amount_at, parts_of, wide_sums
from solver.assignment.problem import Bools, Int32s, Int64s, Problem
from solver.assignment.roles import (
    Entries,
    Roles,
    entries_of,
    houses_of,
    payers_of,
    possible_mates,
    roles_of,
)
from solver.assignment.rows import Part, side_rows

GRAIN_BITS = 24
MOST_SHIFT = 16
MOST_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class Houses:
    """A problem as its houses see it, for one tier of value.

    Attributes
    ----------
    shift : int
        Worths are values times 2^shift.
    house_first, place_first, seat_first : int32[H+1], int32[P+1], int32[P+1]
        Places of a house, parts of a place, room for what a place takes.
    budget : int32[H], in multiples of `budget_divisor`
    place_resource, place_amount : int64[P]
        Resource of a place, -1 for none, and the amount all its parts use.
    budget_resource, budget_divisor : int64[H]
    part_option, part_payer, part_use, part_worth : [parts]
        Who pays is a unit, or its double where only this option of it and others need a companion;
        `part_worth` is in grains.
    payer_unit, escorted : int32[payers], int32[U]
        Whose each payer is, and who pays for a unit's options with a companion: -1 for none, the
        unit itself when that is all of them, else its double, numbered after all units.
    row_resource : int32[rows]
        Resource of a priced row, -1 for a side constraint.
    row_limit : int64[rows]
    """

    units: int
    payer_unit: Int32s
    escorted: Int32s
    shift: int
    house_first: Int32s
    place_first: Int32s
    seat_first: Int32s
    budget: Int32s
    place_resource: Int64s
    place_amount: Int64s
    budget_resource: Int64s
    budget_divisor: Int64s
    part_option: Int32s
    part_payer: Int32s
    part_use: Int32s
    part_worth: Int64s
    row_resource: Int32s
    row_limit: Int64s
    mates: Mates
    charged: Charged

    @property
    def parts(self) -> int:
        """Number of parts."""
        return len(self.part_option)

    @property
    def part_unit(self) -> Int32s:
        """Give whose each part is (int32[parts])."""
        unit: Int32s = self.payer_unit[self.part_payer]
        return unit

    def among(self, kept: Bools) -> Houses:
        """Keep some of the parts (bool[parts])."""
        total = wide_sums(kept)
        first = total[self.place_first].astype(np.int32)
        seats = np.minimum(np.diff(self.seat_first), np.diff(first))
        names = ("part_option", "part_payer", "part_use", "part_worth")
        parts = {name: getattr(self, name)[kept] for name in names}
        return replace(
            self,
            place_first=first,
            seat_first=wide_sums(seats).astype(np.int32),
            charged=self.charged.among(kept),
            **parts,
        )

    def best_of_each(self, most: int) -> Bools:
        """Tell which parts are the `most` worth most to their unit (bool[parts]).

        All of them where units have no more in the mean.
        """
        if self.parts <= most * self.units:
            return np.ones(self.parts, bool)
        below = (self.part_worth.max() - self.part_worth) >> self.shift
        order = np.argsort(self.part_unit * (below.max() + 1) + below, kind="stable")
        unit = self.part_unit[order]
        best = np.zeros(self.parts, bool)
        best[order[np.arange(len(order)) - np.searchsorted(unit, unit) < most]] = True
        return best

    def reweighted(self, worth: Int64s, options: int) -> Houses:
        """Give the same parts with another worth per option and companion (int64[O+C])."""
        shift = _shift(worth)
        own, mates = worth[:options] << shift, worth[options:] << shift
        charged = replace(self.charged, worth=own[self.part_option[self.charged.part]])
        return replace(
            self,
            shift=shift,
            part_worth=own[self.part_option],
            mates=replace(self.mates, worth=mates[self.mates.mate]),
            charged=charged,
        )

    def with_room(self, room: Int64s, side_limit: Int64s) -> Houses:
        """Give the same parts with what is left of every resource (int64[R]).

        `side_limit` (int64[rows]) says the same of rows that are no resource.
        """
        none = self.place_resource < 0
        fit = amount_at(self.place_resource, room, 0) // self.place_amount
        seats = np.minimum(
            np.where(none, np.diff(self.place_first), fit), np.diff(self.place_first)
        )
        own = self.place_resource == UNIT_PLACE
        seats[own] = np.minimum(seats[own], 1)
        budget = amount_at(self.budget_resource, room, 0)
        mine = self.row_resource >= 0
        limit = side_limit.copy()
        limit[mine] = room[self.row_resource[mine]]
        return replace(
            self,
            seat_first=wide_sums(np.maximum(seats, 0)).astype(np.int32),
            budget=np.minimum(budget // self.budget_divisor, self.budget).astype(np.int32),
            row_limit=limit,
        )


def houses_for(
    problem: Problem, worth: Int64s, attained: Sequence[int] = (), most_cells: int = MOST_CELLS
) -> Houses:
    """Lay a problem out for its houses, with a worth per option and companion (int64[O+C]).

    A house whose exact search would need more than `most_cells` steps has its budget priced.
    """
    able, house = possible_mates(problem), houses_of(problem)
    entries = entries_of(problem, house, able)
    roles = roles_of(problem, house, entries)
    parts = parts_of(problem, entries, roles)
    if (wide := parts.too_wide(roles, most_cells)).any():
        roles = replace(roles, budget=roles.budget & ~wide, priced=roles.priced | wide)
        parts = parts_of(problem, entries, roles)
    shift = _shift(worth)
    rows = _Rows.of(problem, entries, roles, side_rows(problem, attained))
    charged = rows.charged(problem, parts, worth << shift)
    options = worth[: problem.options] << shift
    payer_unit, escorted = payers_of(problem)
    accompanied = problem.option_needs_companion[parts.option]
    unit = problem.option_unit[parts.option]
    return Houses(
        units=problem.units,
        payer_unit=payer_unit,
        escorted=escorted,
        shift=shift,
        house_first=parts.house_first,
        place_first=wide_sums(parts.size).astype(np.int32),
        seat_first=wide_sums(parts.seats).astype(np.int32),
        budget=parts.budget,
        place_resource=parts.place,
        place_amount=amount_at(parts.place, roles.divisor, 1),
        budget_resource=parts.budget_resource,
        budget_divisor=amount_at(parts.budget_resource, roles.divisor, 1),
        part_option=parts.option,
        part_payer=np.where(accompanied, escorted[unit], unit).astype(np.int32),
        part_use=parts.use,
        part_worth=options[parts.option],
        row_resource=rows.resource,
        row_limit=rows.limit,
        mates=rows.mates(problem, able, worth[problem.options :] << shift),
        charged=charged,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """Who uses what of the priced rows: entries (column, row, amount), by column."""

    resource: Int32s
    limit: Int64s
    column: Int64s
    row: Int32s
    amount: Int64s

    @classmethod
    def of(cls, problem: Problem, entries: Entries, roles: Roles, side: list[Part]) -> _Rows:
        """Number the priced resources, then the side constraints."""
        priced = np.flatnonzero(roles.priced)
        number = np.full(problem.resources, -1, np.int32)
        number[priced] = np.arange(len(priced))
        mine = roles.priced[entries.resource]
        mates = np.repeat(np.arange(problem.companions), np.diff(problem.companion_ptr))
        option = entries.option[mine]
        triples: list[tuple[Int64s | Int32s, Int64s | Int32s, Int64s]] = [
            (option, number[entries.resource[mine]], entries.use[mine]),
            (mates + problem.options, number[problem.companion_resource], problem.companion_use),
        ]
        total = np.bincount(
            np.concatenate([triples[0][1], triples[1][1]]).astype(np.int64),
            np.concatenate([triples[0][2], triples[1][2]]),
            minlength=len(priced),
        )
        limits = [
            np.minimum(problem.capacity[priced], total.astype(np.int64))
            // roles.divisor[priced]
            * roles.divisor[priced]
        ]
        resource = [priced]
        for row, column, amount, limit in side:
            offset = sum(len(given) for given in limits)
            triples.append((column, row + offset, amount))
            limits.append(limit)
            resource.append(np.full(len(limit), -1))
        column, row, amount = (np.concatenate(kind) for kind in zip(*triples, strict=True))
        order = np.argsort(column, kind="stable")
        return cls(
            resource=np.concatenate(resource).astype(np.int32),
            limit=np.concatenate(limits).astype(np.int64),
            column=column[order].astype(np.int64),
            row=row[order].astype(np.int32),
            amount=amount[order].astype(np.int64),
        )

    def uses(self, columns: Int64s) -> Uses:
        """Give the uses of some columns, in their order."""
        ends = wide_sums(np.bincount(self.column, minlength=int(columns.max(initial=-1)) + 1))
        low, high = ends[columns], ends[columns + 1]
        first = wide_sums(high - low)
        at = np.repeat(low - first[:-1], high - low) + np.arange(first[-1])
        return Uses(first, self.row[at], self.amount[at])

    def charged(self, problem: Problem, parts: Parts, worth: Int64s) -> Charged:
        """List the parts that are charged for rows."""
        special = np.zeros(problem.options, bool)
        special[self.column[self.column < problem.options]] = True
        part = np.flatnonzero(special[parts.option])
        option = parts.option[part].astype(np.int64)
        return Charged(part.astype(np.int32), worth[option], self.uses(option))

    def mates(self, problem: Problem, able: Bools, worth: Int64s) -> Mates:
        """Sort the companions that can be taken by their unit."""
        rows = np.flatnonzero(able)
        order = rows[np.argsort(problem.companion_unit[rows], kind="stable")]
        count = np.bincount(problem.companion_unit[order], minlength=problem.units)
        uses = self.uses(order + problem.options)
        return Mates(wide_sums(count), order.astype(np.int32), uses, worth[order])


def _shift(worth: Int64s) -> int:
    largest = int(np.abs(worth).max(initial=1)).bit_length()
    return max(0, min(MOST_SHIFT, GRAIN_BITS - largest))
