"""Migrations inside this process: upgrade, downgrade, and what differs from the tables here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, NullPool, create_engine, text

from service.db.roles import OWNER, ensure_roles
from service.db.session import as_psycopg
from service.db.tables import METADATA

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
#: One migration at a time per database; the number only has to be ours.
MIGRATION_LOCK = 7_226_041_901


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database up to a revision, making the roles when they are not there."""
    _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str = "base") -> None:
    """Take a database back to a revision; the roles stay, other databases may use them."""
    _run(url, lambda config: command.downgrade(config, revision))


def drift(url: str) -> list[str]:
    """Tell what differs between the migrated database and the tables in the code."""
    with _connected(url) as connection:
        looking = MigrationContext.configure(connection, opts=compared())
        found = [repr(difference) for difference in compare_metadata(looking, METADATA)]
        return found + _checks_that_differ(connection)


def compared() -> dict[str, Any]:
    """Give what a migration compares: our tables, not those of the queue."""
    return {
        "target_metadata": METADATA,
        "include_name": _is_ours,
        "compare_type": True,
        "compare_server_default": True,
        "transaction_per_migration": True,
    }


def run_sql(revision: str, *names: str) -> None:
    """Run the SQL files that stand beside a revision."""
    for name in names:
        statements = Path(revision).with_name(name).read_text(encoding="utf-8")
        driver = op.get_bind().connection.driver_connection
        assert driver is not None  # noqa: S101 - a migration runs on an open connection
        driver.execute(statements)


def ready_for_migration(connection: Connection) -> None:
    """Limit what a migration may wait for, and go on as the owner of the tables."""
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.execute(text("SET statement_timeout = '60s'"))
    connection.execute(text(f"SET ROLE {OWNER}"))
    connection.commit()


def _is_ours(name: str | None, kind: str, parents: object) -> bool:
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def _run(url: str, order: Callable[[Config], None]) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with _connected(url) as connection:
        _wait_for_turn(connection)
        ensure_roles(connection)
        config.attributes["connection"] = connection
        order(config)


def _wait_for_turn(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
    connection.commit()


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(as_psycopg(url), poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _checks_that_differ(connection: Connection) -> list[str]:
    """Compare the checks, which alembic leaves out, with those of the same tables made anew."""
    with connection.begin_nested() as undone:
        connection.execute(text(f"CREATE SCHEMA {_MADE_ANEW}"))
        METADATA.create_all(
            connection.execution_options(schema_translate_map={None: _MADE_ANEW}), checkfirst=False
        )
        stored, expected = (_checks(connection, schema) for schema in ("public", _MADE_ANEW))
        undone.rollback()
    names = sorted(name for name, _ in stored ^ expected)
    return [f"check constraint {name} differs" for name in dict.fromkeys(names)]


_MADE_ANEW = "plaatsmaker_made_anew"


def _checks(connection: Connection, schema: str) -> set[tuple[str, str]]:
    rows = connection.execute(
        text(
            "SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint"
            " WHERE contype = 'c' AND connamespace = CAST(:schema AS regnamespace)"
            " AND starts_with(conname, 'ck_')"
        ),
        {"schema": schema},
    )
    return {(row.conname, row.definition) for row in rows}
