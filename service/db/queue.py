"""The queue: procrastinate on the same PostgreSQL, so that a run and its job are one commit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from procrastinate import App, PsycopgConnector
from sqlalchemy import Connection, make_url, text

from service.db.session import SILENCE_S, chosen_beside

RUN_QUEUE, UPKEEP_QUEUE = "runs", "upkeep"
RUN_TASK, PLAN_TASK = "match_run", "plan"

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
    return _defer(connection, RUN_TASK, region, {"run_id": str(run_id), "region": region})


def defer_plan(connection: Connection, run_id: UUID, region: str, step: str) -> int:
    """Queue a step of a plan, `publish` or `withdraw`, before all runs that have not begun."""
    args = {"run_id": str(run_id), "region": region, "step": step}
    return _defer(connection, PLAN_TASK, region, args)


def _defer(connection: Connection, task: str, region: str, args: Mapping[str, str]) -> int:
    lock = "run" if task == RUN_TASK else args["step"]
    given = {
        "queue": RUN_QUEUE,
        "task": task,
        "region": region,
        "priority": int(task == PLAN_TASK),
        "queueing_lock": f"{lock}-{args['run_id']}",
        "args": json.dumps(args),
    }
    return int(connection.execute(_DEFER, given).scalar_one())


def hasten(connection: Connection) -> int:
    """Let jobs begin that a worker put off by a clock that is ahead; give how many."""
    return connection.execute(_HASTEN, {"queue": RUN_QUEUE}).rowcount
