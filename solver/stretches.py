"""Time at an organisation with turns, cut where they begin and end: who is there then takes then.

What the guides give, and how many an organisation takes in all, is counted in each stretch between
such days by itself; in an organisation without turns all at once. Whoever is there in part of a
stretch is counted in all of it, so that to leave a cut out is safe. A stretch is named with its
first day (`GM0222/o7@2026-09-01`), the first, from today on, with the organisation alone. The last
has no end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Self, TypeAlias

import numpy as np

from solver.encoding import OPEN_END, OPEN_START, Bools, Int32s, Ints, day_number
from solver.ground import qualified
from solver.places import Vacancy
from solver.turns import MARK, day_of

#: Stretches of one organisation, which bounds what an option takes.
MOST_STRETCHES = 12
#: By qualified reference of an organisation, the first day of each of its stretches but the first.
Cuts: TypeAlias = Mapping[str, Sequence[date]]


def cuts_of(vacancies: Iterable[Vacancy], today: date) -> Cuts:
    """Give where the time of organisations is cut, of which some of these vacancies are turns.

    Where there would be too many stretches, days on which a turn begins come before those on which
    one has ended, and near ones before far ones.
    """
    begun: dict[str, set[date]] = defaultdict(set)
    ended: dict[str, set[date]] = defaultdict(set)
    for vacancy in vacancies:
        begins, last = day_of(vacancy.reference), vacancy.period.end
        if begins is not None and last is not None and last >= today:
            house = qualified(vacancy.organisation, vacancy.municipality)
            begun[house] |= {begins} if begins > today else set()
            ended[house].add(last + timedelta(days=1))
    return {
        house: sorted([*sorted(begun[house]), *sorted(days - begun[house])][: MOST_STRETCHES - 1])
        for house, days in ended.items()
    }


@dataclass(frozen=True, slots=True)
class Stretches:
    """The stretches of h organisations.

    Attributes
    ----------
    cuts
        By qualified reference.
    first
        (most + 1, h) day number on which each stretch begins, of so many as any organisation has:
        the first has begun, and those that an organisation does not have never begin.
    """

    cuts: Cuts
    first: Int32s

    @classmethod
    def of(cls, cuts: Cuts, houses: Sequence[str]) -> Self:
        """Encode where the time of organisations, by name, is cut."""
        most = 1 + max(map(len, cuts.values()), default=0)
        first = np.full((most + 1, len(houses)), OPEN_END + 1, np.int32)
        first[0] = OPEN_START
        for col, house in enumerate(houses if cuts else ()):
            days = [day_number(day) for day in cuts.get(house, ())]
            first[1 : len(days) + 1, col] = days
        return cls(cuts, first)

    @property
    def most(self) -> int:
        """How many stretches an organisation has at most."""
        return len(self.first) - 1

    def overlapped(
        self, house: Ints | Int32s, start: Ints | Int32s, end: Ints | Int32s
    ) -> Iterator[Bools]:
        """Tell of each stretch in turn whether it holds a day from `start` to `end`, (k,) each."""
        for first, following in pairwise(self.first):
            yield (first[house] <= end) & (start < following[house])

    def numbered(self, house: int, start: int, end: int) -> list[int]:
        """Number the stretches of one organisation that hold a day from `start` to `end`."""
        if not self.cuts:
            return [0]
        here = self.first[:, house]
        return np.flatnonzero((here[:-1] <= end) & (start < here[1:])).tolist()

    def at(self, house: int, day: date | None) -> int:
        """Number the stretch of an organisation that holds a day, None for the first."""
        if day is None:
            return 0
        return int((self.first[1:, house] <= day_number(day)).sum())

    def parts(self, houses: Ints) -> tuple[Ints, Ints]:
        """Give a part for each stretch of each of some organisations: its place, its stretch."""
        place, stretch = np.nonzero(self.first[:-1, houses].T <= OPEN_END)
        return place, stretch

    def name(self, house: str, stretch: int) -> str:
        """Name a stretch of an organisation."""
        return f"{house}{MARK}{self.cuts[house][stretch - 1]}" if stretch else house
