"""A worker whose clock is an hour fast: a run that it puts back does not wait for that hour."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import procrastinate.utils
import pytest
from sqlalchemy import Engine, text

from service.db.session import create_engine_for
from service.settings import Settings
from service.worker import tasks_of
from tests.service.working import requested, worker_url

if TYPE_CHECKING:
    from tests.conftest import Database


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the queue's clock of this process be an hour ahead of the database's."""
    ahead = timedelta(hours=1)
    monkeypatch.setattr(procrastinate.utils, "utcnow", lambda: datetime.now(UTC) + ahead)


def upkeep(url: str, *names: str) -> None:
    """Do tasks of a worker, as it does them by itself every ten seconds."""
    engine = create_engine_for(url)

    async def done() -> None:
        app = tasks_of(engine, url, Settings())
        async with app.open_async():
            for name in names:
                await app.tasks[name](timestamp=0)

    asyncio.run(done())
    engine.dispose()


def due(engine: Engine) -> list[bool]:
    query = text("SELECT status = 'todo' AND scheduled_at <= now() FROM procrastinate_jobs")
    with engine.connect() as connection:
        return list(connection.scalars(query))


@pytest.mark.usefixtures("fast")
def test_a_run_that_lost_its_worker_is_put_back_by_a_fast_clock_and_begins_all_the_same(
    database: Database, engine: Engine
) -> None:
    requested(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))

    upkeep(worker_url(database), "retry_stalled")
    put_off = due(engine)
    upkeep(worker_url(database), "sweep")

    assert (put_off, due(engine)) == ([False], [True])
