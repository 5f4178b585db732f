"""Who takes what of what is scarce: at a running placement, or of what stands open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np

from solver.codes import GuidanceLevel
from solver.columns import Columns
from solver.desk import Desk
from solver.drafts import DRAFT, NONE
from solver.encoding import Ints
from solver.people import Candidate
from solver.resources import Resources
from solver.running import Running, lasts, levels_needed, running_at
from solver.snapshot import Placement
from solver.supply import Supply
from solver.uses import Uses, uses_of


class Stands(StrEnum):
    """How somebody takes of something: decided or kept; introduced there; proposed by a plan."""

    PLACEMENT = "placement"
    INTRODUCED = "introduced"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes how much of something: one's own people by name, others together without one.

    `candidate` is qualified; None: people of other municipalities.
    """

    candidate: str | None
    amount: int
    stands: Stands


@dataclass(frozen=True, slots=True)
class Take:
    """One person's part of one resource: seats, or minutes per week."""

    resource: int
    candidate: str
    amount: int


def running_takes(
    supply: Supply, scarce: Resources, people: Sequence[Candidate], of: Sequence[Placement]
) -> list[Take]:
    """List what some of the supply's placements take of each resource, as `Resources` counts it.

    `people` are all whose guidance may be known. Who has two places at one organisation takes one
    of its total. Turns of people who must be kept apart are left out.
    """
    kept = set(map(id, of))
    running = [(house, each) for house, each in running_at(supply) if id(each) in kept]
    needs = levels_needed(running, people)
    found = chain(
        _seats(supply, of), _minutes(supply, scarce, running, needs),
        _totals(supply, scarce, running), _coaching(supply, scarce, of),
    )  # fmt: skip
    return [take for take in found if take.amount > 0]


def placed_there(
    columns: Columns, desk: Desk, resources: Sequence[int]
) -> dict[int, tuple[Taker, ...]]:
    """Say who has what of some resources by running placements."""
    people, supply = columns.snapshot.candidates, columns.supply
    takes = running_takes(supply, desk.scarce, people, supply.snapshot.placements)
    own = frozenset(columns.candidate_names)
    return {at: takers(takes, at, own, Stands.PLACEMENT) for at in resources}


def takers(
    takes: Sequence[Take], resource: int, own: Container[str], stands: Stands
) -> tuple[Taker, ...]:
    """Say who takes how much of a resource, one's own people by name, the others together."""
    amounts: dict[str | None, int] = defaultdict(int)
    for take in takes:
        if take.resource == resource:
            amounts[take.candidate if take.candidate in own else None] += take.amount
    named = sorted(amounts.items(), key=lambda each: (each[0] is None, each[0] or ""))
    return tuple(Taker(name, amount, stands) for name, amount in named)


def _seats(supply: Supply, of: Sequence[Placement]) -> Iterator[Take]:
    for placement in of:
        for col in supply.holding(placement):
            yield Take(col, placement.candidate, 1)


def _minutes(
    supply: Supply,
    scarce: Resources,
    running: Running,
    needs: dict[str, GuidanceLevel | None],
) -> Iterator[Take]:
    for house, placement in running:
        need = needs.get(placement.candidate)
        level = GuidanceLevel.LIGHT if need is None else max(need, GuidanceLevel.LIGHT)
        first = int(scarce.guidance[level, house])
        for stretch in supply.stretches_of(house, placement) if first != NONE else ():
            yield Take(first + stretch, placement.candidate, placement.guidance_minutes)


def _totals(supply: Supply, scarce: Resources, running: Running) -> Iterator[Take]:
    there = (
        (int(scarce.total[house]) + stretch, one.candidate)
        for house, one in running
        if scarce.total[house] != NONE
        for stretch in supply.stretches_of(house, one)
    )
    for resource, name in dict.fromkeys(there):
        yield Take(resource, name, 1)


def _coaching(supply: Supply, scarce: Resources, of: Sequence[Placement]) -> Iterator[Take]:
    known = supply.vocabulary.coaches
    for placement in of:
        coach = known.get(placement.coach or "")
        if coach is not None and lasts(placement, supply.snapshot):
            yield Take(int(scarce.coach[coach]), placement.candidate, placement.coaching_minutes)


def proposed_takes(columns: Columns, scarce: Resources) -> list[Take]:
    """List what everybody takes of each resource who has what stands open for them.

    What is not there any more is left out.
    """
    row, cols, coaches = columns.row_of, columns.supply.cols, columns.vocabulary.coaches
    kept, places = [], []
    for one in columns.snapshot.proposed:
        there = [cols[name] for name in one.vacancies if name in cols]
        if one.candidate in row and there:
            first, other = (*there, NONE)[:2]
            coach = coaches.get(one.coach or "", NONE)
            kept.append(one.candidate)
            places.append((row[one.candidate], first, other, coach))
    uses = uses_of_places(columns, scarce, np.array(places, np.int64).reshape(-1, 4))
    who = uses.option_of(np.arange(len(uses.resource))).tolist()
    parts = zip(who, uses.resource.tolist(), uses.amount.tolist(), strict=True)
    return [Take(resource, kept[at], amount) for at, resource, amount in parts]


def uses_of_places(columns: Columns, scarce: Resources, places: Ints) -> Uses:
    """Give what each of some places takes, (k, 4): row, column, other column or -1, coach or -1."""
    drafts = np.zeros(len(places), DRAFT)
    drafts["unit"] = np.arange(len(places))
    for at, name in enumerate(("row", "one", "other", "coach")):
        drafts[name] = places[:, at]
    row, one, other, _ = places.T
    second = np.where(other == NONE, one, other)
    begins = [columns.pair_list(row, cols).start_day for cols in (one, second)]
    drafts["start"] = np.maximum(*begins)  # of two places the later, as they begin together
    return uses_of(columns, scarce, drafts, [(int(row),) for row in places[:, 0]])
