"""The Lagrangian dive: fix what the houses take most often, price the rest anew, and so on.

Each stage walks a few steps down the dual of what is left and counts how often every part is taken;
the options counted most are placed, each with the companion that is cheapest at the prices of that
moment, and their use is taken off. So every stage ends in a plan that fits, and the last few
choices are made at prices of the last few seats.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.assignment.houses import Houses
from solver.assignment.pace import Float64s, Pace, Prices, Scale
from solver.assignment.problem import Bools, Int64s
from solver.assignment.region import Region
from solver.assignment.shelf import Shelf
from solver.assignment.walking import Taken, walk

MOST_STAGES = 150
LEAST_SHARE_OF_UNITS = 1 / 2000

Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Diving:
    """How a dive goes: steps a stage, their size, and the share of the rest that is fixed.

    `step` and `noise`, which is added to the prices at the start, are shares of what a placement is
    worth; `seed` draws the noise.
    """

    step: float = 0.0075
    noise: float = 0.0
    seed: int = 0
    steps: int = 25
    share: float = 0.1
    momentum: float = 0.9


def dive(
    region: Region,
    diving: Diving,
    *,
    kept: Int64s | None = None,
    stopped: Stopped = lambda: False,
) -> Int64s:
    """Place units stage by stage, from the best prices; give the columns of the plan.

    What is `kept` of another plan stays; it must fit. Capacities, one option per unit and its
    companion are kept; whatever else a plan owes is only priced.
    """
    problem, near, scale = region.problem, region.near, region.scale
    prices = _begun(region.best.prices, scale, diving)
    shelf = Shelf(problem, near.mates)
    if kept is not None:
        shelf.keep(kept)
    sieve = _Sieve(region)
    for stage in range(MOST_STAGES):
        houses, shut = sieve.left(shelf)
        if not houses.parts or stopped():
            break
        measure = replace(scale, base=_base(scale, houses))
        skip = diving.steps // 4 if stage else 0
        pace = Pace(diving.steps, diving.step * scale.grain, 1.0, diving.momentum, skip)
        taken = walk(houses, prices, measure, pace, shut=shut)
        if not _place(houses, prices, taken, shelf, _quota(taken, diving, problem.units, skip)):
            break
    return shelf.plan()


def _begun(prices: Prices, scale: Scale, diving: Diving) -> Prices:
    begun = prices.copy()
    if diving.noise:
        drawn = np.random.default_rng(diving.seed).uniform(-1, 1, len(begun.unit))
        begun.unit += diving.noise * scale.grain * drawn
        begun.unit[~scale.must] = np.maximum(begun.unit[~scale.must], 0)
    return begun


def _base(scale: Scale, houses: Houses) -> Float64s:
    """Measure slack against what is left of a row, but no less than a tenth of the whole."""
    return np.maximum(np.maximum(np.abs(houses.row_limit), 0.1 * scale.base), 1.0)


def _quota(taken: Taken, diving: Diving, units: int, skip: int) -> int:
    mass = taken.often.sum() / (diving.steps - skip)
    return max(1, int(diving.share * mass), int(LEAST_SHARE_OF_UNITS * units))


def _place(houses: Houses, prices: Prices, taken: Taken, shelf: Shelf, quota: int) -> int:
    """Place the options taken most often, those that earn most first where that is equal."""
    at = np.flatnonzero(taken.often)
    profit = taken.worth[at] - taken.price[houses.part_payer[at]]
    order = at[np.lexsort((houses.part_option[at], -profit, -taken.often[at]))]
    return shelf.place(houses.part_option[order], prices.row, quota)


class _Sieve:
    """Leaves out, of the near parts, those of placed units and those that no longer fit."""

    def __init__(self, region: Region) -> None:
        problem, near = region.problem, region.near
        self._near, self._sides = near, region.sides()
        option = near.part_option
        count = np.diff(problem.option_ptr)[option]
        first = np.cumsum(count) - count
        at = np.repeat(problem.option_ptr[option] - first, count) + np.arange(count.sum())
        self._owner = np.repeat(np.arange(near.parts), count)
        self._resource, self._use = problem.option_resource[at], problem.option_use[at]
        self._unit = problem.option_unit[option]
        self._needs = problem.option_needs_companion[option]

    def left(self, shelf: Shelf) -> tuple[Houses, Bools]:
        """Give what is left, and the companions that are not (bool[mates])."""
        shut = shelf.shut_mates()
        kept = ~shelf.placed[self._unit] & ~(self._needs & shelf.stranded(shut)[self._unit])
        kept[self._owner[self._use > shelf.room[self._resource]]] = False
        houses = self._near.among(kept)
        return houses.with_room(shelf.room, self._side_limit(shelf)), shut

    def _side_limit(self, shelf: Shelf) -> Int64s:
        """Give what the plan so far leaves of the limit of each side constraint (int64[rows])."""
        row, column, amount = self._sides
        taken = np.zeros(shelf.columns, np.bool_)
        taken[shelf.plan()] = True
        limit = self._near.row_limit.copy()
        at = taken[column]
        np.subtract.at(limit, row[at], amount[at])
        return limit
