"""The SQL of check-ins, and of what coaches are told of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, Select, func, insert, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on

from service.db.tables import check_in, coach_alert, municipality, placement

Key = tuple[datetime, UUID]
#: A coach: the municipality that keeps the record, and the reference.
Coach = tuple[str, str]


def that_hold(connection: Connection, region: str, day: date) -> Sequence[Row[Any]]:
    """Give the check-in that holds on a day for each person of a region who has one: the last."""
    said = check_in.c
    whose = (said.municipality, said.candidate)
    query: Select[Any] = (
        select(*whose, said.kind, said.on_day, said.until, said.max_week_minutes)
        .join(municipality, municipality.c.code == said.municipality)
        .where(municipality.c.region == region, said.on_day <= day, said.until >= day)
        .ext(distinct_on(*whose))
        .order_by(*whose, said.on_day.desc(), said.made_at.desc(), said.id.desc())
    )
    return connection.execute(query).all()


def people_since(connection: Connection, keeper: str, revision: int) -> Sequence[str]:
    """Name the people of a municipality with a check-in above a change counter."""
    query = select(check_in.c.candidate).distinct()
    query = query.where(check_in.c.municipality == keeper, check_in.c.revision > revision)
    return connection.scalars(query).all()


def add(connection: Connection, fields: Mapping[str, object]) -> Row[Any]:
    """Store a check-in; `fields` are columns of its row, which is given."""
    added = insert(check_in).values(id=uuid4(), **fields).returning(check_in)
    return connection.execute(added).one()


def page(
    connection: Connection, person: tuple[str, str], size: int, before: Key | None
) -> Sequence[Row[Any]]:
    """List the check-ins of a person (municipality, reference), the newest first, from a cursor."""
    query = select(check_in).where(tuple_(check_in.c.municipality, check_in.c.candidate) == person)
    key = (check_in.c.made_at, check_in.c.id)
    return connection.execute(_newest(query, key, before).limit(size)).all()


def coaches_of(connection: Connection, person: tuple[str, str], today: date) -> list[Coach]:
    """Name the coaches of a person's placements that run or will."""
    held = placement.c
    query = (
        select(held.coach_municipality, held.coach)
        .distinct()
        .where(tuple_(held.municipality, held.candidate) == person)
        .where(~held.pinned, held.coach.is_not(None))
        .where(or_(held.end_day.is_(None), held.end_day >= func.greatest(today, held.start_day)))
        .order_by(held.coach_municipality, held.coach)
    )
    return [(row.coach_municipality, row.coach) for row in connection.execute(query)]


def alert(connection: Connection, said: Row[Any], coaches: Iterable[Coach]) -> None:
    """Put a check-in on the lists of coaches."""
    for keeper, coach in coaches:
        told = {"municipality": said.municipality, "check_in_id": said.id}
        values = {"id": uuid4(), **told, "coach_municipality": keeper, "coach": coach}
        connection.execute(insert(coach_alert).values(values))


def alerts(
    connection: Connection, coach: Coach, size: int, before: Key | None
) -> Sequence[Row[Any]]:
    """List what a coach is told of one's own people, the newest first, from after a cursor."""
    named = tuple_(coach_alert.c.coach_municipality, coach_alert.c.coach)
    key = (check_in.c.made_at, coach_alert.c.id)
    query = _newest(_ALERTS.where(named == coach), key, before)
    return connection.execute(query.limit(size)).all()


def find_alert(connection: Connection, alert_id: UUID) -> Row[Any] | None:
    """Give what a coach is told of one of one's own people, if there is such a thing."""
    return connection.execute(_ALERTS.where(coach_alert.c.id == alert_id)).one_or_none()


def see(connection: Connection, alert_id: UUID, who: str) -> bool:
    """Note who has seen what a coach is told; tell whether it was the first time, which counts."""
    unseen = (coach_alert.c.id == alert_id, coach_alert.c.seen_at.is_(None))
    seen = update(coach_alert).where(*unseen).values(seen_by=who, seen_at=func.now())
    return connection.execute(seen).rowcount > 0


#: Never what somebody said in words.
_ALERTS: Select[Any] = select(
    coach_alert.c.id,
    check_in.c.candidate,
    check_in.c.kind,
    check_in.c.on_day,
    check_in.c.until,
    check_in.c.made_at,
    coach_alert.c.seen_by,
    coach_alert.c.seen_at,
).join(check_in, check_in.c.id == coach_alert.c.check_in_id)


def _newest(query: Select[Any], key: tuple[Any, Any], before: Key | None) -> Select[Any]:
    query = query.order_by(*(part.desc() for part in key))
    return query if before is None else query.where(tuple_(*key) < tuple_(*map(literal, before)))
