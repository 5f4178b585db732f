"""Match runs: asked for, cancelled, and queued again when they lost their job."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine

from service.db import audit, queue, runs, weights
from service.db.session import transaction
from service.errors import Conflict, NotFound
from service.usecases import replayed


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a caller asks of a run; a missing seed is drawn.

    Without a change budget that of the region holds. `by_night`: its plan may publish itself.
    """

    region: str
    today: date
    requested_by: str
    municipality: str | None = None
    seed: int | None = None
    work_limit: int | None = None
    change_budget: int | None = None
    by_night: bool = False


def request_run(connection: Connection, asked: RunRequest) -> UUID:
    """Store a run and queue its job in one transaction, so that there is never one alone."""
    run = runs.NewRun(
        id=uuid4(),
        region=asked.region,
        municipality=asked.municipality,
        weight_set_version=weights.version_that_holds(
            connection, asked.municipality, asked.region, asked.today
        ),
        today=asked.today,
        seed=secrets.randbelow(2**31) if asked.seed is None else asked.seed,
        work_limit=asked.work_limit,
        requested_by=asked.requested_by,
        change_budget=asked.change_budget,
        by_night=asked.by_night,
    )
    return _queued(connection, run)


def request_replay(connection: Connection, run_id: UUID, requested_by: str) -> UUID:
    """Store a run that does an earlier one again; raises `NotFound` or `Conflict`."""
    earlier = replayed.expect_replayable(connection, run_id)
    run = runs.NewRun(
        id=uuid4(),
        region=earlier.region,
        municipality=earlier.municipality,
        weight_set_version=earlier.weight_set_version,
        today=earlier.today,
        seed=earlier.seed,
        work_limit=earlier.work_limit,
        requested_by=requested_by,
        replay_of=run_id,
    )
    return _queued(connection, run)


def _queued(connection: Connection, run: runs.NewRun) -> UUID:
    runs.add(connection, run)
    runs.note_job(connection, run.id, queue.defer_run(connection, run.id, run.region))
    audit.note(connection, "run_asked", run.id, municipality=run.municipality)
    return run.id


def sweep(engine: Engine, regions: Iterable[str]) -> int:
    """Queue again every open run that lost its job; give how many."""
    found = 0
    for region in regions:
        with transaction(engine, region=region) as connection:
            for run in runs.without_job(connection):
                job = queue.defer_run(connection, run.id, run.region)
                runs.note_job(connection, run.id, job)
                found += 1
    return found


def forget_inputs(engine: Engine, regions: Iterable[str]) -> None:
    """Delete what runs have read that is not kept any longer."""
    for region in regions:
        with transaction(engine, region=region) as connection:
            runs.forget_inputs(connection)


def cancel_run(connection: Connection, run_id: UUID) -> None:
    """Ask a run to stop; a run that has ended cannot be cancelled."""
    run = runs.get(connection, run_id)
    if run is None:
        raise NotFound
    if run.status not in {"queued", "running"}:
        raise Conflict(f"The run has {run.status} already.")
    runs.ask_to_cancel(connection, run_id)
    audit.note(connection, "run_cancelled", run_id, municipality=run.municipality)
