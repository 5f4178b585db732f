"""A match run from its first read to its stored plan, judged before it is kept."""

from __future__ import annotations

import hashlib
import logging
import platform
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Row
from sqlalchemy.exc import OperationalError

from service import bridge
from service.db import runs
from service.db.session import snapshot_transaction, transaction
from service.errors import Conflict, NotFound, ServiceError, where
from service.settings import CHECKOUT, lock_hash
from service.usecases.solving import SolveDied, Stopping, Task, never, solve_in_child
from solver.judge import plan_violations
from solver.match import MatchParams, Plan
from solver.snapshot import Snapshot
from solver.weights import WeightSet

MOST_ATTEMPTS = 3
LOG = logging.getLogger(__name__)


def execute_run(
    engine: Engine, run_id: UUID, region: str, stopping: Callable[[], bool] = never
) -> None:
    """Do a run from its first read to its stored plan; a run that has ended is left alone.

    Raises `SolveDied`, `Stopping` or the database's own error when another try may go better;
    anything else ends the run. `stopping` tells whether this process was asked to end.
    """
    with transaction(engine, region=region) as connection:
        run = runs.claim(connection, run_id, MOST_ATTEMPTS)
        if run is None:
            runs.give_up(connection, run_id, MOST_ATTEMPTS)
            return
    try:
        _matched(engine, run, stopping)
    except Stopping:
        with transaction(engine, region=region) as connection:
            runs.release(connection, run)
        raise
    except (SolveDied, OperationalError):
        raise
    except Exception as failed:
        LOG.error("run %s ended in %s at %s", run_id, type(failed).__name__, where(failed))
        known = isinstance(failed, ServiceError)
        sentence = str(failed) if known else f"The run ended in {type(failed).__name__}."
        with transaction(engine, region=region) as connection:
            runs.fail(connection, run, sentence)


def _matched(engine: Engine, run: Row[Any], stopping: Callable[[], bool]) -> None:
    plan, certificate = _solved(engine, run, stopping)
    status = "cancelled" if certificate.outcome == "CANCELLED" else "finished"
    with transaction(engine, region=run.region) as connection:
        if runs.finish(connection, run, certificate, status):
            bridge.store_plan(connection, run.id, plan)


def _solved(
    engine: Engine, run: Row[Any], stopping: Callable[[], bool]
) -> tuple[Plan, runs.Certificate]:
    with snapshot_transaction(engine, region=run.region) as connection:
        snapshot = bridge.load_snapshot(
            connection, run.today, region=run.region, municipality=run.municipality
        )
        weight_set = bridge.load_weights(connection, run.weight_set_version)
    if weight_set is None:
        raise NotFound(f"Weight set {run.weight_set_version} is not there.")
    params = MatchParams(seed=run.seed, work_limit=run.work_limit)

    def report(step: dict[str, Any]) -> bool:
        if stopping():
            raise Stopping
        with transaction(engine, region=run.region) as connection:
            return runs.progress(connection, run, step)

    plan = solve_in_child(Task(snapshot, weight_set, params), report)
    if broken := plan_violations(snapshot, weight_set, plan):
        LOG.error("the plan of run %s breaks %d rules", run.id, len(broken))
        raise Conflict(f"The plan breaks {len(broken)} rules and was not stored.")
    return plan, certificate_of(plan, snapshot, weight_set)


def certificate_of(plan: Plan, snapshot: Snapshot, weight_set: WeightSet) -> runs.Certificate:
    """Write down what makes a plan repeatable and how good it is at least."""
    result = plan.result
    return runs.Certificate(
        input_hash=bridge.input_hash(snapshot, weight_set),
        code_version=code_version(),
        lock_hash=lock_hash(),
        outcome=result.outcome.name,
        method=result.method,
        value=result.value[0] if result.value else None,
        bound=result.bound[0] if result.bound else None,
        gap=plan.gap,
        placed=len(plan.proposals),
        people=len(plan.proposals) + len(plan.unplaced),
        summary=bridge.summary_of(plan),
    )


@cache
def code_version() -> str:
    """Name the code that ran: the package version and a digest of its own files."""
    digest = hashlib.sha256()
    for folder in ("solver", "service"):
        for path in sorted((CHECKOUT / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return f"{version('plaatsmaker')}+{digest.hexdigest()[:12]}.{platform.machine()}"
