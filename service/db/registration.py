"""The SQL of what is registered of the algorithm: whose it is, and since when it is used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from service.db.tables import match_run, municipality, proposal


def used_since(connection: Connection, region: str, code: str | None) -> datetime | None:
    """Give when something was first put before people of a region, or of one municipality."""
    published = select(func.min(match_run.c.published_at)).where(match_run.c.region == region)
    made = (
        select(func.min(proposal.c.proposed_at))
        .join(municipality, municipality.c.code == proposal.c.municipality)
        .where(municipality.c.region == region, proposal.c.source != "run")
    )
    if code is not None:
        published = published.where(
            func.coalesce(match_run.c.municipality, code) == code,
        )
        made = made.where(proposal.c.municipality == code)
    days = (connection.scalar(published), connection.scalar(made))
    return min((day for day in days if day is not None), default=None)
