"""Bulk writes: COPY on the driver's own connection, inside the running transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from psycopg import Connection as DriverConnection
from psycopg import sql
from sqlalchemy import Connection


def copy_rows(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Send rows to a table; it must be one without row-level security, such as a temporary one."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, DriverConnection):
        raise TypeError(f"Expected a psycopg connection, got {type(driver).__name__}.")
    target = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with driver.cursor() as cursor, cursor.copy(target) as copy:
        for row in rows:
            copy.write_row(row)
