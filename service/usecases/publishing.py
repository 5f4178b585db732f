"""A plan on its way: a draft is published, a published plan is withdrawn, each in one piece."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import Connection, Engine, Row
from sqlalchemy.exc import IntegrityError

from service.db import municipalities, publishing, queue
from service.db.session import transaction
from service.errors import Conflict, Forbidden
from service.usecases.callers_runs import find_run
from service.usecases.standing import SUSPENDED

LOG = logging.getLogger(__name__)
#: Step, and how the plan must stand for it.
STANDS: dict[str, str] = {"publish": "draft", "withdraw": "published"}
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
    _queue_once(connection, run, step)
    return run


def _hindrance(connection: Connection, run: Row[Any], step: str) -> str | None:
    """Say what stands in the way of a step, if anything does."""
    if run.plan_status != STANDS[step]:
        now = "has no plan" if run.plan_status is None else f"has a plan that is {run.plan_status}"
        return f"Expected a run whose plan is {STANDS[step]}; this one {now}."
    if step == "withdraw":
        return None
    if not run.placed and publishing.people_are_placed(connection, run):
        return EMPTY
    standing = run.municipality and municipalities.standing(connection, run.municipality)
    return SUSPENDED if standing and standing.suspended else None


def _queue_once(connection: Connection, run: Row[Any], step: str) -> None:
    """Queue a step, unless it waits already."""
    try:
        with connection.begin_nested():
            queue.defer_plan(connection, run.id, run.region, step)
    except IntegrityError as failed:
        if not isinstance(failed.orig, UniqueViolation):
            raise


def take_step(engine: Engine, run_id: UUID, region: str, step: str) -> None:
    """Take a step in one transaction; where something stands in the way, nothing moves."""
    with transaction(engine, region=region) as connection:
        run = publishing.locked(connection, run_id)
        hindrance = "It is gone." if run is None else _hindrance(connection, run, step)
        if run is None or hindrance is not None:
            LOG.warning("run %s: nothing to %s: %s", run_id, step, hindrance)
            return
        {"publish": publishing.publish, "withdraw": publishing.withdraw}[step](connection, run)
