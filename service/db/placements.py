"""The SQL of placements, kept places, and pairs that must not be proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    Text,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    tuple_,
    update,
)

from service.db.tables import forbid, municipality, placement, vacancy

Key = tuple[datetime, UUID]


def running(connection: Connection, region: str, today: date) -> Sequence[Row[Any]]:
    """Give the placements of a region's people that run or will, each with its organisation.

    Seen from a day that has been, one may run whose person was deleted since: it is somebody's.
    """
    at_vacancy = and_(
        vacancy.c.municipality == placement.c.vacancy_municipality,
        vacancy.c.reference == placement.c.vacancy,
    )
    stored = [column for column in placement.c if column is not placement.c.candidate]
    nobody = literal("erased-") + cast(placement.c.id, Text)
    who = func.coalesce(placement.c.candidate, nobody).label("candidate")
    query: Select[Any] = (
        select(*stored, who, vacancy.c.organisation_municipality, vacancy.c.organisation)
        .outerjoin(vacancy, at_vacancy)
        .join(municipality, municipality.c.code == placement.c.municipality)
        .where(municipality.c.region == region)
        .where(_runs_or_will(today))
        .order_by(placement.c.municipality, placement.c.candidate, placement.c.id)
    )
    return connection.execute(query).all()


def taken_elsewhere(connection: Connection, today: date) -> Sequence[Row[Any]]:
    """Give what people of other municipalities take of what one sees: never who."""
    allowed = "SELECT has_function_privilege('taken_elsewhere()', 'EXECUTE')"
    if not connection.scalar(text(allowed)):
        return ()
    query = text(
        "SELECT * FROM taken_elsewhere()"
        " WHERE coalesce(end_day >= greatest(:today, start_day), true)"
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


def add(connection: Connection, fields: Mapping[str, object]) -> Row[Any]:
    """Store a placement or, pinned, a kept place; `fields` are columns of its row. Give the row."""
    added = insert(placement).values(id=uuid4(), **fields).returning(placement)
    return connection.execute(added).one()


def find(
    connection: Connection, placement_id: UUID, *, pinned: bool = False, locked: bool = False
) -> Row[Any] | None:
    """Give a placement, or a kept place, of one's own people, if there is one.

    Nobody else changes it until the commit when it is `locked`.
    """
    query = select(placement).where(placement.c.id == placement_id, placement.c.pinned == pinned)
    query = query.with_for_update() if locked else query
    return connection.execute(query).one_or_none()


def page(
    connection: Connection, wanted: Mapping[str, Any], size: int, before: Key | None
) -> Sequence[Row[Any]]:
    """List placements or kept places of one's own people, the newest first, from after a cursor.

    `wanted` has columns with the value they must have, and `on`: a day on which it runs.
    """
    query = select(placement).order_by(placement.c.made_at.desc(), placement.c.id.desc())
    for name, value in wanted.items():
        query = query.where(_runs_on(value) if name == "on" else placement.c[name] == value)
    return connection.execute(_before(query, placement, before).limit(size)).all()


def change(connection: Connection, placement_id: UUID, **fields: object) -> None:
    """Change the hours or the last day of a placement, and why it ends."""
    connection.execute(update(placement).where(placement.c.id == placement_id).values(**fields))


def running_of(connection: Connection, person: tuple[str, str], today: date) -> UUID | None:
    """Give a placement of a person (municipality, reference) that runs or will, if there is one.

    Nobody changes any of the person's until the commit.
    """
    query = (
        select(placement.c.id, _runs_or_will(today).label("runs"))
        .where(tuple_(placement.c.municipality, placement.c.candidate) == person)
        .where(~placement.c.pinned)
        .order_by(placement.c.id)
        .with_for_update()
    )
    return next((row.id for row in connection.execute(query).all() if row.runs), None)


def give_up(connection: Connection, **of: object) -> int:
    """Give up kept places whose columns have these values; give how many."""
    query = delete(placement).where(placement.c.pinned)
    for name, value in of.items():
        query = query.where(placement.c[name] == value)
    return connection.execute(query).rowcount


def add_forbid(connection: Connection, fields: Mapping[str, object]) -> Row[Any]:
    """Store a pair that must not be proposed; `fields` are columns of its row, which is given."""
    added = insert(forbid).values(id=uuid4(), **fields).returning(forbid)
    return connection.execute(added).one()


def forbidden_already(connection: Connection, names: Mapping[str, Any], until: date) -> UUID | None:
    """Give what forbids a pair up to a day or longer; `names` are columns of its row."""
    query = select(forbid.c.id).where(or_(forbid.c.until.is_(None), forbid.c.until >= until))
    for name, value in names.items():
        query = query.where(forbid.c[name] == value)
    return connection.scalar(query.order_by(forbid.c.made_at, forbid.c.id).limit(1))


def forbids(
    connection: Connection, candidate: str | None, size: int, before: Key | None
) -> Sequence[Row[Any]]:
    """List the pairs of one's own people that must not be proposed, the newest first."""
    query = select(forbid).order_by(forbid.c.made_at.desc(), forbid.c.id.desc())
    if candidate is not None:
        query = query.where(forbid.c.candidate == candidate)
    return connection.execute(_before(query, forbid, before).limit(size)).all()


def find_forbid(connection: Connection, forbid_id: UUID) -> Row[Any] | None:
    """Give a pair of one's own people that must not be proposed, if there is one."""
    return connection.execute(select(forbid).where(forbid.c.id == forbid_id)).one_or_none()


def remove_forbid(connection: Connection, forbid_id: UUID) -> int:
    """Let a pair be proposed again; give how many there were."""
    return connection.execute(delete(forbid).where(forbid.c.id == forbid_id)).rowcount


def _runs_or_will(today: date) -> ColumnElement[bool]:
    last = placement.c.end_day
    return or_(last.is_(None), last >= func.greatest(today, placement.c.start_day))


def _runs_on(day: date) -> ColumnElement[bool]:
    begun = or_(placement.c.start_day.is_(None), placement.c.start_day <= day)
    return and_(begun, or_(placement.c.end_day.is_(None), placement.c.end_day >= day))


def _before(query: Select[Any], table: Table, key: Key | None) -> Select[Any]:
    if key is None:
        return query
    return query.where(tuple_(table.c.made_at, table.c.id) < tuple_(*map(literal, key)))
