"""Everything scarce in a snapshot, numbered: seats, guidance, totals, coaches and pairs apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from solver.codes import GuidanceLevel
from solver.columns import Columns
from solver.encoding import Int32s, Ints
from solver.ground import name_of, qualified
from solver.people import Candidate
from solver.running import Running, lasts, levels_needed, running_at
from solver.supply import Supply
from solver.turns import vacancy_of


class ResourceKind(StrEnum):
    """What kind of scarce thing."""

    SEATS = "seats"
    GUIDANCE = "guidance"
    TOTAL = "total"
    COACHING = "coaching"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class ResourceName:
    """Whose seats or minutes: a qualified reference, and the level of guidance.

    The seats of a turn, and what an organisation has in a stretch, are named with the first day.
    """

    kind: ResourceKind
    reference: str
    level: GuidanceLevel | None = None

    @property
    def whole(self) -> ResourceName:
        """Name what it is a stretch of, else itself."""
        if self.kind not in (GUIDANCE, TOTAL):
            return self
        return replace(self, reference=vacancy_of(self.reference))


@dataclass(frozen=True, slots=True)
class Conflict:
    """A thing of which running placements take more than there is: seats, or minutes per week."""

    name: ResourceName
    capacity: int
    held: int


SEATS, GUIDANCE, TOTAL, COACHING, APART = ResourceKind
LEVELS = tuple(GuidanceLevel)
Whole: TypeAlias = Ints | Int32s


@dataclass(slots=True)
class Names:
    """The names of many resources, as columns; each is put together when it is asked for."""

    kinds: list[ResourceKind] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    levels: list[GuidanceLevel | None] = field(default_factory=list)

    @classmethod
    def of(cls, kind: ResourceKind, references: Sequence[str]) -> Names:
        """Name resources of one kind, without levels."""
        return cls([kind] * len(references), [*references], [None] * len(references))

    def __len__(self) -> int:
        return len(self.kinds)

    def __getitem__(self, number: int) -> ResourceName:
        return ResourceName(self.kinds[number], self.references[number], self.levels[number])

    def __iter__(self) -> Iterator[ResourceName]:
        return map(ResourceName, self.kinds, self.references, self.levels)

    def __iadd__(self, more: Names) -> Names:
        self.kinds += more.kinds
        self.references += more.references
        self.levels += more.levels
        return self


@dataclass
class Resources:
    """Names, capacities and houses, in the order of the problem's resources.

    `whole` is what there is, `held` what running placements take, `capacity` what they leave.
    Seats of vacancy v are resource v. `guidance` (4, organisations) gives the resource from which
    somebody who needs a level draws minutes, -1 when there is none to draw from; `total` per
    organisation and `coach` per coach likewise; `apart` the resources per (row, column) of somebody
    who must be kept apart. Guidance and total are those of an organisation's first stretch, and
    those of its later ones follow; `thing` gives for each resource the first of them, else itself.
    """

    names: Names = field(default_factory=Names)
    capacity: list[int] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    house: list[int] = field(default_factory=list)
    thing: list[int] = field(default_factory=list)
    guidance: Int32s = field(default_factory=lambda: np.zeros((4, 0), np.int32))
    total: Int32s = field(default_factory=lambda: np.zeros(0, np.int32))
    coach: Int32s = field(default_factory=lambda: np.zeros(0, np.int32))
    min_use: dict[int, int] = field(default_factory=dict)
    apart: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, supply: Supply, people: Sequence[Candidate]) -> Resources:
        """Number everything scarce; of the people, those with a placement say whose minutes."""
        made, running = cls(), list(running_at(supply))
        made._add_seats(supply)
        made._add_guidance(supply, running, levels_needed(running, people))
        made._add_totals(supply, running)
        made._add_coaches(supply)
        return made

    def _add(
        self, names: Names, whole: Whole, taken: Whole, house: Whole, stretch: Whole | None = None
    ) -> Int32s:
        """Number more, of which placements have taken something; give their numbers."""
        first = len(self.names)
        self.names += names
        self.whole += whole.tolist()
        self.held += taken.tolist()
        self.capacity += np.maximum(0, whole - taken).tolist()
        self.house += house.tolist()
        numbers = np.arange(first, len(self.names), dtype=np.int32)
        self.thing += (numbers if stretch is None else numbers - stretch).tolist()
        return numbers

    def _add_seats(self, supply: Supply) -> None:
        vacancies, names = supply.vacancies, supply.vacancy_names
        taken = vacancies.seats - vacancies.seats_free
        self._add(Names.of(SEATS, names), vacancies.seats, taken, vacancies.organisation)
        still_needed = vacancies.min_start - taken
        teams = np.flatnonzero(still_needed > 1)
        self.min_use = dict(zip(teams.tolist(), still_needed[teams].tolist(), strict=True))

    def _add_guidance(
        self, supply: Supply, running: Running, needs: Mapping[str, GuidanceLevel | None]
    ) -> None:
        houses, stretches = supply.houses, supply.stretches
        taken = np.zeros((stretches.most, *houses.guidance.shape), np.int32)
        for house, placement in running:
            need = needs.get(placement.candidate)
            serving = np.flatnonzero(houses.guidance[1:, house] >= 0) + 1
            serving = serving[serving >= (GuidanceLevel.LIGHT if need is None else need)]
            for at in supply.stretches_of(house, placement):
                taken[at, serving[:1], house] += placement.guidance_minutes
        where, level = np.nonzero(houses.guidance[1:].T >= 0)
        place, stretch = stretches.parts(where)
        where, level = where[place], level[place] + 1
        names = Names.of(GUIDANCE, _stretch_names(supply, where, stretch))
        names.levels = [LEVELS[each] for each in level.tolist()]
        whole = houses.guidance[level, where]
        numbers = self._add(names, whole, taken[stretch, level, where], where, stretch)
        first = stretch == 0
        shape = houses.guidance.shape
        self.guidance = _nearest_above(numbers[first], level[first], where[first], shape)

    def _add_totals(self, supply: Supply, running: Running) -> None:
        houses, there = supply.houses, defaultdict[tuple[int, int], set[str]](set)
        for house, placement in running:
            for at in supply.stretches_of(house, placement):
                there[house, at].add(placement.candidate)
        limited = np.flatnonzero(houses.total_seats >= 0)
        place, stretch = supply.stretches.parts(limited)
        where = limited[place]
        each = zip(where.tolist(), stretch.tolist(), strict=True)
        taken = np.array([len(there[key]) for key in each], np.int64)
        names = Names.of(TOTAL, _stretch_names(supply, where, stretch))
        numbers = self._add(names, houses.total_seats[where], taken, where, stretch)
        self.total = np.full(len(houses.names), -1, np.int32)
        self.total[limited] = numbers[stretch == 0]

    def _add_coaches(self, supply: Supply) -> None:
        numbered, minutes = supply.vocabulary.coaches, supply.coaches.week_minutes
        taken = np.zeros(len(numbered), np.int64)
        for placement in supply.snapshot.placements:
            coach = numbered.get(placement.coach or "")
            if coach is not None and lasts(placement, supply.snapshot):
                taken[coach] += placement.coaching_minutes
        nowhere = np.full(len(numbered), -1)
        self.coach = self._add(Names.of(COACHING, list(numbered)), minutes, taken, nowhere)

    def add_apart(self, columns: Columns, rows: Ints, cols: Ints) -> None:
        """Add a resource of one wherever two people who must be apart could meet.

        (`rows[i]`, `cols[i]`) are the pairs that the rules allow, ordered by row.
        """
        ends = np.searchsorted(rows, np.arange(len(columns.people.start) + 1))
        reached = [cols[low:high] for low, high in pairwise(ends.tolist())]
        for one, other in _pairs_apart(columns):
            for col in np.intersect1d(reached[one], reached[other]).tolist():
                number = self.add_turn(columns.supply, col, left=1)
                self.apart[one, col].append(number)
                self.apart[other, col].append(number)

    def add_met(self, columns: Columns) -> None:
        """Add a resource of none where somebody to be kept apart from has a running placement."""
        rows = columns.row_of
        met = meeting_there(columns.supply, columns.snapshot.candidates)
        for row, col in sorted((rows[name], col) for name, col in met if name in rows):
            self.apart[row, col].append(self.add_turn(columns.supply, col, left=0))

    def add_turn(self, supply: Supply, col: int, *, left: int) -> int:
        """Number the single turn of a vacancy at which two people must not meet."""
        name, house = supply.vacancy_names[col], supply.vacancies.organisation[[col]]
        taken = np.array([1 - left])
        (number,) = self._add(Names.of(APART, [name]), np.array([1]), taken, house).tolist()
        return int(number)

    def conflicts(self) -> tuple[Conflict, ...]:
        """List everything of which running placements take more than there is."""
        return tuple(
            Conflict(name, whole, held)
            for name, whole, held in zip(self.names, self.whole, self.held, strict=True)
            if held > whole
        )

    def least(self) -> Ints | None:
        """Give the least use of each resource that is used at all; None when nothing has one."""
        if not self.min_use:
            return None
        least = np.zeros(len(self.names), np.int64)
        least[list(self.min_use)] = list(self.min_use.values())
        return least


def _stretch_names(supply: Supply, houses: Ints, stretch: Ints) -> list[str]:
    each = zip(houses.tolist(), stretch.tolist(), strict=True)
    return [supply.stretches.name(supply.houses.names[house], number) for house, number in each]


def _nearest_above(numbers: Int32s, level: Ints, house: Ints, shape: tuple[int, ...]) -> Int32s:
    """Give, for each need and house, the resource of the same level, else of the nearest above."""
    found = np.full(shape, -1, np.int32)
    found[level, house] = numbers
    for need in range(shape[0] - 2, 0, -1):
        found[need] = np.where(found[need] >= 0, found[need], found[need + 1])
    return found


def names_apart(people: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Name each two people who must be kept apart, whoever of them said so."""
    pairs = {
        tuple(sorted((name_of(person), qualified(other, person.municipality))))
        for person in people
        for other in person.not_together_with
    }
    return sorted((one, other) for one, other in pairs if one != other)


def _pairs_apart(columns: Columns) -> list[tuple[int, int]]:
    rows = columns.row_of
    names = names_apart(columns.snapshot.candidates)
    pairs = [tuple(sorted(rows.get(name, -1) for name in pair)) for pair in names]
    return sorted((low, high) for low, high in pairs if low >= 0)


def meeting_there(supply: Supply, people: Sequence[Candidate]) -> list[tuple[str, int]]:
    """Say who would meet somebody to be kept apart from, at a running placement in which column.

    `people` are all who may have said that they must be kept apart.
    """
    at: dict[str, set[int]] = defaultdict(set)
    for placement in supply.snapshot.placements:
        turns = placement.vacancy in supply.turns
        cols = supply.holding(placement) if turns else supply.cols_of(placement.vacancy)
        if lasts(placement, supply.snapshot):
            at[placement.candidate].update(cols)
    met = {
        (one, col)
        for pair in names_apart(people)
        for one, other in (pair, pair[::-1])
        for col in at[other]
    }
    return sorted(met)
