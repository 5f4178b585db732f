"""What a plan comes to for each municipality, in counts: it names nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from solver.columns import Columns
from solver.ground import name_of
from solver.plan import Proposal
from solver.snapshot import Snapshot
from solver.weights import WeightSet

Found = tuple[Proposal, NDArray[np.floating[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of some people, and means of those among them who are placed.

    Attributes
    ----------
    placed, elsewhere
        Who is proposed a place; at a place of another municipality.
    mean_fit
        Points, 0-10,000.
    mean_travel_minutes
        One way, of the places that can be reached in a time that is known.
    coach_minutes
        Minutes per week that job coaches give those who are placed.
    """

    people: int
    placed: int
    elsewhere: int
    mean_fit: int | None
    mean_travel_minutes: int | None
    coach_minutes: int

    @classmethod
    def of(cls, people: int, placed: Sequence[Found], coach_minutes: int) -> Self:
        """Count proposals, each with its minutes of travel."""
        travel = np.concatenate([minutes for _, minutes in placed] or [np.zeros(0)])
        known = travel[np.isfinite(travel)]
        fits = [proposal.fit for proposal, _ in placed]
        return cls(
            people=people,
            placed=len(placed),
            elsewhere=sum(_elsewhere(proposal) for proposal, _ in placed),
            mean_fit=round(sum(fits) / len(fits)) if fits else None,
            mean_travel_minutes=round(float(known.mean())) if len(known) else None,
            coach_minutes=coach_minutes,
        )


@dataclass(frozen=True, slots=True)
class Tallies:
    """What a plan comes to for all, and for each municipality (GM code) with people in it."""

    total: Tally
    of_each: dict[str, Tally]


def tallied(snapshot: Snapshot, weights: WeightSet, proposals: Sequence[Proposal]) -> Tallies:
    """Count a plan for a snapshot, by the municipality of the people."""
    columns = Columns.of(snapshot, weights)
    people = {name_of(person): person for person in snapshot.candidates}
    whose: dict[str, list[Found]] = defaultdict(list)
    coached: dict[str, int] = defaultdict(int)
    for found in zip(proposals, _travel(columns, proposals), strict=True):
        person = people[found[0].candidate]
        whose[person.municipality].append(found)
        if found[0].coach is not None:
            coached[person.municipality] += person.coaching_minutes
    counts: dict[str, int] = defaultdict(int)
    for person in snapshot.candidates:
        counts[person.municipality] += 1
    return Tallies(
        Tally.of(len(people), [one for each in whose.values() for one in each],
                 sum(coached.values())),
        {code: Tally.of(counts[code], whose[code], coached[code]) for code in sorted(counts)},
    )  # fmt: skip


def _travel(columns: Columns, proposals: Sequence[Proposal]) -> list[NDArray[np.floating[Any]]]:
    """Give the minutes one way to each place of each proposal."""
    row, cols = columns.row_of, columns.supply.cols
    pairs = [(row[one.candidate], cols[name]) for one in proposals for name in one.vacancies]
    if not pairs:
        return [np.zeros(0) for _ in proposals]
    rows, columns_there = zip(*pairs, strict=True)
    minutes = columns.pair_list(rows, columns_there).travel_minutes
    return np.split(minutes, np.cumsum([len(one.vacancies) for one in proposals])[:-1])


def _elsewhere(proposal: Proposal) -> bool:
    own = proposal.candidate.partition("/")[0]
    return any(name.partition("/")[0] != own for name in proposal.vacancies)
