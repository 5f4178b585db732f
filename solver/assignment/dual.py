"""The dual: prices of units and rows that make the bound small.

For prices u of units and y of rows, with KP_h the best house h can earn when an option of unit i is
worth its value less u_i, less what it uses of priced rows, less the cheapest companion of i:

    bound(u, y) = sum_h KP_h(u, y) + sum_i u_i + sum_r y_r limit_r

No plan is worth more, whatever the prices (Geoffrion 1974); u_i < 0 only for units that must be
placed. Every evaluation is in whole grains, so the bound of each step holds as it stands. A step
moves prices against the slack, 1 less the times a unit was taken and what is left of a row, with
momentum. Where there are very many options the walk looks at a pool of them only; the bound is
taken over all, and what turns out to earn something joins the pool.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from solver.assignment.effort import Effort
from solver.assignment.houses import Houses
from solver.assignment.pace import Best, Pace, Prices
from solver.assignment.region import Region
from solver.assignment.walking import walk

MOST_PARTS_A_SLICE = 10_000_000
MOST_STEPS_A_SLICE = 50


@dataclass(frozen=True, slots=True)
class Phase:
    """A walk of so many steps; the first and last are shares of a placement's worth."""

    steps: int
    first: float
    last: float
    momentum: float


def descend(
    region: Region, phase: Phase, effort: Effort, pool: ThreadPoolExecutor, threads: int
) -> Iterator[None]:
    """Walk down from the best prices, slice by slice; `region.best` gets the least bound."""
    houses, prices = region.houses, region.best.prices.copy()
    ratio = (phase.last / phase.first) ** (1 / phase.steps)
    slices = max(1, min(MOST_STEPS_A_SLICE, MOST_PARTS_A_SLICE // max(1, houses.parts)))
    for begin in range(0, phase.steps, slices):
        steps = min(slices, phase.steps - begin)
        step = region.scale.grain * phase.first * ratio**begin
        pace = Pace(steps, step, ratio, phase.momentum)
        walk(houses, prices, region.scale, pace, best=region.best, pool=pool, threads=threads)
        effort.steps(steps, houses.parts, len(houses.budget))
        yield
