"""What the queue gives a worker first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text

from service.db import queue
from service.db.session import transaction
from tests.service.tenancy import one_of_each
from tests.service.working import REGION, requested

if TYPE_CHECKING:
    from tests.conftest import Database

FETCH = text("SELECT task_name FROM procrastinate_fetch_job_v2(ARRAY['runs'], NULL)")


def test_a_plan_is_published_before_the_runs_that_wait(database: Database) -> None:
    engine = create_engine(database.url())
    with engine.begin() as connection:
        one_of_each(connection)
    run = requested(engine)
    with transaction(engine, region=REGION) as connection:
        queue.defer_plan(connection, run, REGION, "publish")

    with engine.begin() as connection:
        first = connection.execute(FETCH).scalar_one()

    engine.dispose()
    assert first == queue.PLAN_TASK
