"""The night: one run for each region and date, however often and by whomever it is begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from service.db.session import transaction
from service.settings import ZONE
from service.usecases.runs import RunRequest, request_run


def night_of(now: datetime, begins: time, lasts: timedelta) -> date | None:
    """Give the date of the night that a moment falls in; None by day.

    A night begins on its date at a time of the clock in the Netherlands. The clock may skip that
    time or strike it twice: a date has one night all the same.
    """
    today = now.astimezone(ZONE).date()
    for day in (today, today - timedelta(days=1)):
        begun = datetime.combine(day, begins, ZONE).astimezone(UTC)
        if begun <= now < begun + lasts:
            return day
    return None


def begin(
    engine: Engine, regions: Iterable[str], night: date, requested_by: str
) -> Iterator[tuple[str, UUID | None]]:
    """Ask for the run of a night of each region; None for one that has it already."""
    for region in regions:
        asked = RunRequest(region, night, requested_by, by_night=True)
        yield region, _asked_once(engine, asked)


def _asked_once(engine: Engine, asked: RunRequest) -> UUID | None:
    try:
        with transaction(engine, region=asked.region, subject=asked.requested_by) as connection:
            return request_run(connection, asked)
    except IntegrityError as failed:
        if not isinstance(failed.orig, UniqueViolation):
            raise
        return None
