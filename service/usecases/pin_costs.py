"""What one's own pairs cost the plan with everybody taking part: asked for, and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service import bridge
from service.db import audit, locks, pin_costs, scenarios
from service.errors import Conflict, NotFound
from service.tokens import Caller
from service.usecases.callers_runs import find_run
from service.usecases.scenarios import queued
from solver.exchange import Cost, Move
from solver.snapshot import Proposed

MOST_OPEN = 4
BUSY = (
    f"{MOST_OPEN} costs are being worked out for this municipality already: ask again when one is "
    "known, or give one up."
)


@dataclass(frozen=True, slots=True)
class Question:
    """Pairs of which it may be asked what they cost the published plan of a run."""

    base_run: UUID
    today: date
    weight_set_version: int
    pins: tuple[Proposed, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """How a question stands, and what is known, as in `PinCost`."""

    asked: Row[Any]
    pins: Sequence[Proposed]
    moves: Sequence[Move]
    cost: Cost | None
    anew: Cost | None


def ask(connection: Connection, caller: Caller, question: Question) -> UUID:
    """Queue a question, unless it was asked of the same plan on the same day; give its id.

    Raises `Conflict` when the municipality waits for several answers already.
    """
    own = caller.own_municipality()
    locks.take(connection, [f"pin costs of {own}"])
    asked = {
        "municipality": own,
        "today": question.today,
        "weight_set_version": question.weight_set_version,
    }
    for known in pin_costs.alike(connection, asked, question.base_run):
        if set(_pins(connection, known)) == set(question.pins):
            return known
    if pin_costs.open_of(connection, own) >= MOST_OPEN:
        raise Conflict(BUSY)
    run = find_run(connection, question.base_run)
    scenario = {"purpose": "cost", "municipality": own, "requested_by": caller.subject}
    made = queued(connection, run, scenario)
    assert made is not None  # noqa: S101 - costs never meet
    people = [{"scenario_id": made, **row} for row in bridge.pin_rows(question.pins)]
    pin_costs.add(connection, {"scenario_id": made, **asked}, people)
    return made


def _pins(connection: Connection, scenario_id: UUID) -> tuple[Proposed, ...]:
    return bridge.pinned_of(pin_costs.people(connection, scenario_id))


def show(connection: Connection, caller: Caller, scenario_id: UUID) -> Answer:
    """Give how a question of the caller's municipality stands; note of whom something is told.

    Raises `NotFound`.
    """
    own = caller.own_municipality()
    asked = pin_costs.get(connection, scenario_id)
    if asked is None:
        raise NotFound
    people = pin_costs.people(connection, scenario_id)
    audit.note_each(connection, "match_asked", "candidate", own, [row.candidate for row in people])
    pins, moves = bridge.pinned_of(people), bridge.moves_of(people)
    return Answer(asked, pins, moves, *bridge.costs_of(asked))


def give_up(connection: Connection, caller: Caller, scenario_id: UUID) -> None:
    """Drop a question, known or not; whoever works at it stops. Raises `NotFound`."""
    caller.own_municipality()
    if pin_costs.get(connection, scenario_id) is None:
        raise NotFound
    scenarios.drop(connection, scenario_id)
