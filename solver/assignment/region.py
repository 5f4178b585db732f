"""One tier of a problem, laid out once for everything the regional search does with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from solver.assignment.anneal import Shortlist
from solver.assignment.bound import Certificate
from solver.assignment.houses import Houses, houses_for
from solver.assignment.pace import STANDING, Best, Float64s, Prices, Scale
from solver.assignment.problem import Bools, Int64s, Problem
from solver.assignment.rows import choices_of, side_rows, used_by, values
from solver.assignment.slots import Slots
from solver.assignment.space import Space
from solver.assignment.threads import Threads
from solver.assignment.walking import ALONE, Strains, strains, walk

NEAR = 0.05
JOINING = 0.02
POOL_PER_UNIT = 60  #: parts of each unit that a walk begins with
KNOWN_POOL_PER_UNIT = 12  #: and beside what is near at the prices of another day
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
    price : float64[R]
        What one more of each resource is worth at the margin, in points.
    guided : int64[O + C]
        The worth, with the prices of side constraints added.
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
    pool: Bools = field(init=False)
    price: Float64s = field(init=False)
    guided: Int64s = field(init=False)
    seen: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.pool = self.houses.best_of_each(POOL_PER_UNIT)

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

    def reweighted(self, worth: Int64s, attained: Sequence[int] | None = None) -> Region:
        """Lay the problem out for another worth; begin at its prices, as much larger as it is."""
        houses = self.houses.reweighted(worth, self.problem.options)
        kept = self.attained if attained is None else tuple(attained)
        scale = Scale.of(houses, self.problem.must_place)
        scaled = scale.grain / self.scale.grain
        prices = self.best.prices
        return Region(
            problem=self.problem,
            worth=worth,
            attained=kept,
            houses=houses,
            scale=scale,
            slots=self.slots,
            space=Space(self.problem, worth, kept),
            best=Best(Prices(prices.unit * scaled, prices.row * scaled)),
        )

    @property
    def bound(self) -> int:
        """No plan is worth more."""
        return self.best.bound >> self.houses.shift

    @property
    def weakly(self) -> tuple[str, ...]:
        """Name the rules that the bound holds to only in part."""
        problem, named = self.problem, []
        least = problem.min_use_if_used
        if least is not None and (least > 1).any():
            named.append(f"minimum use: {int((least > 1).sum())} resources, not in the bound")
        rows = self.houses.row_resource
        housed = int((problem.resource_house[rows[rows >= 0]] >= 0).sum())
        if housed:
            named.append(f"houses: {housed} of their resources are priced, not filled exactly")
        return tuple(named)

    @property
    def points(self) -> float:
        """What a placement is worth, about, in points."""
        return self.scale.grain / 2.0**self.houses.shift

    def begin_from(self, price: Float64s, unit_price: Float64s | None = None) -> None:
        """Begin from what one more of each resource was worth, in points (float64[R], >= 0).

        `unit_price` is the same of each unit (float64[U]), NaN where it is not known: then what its
        best option earns at the prices of resources. A walk from there looks at what is near at
        them, and at a few options of each unit.
        """
        problem, houses, grain = self.problem, self.houses, 2.0**self.houses.shift
        row = np.zeros(len(houses.row_limit))
        mine = houses.row_resource >= 0
        row[mine] = price[houses.row_resource[mine]] * grain
        spent = problem.option_use * price[problem.option_resource]
        total = np.concatenate([[0.0], np.cumsum(spent)])
        gain = (self.worth[: problem.options] - np.diff(total[problem.option_ptr])) * grain
        mates, needs = houses.mates, problem.option_needs_companion
        cost = (mates.uses.cost(row) - mates.worth).astype(np.float64)
        least = np.full(problem.units, np.inf)
        np.minimum.at(least, problem.companion_unit[mates.mate], cost)
        gain[needs] -= least[problem.option_unit[needs]]
        unit = np.full(problem.units, -np.inf)
        np.maximum.at(unit, problem.option_unit, gain)
        unit[~np.isfinite(unit)] = 0.0
        unit[~problem.must_place] = np.maximum(unit[~problem.must_place], 0.0)
        if unit_price is not None:
            unit = np.where(np.isfinite(unit_price), unit_price * grain, unit)
        self.best = Best(Prices(unit, row))
        *_, strain = self._look(self.best.prices, ALONE)
        near = strain.red > -NEAR * self.scale.grain
        self.pool = near | self.houses.best_of_each(KNOWN_POOL_PER_UNIT)

    @property
    def unit_price(self) -> Float64s:
        """Give what each unit's taking part is worth, in points (float64[U])."""
        return self.best.prices.unit / 2.0**self.houses.shift

    def pooled(self) -> Houses:
        """Give the parts a walk looks at."""
        return self.houses if self.pool.all() else self.houses.among(self.pool)

    def see(self, prices: Prices, threads: Threads = ALONE) -> int:
        """Take the bound over all options at some prices; give how many joined the pool.

        What is noted of options belongs to the best bound: a worse look changes the pool alone.
        """
        look, seen, strain = self._look(prices, threads)
        fresh = ~self.pool & (strain.red > 0)
        if fresh.any():
            self.pool |= strain.red > -JOINING * self.scale.grain
        if look.bound <= self.best.bound:
            self.best = look
            self._note(strain, seen)
        return int(fresh.sum())

    def _look(self, prices: Prices, threads: Threads) -> tuple[Best, Prices, Strains]:
        """Give the bound over all options at some prices, and what these say of each part."""
        seen, look = prices.copy(), Best(prices.copy())
        taken = walk(self.houses, seen, self.scale, STANDING, best=look, threads=threads)
        return look, seen, strains(self.houses, taken)

    def _note(self, strain: Strains, prices: Prices) -> None:
        houses, options = self.houses, self.problem.options
        red, slack = strain.red, strain.slack
        size = np.add.reduceat(np.diff(houses.place_first), houses.house_first[:-1])
        self.red, self.loss = (np.full(options, one, np.int64) for one in (NEVER, -NEVER))
        self.red[houses.part_option] = red
        self.loss[houses.part_option] = np.maximum(-red - np.repeat(slack, size), 0)
        self.near = houses.among(self.loss[houses.part_option] < NEAR * self.scale.grain)
        self.price = self._prices_of_resources(strain, prices)
        self.guided, self.seen = self._guided(prices), True

    def _prices_of_resources(self, strain: Strains, prices: Prices) -> Float64s:
        """Give what one more of each resource is worth at the margin, in points (float64[R]).

        One more seat is worth nothing where there is one for every option.
        """
        houses = self.houses
        price = np.zeros(self.problem.resources)
        places, budgets = houses.place_resource >= 0, houses.budget_resource >= 0
        seat, amount = houses.place_resource[places], houses.place_amount[places]
        ample = self.problem.capacity[seat] // amount >= np.diff(houses.place_first)[places]
        price[seat] = np.where(ample, 0.0, strain.seat[places] / amount)
        each = strain.budget[budgets] / houses.budget_divisor[budgets]
        price[houses.budget_resource[budgets]] = each
        rows = houses.row_resource >= 0
        price[houses.row_resource[rows]] += prices.row[rows]
        return price / 2.0**houses.shift

    def _guided(self, prices: Prices) -> Int64s:
        """Give the worth of each column with the prices of side constraints added (int64[O+C]).

        However high these are, it is a whole number; a flow refuses one that is too large for it.
        """
        worth, (row, column, amount) = self.worth.astype(np.float64), self.sides()
        np.add.at(worth, column, -amount * (prices.row / 2.0**self.houses.shift)[row])
        return np.rint(worth).clip(NEVER, -NEVER).astype(np.int64)

    def sides(self) -> tuple[Int64s, Int64s, Int64s]:
        """Give priced row, column and amount of what side constraints count.

        Those of an earlier tier that the houses do not know are left out.
        """
        first, rows = int((self.houses.row_resource >= 0).sum()), len(self.houses.row_limit)
        found = [np.zeros((3, 0), np.int64)]
        for row, column, amount, limit in side_rows(self.problem, self.attained):
            if first < rows:
                found.append(np.stack([row + first, column, amount]))
            first += len(limit)
        row, column, amount = np.concatenate(found, axis=1)
        return row, column, amount

    def certificate(self) -> Certificate:
        """Give the bound, and what taking each option or companion would cost against it."""
        mates = self.houses.mates
        cost = mates.uses.cost(self.best.prices.row) - mates.worth
        count = np.diff(mates.first)
        least = np.minimum.reduceat(
            np.append(cost, -NEVER), np.minimum(mates.first[:-1], len(cost))
        )
        loss = np.full(self.problem.companions, -NEVER)
        loss[mates.mate] = cost - np.repeat(least, count)
        both = np.concatenate([self.loss, loss]) >> self.houses.shift
        return Certificate(self.bound, both)

    def owes_nothing(self, plan: Int64s) -> bool:
        """Tell whether a plan that fits keeps every side constraint and what tiers attained."""
        problem = self.problem
        choice, companion = choices_of(problem, plan)
        placed = choice >= 0
        short = [problem.must_place & ~placed]
        if problem.unit_group is not None and problem.group_floor is not None:
            group = problem.unit_group[placed]
            there = np.bincount(group[group >= 0], minlength=len(problem.group_floor))
            short.append(there < problem.group_floor)
        if problem.min_use_if_used is not None:
            used = used_by(problem, choice, companion)
            short.append((used > 0) & (used < problem.min_use_if_used))
        if problem.present_option is not None and problem.change_budget is not None:
            present = problem.present_option
            left = int(((present >= 0) & (choice != present)).sum())
            short.append(np.array([left > problem.change_budget]))
        for tier, least in enumerate(self.attained):
            short.append(np.array([values(problem, tier)[plan].sum() < least]))
        return not any(one.any() for one in short)

    def neighbours(self, most: int) -> list[Bools | None]:
        """Give units with at most so many near options in all, those of one house together.

        None stands for all of them.
        """
        near, count = self.near, -(-self.near.parts // most)
        if count <= 1:
            return [None]
        first = np.full(self.problem.units, near.parts)
        np.minimum.at(first, near.part_unit, np.arange(near.parts))
        turn = np.empty(len(first), np.int64)
        turn[np.argsort(first, kind="stable")] = np.arange(len(first)) * count // len(first)
        return [turn == block for block in range(count)]

    def within(self, share: float) -> Bools:
        """Tell which options lose at most a share of a placement's worth (bool[O])."""
        return self.red > -share * self.scale.grain

    def shortlist(self, share: float, most: int) -> Shortlist:
        """Give the options a unit may be moved to: those that lose no more than a share."""
        return Shortlist.of(self.space, np.where(self.within(share), self.red, NEVER), most)
