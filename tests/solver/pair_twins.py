"""A candidate and a vacancy as the twins see them: records, nothing encoded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from solver.codes import Vog
from solver.ground import qualified
from solver.people import Candidate, LoadCapacity
from solver.places import Organisation, Vacancy
from solver.snapshot import Snapshot
from solver.weights import WeightSet


@dataclass(frozen=True)
class Pair:
    person: Candidate
    place: Vacancy
    owner: Organisation
    world: Snapshot
    weights: WeightSet
    on: date | None = None

    @property
    def start(self) -> date:
        if self.on is not None:
            return self.on
        starts = [self.world.today, self.place.period.start, self.person.available.start]
        if self.place.vog_required and self.person.vog is Vog.REQUESTED:
            starts.append(self.person.vog_expected)
        return max(day for day in starts if day)

    @property
    def end(self) -> date:
        return min(self.place.period.end or date.max, self.person.available.end or date.max)

    @property
    def names(self) -> tuple[str, str]:
        return (
            qualified(self.person.reference, self.person.municipality),
            qualified(self.place.reference, self.place.municipality),
        )

    @property
    def running(self) -> list[str]:
        today, person = self.world.today, self.names[0]
        there = [p for p in self.world.placements if p.candidate == person]
        return [p.vacancy for p in there if (p.period.end or date.max) >= today]

    @property
    def week(self) -> tuple[int | None, ...]:
        """At least, preferably and at most, less what the places at hand ask."""
        bounds = minutes_of(self.person.load, self.world.today)
        return tuple(None if bound is None else max(0, bound - self.taken) for bound in bounds)

    @property
    def taken(self) -> int:
        return sum(v.min_week_minutes or 0 for v in self.beside)

    @property
    def overfull(self) -> bool:
        *_, most = minutes_of(self.person.load, self.world.today)
        return most is not None and self.taken > most

    @property
    def beside(self) -> list[Vacancy]:
        named = {qualified(v.reference, v.municipality): v for v in self.world.vacancies}
        return [named[name] for name in self.running if name in named]


def minutes_of(load: LoadCapacity, today: date) -> tuple[int | None, ...]:
    """At least, preferably and at most: in a week of building up none is above what that allows."""
    bounds = (load.min_week_minutes, load.wish_week_minutes, load.max_week_minutes)
    if load.build_up_from is None:
        return bounds
    allowed = None
    for week, minutes in enumerate(load.build_up_week_minutes, 1):
        if today < load.build_up_from + timedelta(weeks=week):
            allowed = minutes
            break
    if allowed is None:
        return bounds
    low, wish, high = (None if bound is None else min(bound, allowed) for bound in bounds)
    return low, wish, allowed if high is None else high
