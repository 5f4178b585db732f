"""The slot flow: who sits where, best for all units at once, in the slots a plan has opened.

Columns of one *kind* use exactly the same. A plan opens as many slots of each kind as it takes
columns of it; what room is left opens more, or makes some larger. Then one min-cost flow fills
the slots anew (`slot_flow.py`). A plan fits its own slots, so the answer is never worth less;
slots fit the capacities, so it keeps them. A slot may serve a smaller need: a kind below its own
in a chain (`slot_kinds.py`).

Left out: a slot never serves a kind of another base, as one without what keeps two people apart,
or on fewer places; such columns change hands only among themselves. Values of earlier tiers are
not looked at: who takes the plan judges them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.assignment.problem import Bools, Int32s, Int64s, Problem
from solver.assignment.slot_flow import Filling
from solver.assignment.slot_kinds import Kinds

#: Of units that may take an option with a companion or one without, so many look for the first.
SHARE_ACCOMPANIED = 0.7


@dataclass(frozen=True, slots=True)
class Slots:
    """The kinds of use of a problem; made once, for any number of plans.

    The kinds of options come before those of companions; `unit` is whose a column is.
    """

    problem: Problem
    kinds: Kinds
    unit: Int32s

    @classmethod
    def of(cls, problem: Problem) -> Slots:
        """Tell the kinds apart; every problem has the form."""
        shared = np.zeros(problem.resources, bool)
        shared[problem.option_resource[problem.option_use > 1]] = True
        shared[problem.companion_resource[problem.companion_use > 1]] = True
        options = (problem.option_ptr, problem.option_resource, problem.option_use)
        companions = (problem.companion_ptr, problem.companion_resource, problem.companion_use)
        kinds = Kinds.among(*options, shared).beside(Kinds.among(*companions, shared))
        unit = np.concatenate([problem.option_unit, problem.companion_unit])
        return cls(problem, kinds, unit)

    def reassigned(
        self,
        worth: Int64s,
        plan: Int64s,
        offered: Int64s,
        rng: np.random.Generator,
        *,
        units: Bools | None = None,
    ) -> Int64s:
        """Give the best plan in the slots that a plan opens, never worth less than it.

        The change budget, group floors and minimum uses that `plan` keeps are kept: as many as the
        budget and the floors allow, drawn at random, may leave what they have.

        Parameters
        ----------
        worth : int64[O + C]
            What each column is worth, options first; may be negative.
        plan : int64[.]
            Columns of a feasible plan.
        offered : int64[.]
            Options that may be taken; those of the plan always may, and so may all companions.
        rng : Generator
            Draws the order in which room that is left is given away.
        units : bool[U]
            Who may move, default all; the others keep what they have.

        Returns
        -------
        int64[.]
            Columns in order; those of `plan` when costs would be too large to be exact.

        Raises
        ------
        RuntimeError
            When a plan that is not feasible leaves no way to place all who must be.
        """
        moving = self._moving(plan, rng, units)
        mine = moving[self.unit[plan]]
        needy = self._needy(plan, rng)
        columns = self._columns(plan, offered, moving, needy)
        wanted = np.flatnonzero(np.bincount(self.kinds.of[columns], minlength=1))
        slots = self._opened(plan, mine, wanted, rng)
        must = self.problem.must_place | self._held_by_floors(plan, rng)
        columns = columns[self._reachable(slots)[self.kinds.of[columns]]]
        filling = Filling(
            unit=self.unit[columns],
            mate=columns >= self.problem.options,
            kind=self.kinds.of[columns],
            count=slots,
            fixed=self._fixed(plan[mine]),
            steps=self._serving(wanted),
            must=must,
            needy=needy,
        )
        taken = filling.best(worth[columns])
        return np.sort(plan if taken is None else np.append(plan[~mine], columns[taken]))

    def _moving(self, plan: Int64s, rng: np.random.Generator, units: Bools | None) -> Bools:
        """Tell who may move: of those who still have their present option, as many as may leave."""
        problem = self.problem
        moving = np.ones(problem.units, bool) if units is None else units.copy()
        if problem.change_budget is None or problem.present_option is None:
            return moving
        present = problem.present_option
        here = present[np.isin(present, plan)]
        changes = int((present >= 0).sum()) - len(here)
        holders = rng.permutation(problem.option_unit[here][moving[problem.option_unit[here]]])
        moving[holders[max(0, problem.change_budget - changes) :]] = False
        return moving

    def _needy(self, plan: Int64s, rng: np.random.Generator) -> Bools:
        """Tell who takes a companion when placed: as in the plan, else as drawn where both can be.

        A flow cannot keep one option with a companion and another without apart.
        """
        problem, needs = self.problem, self.problem.option_needs_companion
        needy, both = problem.accompanied.copy(), problem.accompanied & problem.alone
        if both.any():
            needy[both] = rng.random(int(both.sum())) < SHARE_ACCOMPANIED
        taken = plan[plan < problem.options]
        needy[problem.option_unit[taken]] = needs[taken]
        return needy

    def _held_by_floors(self, plan: Int64s, rng: np.random.Generator) -> Bools:
        """Tell who must stay placed, because no more of their group may leave."""
        problem, held = self.problem, np.zeros(self.problem.units, bool)
        if problem.unit_group is None or problem.group_floor is None:
            return held
        placed = self.unit[plan[plan < problem.options]]
        placed = rng.permutation(placed[problem.unit_group[placed] >= 0])
        group = problem.unit_group[placed]
        order = np.argsort(group, kind="stable")
        rank = np.arange(len(order)) - np.searchsorted(group[order], group[order])
        held[placed[order][rank < problem.group_floor[group[order]]]] = True
        return held

    def _columns(self, plan: Int64s, offered: Int64s, moving: Bools, needy: Bools) -> Int64s:
        """Give the columns of who may move: the offered, the plan's, companions where needed."""
        problem, chosen = self.problem, np.zeros(len(self.unit), bool)
        chosen[offered] = True
        chosen[plan] = True
        chosen[problem.options :] = True
        columns = np.flatnonzero(chosen)
        with_mate = np.append(problem.option_needs_companion, np.ones(problem.companions, np.bool_))
        unit = self.unit[columns]
        mine: Int64s = columns[moving[unit] & (with_mate[columns] == needy[unit])]
        return mine

    def _opened(
        self, plan: Int64s, mine: Bools, wanted: Int64s, rng: np.random.Generator
    ) -> Int64s:
        """Count the slots of each kind: those of who may move, and what room is left for."""
        kinds, problem = self.kinds, self.problem
        taken = np.bincount(kinds.of[plan], minlength=len(kinds.base))
        used = np.zeros(problem.resources, np.int64)
        np.add.at(used, kinds.resource, kinds.use * np.repeat(taken, np.diff(kinds.ptr)))
        room = problem.capacity - used
        if problem.min_use_if_used is not None:
            room[used < problem.min_use_if_used] = 0
        slots = np.bincount(kinds.of[plan[mine]], minlength=len(kinds.base))
        self._give_room(slots, room, wanted, rng)
        self._make_larger(slots, room, wanted, rng)
        return slots

    def _give_room(
        self, slots: Int64s, room: Int64s, wanted: Int64s, rng: np.random.Generator
    ) -> None:
        """Open slots in the room left: of each kind in random order as many as fit."""
        kinds, fits = self.kinds, np.ones(len(self.kinds.base), bool)
        fits[kinds.owner()[kinds.use > room[kinds.resource]]] = False
        found = wanted[fits[wanted]]
        left = room.tolist()
        for kind in rng.permutation(found).tolist():
            mine = slice(kinds.ptr[kind], kinds.ptr[kind + 1])
            uses = list(zip(kinds.resource[mine].tolist(), kinds.use[mine].tolist(), strict=True))
            count = min([left[at] // use for at, use in uses if use] + [self.problem.units])
            for at, use in uses if count > 0 else ():
                left[at] -= count * use
            slots[kind] += max(0, count)
        room[:] = left

    def _make_larger(
        self, slots: Int64s, room: Int64s, wanted: Int64s, rng: np.random.Generator
    ) -> None:
        """Let slots grow along their chains into what is still left."""
        kinds = self.kinds
        below, above = self._serving(wanted)
        more, budget = kinds.amount[above] - kinds.amount[below], kinds.budget[above]
        grows = (more <= room[budget]) & ~self._fixed_kinds()[below]
        order = np.argsort(_shuffled(kinds.chain[above[grows]], rng), kind="stable")
        step = np.stack([below, above, more, budget], axis=1)[grows][order]
        for low, high, use, at in step.tolist():
            count = int(min(slots[low], room[at] // use if use else slots[low]))
            slots[low] -= count
            slots[high] += count
            room[at] -= count * use

    def _reachable(self, slots: Int64s) -> Bools:
        """Tell which kinds find a slot: their own, or one above them."""
        kinds = self.kinds
        after = np.append(0, np.cumsum(slots))
        within_base = np.searchsorted(kinds.base, kinds.base, "right")
        within_chain = np.searchsorted(kinds.chain, kinds.chain, "right")
        end = np.where(kinds.budget < 0, within_base, within_chain)
        found: Bools = after[end] > after[: len(slots)]
        return found

    def _fixed_kinds(self) -> Bools:
        """Tell which kinds use a resource that has a minimum: their slots stay filled."""
        kinds, least = self.kinds, self.problem.min_use_if_used
        fixed = np.zeros(len(kinds.base), bool)
        if least is not None:
            filled = (least[kinds.resource] > 1) & (kinds.use > 0)
            fixed[kinds.owner()[filled]] = True
        return fixed

    def _serving(self, wanted: Int64s) -> tuple[Int64s, Int64s]:
        """Give the steps along which a smaller need takes a larger slot: not where it must fill."""
        below, above = self.kinds.steps(wanted)
        if self.problem.min_use_if_used is None:
            return below, above
        free = self.problem.min_use_if_used[self.kinds.budget[above]] <= 1
        return below[free], above[free]

    def _fixed(self, mine: Int64s) -> Int64s:
        """Count, per kind, the slots of a plan that stay filled."""
        count = np.bincount(self.kinds.of[mine], minlength=len(self.kinds.base))
        return count * self._fixed_kinds()


def _shuffled(group: Int64s, rng: np.random.Generator) -> Int64s:
    """Give the distinct groups numbers in random order."""
    names, at = np.unique(group, return_inverse=True)
    turn: Int64s = rng.permutation(len(names))[at]
    return turn
