"""The shelf of a dive: what is left of every resource, and who has been placed."""

from __future__ import annotations

import ctypes

import numpy as np

from solver.assignment.charges import Mates
from solver.assignment.compiled import library
from solver.assignment.pace import Float64s
from solver.assignment.problem import Bools, Int32s, Int64s, Problem
from solver.assignment.rows import choices_of, used_by
from solver.assignment.structs import SHELF_OF_PROBLEM, Held, ShelfStruct, address


class Shelf:
    """What is left of every resource, and who has been placed.

    Attributes
    ----------
    room : int64[R]
    choice, companion : int32[U], -1 none
    placed : bool[U]
    """

    def __init__(self, problem: Problem, mates: Mates) -> None:
        self._problem, self._mates = problem, mates
        self.room = problem.capacity.copy()
        self.choice, self.companion = (np.full(problem.units, -1, np.int32) for _ in range(2))
        self.placed = np.zeros(problem.units, np.bool_)
        count = np.diff(problem.companion_ptr)[mates.mate]
        first = np.cumsum(count) - count
        at = np.repeat(problem.companion_ptr[mates.mate] - first, count) + np.arange(count.sum())
        self._owner = np.repeat(np.arange(len(mates.mate)), count)
        self._resource, self._use = problem.companion_resource[at], problem.companion_use[at]
        self._mate_unit = problem.companion_unit[mates.mate]

    def keep(self, plan: Int64s) -> None:
        """Take the columns of a plan that fits."""
        choice, companion = choices_of(self._problem, plan)
        self.room -= used_by(self._problem, choice, companion)
        self.choice[:], self.companion[:] = choice, companion
        self.placed |= choice >= 0

    def shut_mates(self) -> Bools:
        """Tell which companions do not fit any more (bool[mates])."""
        shut = np.zeros(len(self._mates.mate), np.bool_)
        shut[self._owner[self._use > self.room[self._resource]]] = True
        return shut

    def stranded(self, shut: Bools) -> Bools:
        """Tell who has no companion left (bool[U])."""
        stranded = np.ones(self._problem.units, np.bool_)
        stranded[self._mate_unit[~shut]] = False
        return stranded

    def place(self, options: Int32s, row_price: Float64s, quota: int) -> int:
        """Place options in order while they fit, until so many are; give how many."""
        held: Held = []
        arrays = {
            **{name: getattr(self._problem, name) for name in SHELF_OF_PROBLEM},
            "needs": self._problem.option_needs_companion,
            "mate_first": self._mates.first,
            "mate": self._mates.mate,
            "mate_cost": self._mates.uses.cost(row_price) - self._mates.worth,
            "mate_ptr": self._problem.companion_ptr,
            "mate_resource": self._problem.companion_resource,
            "mate_use": self._problem.companion_use,
            "room": self.room,
            "choice": self.choice,
            "companion": self.companion,
            "placed": self.placed,
        }
        shelf = ShelfStruct(**{name: address(array, held) for name, array in arrays.items()})
        order = ctypes.c_void_p(address(np.ascontiguousarray(options), held))
        return int(library().place_in_order(ctypes.byref(shelf), order, len(options), quota))

    @property
    def columns(self) -> int:
        """Number of columns: options, then companions."""
        return self._problem.options + self._problem.companions

    def plan(self) -> Int64s:
        """Give the columns taken: options, then companions."""
        mates = self.companion[self.companion >= 0] + np.int64(self._problem.options)
        return np.concatenate([self.choice[self.choice >= 0].astype(np.int64), mates])
