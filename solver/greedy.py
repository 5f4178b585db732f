"""The baseline: whoever fits best somewhere goes first, and takes what is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from solver.encoding import Int32s
from solver.options import Options


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
    problem = options.problem
    turns = _Turns(options)
    placed: set[int] = set()
    value = 0
    for option in np.argsort(-_fit(options), kind="stable").tolist():
        unit = int(problem.option_unit[option])
        worth = None if unit in placed else turns.take(option, unit)
        if worth is not None:
            placed.add(unit)
            value += worth
    return Greedy(sum(len(options.members[unit]) for unit in placed), value)


def _fit(options: Options) -> Int32s:
    """Give the fit of each option with the best coach."""
    problem = options.problem
    best_mate = np.zeros(problem.units, np.int32)
    np.maximum.at(best_mate, problem.companion_unit, options.companion_fit)
    beside = best_mate[problem.option_unit] * problem.option_needs_companion
    return np.asarray(options.option_fit + beside, np.int32)


class _Turns:
    """What is left while people choose one after the other."""

    def __init__(self, options: Options) -> None:
        self._problem, self._mates = options.problem, _mates(options)
        self._left = options.problem.capacity.tolist()

    def take(self, option: int, unit: int) -> int | None:
        """Take an option, with the best coach who is left; give its value, None if it is gone."""
        use, mate = self._use(option), self._mate(option, unit)
        if mate is None or not all(self._fits(*each) for each in use):
            return None
        worth, minutes = mate
        for resource, amount in use + minutes:
            self._left[resource] -= amount
        return int(self._problem.option_value[option, 0]) + worth

    def _use(self, option: int) -> list[tuple[int, int]]:
        """List the resources and amounts that an option takes."""
        problem = self._problem
        at = slice(problem.option_ptr[option], problem.option_ptr[option + 1])
        return list(
            zip(problem.option_resource[at].tolist(), problem.option_use[at].tolist(), strict=True)
        )

    def _fits(self, resource: int, amount: int) -> bool:
        least = self._problem.min_use_if_used
        alone = least is None or least[resource] <= 1
        return bool(alone and self._left[resource] >= amount)

    def _mate(self, option: int, unit: int) -> tuple[int, list[tuple[int, int]]] | None:
        """Give value and minutes of the best coach left: nothing when none is needed."""
        if not self._problem.option_needs_companion[option]:
            return 0, []
        left = (m for m in self._mates[unit] if self._left[m[1]] >= m[2])
        return next(((worth, [(coach, use)]) for worth, coach, use in left), None)


def _mates(options: Options) -> dict[int, list[tuple[int, int, int]]]:
    """List, per unit, value, resource and use of each companion, the best first."""
    problem = options.problem
    found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for unit, worth, resource, use in zip(
        problem.companion_unit.tolist(),
        problem.companion_value[:, 0].tolist(),
        problem.companion_resource.tolist(),
        problem.companion_use.tolist(),
        strict=True,
    ):
        found[unit].append((worth, resource, use))
    return {unit: sorted(mates, key=lambda m: (-m[0], m[1])) for unit, mates in found.items()}
