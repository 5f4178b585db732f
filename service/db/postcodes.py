"""The SQL of the postcode table."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select, text

from service.db.copying import copy_rows
from service.db.tables import postcode


def put_postcodes(connection: Connection, points: Iterable[tuple[str, float, float]]) -> None:
    """Store postcodes with their latitude and longitude; known ones are moved."""
    connection.execute(text("DROP TABLE IF EXISTS pg_temp.staged_postcode"))
    connection.execute(
        text("CREATE TEMPORARY TABLE staged_postcode (LIKE postcode) ON COMMIT DROP")
    )
    copy_rows(connection, "staged_postcode", ["code", "latitude", "longitude"], points)
    connection.execute(
        text(
            "INSERT INTO postcode SELECT * FROM staged_postcode ON CONFLICT (code) DO UPDATE"
            " SET latitude = excluded.latitude, longitude = excluded.longitude"
        )
    )


def locate(connection: Connection, code: str) -> tuple[float, float] | None:
    """Give the latitude and longitude of a postcode, if it is in the table."""
    query = select(postcode.c.latitude, postcode.c.longitude).where(postcode.c.code == code)
    found = connection.execute(query).one_or_none()
    return None if found is None else (found.latitude, found.longitude)
