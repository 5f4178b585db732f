"""A match run from its first read to its stored plan, judged before it is kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row
from sqlalchemy.exc import OperationalError

from service import bridge
from service.db import audit, nights, runs
from service.db.session import snapshot_transaction, transaction
from service.errors import Conflict, NotFound, ServiceError, where
from service.objects import many_objects
from service.settings import code_version, lock_hash
from service.usecases import publishing, replayed
from service.usecases.solving import Child, SolveDied, Stopping, child, never
from solver.judge import plan_violations
from solver.match import MatchParams, Plan, Task

MOST_ATTEMPTS = 3
CANCELLED = "Cancelled: the draft is the best plan that was found until then."
LOG = logging.getLogger(__name__)


def execute_run(
    engine: Engine,
    run_id: UUID,
    region: str,
    stopping: Callable[[], bool] = never,
    threads: int = 2,
) -> None:
    """Do a run from its first read to its stored plan; a run that has ended is left alone.

    Raises `SolveDied`, `Stopping` or the database's own error when another try may go better;
    anything else ends the run. `stopping` tells whether this process was asked to end; the search
    uses so many `threads`.
    """
    with transaction(engine, region=region) as connection:
        run = runs.claim(connection, run_id, MOST_ATTEMPTS)
        if run is None:
            runs.give_up(connection, run_id, MOST_ATTEMPTS)
            return
    try:
        _matched(engine, run, stopping, threads)
    except Stopping:
        with transaction(engine, region=region) as connection:
            runs.release(connection, run)
        raise
    except (SolveDied, OperationalError) as failed:
        kind = type(failed.orig if isinstance(failed, OperationalError) else failed).__name__
        LOG.warning("attempt %d of run %s ended in %s", run.attempts, run_id, kind)
        raise
    except Exception as failed:
        LOG.error("run %s ended in %s at %s", run_id, type(failed).__name__, where(failed))
        known = isinstance(failed, ServiceError)
        sentence = str(failed) if known else f"The run ended in {type(failed).__name__}."
        with transaction(engine, region=region) as connection:
            runs.fail(connection, run, sentence)


def _matched(engine: Engine, run: Row[Any], stopping: Callable[[], bool], threads: int) -> None:
    with child(threads) as solving:
        with many_objects():
            begun = _begun(engine, run)
            solving.begin(begun.task)
            document = bridge.document_of(begun.task)  # while the child is at work
        plan = _found(engine, run, solving, stopping)
    with many_objects():
        _expect_sound(run, begun.task, plan)
        _keep(engine, run, begun, document, plan)


def _keep(
    engine: Engine, run: Row[Any], begun: _Begun, document: bridge.Document, plan: Plan
) -> None:
    """End a run with its plan, in one transaction."""
    written = bridge.written_plan(plan)
    certificate = _certificate(begun, document.digest, written)
    status = "cancelled" if certificate.outcome == "CANCELLED" else "finished"
    with transaction(engine, region=run.region) as connection:
        if runs.finish(connection, run, certificate, status):
            bridge.store_plan(connection, run.id, written)
            audit.note(connection, "run_finished", run.id, municipality=run.municipality)
            if begun.kept_until is not None:
                runs.keep_input(connection, run, document.compressed, begun.kept_until)
            if status == "cancelled":
                runs.note_alert(connection, run.id, CANCELLED)
            elif run.by_night:
                publishing.publish_by_itself(connection, run, certificate.placed)


@dataclass(frozen=True, slots=True)
class _Begun:
    """What a run has read, and how long that is kept; None: not."""

    task: Task
    read_at: datetime
    kept_until: date | None


def _begun(engine: Engine, run: Row[Any]) -> _Begun:
    """Read one consistent state of everything, or what an earlier run has read."""
    with snapshot_transaction(engine, region=run.region) as connection:
        if run.replay_of is not None:
            return _begun_again(connection, run)
        night = nights.settings_of(connection, run.region)
        weight_set = bridge.load_weights(connection, run.weight_set_version)
        snapshot = bridge.load_night(connection, run, night.cooling_off_days)
        prices = bridge.earlier_prices(connection, run)
        came = bridge.newcomers(connection, run) if night.hold_back else None
        read_at = runs.moment(connection)
    if weight_set is None:
        raise NotFound(f"Weight set {run.weight_set_version} is not there.")
    params = MatchParams(
        seed=run.seed,
        work_limit=run.work_limit,
        change_budget=_budget(run, night, len(snapshot.proposed)),
        prices=prices.of_resources,
        person_prices=prices.of_people,
        newcomers=came,
    )
    task = Task(snapshot, weight_set, params)
    kept_until = read_at.date() + timedelta(days=night.replayable_days)
    return _Begun(task, read_at, kept_until)


def _begun_again(connection: Connection, run: Row[Any]) -> _Begun:
    task = replayed.task_of(connection, run.replay_of)
    return _Begun(task, runs.moment(connection), None)


def _budget(run: Row[Any], night: Row[Any], standing: int) -> int | None:
    """Give how much of what stands open may change: as asked, else as the region has it."""
    if run.change_budget is not None:
        return int(run.change_budget)
    if night.change_budget_percent is not None:
        return standing * int(night.change_budget_percent) // 100
    return None if night.change_budget is None else int(night.change_budget)


def _found(engine: Engine, run: Row[Any], solving: Child, stopping: Callable[[], bool]) -> Plan:
    def report(step: dict[str, Any]) -> bool:
        if stopping():
            raise Stopping
        with transaction(engine, region=run.region) as connection:
            return runs.progress(connection, run, step)

    plan: Plan = solving.follow(report)
    return plan


def _expect_sound(run: Row[Any], task: Task, plan: Plan) -> None:
    """Refuse a plan that cannot be carried out."""
    if broken := plan_violations(task.snapshot, task.weights, plan):
        LOG.error("the plan of run %s breaks %d rules", run.id, len(broken))
        raise Conflict(f"The plan breaks {len(broken)} rules and was not stored.")


def _certificate(begun: _Begun, digest: str, written: bridge.WrittenPlan) -> runs.Certificate:
    """Write down what makes a plan repeatable and how good it is at least."""
    plan, result = written.plan, written.plan.result
    return runs.Certificate(
        input_hash=digest,
        plan_hash=written.digest,
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
        read_at=begun.read_at,
        change_budget=begun.task.params.change_budget,
        changed=plan.changed,
        forced=plan.forced,
        replayable=begun.kept_until is not None,
    )
