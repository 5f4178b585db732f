"""The SQL of weight sets; their content is never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from service.db.tables import weight_set

#: Who did something last, and when.
_NOTES = {"approved": "approved", "active": "activated", "retired": "retired"}

_KNOWN = weight_set.c
_HOLDING = (
    select(_KNOWN.version)
    .where(
        _KNOWN.status == "active",
        _KNOWN.holds_from <= bindparam("day"),
        (_KNOWN.municipality == bindparam("municipality"))
        | (_KNOWN.region == bindparam("region"))
        | and_(_KNOWN.municipality.is_(None), _KNOWN.region.is_(None)),
    )
    .order_by(
        _KNOWN.municipality.nulls_last(), _KNOWN.region.nulls_last(), _KNOWN.holds_from.desc()
    )
    .limit(1)
)


def version_that_holds(
    connection: Connection, municipality: str | None, region: str | None, day: date
) -> int:
    """Give the version for a day: the municipality's, else its region's, else everybody's."""
    given = {"municipality": municipality or "", "region": region or "", "day": day}
    version: int = connection.execute(_HOLDING, given).scalar_one()
    return version


def content(connection: Connection, version: int) -> dict[str, Any] | None:
    """Give what a version holds, if it is there and for the caller's eyes."""
    query = select(weight_set.c.content).where(weight_set.c.version == version)
    return connection.scalar(query)


def add(connection: Connection, fields: Mapping[str, object]) -> int:
    """Store a draft; `fields` are the columns of its row."""
    added = insert(weight_set).values(**fields).returning(weight_set.c.version)
    version: int = connection.execute(added).scalar_one()
    return version


def find(connection: Connection, version: int, today: date) -> Row[Any] | None:
    """Give a version with which version of its scope is `in_force` today, if it may be seen."""
    return connection.execute(_shown(today).where(weight_set.c.version == version)).one_or_none()


def newest(
    connection: Connection, today: date, size: int, *, status: str | None, before: int | None
) -> Sequence[Row[Any]]:
    """Give the versions that may be seen, the newest first, from before a version."""
    query = _shown(today).order_by(weight_set.c.version.desc()).limit(size)
    if status is not None:
        query = query.where(weight_set.c.status == status)
    if before is not None:
        query = query.where(weight_set.c.version < before)
    return connection.execute(query).all()


def lock_scope(connection: Connection, scope: str) -> None:
    """Hold other changes of the same municipality's or region's sets back until the end."""
    key = func.hashtextextended(f"weight sets of {scope}", 0)
    connection.execute(select(func.pg_advisory_xact_lock(key)))


def move(connection: Connection, version: int, status: str, by: str) -> None:
    """Set the status of a version, and note who did it."""
    _move(connection, weight_set.c.version == version, status, by)


def retire_others(connection: Connection, kept: Row[Any], today: date, by: str) -> None:
    """Retire what would hold in the place of a version on the first day that it can hold."""
    others = weight_set.c
    same_day = others.holds_from == kept.holds_from
    instead = others.holds_from <= today if kept.holds_from <= today else same_day
    active = and_(others.status == "active", others.version != kept.version)
    of_its_scope = and_(
        others.municipality.is_not_distinct_from(kept.municipality),
        others.region.is_not_distinct_from(kept.region),
    )
    _move(connection, and_(active, of_its_scope, instead), "retired", by)


def _move(connection: Connection, which: ColumnElement[bool], status: str, by: str) -> None:
    noted = _NOTES[status]
    values: dict[str, object] = {
        "status": status,
        f"{noted}_by": by,
        f"{noted}_at": func.clock_timestamp(),
    }
    if status == "active":
        values |= {"retired_by": None, "retired_at": None}
    connection.execute(update(weight_set).where(which).values(values))


def _shown(today: date) -> Select[Any]:
    other = weight_set.alias()
    in_force = (
        select(other.c.version)
        .where(
            other.c.municipality.is_not_distinct_from(weight_set.c.municipality),
            other.c.region.is_not_distinct_from(weight_set.c.region),
            other.c.status == "active",
            other.c.holds_from <= today,
        )
        .order_by(other.c.holds_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(weight_set, in_force.label("in_force"))
