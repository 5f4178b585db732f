"""Kills in the middle of a night: the run ends or starts again, and no half plan is ever seen."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text

from service.db import queue
from service.db.session import transaction
from tests.service.working import (
    PATIENCE_S,
    REGION,
    ended,
    requested,
    run_of,
    wait_for,
    worker,
    worker_url,
)

if TYPE_CHECKING:
    from tests.conftest import Database

PROOF = os.environ.get("PLAATSMAKER_PROOF") == "1"
#: What a night waits for when somebody holds this table: a run's reading, its writing.
HELD = {"reading": "coach", "writing": "run_input"}


@contextmanager
def held(engine: Engine, table: str) -> Iterator[None]:
    """Keep everybody else from a table, until the block ends."""
    with engine.connect() as connection, connection.begin():
        connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield


def wait_until_waited_for(engine: Engine, table: str) -> None:
    """Wait until somebody waits for a table."""
    wait_until_locked_out(engine, "relation = CAST(:name AS regclass)", name=table)


def wait_until_locked_out(engine: Engine, lock: str, **named: str) -> None:
    """Wait until somebody waits for a lock."""
    query = text(f"SELECT count(*) FROM pg_locks WHERE NOT granted AND {lock}")
    tried = threading.Event()
    for _ in range(round(PATIENCE_S / 0.1)):
        with engine.connect() as connection:
            if connection.scalar(query, named):
                return
        tried.wait(0.1)
    raise AssertionError(f"nobody came to wait for a lock: {lock} {named}")


def proposals(engine: Engine, run: UUID) -> list[str]:
    query = text("SELECT status FROM proposal WHERE run_id = :run")
    with engine.connect() as connection:
        return list(connection.scalars(query, {"run": run}))


@pytest.mark.parametrize("phase", [*HELD] if PROOF else ["writing"])
def test_a_worker_killed_while_it_reads_or_writes_leaves_nothing_half_done(
    database: Database, engine: Engine, tmp_path: Path, phase: str
) -> None:
    log = tmp_path / "worker.log"
    with worker(worker_url(database), log) as first:
        with held(engine, HELD[phase]):
            run = requested(engine, seed=1, work_limit=20)
            wait_until_waited_for(engine, HELD[phase])
            first.kill()
            first.wait()
        during = run_of(engine, run), proposals(engine, run)
        with worker(worker_url(database), log):
            after = wait_for(engine, run, ended)

    assert (during[0].status, during[0].plan_status, during[1]) == ("running", None, [])
    assert (after.status, after.attempts) == ("finished", 2)
    assert len(proposals(engine, run)) == after.placed


def test_a_run_whose_connection_is_cut_while_it_writes_is_done_again(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_locks"
        " WHERE NOT granted AND relation = CAST(:name AS regclass)"
    )
    with worker(worker_url(database), tmp_path / "worker.log"):
        with held(engine, HELD["writing"]):
            run = requested(engine, seed=1, work_limit=20)
            wait_until_waited_for(engine, HELD["writing"])
            with engine.begin() as connection:
                connection.execute(cut, {"name": HELD["writing"]})
        after = wait_for(engine, run, ended)

    assert (after.status, after.attempts) == ("finished", 2)
    assert len(proposals(engine, run)) == after.placed


def drafted(engine: Engine, url: str, log: Path) -> UUID:
    """Do a run to its draft."""
    run = requested(engine, seed=1, work_limit=20)
    with worker(url, log):
        assert wait_for(engine, run, ended).status == "finished"
    assert set(proposals(engine, run)) == {"open"}
    return run


def published(run: Any) -> bool:
    return bool(run.plan_status == "published")


def test_a_worker_killed_while_it_publishes_leaves_the_plan_as_it_was_and_another_goes_on(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    url, log = worker_url(database), tmp_path / "worker.log"
    run = drafted(engine, url, log)
    with worker(url, log) as first:
        with held(engine, "vacancy"):
            publish(engine, run)
            wait_until_waited_for(engine, "vacancy")
            first.kill()
            first.wait()
        during = run_of(engine, run)
        with worker(url, log):
            after = wait_for(engine, run, published)

    assert during.plan_status == "draft"
    assert set(proposals(engine, run)) == {"open"}
    assert after.dropped == 0


def test_a_reader_sees_the_old_plan_or_the_new_one_never_half_of_each(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    url, log = worker_url(database), tmp_path / "worker.log"
    old = drafted(engine, url, log)
    with worker(url, log):
        publish(engine, old)
        wait_for(engine, old, published)
        new = requested(engine, seed=2, work_limit=20)
        wait_for(engine, new, ended)
        with watching(engine, old, new) as seen:
            publish(engine, new)
            wait_for(engine, new, published)

    whole = run_of(engine, new).placed
    assert whole > 0
    assert seen <= {("published", "draft", whole, 0), ("superseded", "published", 0, whole)}
    assert ("superseded", "published", 0, whole) in seen


def publish(engine: Engine, run: UUID) -> None:
    with transaction(engine, region=REGION) as connection:
        queue.defer_plan(connection, run, REGION, "publish")


def standing(connection: Connection, old: UUID, new: UUID) -> tuple[Any, ...]:
    """Give how two plans stand, and what of each is open and seen."""
    query = text(
        "SELECT old.plan_status, new.plan_status,"
        " (SELECT count(*) FROM proposal WHERE run_id = old.id AND status = 'open'),"
        " (SELECT count(*) FROM proposal WHERE run_id = new.id AND status = 'open'"
        "  AND new.plan_status = 'published')"
        " FROM match_run AS old, match_run AS new WHERE old.id = :old AND new.id = :new"
    )
    return tuple(connection.execute(query, {"old": old, "new": new}).one())


@contextmanager
def watching(engine: Engine, old: UUID, new: UUID) -> Iterator[set[tuple[Any, ...]]]:
    """Read both plans again and again; give how they stood."""
    seen: set[tuple[Any, ...]] = set()
    over = threading.Event()

    def read() -> None:
        with engine.connect() as connection:
            last = False
            while not last:
                last = over.is_set()
                seen.add(standing(connection, old, new))
                connection.rollback()

    reader = threading.Thread(target=read)
    reader.start()
    yield seen
    over.set()
    reader.join()
