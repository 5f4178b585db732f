"""Runs that search for long, under real workers: killed, told to end, cancelled."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from service.db.session import create_engine_for, transaction
from service.usecases.runs import cancel_run
from tests.service.working import (
    REGION,
    children_of,
    ended,
    import_laborijn,
    requested,
    run_of,
    search_shortly,
    searching,
    wait_for,
    worker,
    worker_url,
)

if TYPE_CHECKING:
    from tests.conftest import Database


@pytest.fixture
def laborijn(database: Database) -> Iterator[Engine]:
    """Give the administrator's pool of a database with enough people to search for seconds."""
    made = create_engine_for(database.url())
    import_laborijn(made)
    yield made
    made.dispose()


def test_a_run_whose_solve_was_killed_is_done_again(
    database: Database, laborijn: Engine, log: Path
) -> None:
    run_id = requested(laborijn, work_limit=100_000)
    with worker(worker_url(database), log) as only:
        wait_for(laborijn, run_id, searching)
        search_shortly(laborijn)
        for child in children_of(only.pid):
            os.kill(child, signal.SIGKILL)

        run = wait_for(laborijn, run_id, ended)

    assert (run.status, run.attempts) == ("finished", 2)


def test_a_worker_told_to_end_puts_its_run_back(
    database: Database, laborijn: Engine, log: Path
) -> None:
    run_id = requested(laborijn, work_limit=100_000)
    with worker(worker_url(database), log) as told:
        wait_for(laborijn, run_id, searching)
        told.send_signal(signal.SIGTERM)
        told.wait(timeout=20)
    put_back = run_of(laborijn, run_id)
    search_shortly(laborijn)

    with worker(worker_url(database), log):
        run = wait_for(laborijn, run_id, ended)

    assert (put_back.status, put_back.attempts) == ("queued", 0)
    assert (run.status, run.attempts) == ("finished", 1)


def test_a_run_can_be_cancelled_while_it_searches(
    database: Database, laborijn: Engine, log: Path
) -> None:
    run_id = requested(laborijn, work_limit=100_000)
    with worker(worker_url(database), log):
        wait_for(laborijn, run_id, searching)
        with transaction(laborijn, region=REGION) as connection:
            cancel_run(connection, run_id)

        run = wait_for(laborijn, run_id, ended)

    assert (run.status, run.outcome) == ("cancelled", "CANCELLED")
