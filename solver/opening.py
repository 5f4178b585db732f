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
from solver.eligible import CoachFit, EligiblePairs, eligible_of
from solver.encoding import Bools, Ints
from solver.people import Candidate
from solver.rules import refusals
from solver.steps import TRIES, UNFIT, Adjustment, Step

BLOCK_ROWS = 256
#: People, changed ones among them, that are judged at once.
BLOCK_PEOPLE = 2_048
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
        Columns that are open then and were not, at least one.
    opens
        How many places these are: all turns of a vacancy are one.
    """

    row: int
    change: Adjustment
    person: Candidate
    cols: Ints
    opens: int


def openings(columns: Columns, coaches: CoachFit, rows: Ints) -> dict[int, list[Opening]]:
    """Give for each of these rows the changes that open something, from least to most asked.

    `coaches` is what `CoachFit.of` gives for the columns.
    """
    found: dict[int, list[Opening]] = {}
    for asked in _blocks(_asked(columns, coaches, rows)):
        for opening in _opened(columns, asked):
            found.setdefault(opening.row, []).append(opening)
    return {row: list(_told(mine)) for row, mine in found.items()}


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
        refused[UNFIT] = _closed(columns, coaches, block, np.any([*refused.values()], axis=0))
        again = _again(refused)
        for place, row in enumerate(block.tolist()):
            yield from _asked_of(columns, row, [cols[place] for cols in again])


def _again(refused: Mapping[str, Bools]) -> list[Bools]:
    """Tell for each try where what it bears on is all that says no, (k, m) each."""
    broken = np.sum([*refused.values()], axis=0, dtype=np.int8)
    heeded = (
        np.sum([refused[name] for name in touched if name in refused], axis=0, dtype=np.int8)
        for touched, _ in TRIES
    )
    return [(broken > 0) & (each == broken) for each in heeded]


def _closed(columns: Columns, coaches: CoachFit, rows: Ints, refused: Bools) -> Bools:
    """Tell which of the places that the rules allow are not open all the same, (k, m)."""
    place, col = np.nonzero(~refused)
    pairs = eligible_of(columns, rows[place], col)
    shut = ~open_places(columns, coaches, pairs)
    closed = np.zeros(refused.shape, np.bool_)
    closed[place[shut], col[shut]] = True
    return closed


def _asked_of(columns: Columns, row: int, again: Sequence[Bools]) -> Iterator[_Asked]:
    """Try every change that may open a place; `again` tells which, (m,) each."""
    person = columns.snapshot.candidates[row]
    for (_, changes), places in zip(TRIES, again, strict=True):
        cols = np.flatnonzero(places)
        for change, changed in changes(person) if len(cols) else ():
            yield _Asked(row, change, changed, cols)


def _blocks(asked: Iterator[_Asked]) -> Iterator[list[_Asked]]:
    numbered = enumerate(asked)
    for _, block in groupby(numbered, key=lambda each: each[0] // BLOCK_PEOPLE):
        yield [one for _, one in block]


def _opened(columns: Columns, asked: Sequence[_Asked]) -> Iterator[Opening]:
    """Ask the rules again, of all tries at once."""
    people = columns.what_if(_rows(asked), [one.person for one in asked])
    rows = np.repeat(np.arange(len(asked)), [len(one.cols) for one in asked])
    pairs = eligible_of(people, rows, np.concatenate([one.cols for one in asked]))
    pairs = pairs.chosen(open_places(people, CoachFit.of(people), pairs))
    ends = np.searchsorted(pairs.row, np.arange(len(asked) + 1))
    for at, one in enumerate(asked):
        cols = pairs.col[ends[at] : ends[at + 1]]
        if len(cols):
            opens = columns.supply.count_places(cols)
            yield Opening(one.row, one.change, one.person, cols, opens)


def _rows(asked: Sequence[_Asked]) -> Ints:
    return np.array([one.row for one in asked], np.int64)


def _told(mine: list[Opening]) -> Iterator[Opening]:
    """Keep one change of each step: the smallest, or the one that opens most."""
    order = {step: number for number, step in enumerate(Step)}
    distinct = {one.change: one for one in mine}.values()
    ranked = sorted(distinct, key=lambda one: order[one.change.step])
    for step, same in groupby(ranked, key=attrgetter("change.step")):
        choices = list(same)
        yield choices[0] if step in GRADED else max(choices, key=attrgetter("opens"))
