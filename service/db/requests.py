"""The SQL of runs that are asked for and have not begun."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, func, select

from service.db.tables import match_run


def waiting_run(connection: Connection, region: str, municipality: str | None) -> UUID | None:
    """Give the run of a municipality, or of a whole region, that waits and was not told to stop.

    Holds other requests of the same municipality or region back until the transaction ends.
    """
    asking = func.hashtextextended(municipality or region, 0)
    connection.execute(select(func.pg_advisory_xact_lock(asking)))
    query = select(match_run.c.id).where(
        match_run.c.region == region,
        match_run.c.municipality.is_not_distinct_from(municipality),
        match_run.c.status == "queued",
        match_run.c.cancel_requested_at.is_(None),
    )
    return connection.scalar(query.limit(1))
