"""At the desk: one person, a short list of places, while somebody sits there."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy import Connection, Engine

from service import bridge
from service.db import municipalities, weights
from service.db.session import snapshot_transaction
from service.errors import Conflict, Forbidden, NotFound
from solver.columns import Columns
from solver.ground import qualified
from solver.people import Candidate
from solver.shortlist import ShortList, short_list
from solver.snapshot import Snapshot
from solver.weights import WeightSet

#: Municipalities whose places one process keeps in memory.
MOST_KEPT = 32


@dataclass(frozen=True, slots=True)
class State:
    """What tells one state of the places from another; the database has a day of its own."""

    region: str
    revision: int
    database_day: date
    today: date
    weight_set_version: int


@dataclass(frozen=True)
class Places:
    """What one municipality's people can be matched with, and in which state it was read."""

    state: State
    snapshot: Snapshot
    weights: WeightSet

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of the vacancies, by qualified reference."""
        places = self.snapshot.vacancies
        return {qualified(v.reference, v.municipality): v.name for v in places}


@dataclass(frozen=True, slots=True)
class Answer:
    """A short list, with the places and the weights it was made of."""

    found: ShortList
    places: Places


class Desk:
    """Answers for one person; keeps places in memory for as long as nothing changed.

    Every answer is of one consistent state: the person and the change counter are read in one
    transaction, and so are the places when the counter, the day or the weights are others than
    those kept.
    """

    def __init__(self, engine: Engine, today: Callable[[], date]) -> None:
        self._engine, self._today = engine, today
        self._kept: OrderedDict[str, Places] = OrderedDict()
        self._lock = threading.Lock()

    def short_list(self, municipality: str, who: str | Candidate, size: int) -> Answer:
        """Give at most `size` places for a stored person, or for one described in full.

        Raises `NotFound` for a reference that is not there or not one's own.
        """
        with snapshot_transaction(self._engine, municipality) as connection:
            places = self._places(connection, municipality)
            person = self._person(connection, municipality, who)
        snapshot = replace(places.snapshot, candidates=(person,))
        columns = Columns.of(snapshot, places.weights)
        return Answer(short_list(columns, 0, size), places)

    def _person(self, connection: Connection, municipality: str, who: str | Candidate) -> Candidate:
        if isinstance(who, str):
            found = bridge.find_entity(connection, "candidate", municipality, who)
        else:
            found = replace(who, municipality=municipality)
        if not isinstance(found, Candidate):
            raise NotFound
        return bridge.located(connection, found)

    def _places(self, connection: Connection, municipality: str) -> Places:
        state = self._state(connection, municipality)
        kept = self._kept.get(municipality)
        if kept is None or kept.state != state:
            kept = _read(connection, municipality, state)
            self._keep(municipality, kept)
        return kept

    def _state(self, connection: Connection, municipality: str) -> State:
        standing = municipalities.standing(connection, municipality)
        if standing is None:
            raise Forbidden("The municipality of this token is not known here.")
        if standing.suspended:
            raise Conflict("Matching is suspended for this municipality.")
        return State(
            region=standing.region,
            revision=standing.revision,
            database_day=standing.day,
            today=self._today(),
            weight_set_version=weights.active_version(connection),
        )

    def _keep(self, municipality: str, places: Places) -> None:
        with self._lock:
            self._kept[municipality] = places
            self._kept.move_to_end(municipality)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


def _read(connection: Connection, municipality: str, state: State) -> Places:
    snapshot = bridge.load_places(
        connection, state.today, region=state.region, municipality=municipality
    )
    weight_set = bridge.load_weights(connection, state.weight_set_version)
    if weight_set is None:
        raise NotFound(f"Weight set {state.weight_set_version} is not there.")
    return Places(state, snapshot, weight_set)
