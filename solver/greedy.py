"""The baseline: whoever fits best somewhere goes first, and takes what is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

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
    left = problem.capacity.tolist()
    least = problem.min_use_if_used
    mates = _mates(options)
    placed: set[int] = set()
    value = 0
    best_mate = np.zeros(problem.units, np.int32)
    np.maximum.at(best_mate, problem.companion_unit, options.companion_fit)
    fit = options.option_fit + best_mate[problem.option_unit]
    for option in np.argsort(-fit, kind="stable").tolist():
        unit = int(problem.option_unit[option])
        at = slice(problem.option_ptr[option], problem.option_ptr[option + 1])
        use = list(
            zip(problem.option_resource[at].tolist(), problem.option_use[at].tolist(), strict=True)
        )
        if unit in placed or any(left[r] < a for r, a in use):
            continue
        if least is not None and any(least[r] > 1 for r, _ in use):
            continue
        mate = None
        if problem.unit_needs_companion[unit]:
            mate = next((m for m in mates[unit] if left[m[1]] >= m[2]), None)
            if mate is None:
                continue
            use.append((mate[1], mate[2]))
        for resource, amount in use:
            left[resource] -= amount
        placed.add(unit)
        value += int(problem.option_value[option, 0]) + (mate[0] if mate else 0)
    return Greedy(sum(len(options.members[unit]) for unit in placed), value)


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
