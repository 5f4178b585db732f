"""What a worker reads and stores to say what pins cost the plan with everybody taking part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service import bridge
from service.db import nights, pin_costs, runs
from service.errors import Conflict, NotFound
from service.usecases.solving import child
from service.usecases.supposing import expect_going_on
from solver.ground import ALWAYS, name_of
from solver.pin_cost import PinCost, PinTask
from solver.snapshot import Snapshot

REPLACED = "The plan is not the published one any more: check the pairs again."
GONE = "A person, place or coach of the pairs is not there any more: check them again."


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and all that its answer depends on, as it is now."""

    row: Row[Any]
    task: PinTask

    def rows(self, found: PinCost) -> dict[str, list[dict[str, Any]]]:
        """Give the rows to store, by table."""
        return bridge.cost_rows(self.row, self.task.pins, found)


def asked_of(connection: Connection, scenario_id: UUID) -> Asked:
    """Read a question; raises `Conflict` where the plan, or something of the pairs, is gone."""
    asked = pin_costs.get(connection, scenario_id)
    run = None if asked is None else runs.get(connection, asked.base_run)
    if asked is None or run is None or run.plan_status != "published":
        raise Conflict(REPLACED)
    weights = bridge.load_weights(connection, asked.weight_set_version)
    if weights is None:
        raise NotFound(f"Weight set {asked.weight_set_version} is not there.")
    prices = bridge.prices_of(connection, run.id)
    pins = bridge.pinned_of(pin_costs.people(connection, scenario_id))
    snapshot = bridge.load_snapshot(connection, asked.today, region=run.region)
    scope = nights.Scope(run.region, None, asked.today)
    plan = bridge.load_open_plan(connection, scope, snapshot, {pin.candidate for pin in pins})
    task = PinTask(
        snapshot=_taking_part(plan.snapshot, run.municipality),
        weights=weights,
        pins=pins,
        introduced=plan.introduced,
        work_limit=run.work_limit,
        prices=prices.of_resources,
        person_prices=prices.of_people,
    )
    _expect_there(task)
    return Asked(asked, task)


def _taking_part(snapshot: Snapshot, municipality: str | None) -> Snapshot:
    """Let nobody come in who is in no plan: a plan of one municipality has no room for the others.

    Those of them for whom something stands open may be moved.
    """
    if municipality is None:
        return snapshot
    standing = {one.candidate for one in snapshot.proposed}
    return snapshot.having(
        candidates=tuple(
            person
            if person.municipality == municipality or name_of(person) in standing
            else replace(person, paused=ALWAYS)
            for person in snapshot.candidates
        )
    )


def _expect_there(task: PinTask) -> None:
    snapshot = task.snapshot
    people, places, coaches = (
        set(map(name_of, each))
        for each in (snapshot.candidates, snapshot.vacancies, snapshot.coaches)
    )
    for pin in task.pins:
        there = pin.candidate in people and places.issuperset(pin.vacancies)
        if not there or not coaches.issuperset(filter(None, [pin.coach])):
            raise Conflict(GONE)


def worked_out(task: PinTask, stopping: Callable[[], bool], threads: int) -> PinCost:
    """Find what pins cost in a child of its own; raises what following a child raises."""
    with child(threads) as process:
        process.begin(task)
        found: PinCost = process.follow(lambda _: expect_going_on(stopping))
    return found
