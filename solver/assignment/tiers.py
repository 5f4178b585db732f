"""Strict tiers at size: one sum with a multiplier on the tier at hand, and a certificate for each.

To maximise a first tier alone is degenerate: prices hardly settle, and plans come out worse than
with some weight on the next tier as well. So a tier is sought as `multiplier x tier + next tier`,
the multiplier such that it outweighs the next a good deal, but not out of all proportion. Its own
bound comes from a steeper sum: of all plans, with L the least the next tier can add up to,

    tier <= (bound(steep x tier + next) - L) / steep
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.assignment.dual import Phase, descend
from solver.assignment.effort import Effort
from solver.assignment.inspection import LARGEST_SUM
from solver.assignment.problem import Int64s, Problem
from solver.assignment.region import Region
from solver.assignment.rows import values
from solver.assignment.threads import Threads

OUTWEIGHS = 16
STEEP = 1_000
CLOSER = Phase(steps=600, first=0.003, last=0.0001, momentum=0.8)


@dataclass(frozen=True, slots=True)
class Aim:
    """What is maximised for a tier: the tier itself, or `multiplier` times it and the next.

    Attributes
    ----------
    worth : int64[O + C]
    attained : tuple of int
        The least value of each earlier tier.
    multiplier : int
        0: the tier alone.
    """

    tier: int
    worth: Int64s
    attained: tuple[int, ...]
    multiplier: int = 0


def aim_of(problem: Problem, tier: int, attained: Sequence[int], *, alone: bool) -> Aim:
    """Say what to maximise; `alone` asks for the tier without the next."""
    own = values(problem, tier)
    multiplier = 0 if alone or tier == problem.tiers - 1 else _outweighing(problem, tier, OUTWEIGHS)
    if not multiplier:
        return Aim(tier, own, tuple(attained))
    return Aim(tier, multiplier * own + values(problem, tier + 1), tuple(attained), multiplier)


def bound_of(
    problem: Problem,
    aim: Aim,
    region: Region,
    threads: Threads,
    effort: Effort,
    goes_on: Callable[[], bool],
) -> int:
    """Give a bound of the aim's tier alone, from the prices of the sum that was maximised."""
    if not aim.multiplier:
        return region.bound
    steep = _outweighing(problem, aim.tier, STEEP) or aim.multiplier
    worth = steep * values(problem, aim.tier) + values(problem, aim.tier + 1)
    closer = Region.of(problem, worth, aim.attained)
    closer.begin_like(region, steep / aim.multiplier)
    descend(closer, CLOSER, effort, threads, goes_on)
    least = _least(problem, aim.tier + 1)
    return min(
        (bound - least) // times
        for bound, times in ((closer.bound, steep), (region.bound, aim.multiplier))
    )


def _outweighing(problem: Problem, tier: int, times: int) -> int:
    """Give how often to count a tier so that it outweighs the next; 0 when that overflows."""
    own, other = (np.abs(values(problem, at)).astype(np.float64) for at in (tier, tier + 1))
    usual = [float(one[one > 0].mean()) if one.any() else 1.0 for one in (own, other)]
    multiplier = max(1, round(times * usual[1] / usual[0]))
    most = LARGEST_SUM / (2 * max(1, problem.units))
    return multiplier if multiplier * own.max(initial=0) + other.max(initial=0) <= most else 0


def _least(problem: Problem, tier: int) -> int:
    """Give what a tier adds up to at least, over all plans."""
    worth = values(problem, tier)
    total = 0
    for unit, rows in (
        (problem.option_unit, worth[: problem.options]),
        (problem.companion_unit, worth[problem.options :]),
    ):
        least = np.zeros(problem.units, np.int64)
        np.minimum.at(least, unit, rows)
        total += int(least.sum())
    return total
