"""What pairs that somebody wants pinned take of what a plan gives to others, and who those are.

A municipality knows its own people; of people elsewhere it knows how much they take together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from solver.check import Checks, Lack
from solver.columns import Columns
from solver.desk import Desk
from solver.drafts import NONE
from solver.eligible import eligible_pairs
from solver.encoding import Ints
from solver.resources import ResourceKind, ResourceName, names_apart
from solver.snapshot import Placement
from solver.takers import (
    Stands,
    Take,
    Taker,
    proposed_takes,
    running_takes,
    takers,
    uses_of_places,
)

#: Places of everybody who has what is contested to which others may have to make way in turn.
MOST_BEST = 3


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What people of other municipalities have of a scarce thing; seats, or minutes per week.

    `held` by whoever is introduced, `proposed` to so many `people`, who may be asked to make way.
    """

    held: int = 0
    proposed: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class Pin:
    """Who is to be where: a row, one column or two, and the coach, -1 none."""

    row: int
    cols: tuple[int, ...]
    coach: int = NONE


@dataclass(frozen=True)
class Scene:
    """The plan as one municipality sees it.

    Attributes
    ----------
    columns
        All of its people; what stands open for them is in the snapshot, and whoever is introduced
        has a placement there.
    desk
        What these placements leave.
    introduced
        The placements of those who are introduced.
    elsewhere
        What others have, where they have anything.
    """

    columns: Columns
    desk: Desk
    introduced: tuple[Placement, ...] = ()
    elsewhere: Mapping[ResourceName, Elsewhere] = field(default_factory=dict)

    @cached_property
    def open(self) -> Sequence[Take]:
        """What stands open for the municipality's people, as parts of resources."""
        return proposed_takes(self.columns, self.desk.scarce)

    @cached_property
    def others(self) -> Mapping[str, Ints]:
        """What others have of each resource, (R,) by field of `Elsewhere`."""
        found = {name: np.zeros(len(self.desk.left), np.int64) for name in Elsewhere.__slots__}
        for at, name in enumerate(self.desk.scarce.names):
            there = self.elsewhere.get(name)
            if there is not None and name.kind is not ResourceKind.APART:
                for part, amounts in found.items():
                    amounts[at] = getattr(there, part)
        return found

    @cached_property
    def left(self) -> Ints:
        """What placements and whoever is introduced leave, of other municipalities too, (R,)."""
        return np.asarray(np.maximum(0, self.desk.left - self.others["held"]))

    def taken(self, *, besides: set[int]) -> Ints:
        """Sum what stands open, (R,), besides what does for some rows."""
        names = {self.columns.candidate_names[row] for row in besides}
        total = np.zeros(len(self.desk.left), np.int64)
        for take in self.open:
            total[take.resource] += take.amount * (take.candidate not in names)
        return total


def pins_of(columns: Columns, checks: Checks) -> list[Pin]:
    """Give the pairs that were checked as pins, those of one person together."""
    cols: dict[int, dict[int, None]] = defaultdict(dict)
    coach: dict[int, int] = {}
    for told in checks.each:
        row = columns.row_of[told.candidate]
        cols[row][columns.supply.cols[told.vacancy]] = None
        if told.coach is not None:
            coach.setdefault(row, columns.vocabulary.coaches[told.coach])
    return [Pin(row, tuple(there), coach.get(row, NONE)) for row, there in cols.items()]


def with_mates(columns: Columns, pins: Sequence[Pin]) -> dict[int, Pin]:
    """Give the pin of each row, of whoever starts together with somebody pinned too."""
    people, needs_coach = columns.snapshot.candidates, columns.vacancies.needs_coach
    groups, found = _groups(columns), dict[int, Pin]()
    for pin in pins:
        group = people[pin.row].group
        key = (people[pin.row].municipality, group or "")
        for row in groups[key] if group is not None else [pin.row]:
            coached = columns.people.coaching_minutes[row] > 0 and needs_coach[[*pin.cols]].any()
            found.setdefault(row, Pin(row, pin.cols, pin.coach if coached else NONE))
    return found | {pin.row: pin for pin in pins}


def needed(scene: Scene, pins: Sequence[Pin]) -> Ints:
    """Sum what the pins take of each resource, with whoever starts together, (R,)."""
    every = with_mates(scene.columns, pins).values()
    places = np.array([(p.row, *(*p.cols, NONE)[:2], p.coach) for p in every], np.int64)
    uses = uses_of_places(scene.columns, scene.desk.scarce, places)
    return np.bincount(uses.resource, uses.amount, len(scene.desk.left)).astype(np.int64)


def contests(scene: Scene, pins: Sequence[Pin]) -> tuple[Lack, ...]:
    """Name all of which the plan would give more than there is with the pins, and who has it."""
    need, others, columns = needed(scene, pins), scene.others, scene.columns
    pinned = {*with_mates(columns, pins)}
    standing = scene.taken(besides=pinned) + others["proposed"]
    over = np.flatnonzero((need > 0) & (need + standing > scene.left)).tolist()
    names = scene.desk.scarce.names
    free = np.maximum(0, scene.left - standing)
    gone = {columns.candidate_names[row] for row in pinned}
    takes = {
        Stands.PROPOSED: [take for take in scene.open if take.candidate not in gone],
        Stands.INTRODUCED: running_takes(
            columns.supply, scene.desk.scarce, columns.snapshot.candidates, scene.introduced
        ),
    }
    return tuple(
        Lack(names[at], int(free[at]), int(need[at]), tuple(_by(scene, takes, at))) for at in over
    )


def _by(scene: Scene, takes: Mapping[Stands, Sequence[Take]], resource: int) -> Iterator[Taker]:
    """Say who is proposed or introduced to a part of a resource."""
    for stands, mine in takes.items():
        yield from takers(mine, resource, scene.columns.row_of, stands)
    for part, stands in (("proposed", Stands.PROPOSED), ("held", Stands.INTRODUCED)):
        amount = int(scene.others[part][resource])
        if amount:
            yield Taker(None, amount, stands)


def drawn_rows(scene: Scene, pins: Sequence[Pin], rivals: Sequence[Lack], most: int) -> list[int]:
    """Give the rows who take part: all, or so many of them if all are too many.

    First whoever is pinned, then who has what is contested, then who has the seats to which these
    could go best. With them goes whoever starts together with one, or must be kept apart from one.
    """
    columns = scene.columns
    if len(columns.candidate_names) <= most:
        return list(range(len(columns.candidate_names)))
    pinned, row_of = dict.fromkeys(pin.row for pin in pins), columns.row_of
    named = [taker.candidate or "" for lack in rivals for taker in lack.by]
    having = [row_of[name] for name in named if name in row_of]
    seats = _best_elsewhere(columns, having[:most])
    beyond = [row_of[take.candidate] for take in scene.open if take.resource in seats]
    every = [*dict.fromkeys([*pinned, *having, *beyond])]
    return sorted(_with_tied(columns, every[: max(most, len(pinned))]))


def _best_elsewhere(columns: Columns, rows: Sequence[int]) -> set[int]:
    """Give the columns of the places that fit some people best."""
    pairs = eligible_pairs(columns, np.unique(np.array(rows, np.int64)))
    best = np.lexsort((pairs.col, -pairs.points, pairs.row))
    rank = np.arange(len(pairs)) - np.searchsorted(pairs.row, pairs.row)
    return set(pairs.col[best][rank < MOST_BEST].tolist())


def _with_tied(columns: Columns, rows: Sequence[int]) -> set[int]:
    """Give some rows with all who start together with one of them, or must be kept apart."""
    people, row_of = columns.snapshot.candidates, columns.row_of
    ties = [*_groups(columns).values()]
    ties += [[row_of[name] for name in pair if name in row_of] for pair in names_apart(people)]
    tied: dict[int, set[int]] = defaultdict(set)
    for tie in ties:
        for row in tie:
            tied[row].update(tie)
    found, waiting = set(rows), [*rows]
    while waiting:
        more = tied[waiting.pop()] - found
        found |= more
        waiting += more
    return found


def _groups(columns: Columns) -> dict[tuple[str, str], list[int]]:
    """Give the rows of each group of people who start together."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, person in enumerate(columns.snapshot.candidates):
        if person.group is not None:
            groups[person.municipality, person.group].append(row)
    return groups
