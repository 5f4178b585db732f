"""One tier of a problem, laid out once for everything the regional search does with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from solver.assignment.anneal import Shortlist
from solver.assignment.bound import Certificate
from solver.assignment.houses import Houses, houses_for
from solver.assignment.pace import STANDING, Best, Prices, Scale
from solver.assignment.problem import Bools, Int64s, Problem
from solver.assignment.slots import Slots
from solver.assignment.space import Space
from solver.assignment.threads import Threads
from solver.assignment.walking import ALONE, strains, walk

NEAR = 0.05
JOINING = 0.02
POOL_PER_UNIT = 60
LISTED = 0.06
MOST_LISTED = 20
NEVER = -(2**60)


@dataclass(slots=True)
class Region:
    """A problem with the worth of one tier, and the best prices known for it.

    Attributes
    ----------
    worth : int64[O + C]
        What is maximised; `attained` is the least value of each earlier tier.
    best : Best
        Least bound over all options, and its prices.
    red : int64[O]
        What each option earns beyond its unit's price and its house's, in grains, at those prices;
        very little for one that can never be taken.
    loss : int64[O]
        No plan with the option is worth more than the bound less this, in grains.
    near : Houses
        The parts of options that lose little.
    pool : bool[parts]
        What a walk looks at.
    """

    problem: Problem
    worth: Int64s
    attained: tuple[int, ...]
    houses: Houses
    scale: Scale
    slots: Slots
    space: Space
    best: Best
    red: Int64s = field(init=False)
    loss: Int64s = field(init=False)
    near: Houses = field(init=False)
    part_red: Int64s = field(init=False)
    pool: Bools = field(init=False)

    def __post_init__(self) -> None:
        self.pool = _first_pool(self.houses)

    @classmethod
    def of(cls, problem: Problem, worth: Int64s, attained: Sequence[int] = ()) -> Region:
        """Lay a tier out."""
        houses = houses_for(problem, worth, attained)
        scale = Scale.of(houses, problem.must_place)
        return cls(
            problem=problem,
            worth=worth,
            attained=tuple(attained),
            houses=houses,
            scale=scale,
            slots=Slots.of(problem),
            space=Space(problem, worth, attained),
            best=Best(scale.start(houses)),
        )

    @property
    def bound(self) -> int:
        """No plan is worth more."""
        return self.best.bound >> self.houses.shift

    @property
    def points(self) -> float:
        """What a placement is worth, about, in points."""
        return self.scale.grain / 2.0**self.houses.shift

    def pooled(self) -> Houses:
        """Give the parts a walk looks at."""
        return self.houses if self.pool.all() else self.houses.among(self.pool)

    def see(self, prices: Prices, threads: Threads = ALONE) -> int:
        """Take the bound over all options at some prices; give how many joined the pool."""
        seen = prices.copy()
        taken = walk(self.houses, seen, self.scale, STANDING, best=self.best, threads=threads)
        red, slack = strains(self.houses, taken)
        fresh = ~self.pool & (red > 0)
        if fresh.any():
            self.pool |= red > -JOINING * self.scale.grain
        self._note(red, slack)
        self.part_red = red
        return int(fresh.sum())

    def _note(self, red: Int64s, slack: Int64s) -> None:
        houses, options = self.houses, self.problem.options
        size = np.add.reduceat(np.diff(houses.place_first), houses.house_first[:-1])
        self.red, self.loss = (np.full(options, one, np.int64) for one in (NEVER, -NEVER))
        self.red[houses.part_option] = red
        self.loss[houses.part_option] = np.maximum(-red - np.repeat(slack, size), 0)
        self.near = houses.among(red > -NEAR * self.scale.grain)

    def near_index(self, share):
        return np.flatnonzero(self.part_red > -share * self.scale.grain)

    def certificate(self) -> Certificate:
        """Give the bound, and what taking each option or companion would cost against it."""
        mates = self.houses.mates
        cost = mates.uses.cost(self.best.prices.row) - mates.worth
        count = np.diff(mates.first)
        least = np.minimum.reduceat(np.append(cost, 0), np.minimum(mates.first[:-1], len(cost)))
        loss = np.full(self.problem.companions, -NEVER)
        loss[mates.mate] = cost - np.repeat(least, count)
        both = np.concatenate([self.loss, loss]) >> self.houses.shift
        return Certificate(self.bound, both)

    def within(self, share: float) -> Bools:
        """Tell which options lose at most a share of a placement's worth (bool[O])."""
        return self.red > -share * self.scale.grain

    def shortlist(self) -> Shortlist:
        """Give the options that may be taken by single moves."""
        score = np.where(self.within(LISTED), self.red, NEVER)
        return Shortlist.of(self.space, score, MOST_LISTED)


def _first_pool(houses: Houses) -> Bools:
    """Begin with all parts of each unit, or those worth most where there are very many."""
    if houses.parts <= POOL_PER_UNIT * houses.units:
        return np.ones(houses.parts, bool)
    order = np.lexsort((-houses.part_worth, houses.part_unit))
    unit = houses.part_unit[order]
    pool = np.zeros(houses.parts, bool)
    pool[order[np.arange(len(order)) - np.searchsorted(unit, unit) < POOL_PER_UNIT]] = True
    return pool
