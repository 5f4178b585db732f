"""Strict tiers at size: sums with a multiplier on the earlier tier, and a certificate for each.

To maximise a first tier alone is degenerate: prices hardly settle, and plans come out worse than
with some weight on the next tier as well. So the first is sought as `m x tier + next`, m such that
it outweighs the next a good deal, but not out of all proportion. Its own bound comes from a steeper
sum: of all plans, with L the least the next tier can add up to,

    tier <= (bound(steep x tier + next) - L) / steep

Of plans with at least n of the first tier, the next is bounded for every multiplier m:

    next <= bound(m x tier + next) - m x n

and sought at the m where that is least.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.assignment.dual import Phase
from solver.assignment.inspection import LARGEST_SUM
from solver.assignment.problem import Int64s, Problem
from solver.assignment.region import Region
from solver.assignment.rows import values

Walk = Callable[[Region, Phase], None]

OUTWEIGHS = 16
STEEP = 1_000
FINER = 2
SETTLING = Phase(steps=250, first=0.01, last=0.0005, momentum=0.8)
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
    earlier : int
        Times the tier before that is part of the worth, 0 for not at all.
    """

    tier: int
    worth: Int64s
    attained: tuple[int, ...]
    multiplier: int = 0
    earlier: int = 0


def aim_of(problem: Problem, tier: int, attained: Sequence[int], *, alone: bool) -> Aim:
    """Say what to maximise; `alone` asks for the tier without the next."""
    own = values(problem, tier)
    multiplier = 0 if alone or tier == problem.tiers - 1 else _outweighing(problem, tier, OUTWEIGHS)
    if not multiplier:
        return Aim(tier, own, tuple(attained))
    return Aim(tier, _sum(problem, tier, multiplier), tuple(attained), multiplier)


def _sum(problem: Problem, tier: int, multiplier: int) -> Int64s:
    return multiplier * values(problem, tier) + values(problem, tier + 1)


def bound_of(aim: Aim, bound: int, region: Region, walk: Walk) -> int:
    """Give a bound of the aim's tier alone, from one of what was maximised, and its prices."""
    if aim.earlier:
        return bound - aim.earlier * aim.attained[-1]
    if not aim.multiplier:
        return bound
    problem = region.problem
    steep = _outweighing(problem, aim.tier, STEEP) or aim.multiplier
    closer = region.reweighted(_sum(problem, aim.tier, steep))
    walk(closer, CLOSER)
    least = _least(problem, aim.tier + 1)
    return min((closer.bound - least) // steep, (bound - least) // aim.multiplier)


def settled(aim: Aim, region: Region, attained: int, walk: Walk) -> tuple[Aim, Region]:
    """Give the multiplier at which the next tier's bound is least, and the region priced there.

    From the multiplier that was used, down by halves while the bound falls, then between.
    """
    problem, seen = region.problem, {}

    def look(multiplier: int, near: Region) -> Region:
        worth = _sum(problem, aim.tier, multiplier)
        fresh = near.reweighted(worth, (*aim.attained, attained))
        walk(fresh, SETTLING)
        seen[multiplier] = (fresh.bound - multiplier * attained, fresh)
        return fresh

    multiplier, last = aim.multiplier, look(aim.multiplier, region)
    while multiplier > 1 and seen[multiplier][0] <= min(bound for bound, _ in seen.values()):
        last = look(multiplier // 2, last)
        multiplier //= 2
    for _ in range(FINER):
        best = min(seen, key=lambda at: seen[at][0])
        for other in (best * 4 // 3, best * 3 // 4):
            if other and other not in seen:
                look(other, seen[best][1])
                break
    best = min(seen, key=lambda at: seen[at][0])
    worth = _sum(problem, aim.tier, best)
    return Aim(aim.tier + 1, worth, (*aim.attained, attained), 0, best), seen[best][1]


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
