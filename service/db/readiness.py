"""The SQL that tells whether a database is one that this version of the service can use."""

from __future__ import annotations

from sqlalchemy import Connection, text

from service.db.tables import METADATA

_ABSENT = "SELECT name FROM unnest(CAST(:names AS text[])) name WHERE to_regclass(name) IS NULL"


def absent_tables(connection: Connection) -> list[str]:
    """Name the tables that this version needs and the database does not have."""
    names = ["procrastinate_jobs", *METADATA.tables]
    return sorted(connection.scalars(text(_ABSENT), {"names": names}))
