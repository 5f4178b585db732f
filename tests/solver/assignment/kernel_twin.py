"""What the kernel computes, written plainly: slow, and with no step left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.assignment import Problem
from solver.assignment.charges import Mates, Uses
from solver.assignment.houses import Houses
from solver.assignment.pace import MOST_UNIT_PRICE, Pace, Prices, Scale
from solver.assignment.problem import Bools, Int32s, Int64s

FADING, NEAR = 0.98, 1.5
IMPOSSIBLE = -(2**62)


def places_of(houses: Houses, house: int) -> range:
    """Give the places of a house."""
    return range(int(houses.house_first[house]), int(houses.house_first[house + 1]))


def seats_of(houses: Houses, place: int) -> int:
    """Give the seats of a place."""
    return int(houses.seat_first[place + 1] - houses.seat_first[place])


def parts_of(houses: Houses, place: int) -> range:
    """Give the parts of a place."""
    return range(int(houses.place_first[place]), int(houses.place_first[place + 1]))


def profits(houses: Houses, worth: Int64s, price: Int64s) -> list[int]:
    """Give what each part is worth less the price of its payer."""
    return [int(w) - int(price[p]) for w, p in zip(worth, houses.part_payer, strict=True)]


def best_of_house(houses: Houses, house: int, profit: Sequence[int], forced: int = -1) -> int:
    """Give the most a house can earn within its seats and budget, one part being forced on it.

    Table upon table: `best[b]` is the most that the places so far earn with a use of b at most.
    """
    budget = int(houses.budget[house])
    best = [0] * (budget + 1)
    for place in places_of(houses, house):
        parts = parts_of(houses, place)
        table = [best] + [[IMPOSSIBLE] * (budget + 1) for _ in range(seats_of(houses, place))]
        for part in sorted(parts, key=lambda part: part != forced):
            use = int(houses.part_use[part])
            for count in range(len(table) - 1, 0, -1):
                fewer, here = table[count - 1], list(table[count])
                for b in range(use, budget + 1):
                    here[b] = max(here[b], fewer[b - use] + profit[part])
                table[count] = here
            if part == forced:
                table[0] = [IMPOSSIBLE] * (budget + 1)
        best = [max(column) for column in zip(*table, strict=True)]
    return best[budget]


def strain_of_house(
    houses: Houses, house: int, profit: Sequence[int]
) -> tuple[int, dict[int, int]]:
    """Give the least price of the budget at which a house keeps to it, and its seats' prices."""
    budget, places = int(houses.budget[house]), places_of(houses, house)
    offered = {place: _offered(houses, place, budget, profit) for place in places}

    def best_first(place: int, strain: int) -> list[tuple[int, int]]:
        ranked = sorted((strain * use - earns, use) for earns, use in offered[place])
        return [(-loss, use) for loss, use in ranked if loss < 0]

    def used(strain: int) -> int:
        taken = (best_first(place, strain)[: seats_of(houses, place)] for place in places)
        return sum(use for items in taken for _, use in items)

    strain = _least(lambda at: used(at) <= budget, 1 + max([0, *profit]))
    seat = {}
    for place in places:
        earns = [earned for earned, _ in best_first(place, strain)] + [0] * len(profit) + [0, 0]
        seats = seats_of(houses, place)
        seat[place] = (earns[seats - 1] + earns[seats]) // 2 if seats else earns[0]
    return strain, seat


def _offered(
    houses: Houses, place: int, budget: int, profit: Sequence[int]
) -> list[tuple[int, int]]:
    """Give profit and use of the parts that earn and fit the budget alone."""
    uses = ((profit[part], int(houses.part_use[part])) for part in parts_of(houses, place))
    return [(earned, use) for earned, use in uses if earned > 0 and use <= budget]


def _least(holds: object, high: int) -> int:
    low = 0
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)  # type: ignore[operator]
    return high


@dataclass(slots=True)
class Step:
    """One step down the dual, given the parts that the houses take."""

    houses: Houses
    prices: Prices
    scale: Scale
    pace: Pace

    def grains(self) -> list[int]:
        """Give the price of each row in whole grains."""
        return [round(price) for price in self.prices.row.tolist()]

    def mate_costs(self, unit: int) -> list[int]:
        """Give what each companion of a unit costs."""
        mates: Mates = self.houses.mates
        rows = range(int(mates.first[unit]), int(mates.first[unit + 1]))
        return [charge(mates.uses, mate, self.grains()) - int(mates.worth[mate]) for mate in rows]

    def unit_prices(self) -> Int64s:
        """Give what is taken off the worth of each payer's options."""
        own = [round(price) for price in self.prices.unit.tolist()]
        prices = [own[unit] for unit in self.houses.payer_unit.tolist()]
        for unit, payer in enumerate(self.houses.escorted.tolist()):
            if payer >= 0:
                prices[payer] += min(self.mate_costs(unit) or [0])
        return np.array([*prices, 0])

    def worths(self) -> Int64s:
        """Give what each part is worth less what it is charged."""
        charged, worth = self.houses.charged, self.houses.part_worth.copy()
        for k, part in enumerate(charged.part):
            worth[part] = int(charged.worth[k]) - charge(charged.uses, k, self.grains())
        return worth

    def value(self, house_value: Int64s) -> int:
        """Give the bound at these prices."""
        own = sum(round(price) for price in self.prices.unit.tolist())
        limits = zip(self.grains(), self.houses.row_limit.tolist(), strict=True)
        return sum(house_value.tolist()) + own + sum(price * limit for price, limit in limits)

    def taken_of_units(self, taken: Bools) -> list[int]:
        """Count how often each unit was taken."""
        return np.bincount(self.houses.part_unit[taken], minlength=self.houses.units).tolist()

    def used(self, taken: Bools) -> list[float]:
        """Add up what was used of each row, a companion's use shared by those near the cheapest."""
        charged, used = self.houses.charged, [0.0] * len(self.houses.row_limit)
        for k, part in enumerate(charged.part):
            if taken[part]:
                add(used, charged.uses, k, None)
        kind = max(1.0, NEAR * self.pace.first)
        with_mate = taken & (self.houses.part_payer == self.houses.escorted[self.houses.part_unit])
        for unit, times in enumerate(self.taken_of_units(with_mate)):
            costs = self.mate_costs(unit) if times else []
            near = [1 - float(cost - min(costs)) / kind for cost in costs]
            total = 0.0
            for one in near:
                total += one * one if one > 0 else 0.0
            for k, one in enumerate(near):
                if one > 0:
                    mate = int(self.houses.mates.first[unit]) + k
                    add(used, self.houses.mates.uses, mate, times * one * one / total)
        return used

    def moved(self, taken: Bools) -> Prices:
        """Give the prices after the step, with their drift."""
        after, momentum, fresh = self.prices.copy(), self.pace.momentum, 1 - self.pace.momentum
        after.decay = self.prices.decay * momentum
        step = self.pace.first / (1 - after.decay)
        for r, used in enumerate(self.used(taken)):
            slack = float(self.houses.row_limit[r]) - used
            base, peak = float(self.scale.base[r]), FADING * float(self.prices.row_peak[r])
            after.row_peak[r] = max(base, abs(slack), peak)
            fall = fresh * slack / float(after.row_peak[r])
            after.row_drift[r] = momentum * float(self.prices.row_drift[r]) + fall
            step_r = step * float(self.scale.row[r]) * float(after.row_drift[r])
            after.row[r] = max(0.0, float(self.prices.row[r]) - step_r)
        rows = [round(row) for row in after.row.tolist()]
        for i, times in enumerate(self.taken_of_units(taken)):
            drift = momentum * float(self.prices.unit_drift[i]) + fresh * (1 - times)
            price = float(self.prices.unit[i]) - step * drift
            least = -np.inf if self.scale.must[i] else 0.0
            lifted = charge(self.scale.lifts, i, rows)
            most = min(float(self.scale.unit_most[i]) + lifted, MOST_UNIT_PRICE)
            after.unit_drift[i], after.unit[i] = drift, min(max(price, least), most)
        return after


def charge(uses: Uses, thing: int, grains: Sequence[int]) -> int:
    """Give what a thing is charged for the rows it uses."""
    entries = range(int(uses.first[thing]), int(uses.first[thing + 1]))
    return sum(grains[int(uses.row[e])] * int(uses.amount[e]) for e in entries)


def add(used: list[float], uses: Uses, thing: int, share: float | None) -> None:
    """Add a share of what a thing uses, all of it unless given."""
    for e in range(int(uses.first[thing]), int(uses.first[thing + 1])):
        amount = float(uses.amount[e])
        used[int(uses.row[e])] += amount if share is None else share * amount


def placed_in_order(
    problem: Problem, order: Int32s, quota: int, mate_cost: dict[int, int]
) -> tuple[dict[int, int], dict[int, int], list[int]]:
    """Place options in order while they fit; give choices, companions and what room is left."""
    room, choice, mates = problem.capacity.tolist(), {}, {}
    for option in order.tolist():
        unit = int(problem.option_unit[option])
        left = left_by(problem, "option", option, room)
        if unit in choice or left is None or len(choice) == quota:
            continue
        if problem.option_needs_companion[option]:
            own = [m for m in mate_cost if problem.companion_unit[m] == unit]
            fitting = [m for m in own if left_by(problem, "companion", m, left) is not None]
            if not fitting:
                continue
            mates[unit] = min(fitting, key=lambda m: (mate_cost[m], m))
            left = left_by(problem, "companion", mates[unit], left)
        room, choice[unit] = left or room, option
    return choice, mates, room


def left_by(problem: Problem, kind: str, row: int, room: Sequence[int]) -> list[int] | None:
    """Give the room that an option or companion leaves, None when there is too little."""
    ptr, resource, use = (getattr(problem, f"{kind}_{n}") for n in ("ptr", "resource", "use"))
    left = list(room)
    for entry in range(int(ptr[row]), int(ptr[row + 1])):
        left[resource[entry]] -= int(use[entry])
    return left if min(left, default=0) >= 0 else None
