"""A plan on its way: a draft is published, a published plan is withdrawn, each in one piece."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import Connection, Engine, Row
from sqlalchemy.exc import IntegrityError

from service import bridge
from service.db import audit, municipalities, nights, publishing, queue, runs
from service.db.session import transaction
from service.errors import Conflict, Forbidden
from service.usecases.callers_runs import find_run
from service.usecases.standing import SUSPENDED
from solver.changes import impossible
from solver.columns import Columns
from solver.plan import Change

LOG = logging.getLogger(__name__)
#: Step, and how the plan must stand for it.
STANDS: dict[str, str] = {"publish": "draft", "withdraw": "published"}
#: Step, and what is noted when it is asked for and when it is taken.
NOTED: dict[str, tuple[str, str]] = {
    "publish": ("publication_asked", "plan_published"),
    "withdraw": ("withdrawal_asked", "plan_withdrawn"),
}
REPLAY = "This run has done an earlier one again, to compare: its plan is not published."
EMPTY = "This plan places nobody, and the published plan does. Withdraw that one to have no plan."


def ask_for_step(
    connection: Connection, run_id: UUID, municipality: str | None, step: str
) -> Row[Any]:
    """Queue a step of the plan of a run that one may move; give the run.

    Raises `NotFound`, `Forbidden` for a municipality and a run of its whole region, and `Conflict`
    when the plan does not stand so that the step can be taken, when it would put a plan that places
    nobody in the place of one that does, and while matching is suspended for the municipality.
    """
    run = find_run(connection, run_id)
    if municipality is not None and run.municipality != municipality:
        raise Forbidden("Only the region itself can publish or withdraw a plan of the region.")
    hindrance = _hindrance(connection, run, step)
    if hindrance is not None:
        raise Conflict(hindrance)
    if _queue_once(connection, run, step):
        audit.note(connection, NOTED[step][0], run.id, municipality=run.municipality)
    return run


def _hindrance(connection: Connection, run: Row[Any], step: str) -> str | None:
    """Say what stands in the way of a step, if anything does."""
    if run.plan_status != STANDS[step]:
        now = "has no plan" if run.plan_status is None else f"has a plan that is {run.plan_status}"
        return f"Expected a run whose plan is {STANDS[step]}; this one {now}."
    if step == "withdraw":
        return None
    if run.replay_of is not None:
        return REPLAY
    if not run.placed and publishing.people_are_placed(connection, run):
        return EMPTY
    standing = run.municipality and municipalities.standing(connection, run.municipality)
    return SUSPENDED if standing and standing.suspended else None


def _queue_once(connection: Connection, run: Row[Any], step: str) -> bool:
    """Queue a step, unless it waits already; tell whether it did not."""
    try:
        with connection.begin_nested():
            queue.defer_plan(connection, run.id, run.region, step)
    except IntegrityError as failed:
        if not isinstance(failed.orig, UniqueViolation):
            raise
        return False
    return True


def take_step(engine: Engine, run_id: UUID, region: str, step: str, today: date) -> None:
    """Take a step in one transaction; where something stands in the way, nothing moves."""
    with transaction(engine, region=region) as connection:
        run = publishing.locked(connection, run_id)
        hindrance = "It is gone." if run is None else _hindrance(connection, run, step)
        if run is None or hindrance is not None:
            LOG.warning("run %s: nothing to %s: %s", run_id, step, hindrance)
            return
        {"publish": _publish, "withdraw": _withdraw}[step](connection, run, today)
        audit.note(connection, NOTED[step][1], run.id, municipality=run.municipality)


def _publish(connection: Connection, run: Row[Any], today: date) -> None:
    """Publish a plan but for what is not possible any more, which is listed."""
    publishing.take_back_suspended(connection, run)
    rows = nights.put_forward(connection, run)
    dropped = _impossible(connection, run, rows, today)
    bridge.store_changes(connection, run.id, "publication", dropped.values())
    publishing.publish(connection, run, dropped.keys())
    if dropped:
        LOG.warning("run %s: %d proposals were dropped when published", run.id, len(dropped))


def _withdraw(connection: Connection, run: Row[Any], today: date) -> None:
    """Take a plan back; of what it superseded, what still fits stands again, the rest is listed."""
    rows = nights.superseded_by(connection, run)
    lost = _impossible(connection, run, rows, today)
    bridge.store_changes(connection, run.id, "withdrawal", lost.values())
    publishing.withdraw(connection, run, [row.id for row in rows if row.id not in lost])


def _impossible(
    connection: Connection, run: Row[Any], rows: Sequence[Row[Any]], today: date
) -> Mapping[UUID, Change]:
    """Find by id which proposals could not all be decided for now, and why."""
    weight_set = bridge.load_weights(connection, run.weight_set_version)
    assert weight_set is not None  # noqa: S101 - the run refers to it
    snapshot = bridge.load_decided(connection, run, today)
    columns = Columns.of(snapshot.having(proposed=bridge.standing_of(rows)), weight_set)
    ids = {f"{row.municipality}/{row.candidate}": row.id for row in rows}
    return {ids[change.candidate]: change for change in impossible(columns)}


def publish_by_itself(connection: Connection, run: Row[Any], placed: int) -> None:
    """Queue the publication of a plan of the night, unless it places too few: then say so."""
    night = nights.settings_of(connection, run.region)
    if not night.publishes_by_itself:
        return
    before, share = publishing.placed_before(connection, run), night.least_placed_percent
    if 100 * placed < share * before:
        alert = f"It places {placed} people, less than {share} % of the {before} of the last plan."
        LOG.warning("run %s does not publish itself: %s", run.id, alert)
        runs.note_alert(connection, run.id, alert)
        return
    _queue_once(connection, run, "publish")
