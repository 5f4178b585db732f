"""The worker: takes runs from the queue, one per region at a time, and outlives its database."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
from procrastinate import App, RetryStrategy
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from service.db import done_requests, municipalities, queue, shown
from service.db.addresses import kept_running
from service.db.session import engine_of_service, transaction
from service.logs import start_logging
from service.settings import Settings
from service.usecases import auditing, erasing, execution, nights, publishing, runs, scenarios
from service.usecases.solving import end_with_parent

LOG = logging.getLogger(__name__)
RETRY = RetryStrategy(max_attempts=execution.MOST_ATTEMPTS + 1, wait=2)
EVERY_TEN_SECONDS = "* * * * * */10"
EVERY_MINUTE = "* * * * *"
EVERY_FIVE_MINUTES = "*/5 * * * *"
EVERY_NIGHT = "17 3 * * *"
HOURS_KEPT = 7 * 24
RESTART_PAUSE_S = 1.0


def serve_queue(settings: Settings, address: str) -> None:
    """Work until told to stop; when the database dies, wait for it and go on."""
    start_logging()
    while not _worked(settings, address):
        time.sleep(RESTART_PAUSE_S)


def work_beside(settings: Settings, address: str, log: Path) -> None:
    """Work in a spawned process, writing to a log, until told to stop or the parent is gone."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    with log.open("wb") as output:
        os.dup2(output.fileno(), sys.stdout.fileno())
        os.dup2(output.fileno(), sys.stderr.fileno())
    with kept_running(settings):
        serve_queue(settings, address)


def _worked(settings: Settings, url: str) -> bool:
    """Work until told to stop; false when the database was lost."""
    engine = engine_of_service(url, silence_s=settings.worker_stalled_after_s)
    try:
        return asyncio.run(_run(tasks_of(engine, url, settings), settings))
    except (psycopg.OperationalError, OperationalError, ConnectorException) as lost:
        reason = str(lost.__cause__ or lost).partition("\n")[0]
        LOG.warning("the database went away (%s); trying again", reason)
        return False
    finally:
        engine.dispose()


async def _run(app: App, settings: Settings) -> bool:
    """Work on both queues, one job of each at a time: a long run never keeps upkeep waiting.

    True when told to stop; false when a worker ended of itself, as it does without its database.
    """
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    async with app.open_async():
        queues = (queue.RUN_QUEUE, queue.UPKEEP_QUEUE)
        working = [asyncio.create_task(_take_jobs(app, name, settings)) for name in queues]
        waiting = asyncio.create_task(told.wait())
        await asyncio.wait([*working, waiting], return_when=asyncio.FIRST_COMPLETED)
        for task in (*working, waiting):
            task.cancel()
        ends = await asyncio.gather(*working, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception) and not told.is_set():
            raise end
    return told.is_set()


async def _take_jobs(app: App, name: str, settings: Settings) -> None:
    await app.run_worker_async(
        queues=[name],
        name=name,
        concurrency=1,
        fetch_job_polling_interval=1.0,
        update_heartbeat_interval=settings.worker_heartbeat_s,
        stalled_worker_timeout=settings.worker_stalled_after_s,
        shutdown_graceful_timeout=settings.worker_heartbeat_s,
        delete_jobs="successful",
        install_signal_handlers=False,
    )


def tasks_of(engine: Engine, url: str, settings: Settings) -> App:
    """Make the queue's App with its tasks."""
    app = queue.queue_app(url, settings.worker_stalled_after_s)

    @app.task(name=queue.RUN_TASK, queue=queue.RUN_QUEUE, retry=RETRY)
    async def match_run(run_id: str, region: str) -> None:
        ending = threading.Event()
        try:
            await asyncio.to_thread(
                execution.execute_run,
                engine,
                UUID(run_id),
                region,
                ending.is_set,
                settings.solver_threads,
            )
        finally:
            ending.set()

    @app.task(name=queue.SCENARIO_TASK, queue=queue.RUN_QUEUE, retry=RETRY)
    async def scenario(scenario_id: str, region: str) -> None:
        ending = threading.Event()
        try:
            await asyncio.to_thread(
                scenarios.execute,
                engine,
                UUID(scenario_id),
                region,
                ending.is_set,
                settings.solver_threads,
            )
        finally:
            ending.set()

    @app.task(name=queue.PLAN_TASK, queue=queue.RUN_QUEUE, retry=RETRY)
    async def plan(run_id: str, region: str, step: str) -> None:
        await asyncio.to_thread(
            publishing.take_step, engine, UUID(run_id), region, step, settings.today()
        )

    @app.periodic(cron=EVERY_TEN_SECONDS)
    @app.task(name="retry_stalled", queue=queue.UPKEEP_QUEUE, queueing_lock="retry_stalled")
    async def retry_stalled(timestamp: int) -> None:
        stalled = await app.job_manager.get_stalled_jobs(
            queue=queue.RUN_QUEUE, seconds_since_heartbeat=settings.worker_stalled_after_s
        )
        for job in stalled:
            await _start_again(app, job)

    @app.periodic(cron=EVERY_TEN_SECONDS)
    @app.task(name="sweep", queue=queue.UPKEEP_QUEUE, queueing_lock="sweep")
    async def sweep(timestamp: int) -> None:
        await asyncio.to_thread(_sweep, engine)

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name="seal_audit", queue=queue.UPKEEP_QUEUE, queueing_lock="seal_audit")
    async def seal_audit(timestamp: int) -> None:
        await asyncio.to_thread(_seal_audit, engine)

    @app.periodic(cron=EVERY_FIVE_MINUTES)
    @app.task(name="begin_night", queue=queue.UPKEEP_QUEUE, queueing_lock="begin_night")
    async def begin_night(timestamp: int) -> None:
        await asyncio.to_thread(_begin_night, engine, settings)

    @app.periodic(cron=EVERY_NIGHT)
    @app.task(name="forget_jobs", queue=queue.UPKEEP_QUEUE, queueing_lock="forget_jobs")
    async def forget_jobs(timestamp: int) -> None:
        await asyncio.to_thread(_forget_old, engine, settings)
        await app.job_manager.delete_old_jobs(
            nb_hours=HOURS_KEPT, include_failed=True, include_cancelled=True, include_aborted=True
        )
        for job in await app.job_manager.get_stalled_jobs(queue=queue.UPKEEP_QUEUE):
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)

    return app


async def _start_again(app: App, job: Job) -> None:
    LOG.warning("job %s lost its worker; it starts again", job.id)
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:  # the sweeper was first
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


def _sweep(engine: Engine) -> None:
    with transaction(engine) as connection:
        regions = municipalities.regions(connection)
        put_off = queue.hasten(connection)
    if put_off:
        LOG.warning("%d jobs were put off by a clock that is ahead; they begin now", put_off)
    if found := runs.sweep(engine, regions):
        LOG.warning("%d runs had lost their job and were queued again", found)
    if found := scenarios.sweep(engine, regions):
        LOG.warning("%d scenarios had lost their job and were queued again", found)
    if forgotten := erasing.forget_people(engine, regions):
        LOG.info("%d people were taken out of what runs had kept", forgotten)


def _seal_audit(engine: Engine) -> None:
    with transaction(engine) as connection:
        regions = municipalities.regions(connection)
    auditing.seal(engine, regions)


def _begin_night(engine: Engine, settings: Settings) -> None:
    """Ask for the runs of this night, where that is not done yet."""
    lasts = timedelta(hours=settings.night_hours)
    night = nights.night_of(datetime.now(UTC), settings.night_begins, lasts)
    if night is None:
        return
    with transaction(engine) as connection:
        regions = municipalities.regions(connection)
    for region, run in nights.begin(engine, regions, night, "night"):
        if run is not None:
            LOG.info("the night of %s of region %s is run %s", night, region, run)


def _forget_old(engine: Engine, settings: Settings) -> None:
    with transaction(engine) as connection:
        done_requests.forget_old(connection)
        shown.forget_old(connection)
        regions = municipalities.regions(connection)
    runs.forget_inputs(engine, regions)
    scenarios.forget_old(engine, regions)
    if forgotten := auditing.forget(engine, regions, settings.audit_months):
        LOG.info("%d blocks of what was done were forgotten", forgotten)
