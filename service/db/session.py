"""Connections: who asks is set per transaction, so that a pooled connection remembers nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from pydantic_core import from_json
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from service.errors import Misconfigured

#: How long an end of a connection may leave the other without an answer.
SILENCE_S = 30.0


def as_psycopg(url: str | URL) -> URL:
    """Give a libpq address the name of the driver."""
    return make_url(url).set(drivername="postgresql+psycopg")


def create_engine_for(
    url: str | URL,
    *,
    pool_size: int = 5,
    patience_s: float | None = None,
    silence_s: float = SILENCE_S,
) -> Engine:
    """Make the pool of connections of one role; a connection that died is noticed.

    The database ends what takes longer than `patience_s`: a statement, a wait for a lock, or a
    transaction that asks nothing.
    """
    address = as_psycopg(url)
    return create_engine(
        address,
        pool_size=pool_size,
        max_overflow=10,
        pool_pre_ping=True,
        hide_parameters=True,
        json_deserializer=from_json,  # twice as quick, and codes that come again are kept once
        connect_args=chosen_beside(address, patience_s=patience_s, silence_s=silence_s),
    )


def chosen_beside(
    address: URL, *, patience_s: float | None = None, silence_s: float = SILENCE_S
) -> dict[str, Any]:
    """Give what a connection is told beside its address; what the address itself says holds.

    A host that dies says no goodbye, and the database would hold for hours what it had locked:
    either end takes the other for dead that does not answer for `silence_s`.
    """
    probe_s, silence_ms = max(1, round(silence_s / 3)), round(1000 * silence_s)
    probes = {"keepalives_idle": probe_s, "keepalives_interval": probe_s, "keepalives_count": 2}
    there = {f"tcp_{name}": value for name, value in probes.items()}
    limits = {} if patience_s is None else dict.fromkeys(_LIMITED, round(1000 * patience_s))
    told = there | {"tcp_user_timeout": silence_ms} | limits
    here = probes | {"tcp_user_timeout": silence_ms, "connect_timeout": 10}
    chosen = {name: value for name, value in here.items() if name not in address.query}
    return {**chosen, "options": _options(address, told)}


def _options(address: URL, told: Mapping[str, int]) -> str:
    ours = [f"-c {name}={value}" for name, value in told.items()]
    given = address.query.get("options", "")
    return " ".join([*ours, *([given] if isinstance(given, str) else given)])


_LIMITED = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def unhurried(connection: Connection) -> None:
    """Let a transaction take as long as it needs; a wait for a lock still ends in time."""
    for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(text(f"SET LOCAL {name} = 0"))


def engine_of_service(
    url: str | URL, *, patience_s: float | None = None, silence_s: float = SILENCE_S
) -> Engine:
    """Make the pool of the API or a worker: a role that sees too much gets no connection."""
    engine = create_engine_for(url, patience_s=patience_s, silence_s=silence_s)
    event.listen(engine, "connect", lambda connection, _: _refuse_bypassing(connection))
    return engine


@contextmanager
def transaction(
    engine: Engine,
    municipality: str | None = None,
    region: str | None = None,
    subject: str | None = None,
) -> Iterator[Connection]:
    """Run one transaction on behalf of a municipality or a region; unset sees no people.

    What it notes is noted of the subject, else of the role of the database.
    """
    with engine.begin() as connection:
        _act_for(connection, municipality, region, subject)
        yield connection


@contextmanager
def snapshot_transaction(
    engine: Engine,
    municipality: str | None = None,
    region: str | None = None,
    subject: str | None = None,
) -> Iterator[Connection]:
    """Read one consistent state, and only read; on behalf of a subject, note who asked too."""
    with engine.connect() as connection:
        connection = connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=subject is None
        )
        with connection.begin():
            _act_for(connection, municipality, region, subject)
            yield connection


def refuse_bypassing_role(engine: Engine) -> None:
    """Raise `Misconfigured` when the role of a pool would see every municipality's people."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)  # noqa: S101 - our only driver
        _refuse_bypassing(driver)


def _refuse_bypassing(connection: psycopg.Connection[Any]) -> None:
    row = connection.execute(_WHO_AM_I).fetchone()
    connection.rollback()
    assert row is not None  # noqa: S101 - whoever is connected has a role
    name, *powers = row
    reasons = ("is a superuser", "may bypass row-level security", "owns the tables")
    for reason, power in zip(reasons, powers, strict=True):
        if power:
            raise Misconfigured(
                f"The database role {name} {reason}: it would see every municipality's people. "
                "Give the service plaatsmaker_api or plaatsmaker_worker."
            )


def expect_usable(url: str | URL) -> None:
    """Raise `Misconfigured` for a database without our tables, or a role that sees too much.

    A database that is down may come back, and is no reason to refuse.
    """
    engine = engine_of_service(url)
    try:
        with engine.connect() as connection:
            migrated = connection.scalar(text("SELECT to_regclass('public.match_run')"))
    except OperationalError as refused:
        if "authentication failed" in str(refused.orig):
            raise Misconfigured("The database does not accept the role's password.") from None
        if "does not exist" not in str(refused.orig):
            return
        migrated = None
    finally:
        engine.dispose()
    if migrated is None:
        raise Misconfigured("The database is not migrated: run `plaatsmaker migrate` first.")


_WHO_AM_I = """
SELECT rolname, rolsuper, rolbypassrls,
       EXISTS (SELECT FROM pg_class
               WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                 AND pg_has_role(current_user, relowner, 'MEMBER')) AS owns
FROM pg_roles WHERE rolname = current_user
"""


def _act_for(connection: Connection, *who: str | None) -> None:
    names = ("municipality", "region", "subject")
    given = {name: one or "" for name, one in zip(names, who, strict=True)}
    connection.execute(_ACT_FOR, given)


_ACT_FOR = text(
    "SELECT set_config('plaatsmaker.municipality', :municipality, true),"
    " set_config('plaatsmaker.region', :region, true),"
    " set_config('plaatsmaker.subject', :subject, true)"
)
