"""The SQL of placements and of pairs that must not be proposed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, text

from service.db.tables import forbid, municipality, placement, vacancy


def running(connection: Connection, region: str, today: date) -> Sequence[Row[Any]]:
    """Give the placements of a region's people that have not ended, each with its organisation."""
    at_vacancy = and_(
        vacancy.c.municipality == placement.c.vacancy_municipality,
        vacancy.c.reference == placement.c.vacancy,
    )
    query = (
        select(placement, vacancy.c.organisation_municipality, vacancy.c.organisation)
        .outerjoin(vacancy, at_vacancy)
        .join(municipality, municipality.c.code == placement.c.municipality)
        .where(municipality.c.region == region)
        .where(or_(placement.c.end_day.is_(None), placement.c.end_day >= today))
        .order_by(placement.c.municipality, placement.c.candidate, placement.c.id)
    )
    return connection.execute(query).all()


def taken_elsewhere(connection: Connection, today: date) -> Sequence[Row[Any]]:
    """Give what people of other municipalities take of what one sees: never who."""
    allowed = "SELECT has_function_privilege('taken_elsewhere()', 'EXECUTE')"
    if not connection.scalar(text(allowed)):
        return ()
    query = text(
        "SELECT * FROM taken_elsewhere() WHERE coalesce(end_day >= :today, true)"
        " ORDER BY vacancy_municipality, vacancy, organisation_municipality, organisation,"
        " coach_municipality, coach, person, start_day, end_day"
    )
    return connection.execute(query, {"today": today}).all()


def forbidden(connection: Connection, region: str, today: date) -> Sequence[Row[Any]]:
    """Give the pairs of a region that must not be proposed on a day."""
    query = (
        select(forbid)
        .join(municipality, municipality.c.code == forbid.c.municipality)
        .where(municipality.c.region == region)
        .where(or_(forbid.c.until.is_(None), forbid.c.until >= today))
        .order_by(forbid.c.municipality, forbid.c.candidate, forbid.c.id)
    )
    return connection.execute(query).all()
