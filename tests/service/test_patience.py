"""The database ends what takes too long: a caller is told, and nothing is held for ever."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from service.db.session import create_engine_for, engine_of_service
from tests.service.api_client import Api, served, told
from tests.service.tenancy import SharedDatabase

PATIENCE_S = 1.5
PERSON = {"reference": "k-slow"}
SLOW = """
CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(3); RETURN NULL; END $$;
CREATE TRIGGER dawdle AFTER INSERT ON candidate EXECUTE FUNCTION dawdle();
"""


@pytest.fixture(scope="module")
def api(shared: SharedDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("state")
    with served(shared, folder, database_patience_s=PATIENCE_S) as made:
        yield made


@pytest.fixture
def slow_writes(api: Api) -> Iterator[None]:
    """Let the database take three seconds to store people."""
    with api.pools.owner.begin() as connection:
        connection.execute(text(SLOW))
    yield
    with api.pools.owner.begin() as connection:
        connection.execute(text("DROP FUNCTION dawdle() CASCADE"))


def put_person(api: Api) -> Any:
    return api.client.put("/v1/candidates/k-slow", json=PERSON, headers=api.bearer())


def expect_too_slow(answer: Any) -> None:
    assert answer.status_code == 503
    assert told(answer) == {}
    assert "too long in the database" in answer.json()["detail"]
    assert answer.headers["retry-after"] == "2"


@contextmanager
def locked_by_another(api: Api) -> Iterator[None]:
    with api.pools.owner.begin() as connection:
        connection.execute(text("LOCK TABLE candidate IN ACCESS EXCLUSIVE MODE"))
        yield


def test_a_write_that_takes_too_long_is_ended_and_stores_nothing(
    api: Api, slow_writes: None
) -> None:
    before = api.stored()

    answer = put_person(api)

    expect_too_slow(answer)
    assert api.stored() == before


def test_an_import_may_take_longer(api: Api, slow_writes: None) -> None:
    answer = api.bring_in('{"type": "candidate", "reference": "k-imported"}')

    assert (answer.status_code, answer.json()["accepted"]) == (201, 1)


def test_whoever_waits_too_long_for_a_lock_is_told_and_may_try_again(api: Api) -> None:
    with locked_by_another(api):
        answers = [put_person(api), api.bring_in('{"type": "candidate", "reference": "k-2"}')]
    again = put_person(api)

    for answer in answers:
        expect_too_slow(answer)
    assert again.status_code == 201


def test_a_transaction_that_asks_nothing_lets_its_locks_go(
    shared: SharedDatabase, api: Api
) -> None:
    engine = engine_of_service(shared.url("plaatsmaker_api"), patience_s=0.5)
    silent = engine.connect()
    silent.execute(text("SELECT pg_advisory_xact_lock(7)"))

    time.sleep(1)

    with api.pools.owner.begin() as connection:
        assert connection.scalar(text("SELECT pg_try_advisory_xact_lock(7)"))
    with pytest.raises(DBAPIError):
        silent.execute(text("SELECT 1"))
    silent.close()
    engine.dispose()


def test_what_an_address_chooses_itself_holds(shared: SharedDatabase) -> None:
    address = shared.url("plaatsmaker_api")
    own = f"{address}{'&' if '?' in address else '?'}options=-c%20statement_timeout%3D100"
    engine = create_engine_for(own, patience_s=30)

    with pytest.raises(OperationalError, match="statement timeout"), engine.connect() as connection:
        connection.execute(text("SELECT pg_sleep(5)"))

    engine.dispose()
