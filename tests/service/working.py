"""Real worker processes on a real database, and what a test asks of them."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Row, text

from service.db import runs as stored_runs
from service.db.roles import WORKER
from service.db.session import transaction
from service.settings import CHECKOUT
from service.usecases import imports
from service.usecases.runs import RunRequest, request_run
from tests import log_watch
from tests.service.commanding import Started, started

REGION = "AM09"
TODAY = date(2026, 11, 24)
LABORIJN = CHECKOUT / "examples" / "laborijn"
PATIENCE_S = 90.0
GOODBYE_S = 10.0


@contextmanager
def worker(
    url: str, log: Path, host: Sequence[str] = (), **settings: str
) -> Iterator[Started | subprocess.Popen[bytes]]:
    """Run a worker that notices a dead colleague within seconds; it is killed at the end.

    `host` are the words before a command that let it run on another host.
    """
    quick = {"WORKER_HEARTBEAT_S": "0.5", "WORKER_STALLED_AFTER_S": "3", **settings}
    given = quick | {"WORKER_DATABASE_URL": url}
    process = _started_on(host, log, given) if host else started("worker", log, given)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        log_watch.LINES.extend(log.read_text().splitlines())


def _started_on(
    host: Sequence[str], log: Path, settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    named = {f"PLAATSMAKER_{name}": value for name, value in settings.items()}
    with log.open("ab") as output:
        return subprocess.Popen(
            [*host, sys.executable, "-m", "service.cli", "worker"],
            env=os.environ | named,
            stdout=output,
            stderr=output,
            cwd=CHECKOUT,
        )


def worker_url(database: Any) -> str:
    """Give the address of the worker's role."""
    url: str = database.url(WORKER)
    return url


def import_laborijn(owner: Engine, municipalities: str = "GM*") -> None:
    """Store the practice, or some of its municipalities, as the demo does."""
    imports.import_region(owner, imports.read_region_file(LABORIJN / "region.json"))
    for folder in sorted(LABORIJN.glob(municipalities)):
        nouns = ("organisations", "vacancies", "coaches", "candidates")
        files = ((folder / f"{noun}.ndjson").read_bytes() for noun in nouns)
        lines = chain.from_iterable(file.splitlines(keepends=True) for file in files)
        assert imports.import_records(owner, folder.name, lines).refused == 0


def requested(engine: Engine, **asked: Any) -> UUID:
    """Ask for a run of the region."""
    request = RunRequest(**{"region": REGION, "today": TODAY, "requested_by": "test", **asked})
    with transaction(engine, region=request.region) as connection:
        return request_run(connection, request)


def run_of(engine: Engine, run_id: UUID) -> Row[Any]:
    """Read a run."""
    with transaction(engine, region=REGION) as connection:
        run = stored_runs.get(connection, run_id)
    assert run is not None
    return run


def wait_for(engine: Engine, run_id: UUID, holds: Callable[[Row[Any]], bool]) -> Row[Any]:
    """Wait until something holds of a run."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        run = run_of(engine, run_id)
        if holds(run):
            return run
        time.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE_S:.0f} s; the run has {run.status}: {run.progress}")


def search_shortly(engine: Engine) -> None:
    """Let the next attempt of every run end soon."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE match_run SET work_limit = 1"))


def ended(run: Row[Any]) -> bool:
    """Tell whether a run is over."""
    return run.status not in {"queued", "running"}


def running(run: Row[Any]) -> bool:
    """Tell whether a worker has begun."""
    return run.status == "running"


def searching(run: Row[Any]) -> bool:
    """Tell whether the child is at work on the plan."""
    return running(run) and run.progress.get("step") == "search"


def children_of(pid: int) -> list[int]:
    """List the processes that a process started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def kill_children() -> None:
    """Kill the processes that this one spawned to match, and see them gone."""
    children = multiprocessing.active_children()
    assert children
    for child in children:
        child.kill()
        child.join(GOODBYE_S)


def gone(pid: int) -> bool:
    """Tell whether a process has ended (a zombie has)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def soon_gone(pids: list[int]) -> bool:
    """Wait a little for processes to end: one that watches its parent ends just after it."""
    until = time.monotonic() + GOODBYE_S
    while not all(gone(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    return all(gone(pid) for pid in pids)
