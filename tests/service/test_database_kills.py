"""The embedded server killed under whoever uses it: it comes back, and so does the work."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text

from service.db import embedded
from service.db.addresses import api_address, kept_running, owner_address, worker_address
from service.db.session import create_engine_for
from service.errors import Misconfigured
from service.settings import Environment, Settings
from tests.service.tenancy import one_of_each
from tests.service.test_night_faults import (
    HELD,
    PROOF,
    proposals,
    published,
    wait_until_locked_out,
    wait_until_waited_for,
    watching,
)
from tests.service.working import (
    PATIENCE_S,
    TODAY,
    ended,
    requested,
    running,
    wait_for,
    worker,
)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    made = create_engine_for(owner_address(settings))
    with made.begin() as connection:
        one_of_each(connection)
    yield made
    made.dispose()


def kill_postmaster(folder: Path) -> None:
    pid = int((folder / "cluster" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)


def test_the_three_roles_find_the_same_embedded_database(settings: Settings) -> None:
    asked = (owner_address, api_address, worker_address)

    names = []
    for address in asked:
        with psycopg.connect(address(settings)) as connection:
            row = connection.execute("SELECT current_database(), current_user").fetchone()
            names.append(row)

    users = ("postgres", "plaatsmaker_api", "plaatsmaker_worker")
    assert names == [("kept", user) for user in users]


def test_production_never_falls_back_on_the_embedded_server() -> None:
    production = Settings(environment=Environment.PRODUCTION)

    with pytest.raises(Misconfigured, match="PLAATSMAKER_DATABASE_URL"):
        api_address(production)


def test_an_address_for_one_role_alone_is_refused() -> None:
    half = Settings(database_url="postgresql://somewhere/else")

    with pytest.raises(Misconfigured, match="PLAATSMAKER_WORKER_DATABASE_URL"):
        worker_address(half)


def test_a_killed_server_is_started_again_for_whoever_keeps_it_running(
    settings: Settings, engine: Engine, folder: Path
) -> None:
    with kept_running(settings):
        kill_postmaster(folder)
        until = time.monotonic() + PATIENCE_S
        while not answers(settings) and time.monotonic() < until:
            time.sleep(0.2)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM candidate")).scalar_one() == 1


def answers(settings: Settings) -> bool:
    address = f"{embedded._Place.of(embedded.default_folder()).sockets}"
    try:
        psycopg.connect(host=address, user="postgres", dbname=settings.database_name).close()
    except psycopg.OperationalError:
        return False
    return True


def test_a_worker_outlives_its_database(
    settings: Settings, engine: Engine, folder: Path, tmp_path: Path
) -> None:
    with worker(worker_address(settings), tmp_path / "worker.log") as only, kept_running(settings):
        under_way = requested(engine)
        wait_for(engine, under_way, running)
        kill_postmaster(folder)
        wait_until_answers(settings)
        after = requested(engine)

        done = [wait_for(engine, run_id, ended) for run_id in (under_way, after)]

        assert only.poll() is None
    assert [run.status for run in done] == ["finished", "finished"]


@pytest.mark.parametrize("table", HELD.values() if PROOF else [HELD["writing"]])
def test_a_run_whose_database_is_killed_while_it_reads_or_writes_is_done_again(
    settings: Settings, engine: Engine, folder: Path, tmp_path: Path, table: str
) -> None:
    with worker(worker_address(settings), tmp_path / "worker.log"), kept_running(settings):
        holder = engine.connect()
        holder.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        run_id = requested(engine, seed=1, work_limit=20)
        wait_until_waited_for(engine, table)
        kill_postmaster(folder)
        holder.invalidate()
        holder.close()
        wait_until_answers(settings)

        run = wait_for(engine, run_id, ended)

    assert (run.status, run.plan_status) == ("finished", "draft")
    assert len(proposals(engine, run_id)) == run.placed


#: How soon it is noticed that a worker is gone, as the service has it; a test's own are sooner.
DEFAULT = {"WORKER_HEARTBEAT_S": "10", "WORKER_STALLED_AFTER_S": "30"}


def test_a_database_killed_while_a_night_publishes_has_the_old_plan_whole_and_then_the_new_one(
    settings: Settings, engine: Engine, folder: Path, log: Path
) -> None:
    tonight = {"by_night": True, "work_limit": 20}
    with worker(worker_address(settings), log, **DEFAULT), kept_running(settings):
        old = requested(engine, **tonight)
        placed = wait_for(engine, old, published).placed
        holder = engine.connect()
        hold = text("SELECT FROM proposal WHERE run_id = :run FOR UPDATE")
        holder.execute(hold, {"run": old})
        new = requested(engine, **tonight, today=TODAY + timedelta(days=1))
        wait_until_locked_out(engine, "locktype = 'transactionid'")
        kill_postmaster(folder)
        holder.invalidate()
        holder.close()
        wait_until_answers(settings)
        with watching(engine, old, new) as seen:
            wait_for(engine, new, published)

    before, after = ("published", "draft", placed, 0), ("superseded", "published", 0, placed)
    assert placed > 0
    assert after in seen <= {before, after}


def wait_until_answers(settings: Settings) -> None:
    until = time.monotonic() + PATIENCE_S
    time.sleep(0.5)
    while not answers(settings) and time.monotonic() < until:
        time.sleep(0.2)
