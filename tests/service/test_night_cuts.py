"""The line to the database cut in the middle of a night: the worker comes back by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from service.db.session import create_engine_for
from tests.service.cable import laid
from tests.service.test_night_faults import PROOF, proposals, published
from tests.service.working import (
    import_laborijn,
    requested,
    run_of,
    search_shortly,
    searching,
    wait_for,
    worker,
)

if TYPE_CHECKING:
    from tests.conftest import Database

CUT_S = 30 if PROOF else 3


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    """Give the administrator's pool of a database with enough people to search for seconds."""
    made = create_engine_for(database.url())
    import_laborijn(made, "GM0197")
    yield made
    made.dispose()


def test_a_night_whose_connection_is_cut_while_it_solves_ends_in_one_plan(
    database: Database, engine: Engine, log: Path
) -> None:
    with laid(database) as cable, worker(cable.url, log) as only:
        run = requested(engine, seed=1, work_limit=100_000, by_night=True)
        wait_for(engine, run, searching)
        search_shortly(engine)
        cable.cut()
        time.sleep(CUT_S)
        during = run_of(engine, run)
        cable.mend()

        after = wait_for(engine, run, published)

        assert only.poll() is None
    assert (during.status, during.plan_status) == ("running", None)
    assert (after.status, after.attempts) == ("finished", 2)
    assert len(proposals(engine, run)) == after.placed > 0
