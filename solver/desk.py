"""What running placements leave of everything scarce, and what it is worth, for the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from math import isfinite

import numpy as np

from solver.columns import Columns
from solver.encoding import Floats, Ints
from solver.people import Candidate
from solver.resources import ResourceKind, ResourceName, Resources, meeting_there
from solver.supply import Supply
from solver.turns import day_of


@dataclass(frozen=True, slots=True)
class Prices:
    """What one of each scarce thing is worth to somebody, above 0; of seats by vacancy."""

    of_seats: Mapping[str, float]
    of_others: Mapping[ResourceName, float]

    @classmethod
    def of(cls, prices: Mapping[ResourceName, float]) -> Prices:
        """Take prices; what is below 0 or without end is none."""
        known = {name: price for name, price in prices.items() if price > 0 and isfinite(price)}
        seats = {
            name.reference: price
            for name, price in known.items()
            if name.kind is ResourceKind.SEATS
        }
        others = {n: price for n, price in known.items() if n.kind is not ResourceKind.SEATS}
        return cls(seats, others)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every short list over the same supply needs; made once, kept with it.

    Attributes
    ----------
    scarce
        What running placements leave of everything scarce.
    left, whole
        (R,) what is left of each resource; what there is in all.
    rate
        (R,) points that one of each resource is worth to a plan, a seat or a minute; 0 where the
        plan did not know it.
    kept
        (R,) the same, or what it is worth to people who are expected, where that is more.
    priced
        A plan is there whose prices these are.
    met
        By qualified reference of a person who would meet somebody to be kept apart from: the
        columns where, each with the resource of which nothing is left.
    """

    scarce: Resources
    left: Ints
    whole: Ints
    rate: Floats
    kept: Floats
    priced: bool
    met: Mapping[str, Mapping[int, int]]

    @classmethod
    def over(
        cls,
        supply: Supply,
        people: Sequence[Candidate],
        prices: Prices | None = None,
        hold_back: Prices | None = None,
    ) -> Desk:
        """Count what is left; `people` are all of whom something may be known.

        `prices` are those of a plan, `hold_back` what people who are expected would give, None:
        nothing is held back. Whether two people would meet has no price.
        """
        scarce = Resources.of(supply, people)
        met: dict[str, dict[int, int]] = defaultdict(dict)
        for name, col in meeting_there(supply, people):
            met[name][col] = scarce.add_turn(supply, col, left=0)
        left, whole = (np.array(each, np.int64) for each in (scarce.capacity, scarce.whole))
        rate = _rates(supply, scarce, prices)
        kept = np.maximum(rate, _rates(supply, scarce, hold_back))
        return cls(scarce, left, whole, rate, kept, prices is not None, met)

    @classmethod
    def of(cls, columns: Columns) -> Desk:
        """Count what is left, as the people of the columns find it."""
        return cls.over(columns.supply, columns.snapshot.candidates).as_seen_by(columns)

    def as_seen_by(self, columns: Columns) -> Desk:
        """Give what is left as the people of other columns over the same supply find it."""
        apart = {
            (row, col): [number]
            for row, name in enumerate(columns.candidate_names)
            for col, number in self.met.get(name, {}).items()
        }
        return replace(self, scarce=replace(self.scarce, apart=apart))


def _rates(supply: Supply, scarce: Resources, prices: Prices | None) -> Floats:
    """Give the price of each resource; 0 where it is not known."""
    found = np.zeros(len(scarce.names))
    if prices is None:
        return found
    if prices.of_seats:
        seats = map(prices.of_seats.get, supply.vacancy_names, repeat(0.0))
        found[: len(supply.vacancy_names)] = np.fromiter(seats, np.float64)
    for name, price in prices.of_others.items():
        number = _number(supply, scarce, name)
        if number >= 0 and scarce.names[number].whole == name.whole:
            found[number] = max(price, found[number])
    return found


def _number(supply: Supply, scarce: Resources, name: ResourceName) -> int:
    """Give the number of what is named, or of what serves for it; -1 where there is nothing."""
    if name.kind is ResourceKind.COACHING:
        coach = supply.vocabulary.coaches.get(name.reference)
        return -1 if coach is None else int(scarce.coach[coach])
    house = supply.vocabulary.organisations.get(name.whole.reference)
    if house is None:
        return -1
    first = int(scarce.total[house] if name.level is None else scarce.guidance[name.level, house])
    return first if first < 0 else first + supply.stretches.at(house, day_of(name.reference))
