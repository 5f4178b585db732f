"""The change counter of a region: raised with each write, and carried by the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, Engine, text

from service.db import municipalities
from service.db.session import create_engine_for
from tests.service.tenancy import one_of_each

if TYPE_CHECKING:
    from tests.conftest import Database


@pytest.fixture
def owner(database: Database) -> Iterator[Engine]:
    engine = create_engine_for(database.url())
    with engine.begin() as connection:
        one_of_each(connection)
    yield engine
    engine.dispose()


def revision(connection: Connection, noun: str) -> int:
    return connection.execute(text(f"SELECT revision FROM {noun}")).scalar_one()


def counter(connection: Connection, region: str = "AM09") -> int:
    query = text("SELECT revision FROM region WHERE code = :region")
    return connection.execute(query, {"region": region}).scalar_one()


def test_a_write_raises_the_counter_of_its_region_once_and_rows_carry_it(owner: Engine) -> None:
    with owner.begin() as connection:
        before = counter(connection)
        connection.execute(text("UPDATE vacancy SET seats = 3"))
        connection.execute(text("UPDATE coach SET week_minutes = 90"))

    with owner.begin() as connection:
        assert counter(connection) == before + 1
        assert revision(connection, "vacancy") == revision(connection, "coach") == before + 1
        assert revision(connection, "organisation") < before + 1


def test_a_deleted_row_raises_the_counter_too(owner: Engine) -> None:
    with owner.begin() as connection:
        before = counter(connection)
        connection.execute(text("DELETE FROM coach"))

    with owner.begin() as connection:
        assert counter(connection) == before + 1


def test_a_write_that_is_undone_leaves_the_counter_as_it_was(owner: Engine) -> None:
    with owner.begin() as connection:
        before = counter(connection)
        with connection.begin_nested() as savepoint:
            connection.execute(text("UPDATE vacancy SET seats = 3"))
            savepoint.rollback()
        assert counter(connection) == before
        connection.execute(text("UPDATE vacancy SET seats = 4"))

        assert counter(connection) == before + 1
        assert revision(connection, "vacancy") == before + 1


def test_another_region_keeps_its_counter(owner: Engine) -> None:
    with owner.begin() as connection:
        municipalities.put_region(connection, "AM10", "Elsewhere")
    with owner.begin() as connection:
        connection.execute(text("UPDATE vacancy SET seats = 3"))

        assert counter(connection, "AM10") == 0
