"""What a single change opens: the rules asked again of the changed person, so the number is exact.

A place is open to a person when no hard rule says no, a coach fits where one is needed, and the fit
reaches the minimum; whether there is room is another question. Only places at which nothing else
stands in the way are asked again: a change takes away no other reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import numpy as np

from solver import drafts as draw
from solver.columns import Columns
from solver.criteria import COACH
from solver.eligible import CoachFit, EligiblePairs, eligible_of
from solver.encoding import Bools, Ints
from solver.people import Candidate
from solver.rules import refusals
from solver.steps import TRIES, Adjustment, Step

BLOCK_ROWS = 256
#: People, changed ones among them, that are judged at once.
BLOCK_PEOPLE = 2_048
#: What shuts a place that the rules allow: no coach, or too little, fits. Any change may open it.
FIT = frozenset({COACH})
#: Steps that go on: of these the first that opens anything is told, of others what opens most.
GRADED = frozenset(
    {
        Step.TRAVEL_MINUTES, Step.TRAVEL_KM, Step.FEWER_HOURS, Step.HOURS, Step.DAY_HOURS,
        Step.LANGUAGE, Step.GUIDANCE_LEVEL,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """What one change opens to the person of one row.

    Attributes
    ----------
    person
        The candidate as changed.
    cols
        Columns of the places that are open then and were not, at least one.
    """

    row: int
    change: Adjustment
    person: Candidate
    cols: Ints

    @property
    def opens(self) -> int:
        """How many places it opens."""
        return len(self.cols)


def openings(columns: Columns, coaches: CoachFit, rows: Ints) -> dict[int, list[Opening]]:
    """Give for each of these rows the changes that open something, from least to most asked.

    `coaches` is what `CoachFit.of` gives for the columns.
    """
    found: dict[int, list[Opening]] = {}
    for asked in _blocks(_asked(columns, coaches, rows)):
        for opening in _opened(columns, asked):
            found.setdefault(opening.row, []).append(opening)
    return {row: list(_told(mine)) for row, mine in found.items()}


def what_if(columns: Columns, people: Sequence[Candidate]) -> Columns:
    """Encode other people, or the same people changed, before the same places.

    One person may stand in several rows. What stands open for whom is left out.
    """
    snapshot = columns.snapshot.having(candidates=tuple(people), proposed=())
    return Columns.of(snapshot, columns.weights, columns.supply)


def open_places(columns: Columns, coaches: CoachFit, pairs: EligiblePairs) -> Bools:
    """Tell which pairs that the rules allow are open: a coach fits, and so does the place."""
    places = draw.of_places(pairs, np.zeros(len(columns.people.start), np.int64))
    fit = draw.best_fit(columns, coaches, places)
    return np.asarray(fit >= columns.weights.minimum_fit)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One try: whose row, the change, the person then, and the columns to ask again."""

    row: int
    change: Adjustment
    person: Candidate
    cols: Ints


def _asked(columns: Columns, coaches: CoachFit, rows: Ints) -> Iterator[_Asked]:
    """Say what is to be asked again of each row, in their order."""
    for at in range(0, len(rows), BLOCK_ROWS):
        block = rows[at : at + BLOCK_ROWS]
        refused = refusals(columns.pairs(block))
        refused[COACH] = _closed(columns, coaches, block, np.any([*refused.values()], axis=0))
        for place, row in enumerate(block.tolist()):
            yield from _asked_of(columns, row, {name: no[place] for name, no in refused.items()})


def _closed(columns: Columns, coaches: CoachFit, rows: Ints, refused: Bools) -> Bools:
    """Tell which of the places that the rules allow are not open all the same, (k, m)."""
    place, col = np.nonzero(~refused)
    pairs = eligible_of(columns, rows[place], col)
    shut = ~open_places(columns, coaches, pairs)
    closed = np.zeros(refused.shape, np.bool_)
    closed[place[shut], col[shut]] = True
    return closed


def _asked_of(columns: Columns, row: int, refused: Mapping[str, Bools]) -> Iterator[_Asked]:
    """Try a change wherever the rules on which it bears, and the fit, are all that says no."""
    person = columns.snapshot.candidates[row]
    broken = np.sum([*refused.values()], axis=0)
    for touched, changes in TRIES:
        heeded = np.sum([no for name, no in refused.items() if name in touched | FIT], axis=0)
        cols = np.flatnonzero((broken > 0) & (heeded == broken))
        for change, changed in changes(person) if len(cols) else ():
            yield _Asked(row, change, changed, cols)


def _blocks(asked: Iterator[_Asked]) -> Iterator[list[_Asked]]:
    numbered = enumerate(asked)
    for _, block in groupby(numbered, key=lambda each: each[0] // BLOCK_PEOPLE):
        yield [one for _, one in block]


def _opened(columns: Columns, asked: Sequence[_Asked]) -> Iterator[Opening]:
    """Ask the rules again, of all tries at once."""
    people = what_if(columns, [one.person for one in asked])
    rows = np.repeat(np.arange(len(asked)), [len(one.cols) for one in asked])
    pairs = eligible_of(people, rows, np.concatenate([one.cols for one in asked]))
    pairs = pairs.chosen(open_places(people, CoachFit.of(people), pairs))
    ends = np.searchsorted(pairs.row, np.arange(len(asked) + 1))
    for at, one in enumerate(asked):
        cols = pairs.col[ends[at] : ends[at + 1]]
        if len(cols):
            yield Opening(one.row, one.change, one.person, cols)


def _told(mine: list[Opening]) -> Iterator[Opening]:
    """Keep one change of each step: the smallest, or the one that opens most."""
    order = {step: number for number, step in enumerate(Step)}
    distinct = {one.change: one for one in mine}.values()
    ranked = sorted(distinct, key=lambda one: order[one.change.step])
    for step, same in groupby(ranked, key=attrgetter("change.step")):
        choices = list(same)
        yield choices[0] if step in GRADED else max(choices, key=attrgetter("opens"))
