"""The commands about match runs, as somebody types them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from service.db.session import create_engine_for
from service.usecases.execution import execute_run
from service.usecases.publishing import take_step
from tests.service.commanding import plaatsmaker
from tests.service.tenancy import one_of_each
from tests.service.test_cli import count
from tests.service.working import REGION, TODAY, requested, worker, worker_url

if TYPE_CHECKING:
    from tests.conftest import Database


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    """The worker's connections to a region with one person and one place."""
    owner = create_engine_for(database.url())
    with owner.begin() as connection:
        one_of_each(connection)
    owner.dispose()
    made = create_engine_for(worker_url(database))
    yield made
    made.dispose()


def done(engine: Engine) -> UUID:
    run = requested(engine, seed=1, work_limit=20)
    execute_run(engine, run, REGION)
    return run


def second_night(engine: Engine) -> UUID:
    """Do a run that begins with what another one proposed."""
    take_step(engine, done(engine), REGION, "publish", TODAY)
    return done(engine)


def test_the_night_of_every_region_is_asked_for_once(database: Database, engine: Engine) -> None:
    first, again = (plaatsmaker("rematch", "--all", database=database) for _ in range(2))

    assert (first.returncode, again.returncode) == (0, 0)
    assert first.stdout.startswith("AM09 ")
    assert again.stdout == "AM09 has its run of this night already\n"
    assert count(database, "match_run WHERE by_night") == 1


def test_a_region_or_all_of_them(database: Database, engine: Engine) -> None:
    both, none = (plaatsmaker("rematch", *words, database=database)
                  for words in (("AM09", "--all"), ()))  # fmt: skip

    assert [both.returncode, none.returncode] == [1, 1]
    assert "one of them" in both.stderr
    assert count(database, "match_run") == 0


def test_a_run_is_followed_to_its_end(database: Database, engine: Engine, tmp_path: Path) -> None:
    with worker(worker_url(database), tmp_path / "worker.log"):
        asked = plaatsmaker("rematch", "AM09", "--follow", database=database)

    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.endswith("1 of 1 placed, OPTIMAL, gap 0.00%\n")
    assert "finished" in asked.stderr
    assert "100%" in asked.stderr


def test_a_run_is_done_again_and_verified(database: Database, engine: Engine) -> None:
    run = str(done(engine))

    again = plaatsmaker("replay", run, database=database)
    judged = plaatsmaker("verify", run, database=database)

    assert again.stdout.endswith("The same plan, to the byte.\n")
    assert judged.stdout == "The plan keeps every rule.\n"


def test_a_plan_that_was_changed_afterwards_is_found_out(
    database: Database, engine: Engine
) -> None:
    run = str(done(engine))
    owner = create_engine_for(database.url())
    with owner.begin() as connection:
        connection.execute(text("UPDATE proposal SET fit = fit - 1"))
    owner.dispose()

    judged = plaatsmaker("verify", run, database=database)

    assert judged.returncode == 1
    assert "plan: expected the hash" in judged.stderr


def test_what_more_changes_would_bring(database: Database, engine: Engine, tmp_path: Path) -> None:
    run = str(second_night(engine))

    shown = plaatsmaker("frontier", run, "--out", str(tmp_path), database=database)

    assert shown.returncode == 0, shown.stderr
    header, *rows = (tmp_path / "frontier.csv").read_text().splitlines()
    assert header == "budget,changed,forced,placed,mean_fit,value,bound"
    assert [row.split(",")[:4] for row in rows] == [["0", "0", "0", "1"], ["1", "0", "0", "1"]]
    assert "<polyline" in (tmp_path / "frontier.svg").read_text()


def test_where_nothing_stood_open_there_is_nothing_to_change(
    database: Database, engine: Engine
) -> None:
    shown = plaatsmaker("frontier", str(done(engine)), database=database)

    assert shown.returncode == 1
    assert "Nothing stood open" in shown.stderr


@pytest.mark.parametrize("command", ["replay", "verify", "frontier", "bottlenecks", "compare"])
def test_a_run_that_is_not_there_is_named(database: Database, engine: Engine, command: str) -> None:
    none = str(uuid4())

    asked = plaatsmaker(command, none, database=database)

    assert (asked.returncode, none in asked.stderr) == (1, True)
    assert "Traceback" not in asked.stderr
