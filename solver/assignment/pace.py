"""Prices in grains, what they are measured in, and how fast a walk over them goes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from solver.assignment.charges import Uses
from solver.assignment.houses import Houses
from solver.assignment.problem import Bools, Int64s

Float64s = NDArray[np.float64]
NO_BOUND = 2**62
ROW_PACE = 1.5
MOST_CHARGE = 2.0**58
MOST_UNIT_PRICE = 2.0**57


@dataclass(slots=True)
class Prices:
    """Where a walk is: prices in grains, with their drift.

    `unit` and `row` are float64[U] and [rows].
    """

    unit: Float64s
    row: Float64s
    unit_drift: Float64s = field(init=False)
    row_drift: Float64s = field(init=False)
    row_peak: Float64s = field(init=False)
    decay: float = field(init=False, default=1.0)

    def __post_init__(self) -> None:
        self.unit_drift, self.row_drift = np.zeros_like(self.unit), np.zeros_like(self.row)
        self.row_peak = np.zeros_like(self.row)

    def copy(self) -> Prices:
        """Give the same prices without their drift."""
        return Prices(self.unit.copy(), self.row.copy())


@dataclass(slots=True)
class Best:
    """The least bound a walk has seen, in grains, and the prices that gave it."""

    prices: Prices
    bound: int = NO_BOUND


@dataclass(frozen=True, slots=True)
class Pace:
    """How a walk goes: its first step, in grains of a unit's price, and how steps shrink.

    `momentum` is the weight of all earlier slack; what is taken is counted after `skip` steps.
    """

    steps: int
    first: float
    ratio: float = 1.0
    momentum: float = 0.8
    skip: int = 0


STANDING = Pace(1, 0.0)  #: one look, without moving a price


@dataclass(frozen=True, slots=True)
class Scale:
    """What prices are measured in.

    Attributes
    ----------
    grain : float
        What a placement is worth, about, in grains: the unit of steps.
    row : float64[rows]
        What a row's price moves by, against a step of 1, when the whole row is slack.
    base : float64[rows]
        Slack is divided by this.
    most : float64[rows]
        A row's price is no more than this, so that no charge exceeds 2^58 grains.
    unit_most : float64[U]
        A unit's price is no more than this, at which none of its options earns anything; rows that
        it uses less than nothing of (the change budget, a floor) may lift that.
    lifts : of the U units
        By how much of a row's price.
    must : bool[U]
        Units that must be placed: their price may be negative.
    """

    grain: float
    row: Float64s
    base: Float64s
    most: Float64s
    unit_most: Float64s
    lifts: Uses
    must: Bools

    @classmethod
    def of(cls, houses: Houses, must: Bools) -> Scale:
        """Measure a problem."""
        amount, count = np.zeros(len(houses.row_limit)), np.zeros(len(houses.row_limit))
        for uses in (houses.mates.uses, houses.charged.uses):
            amount += np.bincount(uses.row, np.abs(uses.amount), len(amount))
            count += np.bincount(uses.row, minlength=len(count))
        usual = np.maximum(amount, 1.0) / np.maximum(count, 1.0)
        return cls(
            grain=_worth_of_a_placement(houses, must),
            row=ROW_PACE / usual,
            base=np.maximum(np.abs(houses.row_limit), 1).astype(np.float64),
            most=_most_prices(houses),
            unit_most=_most_unit_prices(houses),
            lifts=_lifts(houses),
            must=must,
        )

    def start(self, houses: Houses) -> Prices:
        """Give the prices to begin with: half a placement's worth for all that can bind."""
        best = _extreme(houses, np.maximum, -(2**60))
        unit = np.full(houses.units, self.grain / 2)
        unit[self.must] = best[self.must]
        demand = np.zeros(len(houses.row_limit))
        for uses in (houses.mates.uses, houses.charged.uses):
            demand += np.bincount(uses.row, np.maximum(uses.amount, 0), len(demand))
        binds = (demand > houses.row_limit) & (houses.row_limit >= 0)
        row = np.where(binds, self.grain / (2 * ROW_PACE) * self.row, 0.0)
        return Prices(unit, row)


def _most_prices(houses: Houses) -> Float64s:
    """Give the largest price of each row at which what any part or companion is charged is safe."""
    largest, entries = np.ones(len(houses.row_limit)), 1
    for uses in (houses.mates.uses, houses.charged.uses):
        np.maximum.at(largest, uses.row, np.abs(uses.amount))
        entries = max(entries, int(np.diff(uses.first).max(initial=0)))
    return np.floor(MOST_CHARGE / (entries * largest))


def _most_unit_prices(houses: Houses) -> Float64s:
    """Give the price of each unit at which none of its parts earns anything while no row lifts it.

    A unit that many houses take at once rises steeply, and comes down by no more than a step at a
    time: from too high it would not be back when the steps have become small.
    """
    most, mates = _extreme(houses, np.maximum, 0).astype(np.float64), houses.mates
    dearest = np.zeros(houses.units)
    np.maximum.at(dearest, mates.unit, mates.worth)
    return np.asarray((most + dearest).clip(max=MOST_UNIT_PRICE))


def _lifts(houses: Houses) -> Uses:
    """Give the most that a part and a companion of each unit use less than nothing of a row."""
    mates, charged, rows = houses.mates, houses.charged, len(houses.row_limit)
    keys, amounts = [], []
    for unit, uses in ((mates.unit, mates.uses), (houses.part_unit[charged.part], charged.uses)):
        lifted = np.flatnonzero(uses.amount < 0)
        whose = np.repeat(unit, np.diff(uses.first))[lifted].astype(np.int64)
        key = whose * rows + uses.row[lifted]
        each, place = np.unique(key, return_inverse=True)
        most = np.zeros(len(each), np.int64)
        np.maximum.at(most, place, -uses.amount[lifted])
        keys.append(each)
        amounts.append(most)
    key, amount = np.concatenate(keys), np.concatenate(amounts)
    order = np.argsort(key, kind="stable")
    unit, row = np.divmod(key[order], max(1, rows))
    first = np.searchsorted(unit, np.arange(houses.units + 1))
    return Uses(first, row.astype(np.int32), amount[order])


def _worth_of_a_placement(houses: Houses, must: Bools) -> float:
    """Give the mean over units of their best worth, or half its spread for who must be placed.

    No less than a point.
    """
    best = _extreme(houses, np.maximum, -(2**62)).astype(np.float64)
    least = _extreme(houses, np.minimum, 2**62).astype(np.float64)
    known = best > -(2.0**61)
    size = np.where(must, (best - least) / 2, np.maximum(best, 0.0))[known]
    return max(float(1 << houses.shift), float(size.mean()) if len(size) else 0.0)


def _extreme(houses: Houses, pick: np.ufunc, otherwise: int) -> Int64s:
    """Give the largest or least worth per unit."""
    found = np.full(houses.units + 1, otherwise, np.int64)
    pick.at(found, houses.part_unit, houses.part_worth)
    return found[:-1]
