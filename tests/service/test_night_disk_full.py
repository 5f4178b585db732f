"""The disk full when a night writes down what it has read: the plan before stays as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from service.bridge import store_entities
from service.db import embedded
from service.db.addresses import owner_address, worker_address
from service.db.session import create_engine_for, transaction
from service.settings import Settings
from service.tokens import Caller
from service.usecases.decided import Decided
from service.usecases.deciding import decide
from solver.people import Candidate
from tests import log_watch
from tests.service.tenancy import OWN, one_of_each
from tests.service.test_night_faults import proposals, publish, published, standing
from tests.service.working import TODAY, ended, requested, wait_for, worker

SIZE = "size=256k,mode=700"
TO_THE_DISK = (
    "CREATE TABLESPACE small LOCATION '{disk}'",
    "ALTER TABLE run_input SET TABLESPACE small",
)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """Give the administrator's pool of a database with two people and a place for both."""
    made = create_engine_for(owner_address(settings))
    with made.begin() as connection:
        one_of_each(connection)
        store_entities(connection, "candidate", [Candidate(reference="k2", municipality=OWN)])
    yield made
    made.dispose()


@pytest.fixture
def disk(engine: Engine, folder: Path) -> Iterator[Path]:
    """Give a small disk that holds nothing but the documents of runs."""
    account = embedded._Place.of(folder).account
    made = folder.parent / "disk"
    made.mkdir()
    whose = "" if account is None else f",uid={account.pw_uid},gid={account.pw_gid}"
    mount = ["mount", "-t", "tmpfs", "-o", SIZE + whose, "tmpfs", made]
    refused = subprocess.run(mount, capture_output=True, text=True, check=False)
    if refused.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {refused.stderr.strip()}")
    try:
        with engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            for statement in TO_THE_DISK:
                connection.execute(text(statement.format(disk=made)))
        yield made
    finally:
        embedded.stop(folder)
        subprocess.run(["umount", made], check=True)


@contextmanager
def full(engine: Engine, disk: Path) -> Iterator[None]:
    """Leave no room on a disk, nor in what lies on it, until the block ends."""
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE run_input"))
    filler = disk / "filler"
    with pytest.raises(OSError, match="No space left"):
        filler.write_bytes(bytes(2**20))
    yield
    filler.unlink()


def introduced(engine: Engine, proposed: UUID) -> UUID:
    """Introduce one of the people that a plan proposes; give the proposal."""
    query = text("SELECT id FROM proposal WHERE run_id = :run ORDER BY candidate LIMIT 1")
    caller = Caller("caseworker", frozenset(), municipality=OWN)
    with transaction(engine, municipality=OWN) as connection:
        first: UUID = connection.execute(query, {"run": proposed}).scalar_one()
        decide(connection, caller, first, Decided(decision="introduced"), TODAY)
    return first


@pytest.mark.proof
def test_a_night_whose_disk_is_full_fails_and_leaves_all_as_it_was_until_there_is_room(
    settings: Settings, engine: Engine, disk: Path, log: Path
) -> None:
    with worker(worker_address(settings), log):
        old = requested(engine, seed=1, by_night=True)
        placed = wait_for(engine, old, published).placed
        with full(engine, disk):
            tomorrow = TODAY + timedelta(days=1)
            failed = wait_for(engine, requested(engine, by_night=True, today=tomorrow), ended)
            decided = introduced(engine, old)
        with engine.connect() as connection:
            stood = standing(connection, old, failed.id)
        new = requested(engine, seed=1)
        wait_for(engine, new, ended)
        publish(engine, new)
        wait_for(engine, new, published)

    assert (failed.status, failed.plan_status, proposals(engine, failed.id)) == ("failed", None, [])
    assert (placed, stood) == (2, ("published", None, 1, 0))
    assert "DiskFull" in log.read_text()
    assert log_watch.leaks(log.read_text().splitlines(), {"k1", "k2"}) == []
    with engine.connect() as connection:
        status = text("SELECT status FROM proposal WHERE id = :id")
        assert connection.scalar(status, {"id": decided}) == "introduced"
