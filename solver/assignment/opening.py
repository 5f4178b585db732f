"""The opening: plans made within moments, unit by unit, before anything is priced and after.

Who must be placed comes first, then who loses most without their best choice. Each takes the best
that still fits, after a share of what it uses is taken off its score; several shares are tried,
for where room is short the dearest choices leave no room for the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.assignment.problem import Int64s, Problem
from solver.assignment.rows import Rows

PRESSURES = (1.0, 0.01, 0.6, 2.0, 0.8, 0.4, 0.2, 4.0)
PRICED_PRESSURES = (0.01, 0.2)
NOTHING = -1e30
NOBODY: Int64s = np.zeros(0, np.int64)

Float64s = NDArray[np.float64]
SecondsLeft = Callable[[], float]


def openings(
    problem: Problem,
    rows: Rows,
    score: Int64s,
    left: SecondsLeft,
    *,
    pressures: Sequence[float] = PRESSURES,
) -> Iterator[Int64s]:
    """Give plans (their columns) that keep every capacity and minimum use, while time is left.

    `score` says per column what is taken first: its value, or less what it loses at some prices.
    Floors and the change budget are not looked at: who takes a plan judges it.
    """
    share = _share_of_limits(problem, rows)
    dear = score.std() / share.std() if len(share) and share.std() > 0 else 0.0
    for pressure in pressures if dear else (0.0,):
        if left() <= 0:
            return
        filling = _Filling.of(problem, rows, score - pressure * dear * share)
        plan = filling.filled()
        if plan is not None:
            yield _without_small_teams(problem, rows, plan)


def _share_of_limits(problem: Problem, rows: Rows) -> Float64s:
    """Add up, per column, what share of each limit it uses."""
    mine = rows.row < problem.resources
    limit = np.maximum(rows.limit[rows.row[mine]], 1)
    weights = np.minimum(rows.amount[mine] / limit, 1.0)
    return np.bincount(rows.column[mine], weights, minlength=rows.columns).astype(np.float64)


def _without_small_teams(problem: Problem, rows: Rows, plan: Int64s) -> Int64s:
    """Leave out who uses a resource too little used, until there is none."""
    if problem.min_use_if_used is None:
        return plan
    while True:
        used = rows.use_of(plan)[: problem.resources]
        short = np.flatnonzero((used > 0) & (used < problem.min_use_if_used))
        small = rows.among(plan)
        leaving = rows.unit[small.column[np.isin(small.row, short) & (small.amount > 0)]]
        if not len(leaving):
            return plan
        plan = plan[~np.isin(rows.unit[plan], leaving)]


@dataclass(frozen=True, slots=True)
class _Filling:
    """Room that is taken unit by unit, best score first.

    `order` has the columns by unit, options before companions, best score first; those of unit u
    begin at `start[2u]` and `start[2u + 1]`. `resource` and `use` follow that order, `owner` being
    the place in it, and those of a place begin at `first`.
    """

    problem: Problem
    worth: Int64s
    score: Float64s
    order: Int64s
    start: Int64s
    first: Int64s
    owner: Int64s
    resource: Int64s
    use: Int64s
    room: Int64s

    @classmethod
    def of(cls, problem: Problem, rows: Rows, score: Float64s) -> _Filling:
        """Sort the columns, and what they use with them."""
        kind = rows.unit * 2 + (np.arange(rows.columns) >= problem.options)
        order = np.lexsort((-score, kind))
        count = np.concatenate([np.diff(problem.option_ptr), np.diff(problem.companion_ptr)])
        begin, first = np.cumsum(count) - count, np.append(0, np.cumsum(count[order]))
        owner = np.repeat(np.arange(rows.columns), count[order])
        entry = begin[order][owner] + np.arange(len(owner)) - first[owner]
        return cls(
            problem=problem,
            worth=rows.worth[order],
            score=score[order],
            order=order,
            start=np.searchsorted(kind[order], np.arange(2 * problem.units + 1)),
            first=first,
            owner=owner,
            resource=rows.row[entry],
            use=rows.amount[entry],
            room=rows.limit[: problem.resources].copy(),
        )

    def filled(self) -> Int64s | None:
        """Give the columns taken, unit after unit; None when one that must finds no room."""
        taken = [NOBODY]
        for unit in self._turns():
            taken.append(self._taken_by(unit))
            if self.problem.must_place[unit] and not len(taken[-1]):
                return None
        return np.concatenate(taken)

    def _turns(self) -> list[int]:
        """Order the units: those that must, then those that lose most without their best."""
        best, second = self._ranked(0), self._ranked(1)
        other = np.where(self.problem.must_place, second, np.maximum(second, 0.0))
        turns: list[int] = np.lexsort((other - best, ~self.problem.must_place)).tolist()
        return turns

    def _ranked(self, rank: int) -> Float64s:
        """Give the score of each unit's option of a rank, very little where it has none."""
        at = self.start[0:-1:2] + rank
        score = np.append(self.score, NOTHING)
        return np.where(at < self.start[1::2], score[np.minimum(at, len(self.order))], NOTHING)

    def _taken_by(self, unit: int) -> Int64s:
        """Take the best option, and companion where one is needed, for which there is room."""
        mates = self.start[2 * unit + 1 : 2 * unit + 3]
        needy, must = self.problem.unit_needs_companion[unit], self.problem.must_place[unit]
        if needy and not len(self._fitting(*mates)):
            return NOBODY
        for option in self._fitting(*self.start[2 * unit : 2 * unit + 2]):
            self._use(option, 1)
            with_it = self._fitting(*mates)[:1] if needy else NOBODY
            chosen: Int64s = np.append(option, with_it)
            if len(with_it) == needy and (must or self.worth[chosen].sum() > 0):
                for mate in with_it:
                    self._use(mate, 1)
                columns: Int64s = self.order[chosen]
                return columns
            self._use(option, -1)
        return NOBODY

    def _fitting(self, low: int, high: int) -> Int64s:
        """Give, of some places in the order, those for which there is room."""
        mine = slice(self.first[low], self.first[high])
        over = self.use[mine] > self.room[self.resource[mine]]
        fits = np.ones(high - low, bool)
        fits[self.owner[mine][over] - low] = False
        return low + np.flatnonzero(fits)

    def _use(self, place: int, times: int) -> None:
        mine = slice(self.first[place], self.first[place + 1])
        np.subtract.at(self.room, self.resource[mine], times * self.use[mine])
