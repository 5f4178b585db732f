"""The worker: takes runs from the queue, one per region at a time, and outlives its database."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from uuid import UUID

import psycopg
from procrastinate import App, RetryStrategy
from procrastinate.exceptions import ConnectorException
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from service.db import municipalities, queue
from service.db.session import create_engine_for, refuse_bypassing_role, transaction
from service.settings import Settings
from service.usecases import execution, runs

LOG = logging.getLogger(__name__)
RETRY = RetryStrategy(max_attempts=execution.MOST_ATTEMPTS + 1, wait=2)
EVERY_TEN_SECONDS = "* * * * * */10"
RESTART_PAUSE_S = 1.0


def serve_queue(settings: Settings, address: str) -> None:
    """Work until told to stop; when the database dies, wait for it and go on."""
    while True:
        try:
            _work(settings, address)
            return
        except (psycopg.OperationalError, OperationalError, ConnectorException) as lost:
            LOG.warning("the database went away (%s); trying again", type(lost).__name__)
            time.sleep(RESTART_PAUSE_S)


def _work(settings: Settings, url: str) -> None:
    engine = create_engine_for(url)
    try:
        refuse_bypassing_role(engine)
        app = tasks_of(engine, url, settings)
        asyncio.run(_run(app, settings))
    finally:
        engine.dispose()


async def _run(app: App, settings: Settings) -> None:
    async with app.open_async():
        await app.run_worker_async(
            concurrency=2,
            fetch_job_polling_interval=1.0,
            update_heartbeat_interval=settings.worker_heartbeat_s,
            stalled_worker_timeout=settings.worker_stalled_after_s,
            shutdown_graceful_timeout=settings.worker_heartbeat_s,
        )


def tasks_of(engine: Engine, url: str, settings: Settings) -> App:
    """Make the queue's App with its tasks."""
    app = queue.queue_app(url)

    @app.task(name=queue.RUN_TASK, queue=queue.RUN_QUEUE, retry=RETRY)
    async def match_run(run_id: str, region: str) -> None:
        ending = threading.Event()
        try:
            await asyncio.to_thread(
                execution.execute_run, engine, UUID(run_id), region, ending.is_set
            )
        finally:
            ending.set()

    @app.periodic(cron=EVERY_TEN_SECONDS)
    @app.task(name="retry_stalled", queue="upkeep", queueing_lock="retry_stalled")
    async def retry_stalled(timestamp: int) -> None:
        stalled = await app.job_manager.get_stalled_jobs(
            seconds_since_heartbeat=settings.worker_stalled_after_s
        )
        for job in stalled:
            LOG.warning("job %s lost its worker; it starts again", job.id)
            await app.job_manager.retry_job(job)

    @app.periodic(cron=EVERY_TEN_SECONDS)
    @app.task(name="sweep", queue="upkeep", queueing_lock="sweep")
    async def sweep(timestamp: int) -> None:
        await asyncio.to_thread(_sweep, engine)

    return app


def _sweep(engine: Engine) -> None:
    with transaction(engine) as connection:
        regions = municipalities.regions(connection)
    if found := runs.sweep(engine, regions):
        LOG.warning("%d runs had lost their job and were queued again", found)
