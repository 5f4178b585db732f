"""Connections: who asks is set per transaction, so that a pooled connection remembers nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from service.errors import Misconfigured


def as_psycopg(url: str | URL) -> URL:
    """Give a libpq address the name of the driver."""
    return make_url(url).set(drivername="postgresql+psycopg")


def create_engine_for(url: str | URL, *, pool_size: int = 5) -> Engine:
    """Make the pool of connections of one role; a connection that died is noticed."""
    return create_engine(
        as_psycopg(url),
        pool_size=pool_size,
        max_overflow=10,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10},
    )


@contextmanager
def transaction(
    engine: Engine, municipality: str | None = None, region: str | None = None
) -> Iterator[Connection]:
    """Run one transaction on behalf of a municipality or a region; unset sees no people."""
    with engine.begin() as connection:
        _act_for(connection, municipality, region)
        yield connection


@contextmanager
def snapshot_transaction(
    engine: Engine, municipality: str | None = None, region: str | None = None
) -> Iterator[Connection]:
    """Read one consistent state, and only read."""
    with engine.connect() as connection:
        connection = connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with connection.begin():
            _act_for(connection, municipality, region)
            yield connection


def refuse_bypassing_role(engine: Engine) -> None:
    """Raise `Misconfigured` when the role of a pool would see every municipality's people."""
    with engine.connect() as connection:
        role = connection.execute(text(_WHO_AM_I)).one()
    if role.rolsuper or role.rolbypassrls or role.owns:
        reason = (
            "is a superuser" if role.rolsuper else
            "may bypass row-level security" if role.rolbypassrls else
            "owns the tables"
        )  # fmt: skip
        raise Misconfigured(
            f"The database role {role.rolname} {reason}: it would see every municipality's people. "
            "Give the service plaatsmaker_api or plaatsmaker_worker."
        )


def expect_usable(url: str | URL) -> None:
    """Raise `Misconfigured` for a database without our tables, or a role that sees too much.

    A database that is down may come back, and is no reason to refuse.
    """
    engine = create_engine(as_psycopg(url), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            migrated = connection.scalar(text("SELECT to_regclass('public.match_run')"))
        refuse_bypassing_role(engine)
    except OperationalError as refused:
        if "does not exist" not in str(refused.orig):
            return
        migrated = None
    if migrated is None:
        raise Misconfigured("The database is not migrated: run `plaatsmaker migrate` first.")


_WHO_AM_I = """
SELECT rolname, rolsuper, rolbypassrls,
       EXISTS (SELECT FROM pg_class
               WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                 AND pg_has_role(current_user, relowner, 'MEMBER')) AS owns
FROM pg_roles WHERE rolname = current_user
"""


def _act_for(connection: Connection, municipality: str | None, region: str | None) -> None:
    connection.execute(
        text(
            "SELECT set_config('plaatsmaker.municipality', :municipality, true),"
            " set_config('plaatsmaker.region', :region, true)"
        ),
        {"municipality": municipality or "", "region": region or ""},
    )
