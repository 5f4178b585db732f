"""Everything scarce in a snapshot, numbered: seats, guidance, totals, coaches and pairs apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

import numpy as np

from solver.codes import GuidanceLevel
from solver.columns import Columns
from solver.encoding import Int32s, Ints
from solver.ground import qualified
from solver.snapshot import Placement, Snapshot


class ResourceKind(StrEnum):
    """What kind of scarce thing."""

    SEATS = "seats"
    GUIDANCE = "guidance"
    TOTAL = "total"
    COACHING = "coaching"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class ResourceName:
    """Whose seats or minutes: a qualified reference, and the level of guidance."""

    kind: ResourceKind
    reference: str
    level: GuidanceLevel | None = None


@dataclass
class Resources:
    """Names, capacities and houses, in the order of the problem's resources.

    `whole` is what there is, `capacity` what running placements leave of it. Seats of vacancy v
    are resource v. `guidance` (4, organisations) gives the resource from which
    somebody who needs a level draws minutes, -1 when there is none to draw from; `total` per
    organisation and `coach` per coach likewise; `apart` the resources per (row, column) of somebody
    who must be kept apart.
    """

    names: list[ResourceName] = field(default_factory=list)
    capacity: list[int] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    house: list[int] = field(default_factory=list)
    guidance: Int32s = field(default_factory=lambda: np.zeros((4, 0), np.int32))
    total: Int32s = field(default_factory=lambda: np.zeros(0, np.int32))
    coach: Int32s = field(default_factory=lambda: np.zeros(0, np.int32))
    min_use: dict[int, int] = field(default_factory=dict)
    apart: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, columns: Columns) -> Resources:
        """Number everything scarce."""
        made, snapshot = cls(), columns.snapshot
        running = _running(snapshot)
        made._add_seats(columns)
        made._add_guidance(snapshot, running)
        made._add_totals(snapshot, running)
        made._add_coaches(snapshot)
        return made

    def add(self, name: ResourceName, whole: int, taken: int = 0, house: int = -1) -> int:
        """Number one more, of which placements have taken something; give its number."""
        self.names.append(name)
        self.whole.append(whole)
        self.capacity.append(max(0, whole - taken))
        self.house.append(house)
        return len(self.names) - 1

    def _add_seats(self, columns: Columns) -> None:
        vacancies = columns.vacancies
        for col, name in enumerate(columns.vacancy_names):
            free, seats = int(vacancies.seats_free[col]), int(vacancies.seats[col])
            house = int(vacancies.organisation[col])
            self.add(ResourceName(ResourceKind.SEATS, name), seats, seats - free, house)
            still_needed = int(vacancies.min_start[col]) - (seats - free)
            if still_needed > 1:
                self.min_use[col] = still_needed

    def _add_guidance(self, snapshot: Snapshot, running: dict[str, list[Placement]]) -> None:
        self.guidance = np.full((4, len(snapshot.organisations)), -1, np.int32)
        needs = _levels_needed(snapshot)
        for house, organisation in enumerate(snapshot.organisations):
            offered = organisation.guidance_minutes
            if offered is None:
                continue
            name = qualified(organisation.reference, organisation.municipality)
            left = {level: minutes for level, minutes in offered.items() if level > 0}
            for placement in running[name]:
                level = _serving(left, needs.get(placement.candidate, GuidanceLevel.LIGHT))
                if level is not None:
                    left[level] -= placement.guidance_minutes
            for level in sorted(left):
                resource = ResourceName(ResourceKind.GUIDANCE, name, level)
                taken = offered[level] - left[level]
                number = self.add(resource, offered[level], taken, house)
                served = np.arange(1, int(level) + 1)
                fresh = served[self.guidance[served, house] < 0]
                self.guidance[fresh, house] = number

    def _add_totals(self, snapshot: Snapshot, running: dict[str, list[Placement]]) -> None:
        self.total = np.full(len(snapshot.organisations), -1, np.int32)
        for house, organisation in enumerate(snapshot.organisations):
            if organisation.total_seats is not None:
                name = qualified(organisation.reference, organisation.municipality)
                there = len({p.candidate for p in running[name]})
                resource = ResourceName(ResourceKind.TOTAL, name)
                self.total[house] = self.add(resource, organisation.total_seats, there, house)

    def _add_coaches(self, snapshot: Snapshot) -> None:
        taken: dict[str, int] = defaultdict(int)
        for placement in snapshot.placements:
            if placement.coach is not None and _lasts(placement, snapshot):
                taken[placement.coach] += placement.coaching_minutes
        numbers = []
        for coach in snapshot.coaches:
            name = qualified(coach.reference, coach.municipality)
            resource = ResourceName(ResourceKind.COACHING, name)
            numbers.append(self.add(resource, coach.week_minutes, taken[name]))
        self.coach = np.array(numbers, np.int32)

    def add_apart(self, columns: Columns, rows: Ints, cols: Ints) -> None:
        """Add a resource of one wherever two people who must be apart could meet.

        (`rows[i]`, `cols[i]`) are the pairs that the rules allow, ordered by row.
        """
        ends = np.searchsorted(rows, np.arange(len(columns.people.start) + 1))
        reached = [cols[low:high] for low, high in pairwise(ends.tolist())]
        for one, other in _pairs_apart(columns):
            for col in np.intersect1d(reached[one], reached[other]).tolist():
                self._keep_apart(columns, col, 1, (one, other))

    def add_met(self, columns: Columns) -> None:
        """Add a resource of none where somebody to be kept apart from has a running placement."""
        for row, col in _meeting_there(columns):
            self._keep_apart(columns, col, 0, (row,))

    def _keep_apart(self, columns: Columns, col: int, left: int, rows: tuple[int, ...]) -> None:
        name = ResourceName(ResourceKind.APART, columns.vacancy_names[col])
        number = self.add(name, 1, 1 - left, int(columns.vacancies.organisation[col]))
        for row in rows:
            self.apart[row, col].append(number)

    def least(self) -> Ints | None:
        """Give the least use of each resource that is used at all; None when nothing has one."""
        if not self.min_use:
            return None
        least = np.zeros(len(self.names), np.int64)
        least[list(self.min_use)] = list(self.min_use.values())
        return least


def _names_apart(columns: Columns) -> list[tuple[str, str]]:
    """Name each two people who must be kept apart, whoever of them said so."""
    pairs = {
        (min(name, other), max(name, other))
        for name, person in zip(columns.candidate_names, columns.snapshot.candidates, strict=True)
        for other in (qualified(o, person.municipality) for o in person.not_together_with)
        if other != name
    }
    return sorted(pairs)


def _pairs_apart(columns: Columns) -> list[tuple[int, int]]:
    rows = {name: row for row, name in enumerate(columns.candidate_names)}
    pairs = [tuple(sorted(rows.get(n, -1) for n in pair)) for pair in _names_apart(columns)]
    return sorted((low, high) for low, high in pairs if low >= 0)


def _meeting_there(columns: Columns) -> list[tuple[int, int]]:
    """Give the rows and columns where somebody to be kept apart from has a running placement."""
    rows = {name: row for row, name in enumerate(columns.candidate_names)}
    cols = {name: col for col, name in enumerate(columns.vacancy_names)}
    at: dict[str, set[int]] = defaultdict(set)
    for placement in columns.snapshot.placements:
        if placement.vacancy in cols and _lasts(placement, columns.snapshot):
            at[placement.candidate].add(cols[placement.vacancy])
    met = {
        (rows[one], col)
        for pair in _names_apart(columns)
        for one, other in (pair, pair[::-1])
        if one in rows
        for col in at[other]
    }
    return sorted(met)


def _running(snapshot: Snapshot) -> dict[str, list[Placement]]:
    """List, per organisation, the placements that have not ended."""
    owner = {
        qualified(v.reference, v.municipality): qualified(v.organisation, v.municipality)
        for v in snapshot.vacancies
    }
    running: dict[str, list[Placement]] = defaultdict(list)
    for placement in snapshot.placements:
        house = owner.get(placement.vacancy, placement.organisation)
        if house is not None and _lasts(placement, snapshot):
            running[house].append(placement)
    return running


def _lasts(placement: Placement, snapshot: Snapshot) -> bool:
    return placement.period.end is None or placement.period.end >= snapshot.today


def _levels_needed(snapshot: Snapshot) -> dict[str, GuidanceLevel]:
    return {
        qualified(p.reference, p.municipality): p.guidance_level
        for p in snapshot.candidates
        if p.guidance_level is not None
    }


def _serving(offered: dict[GuidanceLevel, int], need: GuidanceLevel) -> GuidanceLevel | None:
    """Give the level that serves a need: the same, else the nearest above."""
    return min((level for level in offered if level >= need), default=None)
