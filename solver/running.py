"""The places that people have already: they count against what is wanted, and take their part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from solver.codes import GuidanceLevel
from solver.encoding import day_number, last_day, numbers
from solver.ground import name_of
from solver.people import Candidate
from solver.places import Vacancy
from solver.snapshot import Placement, Snapshot

if TYPE_CHECKING:
    from solver.supply import Supply

#: Placements that have not ended, each with its house.
Running: TypeAlias = Sequence[tuple[int, Placement]]


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody has: how many places, and the records of those that are in the snapshot."""

    count: int
    known: tuple[Vacancy, ...]

    def tells(self, *facts: str) -> bool:
        """Tell whether each place is in the snapshot, and each of these facts of it is known."""
        told = all(getattr(place, fact) is not None for place in self.known for fact in facts)
        return told and len(self.known) == self.count

    @property
    def least_minutes(self) -> int:
        """Minutes a week that the places ask at least, as far as is known."""
        return sum(place.min_week_minutes or 0 for place in self.known)


def held(
    snapshot: Snapshot, supply: Supply, people: Sequence[Candidate] | None = None
) -> list[Held]:
    """Give what each candidate, or each of some, has that has not ended today."""
    names: dict[str, list[str]] = defaultdict(list)
    today = day_number(snapshot.today)
    for placement in snapshot.placements:
        if last_day(placement.period) >= today:
            names[placement.candidate].append(placement.vacancy)
    asked = snapshot.candidates if people is None else people
    return [_held(names.get(name_of(person), []), supply) for person in asked]


def _held(names: list[str], supply: Supply) -> Held:
    cols = [there[0] for name in names if (there := supply.cols_of(name))]
    return Held(len(names), tuple(supply.snapshot.vacancies[col] for col in cols))


def of_running(people: Sequence[Candidate], there: list[Held]) -> dict[str, Any]:
    """Encode what is left to want, and what is not known of the places people have."""
    left = [max(0, p.places_wanted - h.count) for p, h in zip(people, there, strict=True)]
    week = [not h.tells("min_week_minutes") for h in there]
    day = [not h.tells("dayparts", "day_minutes") for h in there]
    return {
        "places_left": numbers(left, np.int8),
        "held_hours_unknown": np.array(week, dtype=np.bool_),
        "held_dayparts_unknown": np.array(day, dtype=np.bool_),
    }


def running_at(supply: Supply) -> Iterator[tuple[int, Placement]]:
    """Give the placements that have not ended, each with its house, where that is known."""
    owner, houses = supply.vacancies.organisation, supply.vocabulary.organisations
    for placement in supply.snapshot.placements:
        cols = supply.cols_of(placement.vacancy)
        house = int(owner[cols[0]]) if cols else houses.get(placement.organisation or "")
        if house is not None and lasts(placement, supply.snapshot):
            yield house, placement


def lasts(placement: Placement, snapshot: Snapshot) -> bool:
    """Tell whether a placement has not ended."""
    return placement.period.end is None or placement.period.end >= snapshot.today


def levels_needed(running: Running, people: Sequence[Candidate]) -> dict[str, GuidanceLevel | None]:
    """Give the level that each person with a placement needs, None where it is not known."""
    placed = {placement.candidate for _, placement in running}
    names = ((name_of(person), person) for person in people) if placed else ()
    return {name: person.guidance_level for name, person in names if name in placed}
