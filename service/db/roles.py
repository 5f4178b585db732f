"""The three roles: an owner that nobody logs in as, the API and the worker."""

from __future__ import annotations

import time

from psycopg import sql
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

OWNER, API, WORKER = "plaatsmaker_owner", "plaatsmaker_api", "plaatsmaker_worker"
_LIMITED = "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
_ATTEMPTS = 10


def ensure_roles(connection: Connection) -> None:
    """Make the roles that are not there and let the current user act as the owner.

    Roles belong to the whole server: databases that migrate at the same moment may make the same
    role, and then the slower one looks again.
    """
    for role, login in ((OWNER, "NOLOGIN"), (API, "LOGIN"), (WORKER, "LOGIN")):
        if not _exists(connection, role):
            _try(connection, f"CREATE ROLE {role} {login} {_LIMITED}")
    if not _may_act_as_owner(connection):
        _try(connection, f"GRANT {OWNER} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE")
    if not _may_create(connection):
        _try(connection, f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}")


def set_password(connection: Connection, role: str, password: str) -> None:
    """Give a role its password, as a digest made here: the server's log never sees it."""
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - the connection is open
    digest = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    change = sql.SQL("ALTER ROLE {} PASSWORD {}")
    driver.execute(change.format(sql.Identifier(role), sql.Literal(digest.decode())))


def _exists(connection: Connection, role: str) -> bool:
    query = text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :role)")
    return bool(connection.scalar(query, {"role": role}))


def _may_create(connection: Connection) -> bool:
    query = text("SELECT has_schema_privilege(:role, 'public', 'CREATE')")
    return bool(connection.scalar(query, {"role": OWNER}))


def _may_act_as_owner(connection: Connection) -> bool:
    return bool(connection.scalar(text(f"SELECT pg_has_role(current_user, '{OWNER}', 'SET')")))


def _try(connection: Connection, statement: str) -> None:
    """Run a statement in a transaction of its own; again when another database was first."""
    for attempt in range(_ATTEMPTS):
        connection.commit()
        try:
            connection.execute(text(statement))
            connection.commit()
        except DBAPIError as failed:
            connection.rollback()
            if _was_beaten_to_it(failed) and statement.startswith("CREATE ROLE"):
                return
            if not _was_beaten_to_it(failed) or attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.05 * (attempt + 1))
        else:
            return


def _was_beaten_to_it(failed: DBAPIError) -> bool:
    """Tell whether another session made or changed the same role at the same moment."""
    code = getattr(failed.orig, "sqlstate", None)
    concurrently = "concurrently updated" in str(failed.orig)
    return code in {"42710", "23505"} or concurrently
