"""At the desk: one person, a short list of places, while somebody sits there."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Self
from uuid import UUID

import numpy as np
from sqlalchemy import Connection, Engine

from service import bridge
from service.db import audit, weights
from service.db.session import snapshot_transaction, transaction
from service.errors import NotFound
from service.usecases.showing import Asked, shown
from service.usecases.standing import expect_active
from solver.columns import Columns
from solver.desk import Desk as Left
from solver.people import Candidate
from solver.runner_up import beside
from solver.shortlist import Choice, ShortList
from solver.snapshot import Snapshot
from solver.supply import Supply
from solver.weights import WeightSet

#: Municipalities that one process keeps in memory.
MOST_KEPT = 32


@dataclass(frozen=True, slots=True)
class State:
    """What tells one state of a municipality from another; the database has a day of its own.

    `decided_revision` and `reread_revision` are the change counter's at the last decision, and at
    the last change after which everything is read again. `plan` is the run whose plan is published.
    """

    region: str
    revision: int
    decided_revision: int
    reread_revision: int
    database_day: date
    today: date
    weight_set_version: int
    plan: UUID | None
    shown_per_seat: int
    short_list_order: str
    hold_back: bool

    def is_reached_from(self, before: State) -> bool:
        """Tell whether an earlier state needs no more than what rows carry to become this one."""
        days = (before.region, before.database_day, before.today)
        same_day = days == (self.region, self.database_day, self.today)
        return same_day and self.reread_revision <= before.revision


@dataclass(frozen=True)
class View:
    """What one municipality sees, in which state it was read, and its supply encoded.

    The people are encoded when they are asked for: one at the desk, or all.
    """

    state: State
    snapshot: Snapshot
    weights: WeightSet
    supply: Supply
    plan: bridge.Published
    left: Left

    @classmethod
    def of(
        cls,
        state: State,
        snapshot: Snapshot,
        weights: WeightSet,
        *,
        supply: Supply,
        plan: bridge.Published,
    ) -> Self:
        """Count what is left of everything scarce, at the prices of the published plan.

        What is held back for people who are expected counts where the region says so.
        """
        held = plan.hold_back if state.hold_back else None
        left = Left.over(supply, snapshot.candidates, plan.prices, held)
        return cls(state, snapshot, weights, supply, plan, left)

    @cached_property
    def columns(self) -> Columns:
        """The municipality's own people, encoded beside the supply."""
        return Columns.of(self.snapshot, self.weights, self.supply)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The rows of the municipality's own people, by reference."""
        return {person.reference: row for row, person in enumerate(self.snapshot.candidates)}

    def names_of(self, vacancies: Iterable[str]) -> dict[str, str]:
        """Give the names of vacancies, by qualified reference."""
        places, cols = self.snapshot.vacancies, self.supply.cols
        return {vacancy: places[cols[vacancy]].name for vacancy in vacancies}

    def columns_of(self, *people: Candidate, weights: WeightSet | None = None) -> Columns:
        """Encode some people, by the weights in force or by others, beside the supply."""
        some = self.snapshot.having(candidates=people)
        return Columns.of(some, weights or self.weights, self.supply)

    def choice(self, who: str | Candidate) -> Choice:
        """Weigh the places for a stored person, or for one described in full.

        Raises `NotFound` for a reference that is not there.
        """
        proposed = None
        if not isinstance(who, Candidate):
            if who not in self.rows:
                raise NotFound
            proposed = self.plan.proposed.get(who)
            who = self.snapshot.candidates[self.rows[who]]
        columns = self.columns_of(who)
        return Choice.of(columns, 0, self.left.as_seen_by(columns), proposed)

    def runner_up_fit(self, candidate: str, vacancy: str) -> int | None:
        """Give the best fit of a stored person at any other place, free or not; None: no other.

        Raises `NotFound` for a reference that is not there.
        """
        col = self.supply.col_of(vacancy)
        if candidate not in self.rows or col is None:
            raise NotFound
        columns = self.columns_of(self.snapshot.candidates[self.rows[candidate]])
        (fit,) = beside(columns, np.array([0]), np.array([col]))
        return fit


@dataclass(frozen=True, slots=True)
class Answer:
    """A short list, the names of its places, its order, and the version of the weights it is by."""

    found: ShortList
    names: Mapping[str, str]
    order: str
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

    def short_list(
        self, municipality: str, who: str | Candidate, size: int, subject: str
    ) -> Answer:
        """Give at most `size` places for a stored person, or for one described in full.

        Notes that the subject asked, and which places a stored person is shown. Raises `NotFound`
        for a reference that is not there or not one's own.
        """
        with self._keeping(municipality, subject) as (connection, view):
            if isinstance(who, Candidate):
                who = bridge.located(connection, replace(who, municipality=municipality))
                audit.note(connection, "match_asked")
            else:
                audit.note_each(connection, "match_asked", "candidate", municipality, [who])
            choice, state = view.choice(who), view.state
            person = None if isinstance(who, Candidate) else who
            asked = Asked(municipality, person, size, state.shown_per_seat)
            chosen, held = shown(connection, choice, asked)
        found = choice.listed(chosen, size, held, neutral=state.short_list_order == "neutral")
        names = view.names_of(one.vacancy for one in found.suggestions)
        return Answer(found, names, state.short_list_order, state.weight_set_version)

    @contextmanager
    def _keeping(self, municipality: str, subject: str) -> Iterator[tuple[Connection, View]]:
        """Begin a transaction that sees what others commit meanwhile, and may keep something.

        What the municipality sees is that of its beginning; if that is not what is remembered, it
        is read first.
        """
        with transaction(self._engine, municipality, subject=subject) as connection:
            state = self._state(connection, municipality)
            remembered = self._kept.get(municipality)
            if remembered is not None and remembered.state == state:
                yield connection, remembered
                return
        with self.reading(municipality) as (_, view):
            pass
        with transaction(self._engine, municipality, subject=subject) as connection:
            yield connection, view

    @contextmanager
    def reading(
        self, municipality: str, subject: str | None = None
    ) -> Iterator[tuple[Connection, View]]:
        """Read one consistent state of a municipality, and what it sees in that state.

        On behalf of a subject, who asked may be noted in the same transaction.
        """
        with (
            self._reading[municipality],
            snapshot_transaction(self._engine, municipality, subject=subject) as connection,
        ):
            yield connection, self.seen_within(connection, municipality)

    def seen_within(self, connection: Connection, municipality: str) -> View:
        """Give what a municipality sees now; what others commit while it is read is read too.

        The transaction has changed nothing that a desk reads: all others are given it as well.
        """
        view, state = self._kept.get(municipality), self._state(connection, municipality)
        while view is None or view.state != state:
            view = _changed(connection, municipality, view, state)
            state = self._state(connection, municipality)
        self._kept.pop(municipality, None)
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
            decided_revision=standing.decided_revision,
            reread_revision=standing.reread_revision,
            database_day=standing.day,
            today=today,
            weight_set_version=weights.version_that_holds(connection, municipality, region, today),
            plan=standing.plan,
            shown_per_seat=standing.shown_per_seat,
            short_list_order=standing.short_list_order,
            hold_back=standing.hold_back,
        )


def _changed(connection: Connection, municipality: str, view: View | None, state: State) -> View:
    """Bring a view to a later state, by what changed if that is enough."""
    weight_set = _weights(connection, view, state.weight_set_version)
    if view is not None and state.is_reached_from(view.state):
        decided = state.decided_revision > view.state.revision
        since = bridge.Since(view.snapshot, view.state.revision, decided)
        later = bridge.load_changes(
            connection, since, region=state.region, municipality=municipality
        )
        if later is not None:
            same_plan = state.plan == view.state.plan
            plan = view.plan if same_plan else bridge.load_published(connection, state.plan)
            supply = view.supply.revised(later)
            return View.of(state, later, weight_set, supply=supply, plan=plan)
    snapshot = bridge.load_snapshot(
        connection, state.today, region=state.region, municipality=municipality
    )
    plan = bridge.load_published(connection, state.plan)
    return View.of(state, snapshot, weight_set, supply=Supply.of(snapshot), plan=plan)


def _weights(connection: Connection, view: View | None, version: int) -> WeightSet:
    if view is not None and view.state.weight_set_version == version:
        return view.weights
    found = bridge.load_weights(connection, version)
    if found is None:
        raise NotFound(f"Weight set {version} is not there.")
    return found
