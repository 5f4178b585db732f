"""At the desk: one person, a short list of places, while somebody sits there."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy import Connection, Engine

from service import bridge
from service.db import weights
from service.db.session import snapshot_transaction
from service.errors import NotFound
from service.usecases.standing import expect_active
from solver import shortlist
from solver.columns import Columns
from solver.ground import qualified
from solver.people import Candidate
from solver.shortlist import ShortList, short_list

#: Municipalities that one process keeps in memory.
MOST_KEPT = 32


@dataclass(frozen=True, slots=True)
class State:
    """What tells one state of a municipality from another; the database has a day of its own."""

    region: str
    revision: int
    database_day: date
    today: date
    weight_set_version: int


@dataclass(frozen=True)
class View:
    """What one municipality sees, encoded once, and in which state it was read."""

    state: State
    columns: Columns
    left: shortlist.Desk

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of the vacancies, by qualified reference."""
        places = self.columns.snapshot.vacancies
        return {qualified(v.reference, v.municipality): v.name for v in places}

    @cached_property
    def cols(self) -> Mapping[str, int]:
        """The columns of the vacancies, by qualified reference."""
        return {name: col for col, name in enumerate(self.columns.vacancy_names)}

    @cached_property
    def coaches(self) -> Mapping[str, int]:
        """The numbers of the coaches, by qualified reference."""
        known = enumerate(self.columns.snapshot.coaches)
        return {qualified(coach.reference, coach.municipality): at for at, coach in known}

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The rows of the municipality's own people, by reference."""
        people = self.columns.snapshot.candidates
        return {person.reference: row for row, person in enumerate(people)}

    def short_list(self, who: str | Candidate, size: int) -> ShortList:
        """Give the short list of a stored person, or of one described in full.

        Raises `NotFound` for a reference that is not there.
        """
        if isinstance(who, Candidate):
            alone = replace(self.columns.snapshot, candidates=(who,))
            return short_list(Columns.of(alone, self.columns.weights), 0, size)
        if who not in self.rows:
            raise NotFound
        return short_list(self.columns, self.rows[who], size, self.left)


@dataclass(frozen=True, slots=True)
class Answer:
    """A short list, the names of its places, and the version of the weights it was made with."""

    found: ShortList
    names: Mapping[str, str]
    weight_set_version: int


class Desk:
    """Answers for one person; keeps what a municipality sees for as long as nothing changed.

    Every answer is of one consistent state: the change counter is read in a transaction, and so
    is everything else when the counter, the day or the weights are others than those kept. One
    request at a time reads for a municipality; the others wait for what it reads.
    """

    def __init__(self, engine: Engine, today: Callable[[], date]) -> None:
        self._engine, self._today = engine, today
        self._kept: dict[str, View] = {}
        self._reading: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def short_list(self, municipality: str, who: str | Candidate, size: int) -> Answer:
        """Give at most `size` places for a stored person, or for one described in full.

        Raises `NotFound` for a reference that is not there or not one's own.
        """
        with self.reading(municipality) as (connection, view):
            if isinstance(who, Candidate):
                who = bridge.located(connection, replace(who, municipality=municipality))
        found = view.short_list(who, size)
        return Answer(found, view.names, view.state.weight_set_version)

    @contextmanager
    def reading(self, municipality: str) -> Iterator[tuple[Connection, View]]:
        """Read one consistent state of a municipality, and what it sees in that state."""
        with (
            self._reading[municipality],
            snapshot_transaction(self._engine, municipality) as connection,
        ):
            yield connection, self._view(connection, municipality)

    def _view(self, connection: Connection, municipality: str) -> View:
        state = self._state(connection, municipality)
        view = self._kept.pop(municipality, None)
        if view is None or view.state != state:
            view = _read(connection, municipality, state)
        self._kept[municipality] = view
        for longest_unasked in list(self._kept)[:-MOST_KEPT]:
            self._kept.pop(longest_unasked, None)
        return view

    def _state(self, connection: Connection, municipality: str) -> State:
        standing = expect_active(connection, municipality)
        region, today = standing.region, self._today()
        return State(
            region=region,
            revision=standing.revision,
            database_day=standing.day,
            today=today,
            weight_set_version=weights.version_that_holds(connection, municipality, region, today),
        )


def _read(connection: Connection, municipality: str, state: State) -> View:
    snapshot = bridge.load_snapshot(
        connection, state.today, region=state.region, municipality=municipality
    )
    weight_set = bridge.load_weights(connection, state.weight_set_version)
    if weight_set is None:
        raise NotFound(f"Weight set {state.weight_set_version} is not there.")
    columns = Columns.of(snapshot, weight_set)
    return View(state, columns, shortlist.Desk.of(columns))
