"""The dual: prices of units and rows that make the bound small.

For prices u of units and y of rows, with KP_h the best house h can earn when an option of unit i is
worth its value less u_i, less what it uses of priced rows, less the cheapest companion of i if it
needs one:

    bound(u, y) = sum_h KP_h(u, y) + sum_i u_i + sum_r y_r limit_r

No plan is worth more, whatever the prices (Geoffrion 1974); u_i < 0 only for units that must be
placed. Every evaluation is in whole grains, so the bound of each step holds as it stands. A step
moves prices against the slack, 1 less the times a unit was taken and what is left of a row, with
momentum. The walk looks at a pool of options only; the bound is taken over all, now and then or at
the end, and what turns out to earn something joins the pool.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from solver.assignment.effort import Effort
from solver.assignment.pace import Best, Pace, Prices
from solver.assignment.region import Region
from solver.assignment.threads import Threads
from solver.assignment.walking import walk

MOST_PARTS_A_SLICE = 10_000_000
MOST_STEPS_A_SLICE = 50
MOST_ROUNDS = 8
LATER_SHARE = 0.3
STEPS_A_LOOK = 100


@dataclass(frozen=True, slots=True)
class Phase:
    """A walk of so many steps, the first and last as shares of a placement's worth.

    A walk over some options only looks at all of them after every `STEPS_A_LOOK`.
    """

    steps: int
    first: float
    last: float
    momentum: float

    def parts(self) -> list[Phase]:
        """Give the walks between one look and the next."""
        looks = max(1, self.steps // STEPS_A_LOOK)
        steps, shrunk = self.steps // looks, (self.last / self.first) ** (1 / looks)
        firsts = [self.first * shrunk**n for n in range(looks + 1)]
        return [Phase(steps, *ends, self.momentum) for ends in pairwise(firsts)]

    def later(self) -> Phase:
        """Give the end of this walk, once more."""
        begin = self.first * (self.last / self.first) ** (1 - LATER_SHARE)
        return replace(self, steps=max(1, int(LATER_SHARE * self.steps)), first=begin)


FIRST = Phase(steps=400, first=0.05, last=0.002, momentum=0.8)
SECOND = Phase(steps=1200, first=0.05, last=0.00015, momentum=0.9)
FAR = Phase(steps=1500, first=0.2, last=0.002, momentum=0.8)
FARTHER = Phase(steps=3000, first=0.3, last=0.001, momentum=0.8)
CLOSE = Phase(steps=1200, first=0.003, last=0.0001, momentum=0.8)
WARM = Phase(steps=400, first=0.01, last=0.0005, momentum=0.8)
#: From another day's prices.
EARLIER = Phase(steps=100, first=0.003, last=0.0005, momentum=0.8)
THENCE = Phase(steps=600, first=0.02, last=0.0003, momentum=0.9)


def descend(
    region: Region, phase: Phase, effort: Effort, threads: Threads, goes_on: Callable[[], bool]
) -> None:
    """Walk down from the best prices, slice by slice while it goes on; then look at all options.

    Afterwards `region.best` holds the least bound over all options.
    """
    for _ in range(MOST_ROUNDS):
        if not _walk_and_look(region, phase, effort, threads, goes_on) or not goes_on():
            return
        phase = phase.later()


def _walk_and_look(
    region: Region, phase: Phase, effort: Effort, threads: Threads, goes_on: Callable[[], bool]
) -> int:
    """Walk on after each look at all options; give how many joined the pool at the last one."""
    prices, joined = region.best.prices.copy(), 0
    for part in [phase] if region.pool.all() else phase.parts():
        trial = region.best if region.pool.all() else Best(prices.copy())
        _walk_down(region, prices, trial, part, effort, threads, goes_on)
        effort.steps(1, region.houses.parts, len(region.houses.budget))
        joined = region.see(trial.prices, threads)
        if not goes_on():
            break
    return joined


def _walk_down(
    region: Region,
    prices: Prices,
    trial: Best,
    phase: Phase,
    effort: Effort,
    threads: Threads,
    goes_on: Callable[[], bool],
) -> None:
    """Move prices down over the pool; the bound of `trial` holds over the pool alone."""
    pool = region.pooled()
    ratio = (phase.last / phase.first) ** (1 / phase.steps)
    slices = max(1, min(MOST_STEPS_A_SLICE, MOST_PARTS_A_SLICE // max(1, pool.parts)))
    for begin in range(0, phase.steps, slices):
        steps = min(slices, phase.steps - begin)
        step = region.scale.grain * phase.first * ratio**begin
        pace = Pace(steps, step, ratio, phase.momentum)
        walk(pool, prices, region.scale, pace, best=trial, threads=threads)
        effort.steps(steps, pool.parts, len(pool.budget))
        if not goes_on():
            return
