"""Whether somebody would be placed after a change: only said with a whole plan to show for it.

The plan is the present one with this person in it: where there is room, or in the stead of somebody
who goes elsewhere, or without a place when that is worth no more. It is a plan for everybody, and
worth no less than the present one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from solver.assignment import Problem, usage_of
from solver.drafts import NONE
from solver.encoding import Bools, Int32s, Ints
from solver.uses import Uses

#: Options for which somebody is asked to make way.
MOST_TRIED = 8


@dataclass(frozen=True, slots=True)
class Witness:
    """How a plan would look with one more unit in it.

    Attributes
    ----------
    worth
        What the unit's new place is worth.
    resource, amount
        (k,) what it takes.
    makes_way, goes_to
        The unit that makes way, -1 when nobody need; the option it goes to with the companion it
        has, -1 for none.
    """

    worth: int
    resource: Int32s
    amount: Ints
    makes_way: int = NONE
    goes_to: int = NONE


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan as it stands: what it leaves, who takes what, and where else they could go.

    Attributes
    ----------
    worth
        int64 (U,): what each unit's place is worth, 0 without one.
    left, lacking
        (R,): what is left of each resource; what a team lacks still to begin, 0 where none does.
    taker_ptr, taker, amount, loss
        (R + 1,), (k,): which units take each resource, and how much of it; what a plan loses when
        they make way, the least first. Of units that are free to: neither kept where they are, nor
        counted by a budget, nor in a team.
    elsewhere
        (U,): the best other option that a unit with a place could take as it is, with the
        companion it has, -1 none.
    """

    problem: Problem
    choice: Int32s
    companion: Int32s
    worth: Ints
    left: Ints
    lacking: Ints
    taker_ptr: Ints
    taker: Ints
    amount: Ints
    loss: Ints
    elsewhere: Ints

    @classmethod
    def of(cls, problem: Problem, choice: Int32s, companion: Int32s) -> Standing:
        """Count what a plan takes and leaves."""
        placed, mated = choice >= 0, companion >= 0
        by_mate = np.zeros(problem.units, np.int64)
        by_mate[mated] = problem.companion_value[companion[mated], 0]
        worth = by_mate.copy()
        worth[placed] += problem.option_value[choice[placed], 0]
        used = usage_of(problem, choice, companion)
        left, lacking = problem.capacity - used, np.zeros(problem.resources, np.int64)
        unit, resource, amount = _uses(problem, choice, companion)
        free = ~problem.must_place
        if problem.change_budget is not None and problem.present_option is not None:
            free &= problem.present_option < 0
        if problem.min_use_if_used is not None:
            lacking = np.maximum(0, problem.min_use_if_used - used)
            free[unit[problem.min_use_if_used[resource] > 0]] = False
        there = placed & (mated | ~problem.accompanied)
        elsewhere, worth_there = _elsewhere(problem, choice, (left, lacking), (there, by_mate))
        loss = (worth - np.maximum(0, worth_there))[unit]
        kept = np.flatnonzero(free[unit])
        kept = kept[np.lexsort((unit[kept], loss[kept], resource[kept]))]
        return cls(
            problem=problem,
            choice=choice,
            companion=companion,
            worth=worth,
            left=left,
            lacking=lacking,
            taker_ptr=np.searchsorted(resource[kept], np.arange(problem.resources + 1)),
            taker=unit[kept],
            amount=amount[kept],
            loss=loss[kept],
            elsewhere=elsewhere,
        )

    def witness(self, uses: Uses, worths: Ints) -> Witness | None:
        """Show how one of some options could be taken, the most worth first; None if none can.

        For want of room only the `MOST_TRIED` that are worth most are looked at.
        """
        order = np.argsort(-worths, kind="stable")
        option = uses.option_of(np.arange(len(uses.resource)))
        waits = np.bincount(option[uses.amount < self.lacking[uses.resource]], minlength=len(order))
        full = np.bincount(option[uses.amount > self.left[uses.resource]], minlength=len(order))
        for best in order[(waits + full)[order] == 0][:1].tolist():
            return self._taking(best, uses, worths)
        for best in order[waits[order] == 0][:MOST_TRIED].tolist():
            found = self._taking(best, uses, worths)
            for unit in self._in_the_way(found):
                if self.worth[unit] <= found.worth:
                    return replace(found, makes_way=unit)
                if self._fits_beside(found, unit):
                    return replace(found, makes_way=unit, goes_to=int(self.elsewhere[unit]))
        return None

    def _taking(self, option: int, uses: Uses, worths: Ints) -> Witness:
        at = slice(uses.ptr[option], uses.ptr[option + 1])
        return Witness(int(worths[option]), uses.resource[at], uses.amount[at])

    def _in_the_way(self, found: Witness) -> list[int]:
        """Give who takes enough of all that lacks and could make way, at no loss together."""
        over = found.amount - self.left[found.resource]
        units: list[int] | None = None
        for at in np.flatnonzero(over > 0).tolist():
            first, end = self.taker_ptr[found.resource[at] + np.arange(2)].tolist()
            end = first + int(np.searchsorted(self.loss[first:end], found.worth, side="right"))
            able = self.taker[first:end][self.amount[first:end] >= over[at]].tolist()
            enough = {*able}
            units = able if units is None else [unit for unit in units if unit in enough]
        return units or []

    def _fits_beside(self, found: Witness, unit: int) -> bool:
        """Tell whether there is room for a unit elsewhere beside what is found."""
        problem, other, now = self.problem, int(self.elsewhere[unit]), int(self.choice[unit])
        left = self.left.copy()
        for option, sign in ((now, 1), (other, -1)):
            at = slice(problem.option_ptr[option], problem.option_ptr[option + 1])
            np.add.at(left, problem.option_resource[at], sign * problem.option_use[at])
        np.subtract.at(left, found.resource, found.amount)
        return bool((left >= 0).all())


def _elsewhere(
    problem: Problem,
    choice: Int32s,
    remains: tuple[Ints, Ints],
    there: tuple[Bools, Ints],
) -> tuple[Ints, Ints]:
    """Give each unit's best other option with room as it is, and what it is worth."""
    (left, lacking), (able, by_mate) = remains, there
    resource, use = problem.option_resource, problem.option_use
    short = np.concatenate([[0], np.cumsum((use > left[resource]) | (use < lacking[resource]))])
    fits = short[problem.option_ptr[1:]] == short[problem.option_ptr[:-1]]
    unit = problem.option_unit
    fits &= able[unit] & (choice[unit] != np.arange(problem.options))
    at = np.flatnonzero(fits)
    worth = problem.option_value[at, 0] + by_mate[unit[at]] * problem.option_needs_companion[at]
    found, most = np.full(problem.units, NONE), np.full(problem.units, NONE)
    order = np.lexsort((worth, unit[at]))
    found[unit[at][order]], most[unit[at][order]] = at[order], worth[order]
    return found, most


def _uses(problem: Problem, choice: Int32s, companion: Int32s) -> tuple[Ints, Ints, Ints]:
    """Give who takes what and how much in a plan, (k,) each."""
    found = []
    for chosen, ptr, resource, use in (
        (choice, problem.option_ptr, problem.option_resource, problem.option_use),
        (companion, problem.companion_ptr, problem.companion_resource, problem.companion_use),
    ):
        unit: Ints = np.flatnonzero(chosen >= 0)
        first, counts = ptr[chosen[unit]], np.diff(ptr)[chosen[unit]]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        at = np.repeat(first, counts) + within
        found.append((np.repeat(unit, counts), resource[at].astype(np.int64), use[at]))
    units, resources, uses = (np.concatenate(side) for side in zip(*found, strict=True))
    return units, resources, uses
