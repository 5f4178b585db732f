"""Two hosts, of which one dies or is cut off: each region is done all the same, and once."""

from __future__ import annotations

import secrets
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Row, make_url, text

from service.db import embedded, migrate
from service.db.roles import WORKER, set_password
from service.db.session import as_psycopg, create_engine_for
from service.usecases import nights
from tests.service.hosts import ADDRESSES, DATABASE, Network, network
from tests.service.tenancy import one_of_each
from tests.service.test_night_faults import HELD, held, wait_until_waited_for
from tests.service.working import (
    PATIENCE_S,
    REGION,
    TODAY,
    children_of,
    ended,
    import_laborijn,
    search_shortly,
    searching,
    soon_gone,
    wait_for,
    worker,
)

#: Jobs are taken in this order: whoever comes to the one long search has done another region.
REGIONS = ("AM01", "AM02", REGION, "AM10", "AM11")
#: The database writes down from which address a run was begun, and ended.
WRITE_DOWN = """
CREATE TABLE written (region text, attempt int, status text, host text);
CREATE FUNCTION write_down() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    INSERT INTO written VALUES
        (NEW.region, NEW.attempts, NEW.status, host(inet_client_addr()));
    RETURN NULL;
END $$;
CREATE TRIGGER written AFTER UPDATE OF status ON match_run
    FOR EACH ROW EXECUTE FUNCTION write_down();
"""
#: What is written down of an attempt that comes to its end.
ENDS = ("running", "finished")
#: A machine that is busy with more than this is not taken for a dead one.
UNHURRIED = {"WORKER_STALLED_AFTER_S": "5"}
#: Whom the runs have told something.
TOLD = (
    "SELECT municipality, candidate FROM proposal"
    " UNION ALL SELECT municipality, candidate FROM unplaced"
)


@pytest.fixture
def hosts() -> Iterator[Network]:
    with network() as made:
        yield made


@pytest.fixture
def server(hosts: Network) -> Iterator[embedded.Server]:
    """Give a server on a host of its own; tests look at it through its socket."""
    parent = embedded.SHARED / f"plaatsmaker-tests-{uuid.uuid4().hex[:8]}"
    parent.mkdir(mode=0o711)
    try:
        yield hosts.start_database(parent / "postgres")
    finally:
        embedded.remove(parent / "postgres")
        shutil.rmtree(parent)


@pytest.fixture
def engine(server: embedded.Server) -> Iterator[Engine]:
    """Give the administrator's pool of a database with one large region and four small ones."""
    migrate.upgrade(server.url())
    made = create_engine_for(server.url())
    import_laborijn(made)
    with made.begin() as connection:
        for number, region in enumerate(REGIONS):
            if region != REGION:
                one_of_each(connection, f"GM900{number}", region)
        connection.execute(text(WRITE_DOWN))
    yield made
    made.dispose()


@pytest.fixture
def url(engine: Engine) -> str:
    """Give the address at which workers on other hosts find the database."""
    password = secrets.token_urlsafe(16)
    with engine.begin() as connection:
        set_password(connection, WORKER, password)
        connection.execute(text("SELECT pg_reload_conf()"))
    address = make_url(f"postgresql://{WORKER}@{DATABASE}/postgres").set(password=password)
    return as_psycopg(address).render_as_string(hide_password=False)


def rows(engine: Engine, query: str) -> list[Row[Any]]:
    with engine.connect() as connection:
        return sorted(connection.execute(text(query)))


def hosts_of(engine: Engine, region: str) -> list[str]:
    """List from where a region was done, for each time that its run was begun or ended."""
    query = f"SELECT attempt, host FROM written WHERE region = '{region}'"
    return [host for _, host in rows(engine, query)]


def wait_until_nothing_is_queued(engine: Engine) -> None:
    until = time.monotonic() + PATIENCE_S
    while left := rows(engine, "SELECT id FROM procrastinate_jobs WHERE queue_name = 'runs'"):
        assert time.monotonic() < until, f"{len(left)} jobs are left"
        time.sleep(0.1)


@pytest.mark.proof
def test_each_region_is_done_once_though_one_of_two_hosts_dies_in_the_middle(
    hosts: Network, engine: Engine, url: str, tmp_path: Path
) -> None:
    runs = dict(nights.begin(engine, REGIONS, TODAY, "test"))
    one, other = ((url, tmp_path / f"{name}.log", hosts.on(name)) for name in ADDRESSES)
    with worker(*one, **UNHURRIED) as east, worker(*other, **UNHURRIED) as west:
        wait_for(engine, runs[REGION], searching)
        at_work = dict(zip(ADDRESSES.values(), (east, west), strict=True))
        [died] = hosts_of(engine, REGION)
        solving = children_of(at_work[died].pid)
        at_work.pop(died).kill()
        assert solving
        assert soon_gone(solving)
        [lives] = at_work
        search_shortly(engine)
        for run in runs.values():
            wait_for(engine, run, ended)
        wait_until_nothing_is_queued(engine)

    assert rows(engine, "SELECT region, today, status, plan_status FROM match_run") == [
        (region, TODAY, "finished", "published") for region in REGIONS
    ]
    assert rows(engine, "SELECT region, attempt, status FROM written") == sorted(
        [(region, 2 if region == REGION else 1, status) for region in REGIONS for status in ENDS]
        + [(REGION, 1, "running")]
    )
    assert hosts_of(engine, REGION) == [died, lives, lives]
    finished = rows(engine, "SELECT DISTINCT host FROM written WHERE status = 'finished'")
    assert finished == [(host,) for host in sorted([died, lives])]
    assert rows(engine, TOLD) == rows(engine, "SELECT municipality, reference FROM candidate")


@pytest.mark.proof
def test_a_run_of_a_host_that_is_cut_off_while_it_writes_is_done_by_the_other(
    hosts: Network, engine: Engine, url: str, tmp_path: Path
) -> None:
    one, other = ((url, tmp_path / f"{name}.log", hosts.on(name)) for name in ADDRESSES)
    with worker(*one, **UNHURRIED):
        with held(engine, HELD["writing"]):
            [(_, run)] = nights.begin(engine, ["AM01"], TODAY, "test")
            wait_until_waited_for(engine, HELD["writing"])
            hosts.cut_off("east")
        with worker(*other, **UNHURRIED):
            done = wait_for(engine, run, ended)
            wait_until_nothing_is_queued(engine)
        hosts.mend("east")
        [(_, next_run)] = nights.begin(engine, ["AM02"], TODAY, "test")
        wait_for(engine, next_run, ended)

    assert (done.status, done.attempts) == ("finished", 2)
    east, west = ADDRESSES.values()
    assert hosts_of(engine, "AM01") == [east, west, west]
    assert hosts_of(engine, "AM02") == [east, east]
