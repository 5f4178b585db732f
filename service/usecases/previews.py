"""What a weight set would change today, for some people, beside what holds; stores nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service import bridge
from service.errors import FieldProblem, NotFound
from service.records.problems import shown
from service.usecases.desk import Desk, View
from solver.shortlist import ShortList, short_list
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


def preview(
    desk: Desk, municipality: str, version: int, references: Sequence[str], *, size: int
) -> Preview:
    """Compare a version with the one that holds, for people of the municipality.

    Raises `NotFound` for a version, and naming each, for people who are not there or not one's own.
    """
    with desk.reading(municipality) as (connection, view):
        weights = bridge.load_weights(connection, version)
    if weights is None:
        raise NotFound
    _expect_known(view, references)
    then = _short_lists(view, weights, references, size)
    people = tuple(
        BothLists(reference, view.short_list(reference, size), later)
        for reference, later in zip(references, then, strict=True)
    )
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


def _short_lists(
    view: View, weights: WeightSet, references: Sequence[str], size: int
) -> list[ShortList]:
    """Give the short lists of some people under other weights, of the same state."""
    people = view.snapshot.candidates
    chosen = [people[view.rows[reference]] for reference in references]
    columns = view.columns_of(*chosen, weights=weights)
    left = view.left.as_seen_by(columns)
    return [short_list(columns, row, size, left) for row in range(len(chosen))]
