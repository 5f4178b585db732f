"""A run again: the same plan from what was kept, or the stored plan judged once more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row

from service import bridge
from service.db import runs
from service.db.session import snapshot_transaction
from service.errors import Conflict, NotFound
from service.settings import code_version, lock_hash
from service.usecases.solving import child
from solver.judge import plan_violations
from solver.match import Task

FORGOTTEN = (
    "What this run read is not kept: it is too old, somebody in it was deleted, or the run was "
    "itself a replay."
)
OTHERWISE = (
    "This run was done by other code, other libraries or another kind of machine, and would not "
    "come to the same plan: verify it instead (plaatsmaker verify)."
)


@dataclass(frozen=True, slots=True)
class Again:
    """The hash of a plan as it was stored, and as it is now."""

    stored: str
    now: str


def expect_replayable(connection: Connection, run_id: UUID) -> Row[Any]:
    """Give a run that can be done again here; raises `NotFound` or `Conflict`."""
    run = runs.get(connection, run_id)
    if run is None:
        raise NotFound
    if not run.replayable:
        raise Conflict(FORGOTTEN)
    if (run.code_version, run.lock_hash) != (code_version(), lock_hash()):
        raise Conflict(OTHERWISE)
    return run


def task_of(connection: Connection, run_id: UUID) -> Task:
    """Give what a run was asked, to be done again; raises as `expect_replayable` does."""
    expect_replayable(connection, run_id)
    return _kept(connection, run_id)


def replay(engine: Engine, run_id: UUID, region: str) -> Again:
    """Do a run again and store nothing; raises as `expect_replayable` does."""
    with snapshot_transaction(engine, region=region) as connection:
        run = expect_replayable(connection, run_id)
        task = _kept(connection, run_id)
    with child() as solving:
        plan = solving.solve(task)
    return Again(run.plan_hash, bridge.plan_hash(plan))


def verify(engine: Engine, run_id: UUID, region: str) -> list[str]:
    """Judge the stored plan of a run once more by what it read; give everything that is wrong.

    Raises `NotFound`, and `Conflict` when what it read is not kept any longer.
    """
    with snapshot_transaction(engine, region=region) as connection:
        run = runs.get(connection, run_id)
        if run is None:
            raise NotFound
        task, plan = _kept(connection, run_id), bridge.stored_plan(connection, run_id)
    known = {f"{p.municipality}/{p.reference}" for p in task.snapshot.candidates}
    whole = plan if run.replayable else plan.of_people(known)
    broken = plan_violations(task.snapshot, task.weights, whole)
    if run.replayable:
        broken += _different(run, task, plan)
    return broken


def _different(run: Row[Any], task: Task, plan: bridge.StoredPlan) -> list[str]:
    """Say what is not as it was when the run ended."""
    hashes = (
        ("input", run.input_hash, bridge.document_of(task).digest),
        ("plan", run.plan_hash, bridge.plan_hash(plan)),
    )
    return [
        f"{what}: expected the hash {then[:12]}, as of the run, got {now[:12]}."
        for what, then, now in hashes
        if then != now
    ]


def _kept(connection: Connection, run_id: UUID) -> Task:
    document = runs.kept_input(connection, run_id)
    if document is None:
        raise Conflict(FORGOTTEN)
    return bridge.read_document(document)
