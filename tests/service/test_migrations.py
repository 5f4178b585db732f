from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from importlib.metadata import version
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import create_engine, text

from service.db import migrate
from service.db.roles import API, WORKER

if TYPE_CHECKING:
    from tests.conftest import Cluster, Database


@pytest.fixture
def empty(cluster: Cluster, database: Database) -> Iterator[Database]:
    name = f"empty_{uuid.uuid4().hex[:12]}"
    cluster.run("create database {}", name)
    yield replace(database, name=name)
    cluster.run("drop database {} with (force)", name)


def names_in(database: Database, catalogue: str, column: str, schema: str) -> set[str]:
    engine = create_engine(database.url())
    with engine.connect() as connection:
        query = f"SELECT {column} FROM {catalogue} WHERE {schema} = 'public'::regnamespace"
        found = set(connection.execute(text(query)).scalars())
    engine.dispose()
    return found


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    assert migrate.drift(database.url()) == []


def test_a_changed_column_is_seen_as_drift(database: Database) -> None:
    engine = create_engine(database.url())
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE coach ADD COLUMN shoe_size integer"))
    engine.dispose()

    assert any("shoe_size" in difference for difference in migrate.drift(database.url()))


def test_a_changed_check_is_seen_as_drift(database: Database) -> None:
    engine = create_engine(database.url())
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE vacancy DROP CONSTRAINT ck_vacancy_seats"))
        connection.execute(
            text("ALTER TABLE vacancy ADD CONSTRAINT ck_vacancy_seats CHECK (seats >= 0)")
        )
    engine.dispose()

    assert migrate.drift(database.url()) == ["check constraint ck_vacancy_seats differs"]


def test_down_and_up_again_leaves_nothing_behind_and_nothing_out(empty: Database) -> None:
    migrate.upgrade(empty.url())
    migrate.downgrade(empty.url())

    assert names_in(empty, "pg_class", "relname", "relnamespace") == {
        "alembic_version",
        "alembic_version_pkc",
    }
    assert names_in(empty, "pg_proc", "proname", "pronamespace") == set()

    migrate.upgrade(empty.url())

    assert migrate.drift(empty.url()) == []


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(database: Database) -> None:
    migrate.upgrade(database.url())

    assert migrate.drift(database.url()) == []


def test_databases_of_one_server_migrate_at_the_same_time(
    cluster: Cluster, database: Database
) -> None:
    several = [replace(database, name=f"race_{uuid.uuid4().hex[:8]}") for _ in range(3)]
    for one in several:
        cluster.run("create database {}", one.name)
    twice = [one.url() for one in several] * 2

    with ProcessPoolExecutor(len(twice), mp_context=get_context("spawn")) as pool:
        list(pool.map(migrate.upgrade, twice))

    assert [migrate.drift(one.url()) for one in several] == [[], [], []]
    for one in several:
        cluster.run("drop database {} with (force)", one.name)


@pytest.mark.parametrize("role", [API, WORKER])
def test_the_service_roles_cannot_bypass_row_security_or_make_anything(
    database: Database, role: str
) -> None:
    engine = create_engine(database.url())
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin,"
                " has_schema_privilege(rolname, 'public', 'CREATE') AS creates"
                " FROM pg_roles WHERE rolname = :role"
            ),
            {"role": role},
        ).one()
    engine.dispose()

    assert tuple(found) == (False, False, False, False, True, False)


def test_the_first_weight_set_is_there_and_active(database: Database) -> None:
    engine = create_engine(database.url())
    with engine.connect() as connection:
        found = connection.execute(text("SELECT version, status FROM weight_set")).all()
    engine.dispose()

    assert [tuple(row) for row in found] == [(1, "active")]


def test_the_queue_in_the_database_is_that_of_the_installed_library() -> None:
    copied = (migrate.FOLDER / "versions" / "0004_queue.sql").read_text(encoding="utf-8")
    heading, _, schema = copied.partition("\n")

    assert version("procrastinate") in heading
    assert schema.strip() == SchemaManager.get_schema().strip()
