"""What running placements leave of everything scarce, and what it is worth, for the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import TypeAlias

import numpy as np

from solver.columns import Columns
from solver.encoding import Floats, Ints
from solver.people import Candidate
from solver.resources import ResourceKind, ResourceName, Resources, meeting_there
from solver.supply import Supply

Prices: TypeAlias = Mapping[ResourceName, float]


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
    met
        By qualified reference of a person who would meet somebody to be kept apart from: the
        columns where, each with the resource of which nothing is left.
    """

    scarce: Resources
    left: Ints
    whole: Ints
    rate: Floats
    met: Mapping[str, Mapping[int, int]]

    @classmethod
    def over(
        cls, supply: Supply, people: Sequence[Candidate], prices: Prices | None = None
    ) -> Desk:
        """Count what is left; `people` are all of whom something may be known.

        `prices` are those of a plan; whether two people would meet has none.
        """
        scarce = Resources.of(supply, people)
        met: dict[str, dict[int, int]] = defaultdict(dict)
        for name, col in meeting_there(supply, people):
            met[name][col] = scarce.add_turn(supply, col, left=0)
        left, whole = (np.array(each, np.int64) for each in (scarce.capacity, scarce.whole))
        return cls(scarce, left, whole, _rates(supply, scarce, prices or {}), met)

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


def _rates(supply: Supply, scarce: Resources, prices: Prices) -> Floats:
    """Give the price of each resource; none is below 0 or without end."""
    found = np.zeros(len(scarce.names))
    for name, price in prices.items():
        number = _number(supply, scarce, name)
        if number >= 0 and scarce.names[number] == name and isfinite(price):
            found[number] = max(0.0, price)
    return found


def _number(supply: Supply, scarce: Resources, name: ResourceName) -> int:
    """Give the number of what is named, or of what serves for it; -1 where there is nothing."""
    if name.kind is ResourceKind.SEATS:
        return supply.cols.get(name.reference, -1)
    if name.kind is ResourceKind.COACHING:
        coach = supply.vocabulary.coaches.get(name.reference)
        return -1 if coach is None else int(scarce.coach[coach])
    house = supply.vocabulary.organisations.get(name.reference)
    if house is None:
        return -1
    if name.level is not None:
        return int(scarce.guidance[name.level, house])
    return int(scarce.total[house])
