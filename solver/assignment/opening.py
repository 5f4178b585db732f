"""The opening: plans made within moments, unit by unit, before anything is priced and after.

Who must be placed comes first, then who loses most without their best choice. Each takes the best
that still fits, after a share of what it uses is taken off its score; several shares are tried,
for where room is short the dearest choices leave no room for the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.assignment.problem import Int64s, Problem
from solver.assignment.rows import Rows

PRESSURES = (1.0, 0.01, 0.6, 2.0, 0.8, 0.4, 0.2, 4.0)
NOTHING = -1e30

Float64s = NDArray[np.float64]
SecondsLeft = Callable[[], float]


def openings(problem: Problem, rows: Rows, score: Int64s, left: SecondsLeft) -> Iterator[Int64s]:
    """Give plans (their columns) that keep every capacity and minimum use, while time is left.

    `score` says per column what is taken first: its value, or less what it loses at some prices.
    Floors and the change budget are not looked at: who takes a plan judges it.
    """
    share = _share_of_limits(problem, rows)
    dear = score.std() / share.std() if len(share) and share.std() > 0 else 0.0
    for pressure in PRESSURES if dear else (0.0,):
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
    """Room that is taken unit by unit, best score first."""

    problem: Problem
    rows: Rows
    score: Float64s
    order: Int64s
    start: Int64s
    first: Int64s
    room: Int64s

    @classmethod
    def of(cls, problem: Problem, rows: Rows, score: Float64s) -> _Filling:
        """Sort the columns by unit and kind, best score first, and the entries by column."""
        kind = rows.unit * 2 + (np.arange(rows.columns) >= problem.options)
        order = np.lexsort((-score, kind))
        start = np.searchsorted(kind[order], np.arange(2 * problem.units + 1))
        first = np.concatenate(
            [problem.option_ptr, problem.option_ptr[-1] + problem.companion_ptr[1:]]
        )
        return cls(
            problem, rows, score, order, start, first, rows.limit[: problem.resources].copy()
        )

    def filled(self) -> Int64s | None:
        """Give the columns taken, unit after unit; None when one that must finds no room."""
        taken = [np.zeros(0, np.int64)]
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
        ranked = np.append(self.score[self.order], NOTHING)
        return np.where(at < self.start[1::2], ranked[np.minimum(at, len(ranked) - 1)], NOTHING)

    def _taken_by(self, unit: int) -> Int64s:
        """Take the best option, and companion where one is needed, for which there is room."""
        options = self.order[self.start[2 * unit] : self.start[2 * unit + 1]]
        mates = self.order[self.start[2 * unit + 1] : self.start[2 * unit + 2]]
        needy, must = self.problem.unit_needs_companion[unit], self.problem.must_place[unit]
        for option in options:
            if not self._take(option):
                continue
            mate = next((mate for mate in mates if self._take(mate)), None) if needy else None
            chosen = np.array([option] if mate is None else [option, mate], np.int64)
            if (mate is not None or not needy) and (must or self.rows.worth[chosen].sum() > 0):
                return chosen
            self._give_back(chosen)
        return np.zeros(0, np.int64)

    def _take(self, column: int) -> bool:
        mine = slice(self.first[column], self.first[column + 1])
        resource, use = self.rows.row[mine], self.rows.amount[mine]
        if (use > self.room[resource]).any():
            return False
        np.subtract.at(self.room, resource, use)
        return True

    def _give_back(self, columns: Int64s) -> None:
        for column in columns:
            mine = slice(self.first[column], self.first[column + 1])
            np.add.at(self.room, self.rows.row[mine], self.rows.amount[mine])
