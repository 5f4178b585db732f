"""The queue: procrastinate on the same PostgreSQL, so that a run and its job are one commit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from procrastinate import App, PsycopgConnector
from sqlalchemy import Connection, make_url, text

from service.db.session import SILENCE_S, chosen_beside

RUN_QUEUE, UPKEEP_QUEUE = "runs", "upkeep"
RUN_TASK, PLAN_TASK, SCENARIO_TASK = "match_run", "plan", "scenario"
#: A plan goes before runs, and these before what would be.
PRIORITIES = {PLAN_TASK: 1, RUN_TASK: 0, SCENARIO_TASK: -1}

_DEFER = text(
    """
    SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[
        ROW(:queue, :task, :priority, :region, :queueing_lock, CAST(:args AS jsonb), NULL)
            ::procrastinate_job_to_defer_v1
    ]))
    """
)

#: Nothing is put off for so long: whoever did has a clock that is ahead of the database's.
_HASTEN = text(
    """
    UPDATE procrastinate_jobs SET scheduled_at = now()
    WHERE queue_name = :queue AND status = 'todo' AND scheduled_at > now() + interval '10 seconds'
    """
)


def queue_app(url: str, silence_s: float = SILENCE_S) -> App:
    """Make the queue's App for a worker; the worker registers its tasks on it."""
    address = make_url(url).set(drivername="postgresql")
    libpq = address.render_as_string(hide_password=False)
    chosen = chosen_beside(address, silence_s=silence_s)
    return App(connector=PsycopgConnector(conninfo=libpq, kwargs=chosen, min_size=1, max_size=4))


def defer_run(connection: Connection, run_id: UUID, region: str) -> int:
    """Queue a run in the caller's own transaction; give the number of the job.

    The lock makes the runs of one region follow each other, on whatever machine.
    """
    args = {"run_id": str(run_id), "region": region}
    return _defer(connection, RUN_TASK, f"run-{run_id}", args)


def defer_plan(connection: Connection, run_id: UUID, region: str, step: str) -> int:
    """Queue a step of a plan, `publish` or `withdraw`, before all runs that have not begun."""
    args = {"run_id": str(run_id), "region": region, "step": step}
    return _defer(connection, PLAN_TASK, f"{step}-{run_id}", args)


def defer_scenario(connection: Connection, scenario_id: UUID, region: str) -> int:
    """Queue what is asked of a run's day, after all runs that wait."""
    args = {"scenario_id": str(scenario_id), "region": region}
    return _defer(connection, SCENARIO_TASK, f"scenario-{scenario_id}", args)


def _defer(connection: Connection, task: str, lock: str, args: Mapping[str, str]) -> int:
    given = {
        "queue": RUN_QUEUE,
        "task": task,
        "region": args["region"],
        "priority": PRIORITIES[task],
        "queueing_lock": lock,
        "args": json.dumps(args),
    }
    return int(connection.execute(_DEFER, given).scalar_one())


def hasten(connection: Connection) -> int:
    """Let jobs begin that a worker put off by a clock that is ahead; give how many."""
    return connection.execute(_HASTEN, {"queue": RUN_QUEUE}).rowcount
