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


def locate(connection: Connection, codes: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Give the latitude and longitude of the postcodes that are in the table."""
    query = select(postcode).where(postcode.c.code.in_(codes))
    return {row.code: (row.latitude, row.longitude) for row in connection.execute(query)}
