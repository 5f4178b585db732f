"""What the queue gives a worker first."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Engine, text

from service.db import queue
from service.db.session import transaction
from tests.service.working import REGION, requested

FETCH = text("SELECT task_name FROM procrastinate_fetch_job_v2(ARRAY['runs'], NULL)")


def test_what_would_be_waits_for_the_runs_that_wait(engine: Engine) -> None:
    with transaction(engine, region=REGION) as connection:
        queue.defer_scenario(connection, uuid4(), REGION)
    requested(engine)

    with engine.begin() as connection:
        first = connection.execute(FETCH).scalar_one()

    assert first == queue.RUN_TASK


def test_a_plan_is_published_before_the_runs_that_wait(engine: Engine) -> None:
    run = requested(engine)
    with transaction(engine, region=REGION) as connection:
        queue.defer_plan(connection, run, REGION, "publish")

    with engine.begin() as connection:
        first = connection.execute(FETCH).scalar_one()

    assert first == queue.PLAN_TASK
