"""The baseline: whoever fits best somewhere goes first, and takes what is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.assignment import Problem
from solver.encoding import Bools, Int32s, Ints
from solver.options import Options

#: Options that are looked at together, before each is taken that still can be.
BLOCK = 8_192


@dataclass(frozen=True, slots=True)
class Greedy:
    """What taking the best fit first comes to, in the value of the plan."""

    placed: int
    value: int


def greedy_by_fit(options: Options) -> Greedy:
    """Go through all options from the best fit down and take each that still fits.

    The fit is that with the best coach. A team that would not reach its minimum is left out, as
    greedy cannot look ahead.
    """
    turns = _Turns(options.problem)
    order = np.argsort(-_fit(options), kind="stable")
    value = 0
    for block in np.array_split(order, 1 + len(order) // BLOCK):
        for option in block[turns.open_to(block)].tolist():
            value += turns.take(option)
    placed = np.flatnonzero(turns.placed).tolist()
    return Greedy(sum(len(options.members[unit]) for unit in placed), value)


def _fit(options: Options) -> Int32s:
    """Give the fit of each option with the best coach."""
    problem = options.problem
    best_mate = np.zeros(problem.units, np.int32)
    np.maximum.at(best_mate, problem.companion_unit, options.companion_fit)
    beside = best_mate[problem.option_unit] * problem.option_needs_companion
    return np.asarray(options.option_fit + beside, np.int32)


class _Turns:
    """Who has a place, and what is left, while people choose one after the other."""

    def __init__(self, problem: Problem) -> None:
        self.placed = np.zeros(problem.units, np.bool_)
        self._problem, self._left = problem, problem.capacity.copy()
        if problem.min_use_if_used is not None:
            self._left[problem.min_use_if_used > 1] = -1
        value, resource = problem.companion_value[:, 0], problem.companion_resource
        self._mates = np.lexsort((resource, -value, problem.companion_unit))
        mates = problem.companion_unit[self._mates]
        self._mates_of = np.searchsorted(mates, np.arange(problem.units + 1))

    def open_to(self, options: Ints) -> Bools:
        """Tell which options could be taken now: later it may be fewer of them, but no others."""
        problem = self._problem
        first, counts = problem.option_ptr[options], np.diff(problem.option_ptr)[options]
        at = np.arange(counts.sum()) + np.repeat(first - np.cumsum(counts) + counts, counts)
        lacks = problem.option_use[at] > self._left[problem.option_resource[at]]
        whose = np.repeat(np.arange(len(options)), counts)
        lacking = np.bincount(whose[lacks], minlength=len(options))
        return np.asarray((lacking == 0) & ~self.placed[problem.option_unit[options]])

    def take(self, option: int) -> int:
        """Take an option, with the best coach who is left; give its value, 0 if it is gone."""
        problem, unit = self._problem, self._problem.option_unit[option]
        at = slice(problem.option_ptr[option], problem.option_ptr[option + 1])
        resource, use = problem.option_resource[at], problem.option_use[at]
        if self.placed[unit] or (use > self._left[resource]).any():
            return 0
        worth = int(problem.option_value[option, 0])
        if problem.option_needs_companion[option]:
            mates = self._mates[self._mates_of[unit] : self._mates_of[unit + 1]]
            coach, minutes = problem.companion_resource[mates], problem.companion_use[mates]
            able = np.flatnonzero(minutes <= self._left[coach])
            if not len(able):
                return 0
            best = able[0]
            self._left[coach[best]] -= minutes[best]
            worth += int(problem.companion_value[mates[best], 0])
        np.subtract.at(self._left, resource, use)
        self.placed[unit] = True
        return worth
