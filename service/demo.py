"""The demo: from files to a region matched, through the same queue and worker as any other run."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from uuid import UUID

from rich.console import Console
from sqlalchemy import Engine, Row

from service.db import embedded
from service.db import migrate as migrations
from service.db import runs as stored_runs
from service.db.addresses import api_address, kept_running, owner_address, worker_address
from service.db.session import create_engine_for, transaction
from service.demo_report import Follower, show_requests, show_summary
from service.errors import FieldProblem, InvalidInput, Misconfigured, ServiceError, Unavailable
from service.records.region import RegionRecord
from service.serving import expect_free_port, serve
from service.settings import CHECKOUT, Settings
from service.tokens import DemoIssuer
from service.usecases import imports, runs
from service.usecases.runs import RunRequest
from service.worker import work_beside

EXAMPLES = CHECKOUT / "examples"
PRACTICE, REGION_FILE = "laborijn", "region.json"
NOUNS = ("organisations", "vacancies", "coaches", "candidates")
SEED = 1
#: The day for which the files were drawn: the same plan, whenever the demo runs.
DAY = date(2026, 11, 24)
POLL_S = 0.2


def practices() -> list[str]:
    """Name the practices there are."""
    return sorted(path.parent.name for path in EXAMPLES.glob(f"*/{REGION_FILE}"))


def run_demo(
    settings: Settings,
    practice: str = PRACTICE,
    *,
    serve_after: bool,
    work_limit: int | None = None,
) -> None:
    """Start PostgreSQL, migrate, import, match the people, show the plan, and serve the API."""
    if settings.in_production:
        raise Misconfigured("The demo is not for production: its people and its key are invented.")
    if practice not in practices():
        problem = FieldProblem("practice", practice, f"one of {', '.join(practices())}")
        raise InvalidInput("There is no such practice.", [problem])
    if serve_after:
        expect_free_port(settings)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    console = Console(highlight=False)
    began = time.monotonic()
    with own_server(settings, console), kept_running(settings):
        engine = create_engine_for(api_address(settings))
        with worker_of_demo(settings) as working:
            run = matched(settings, engine, practice, Follower(console, working), work_limit)
            show_summary(console, run, time.monotonic() - began)
            if serve_after:
                _serve(settings, engine, run, _home(practice), console)
        engine.dispose()


@contextmanager
def own_server(settings: Settings, console: Console) -> Iterator[None]:
    """Run the embedded server, unless another is named; end it when this process started it."""
    began = time.monotonic()
    named = settings.database_url is not None
    started = not named and embedded.ensure().started
    migrations.upgrade(owner_address(settings))
    how = "as named" if named else "started" if started else "was running"
    console.print(f"PostgreSQL {how} and migrated in {time.monotonic() - began:.1f} s.")
    try:
        yield
    finally:
        if started:
            embedded.stop()


def _import(settings: Settings, engine: Engine, practice: str, console: Console) -> str:
    """Import a practice; give the code of its region. A second time changes nothing."""
    began, files = time.monotonic(), EXAMPLES / practice
    owner = create_engine_for(owner_address(settings))
    region = imports.import_region(owner, imports.read_region_file(files / REGION_FILE))
    owner.dispose()
    stored = sum(_import_municipality(engine, folder) for folder in sorted(files.glob("GM*")))
    console.print(f"{stored:,} records imported in {time.monotonic() - began:.1f} s.")
    return region.region.code


def _home(practice: str) -> str:
    """Give the municipality that a practice names first."""
    named = imports.read_region_file(EXAMPLES / practice / REGION_FILE)
    return RegionRecord.model_validate(named).municipalities[0].code


def _import_municipality(engine: Engine, folder: Path) -> int:
    lines = chain.from_iterable(
        (folder / f"{noun}.ndjson").read_bytes().splitlines(keepends=True) for noun in NOUNS
    )
    report = imports.import_records(engine, folder.name, lines, requested_by="demo")
    if report.refused:
        raise InvalidInput(f"The files of {folder.name} were not accepted.", report.errors)
    return report.accepted


@contextmanager
def worker_of_demo(settings: Settings) -> Iterator[BaseProcess]:
    """Run a worker beside this process; its output goes to a file in the state folder."""
    settings.state_folder.mkdir(parents=True, exist_ok=True)
    given = (settings, worker_address(settings), settings.state_folder / "worker.log")
    working = multiprocessing.get_context("spawn").Process(target=work_beside, args=given)
    working.start()
    try:
        yield working
    finally:
        working.terminate()
        working.join()


def matched(
    settings: Settings,
    engine: Engine,
    practice: str,
    follower: Follower,
    work_limit: int | None = None,
) -> Row[Any]:
    """Import a practice and match its people; give the finished run."""
    region = _import(settings, engine, practice, follower.console)
    asked = RunRequest(
        region=region, today=DAY, requested_by="demo", seed=SEED, work_limit=work_limit
    )
    with transaction(engine, region=region) as connection:
        run_id = runs.request_run(connection, asked)
    with follower, _cancelled_with_us(engine, run_id, region):
        run = _read(engine, run_id, region)
        while run.status in {"queued", "running"}:
            follower.show(run)
            time.sleep(POLL_S)
            run = _read(engine, run_id, region)
    if run.status != "finished":
        raise ServiceError(f"The match run has {run.status}: {run.failure}")
    return run


@contextmanager
def _cancelled_with_us(engine: Engine, run_id: UUID, region: str) -> Iterator[None]:
    """Leave no run behind for the next demo when somebody ends this one."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        print("Stopping ...")
        with transaction(engine, region=region) as connection:
            stored_runs.ask_to_cancel(connection, run_id)
        raise


def _read(engine: Engine, run_id: UUID, region: str) -> Row[Any]:
    with transaction(engine, region=region) as connection:
        run = stored_runs.get(connection, run_id)
    if run is None:
        raise Unavailable("The match run is not there any more.")
    return run


def _serve(settings: Settings, engine: Engine, run: Row[Any], own: str, console: Console) -> None:
    issuer = DemoIssuer(settings.state_folder, settings.token_issuer, settings.token_audience)
    token = issuer.token(["match:read", "runs:manage"], municipality=own)
    with transaction(engine, own) as connection:
        first = stored_runs.proposals(connection, run.id, 1, None, today=DAY)
    show_requests(console, settings, token, run.id, first[0].candidate)
    serve(settings.model_copy(update={"database_url": api_address(settings)}))
