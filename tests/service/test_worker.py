"""Runs under real workers, real kills and real signals: no half plan, no lost run."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, text

from service.db import municipalities
from service.db import runs as stored_runs
from service.db.session import transaction
from service.settings import CHECKOUT
from service.usecases.execution import MOST_ATTEMPTS, execute_run
from service.usecases.runs import sweep
from tests.service.working import (
    PATIENCE_S,
    REGION,
    TODAY,
    children_of,
    ended,
    gone,
    requested,
    run_of,
    running,
    wait_for,
    worker,
    worker_url,
)

if TYPE_CHECKING:
    from tests.conftest import Database


def count(engine: Engine, query: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(query)).scalar_one())


def test_a_run_goes_through_the_queue_to_a_stored_plan(
    database: Database, engine: Engine, log: Path
) -> None:
    run_id = requested(engine, seed=7)

    with worker(worker_url(database), log):
        run = wait_for(engine, run_id, ended)

    assert (run.status, run.plan_status, run.people, run.attempts) == ("finished", "draft", 1, 1)
    assert run.outcome == "OPTIMAL"
    assert count(engine, "SELECT (SELECT count(*) FROM proposal) + count(*) FROM unplaced") == 1


def test_a_run_whose_worker_was_killed_is_done_by_another(
    database: Database, engine: Engine, log: Path
) -> None:
    run_id = requested(engine)
    with worker(worker_url(database), log) as first:
        wait_for(engine, run_id, running)
        solving = wait_for_child(first.pid)
        first.kill()

    with worker(worker_url(database), log):
        run = wait_for(engine, run_id, ended)

    assert (run.status, run.attempts) == ("finished", 2)
    assert all(gone(child) for child in solving)
    assert count(engine, "SELECT (SELECT count(*) FROM proposal) + count(*) FROM unplaced") == 1


def wait_for_child(pid: int) -> list[int]:
    until = time.monotonic() + PATIENCE_S
    while not (found := children_of(pid)) and time.monotonic() < until:
        time.sleep(0.01)
    assert found
    return found


def test_a_run_that_kills_its_worker_every_time_is_given_up(engine: Engine) -> None:
    run_id = requested(engine)
    with engine.begin() as connection:
        tried = text("UPDATE match_run SET status = 'running', attempts = :most")
        connection.execute(tried, {"most": MOST_ATTEMPTS})

    execute_run(engine, run_id, REGION)

    run = run_of(engine, run_id)
    assert run.status == "failed"
    assert "3 attempts" in run.failure


def test_runs_of_one_region_follow_each_other_and_another_region_does_not_wait(
    database: Database, engine: Engine, log: Path
) -> None:
    with engine.begin() as connection:
        municipalities.put_region(connection, "AM10", "Elsewhere")
    runs = [requested(engine), requested(engine), requested(engine, region="AM10")]

    with worker(worker_url(database), log), worker(worker_url(database), log):
        done = [wait_for(engine, run_id, ended) for run_id in runs]

    first, second = sorted(done[:2], key=lambda run: run.started_at)
    assert first.finished_at <= second.started_at
    assert done[2].started_at < second.finished_at


REQUEST = """
import os, signal, sys
from datetime import date
from service.db.session import create_engine_for, transaction
from service.usecases.runs import RunRequest, request_run
asked = RunRequest(region="AM09", today=date(2026, 11, 24), requested_by="test")
with transaction(create_engine_for(sys.argv[1]), region="AM09") as connection:
    request_run(connection, asked)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_requester_killed_before_its_commit_leaves_neither_run_nor_job(
    database: Database, engine: Engine
) -> None:
    command = [sys.executable, "-c", REQUEST, database.url()]

    killed = subprocess.run(command, cwd=CHECKOUT, check=False)

    assert killed.returncode == -signal.SIGKILL
    assert count(engine, "SELECT count(*) FROM match_run") == 0
    assert count(engine, "SELECT count(*) FROM procrastinate_jobs") == 0


ADD_ONLY = """
import os, signal, sys
from datetime import date
from uuid import UUID
from service.db import runs
from service.db.session import create_engine_for, transaction
run = runs.NewRun(UUID(sys.argv[2]), "AM09", None, 1, date(2026, 11, 24), 1, None, "test")
with transaction(create_engine_for(sys.argv[1]), region="AM09") as connection:
    runs.add(connection, run)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_run_whose_requester_died_before_its_job_was_committed_is_swept_up(
    database: Database, engine: Engine, log: Path
) -> None:
    run_id = requested(engine)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM match_run"))
        connection.execute(text("DELETE FROM procrastinate_jobs"))
    command = [sys.executable, "-c", ADD_ONLY, database.url(), str(run_id)]
    killed = subprocess.run(command, cwd=CHECKOUT, check=False)

    with worker(worker_url(database), log):
        run = wait_for(engine, run_id, ended)

    assert killed.returncode == -signal.SIGKILL
    assert (run.status, run.today) == ("finished", TODAY)


def test_the_sweeper_leaves_a_run_that_has_its_job(engine: Engine) -> None:
    requested(engine)

    found = sweep(engine, [REGION])

    assert found == 0
    assert count(engine, "SELECT count(*) FROM procrastinate_jobs") == 1


def test_an_attempt_that_was_taken_over_changes_nothing_any_more(engine: Engine) -> None:
    run_id = requested(engine)
    with transaction(engine, region=REGION) as connection:
        first = stored_runs.claim(connection, run_id, MOST_ATTEMPTS)
        second = stored_runs.claim(connection, run_id, MOST_ATTEMPTS)
    assert first is not None
    assert second is not None

    with transaction(engine, region=REGION) as connection:
        told_to_stop = stored_runs.progress(connection, first, {"step": "search"})
        stored_runs.release(connection, first)
        stored_runs.fail(connection, first, "The first worker's word.")

    assert told_to_stop
    assert run_of(engine, run_id) == second


def test_a_run_that_cannot_be_done_fails_at_once_and_names_no_person(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    run_id = requested(engine)
    with engine.begin() as connection:
        broken = 'UPDATE candidate SET profile = \'{"crebo": "k1 has no crebo"}\''
        connection.execute(text(broken))

    execute_run(engine, run_id, REGION)

    run = run_of(engine, run_id)
    assert (run.status, run.attempts) == ("failed", 1)
    assert run.failure == "The run ended in InvalidRecord."
    assert "InvalidRecord at close:" in caplog.text
    assert "crebo" not in caplog.text


def test_jobs_that_are_done_do_not_pile_up(database: Database, engine: Engine, log: Path) -> None:
    run_id = requested(engine)
    done = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'"

    with worker(worker_url(database), log):
        wait_for(engine, run_id, ended)
        time.sleep(1)

    assert count(engine, done) == 0
    assert count(engine, "SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'runs'") == 0


def test_a_job_that_comes_twice_changes_nothing(
    database: Database, engine: Engine, log: Path
) -> None:
    run_id = requested(engine)
    with worker(worker_url(database), log):
        before = wait_for(engine, run_id, ended)

    execute_run(engine, run_id, REGION)

    assert run_of(engine, run_id) == before
