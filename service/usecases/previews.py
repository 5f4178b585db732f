"""What a weight set would change today, for some people, beside what holds; stores nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service import bridge
from service.db import audit
from service.errors import FieldProblem, NotFound
from service.records.problems import shown
from service.tokens import Caller
from service.usecases.desk import Desk, View
from service.usecases.small import SmallSolver
from solver.columns import Columns
from solver.desk import Desk as Left
from solver.ground import name_of
from solver.shortlist import ShortList, short_list
from solver.snapshot import Snapshot
from solver.supply import Supply
from solver.weights import WeightSet

MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class BothLists:
    """One person's short list as it is now, and as it would be."""

    candidate: str
    now: ShortList
    then: ShortList

    @property
    def places(self) -> tuple[list[str], list[str]]:
        """The places of both lists, the best first."""
        now, then = ([one.vacancy for one in each.suggestions] for each in (self.now, self.then))
        return now, then


@dataclass(frozen=True, slots=True)
class Preview:
    """The lists of some people under two versions, and the names of the places."""

    version: int
    in_force: int
    people: tuple[BothLists, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """What the child needs: the first `people` of a state, by either weights."""

    snapshot: Snapshot
    now: WeightSet
    then: WeightSet
    people: int
    size: int


def preview(
    desk: Desk,
    solver: SmallSolver,
    caller: Caller,
    version: int,
    *,
    references: Sequence[str],
    size: int,
) -> Preview:
    """Compare a version with the one that holds, for people of the municipality; note of whom.

    Raises `NotFound` for a version, and naming each, for people who are not there or not one's own;
    `Unavailable` when too many ask at a time.
    """
    own = caller.own_municipality()
    with desk.reading(own, caller.subject) as (connection, view):
        weights = bridge.load_weights(connection, version)
        if weights is None:
            raise NotFound
        _expect_known(view, references)
        audit.note_each(connection, "match_asked", "candidate", own, list(references))
    snapshot = _of_some(view, references)
    asked = Compared(snapshot, view.weights, weights, len(references), size)
    lists = zip(references, *solver.do(_both_lists, asked), strict=True)
    people = tuple(BothLists(reference, now, then) for reference, now, then in lists)
    shown = {place for each in people for places in each.places for place in places}
    return Preview(version, view.state.weight_set_version, people, view.names_of(shown))


def _expect_known(view: View, references: Sequence[str]) -> None:
    unknown = [
        FieldProblem(f"candidates.{at}", shown(reference), "a candidate of this municipality")
        for at, reference in enumerate(references)
        if reference not in view.rows
    ]
    if unknown:
        raise NotFound(problems=unknown)


def _of_some(view: View, references: Sequence[str]) -> Snapshot:
    """Give a state with some of its people, and behind them whoever takes something of it.

    What somebody takes of the guides depends on the guidance that person needs.
    """
    people = view.snapshot.candidates
    chosen = [people[view.rows[reference]] for reference in references]
    busy = {placement.candidate for placement in view.snapshot.placements} - {
        name_of(person) for person in chosen
    }
    others = (p for p in people if name_of(p) in busy)
    return view.snapshot.having(candidates=(*chosen, *others))


def _both_lists(asked: Compared) -> tuple[list[ShortList], list[ShortList]]:
    """Give the short lists of some people as they are, and as they would be."""
    everybody, supply = asked.snapshot.candidates, Supply.of(asked.snapshot)
    some, left = everybody[: asked.people], Left.over(supply, everybody)

    def lists(weights: WeightSet) -> list[ShortList]:
        columns = Columns.of(asked.snapshot.having(candidates=some), weights, supply)
        seen = left.as_seen_by(columns)
        return [short_list(columns, row, asked.size, seen) for row in range(len(some))]

    return lists(asked.now), lists(asked.then)
