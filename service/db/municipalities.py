"""The SQL of regions, municipalities and partnerships."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    RowMapping,
    Select,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from service.db import locks
from service.db.tables import match_run, municipality, partnership, partnership_member, region

#: How the nights of a region are.
NIGHTS = (
    "change_budget",
    "change_budget_percent",
    "cooling_off_days",
    "publishes_by_itself",
    "least_placed_percent",
    "replayable_days",
)
#: How the short lists of a region are.
SHORT_LISTS = ("shown_per_seat", "short_list_order", "hold_back")
#: The published plan of the region, else that of the municipality itself.
_PLAN = (
    select(match_run.c.id)
    .where(match_run.c.region == region.c.code, match_run.c.plan_status == "published")
    .where(or_(match_run.c.municipality.is_(None), match_run.c.municipality == bindparam("code")))
    .order_by(match_run.c.municipality.nulls_first(), match_run.c.published_at.desc())
    .limit(1)
    .correlate(region)
    .scalar_subquery()
)
_STANDING: Select[Any] = (
    select(
        municipality.c.region,
        municipality.c.suspended,
        *(region.c[name] for name in SHORT_LISTS),
        _PLAN.label("plan"),
        region.c.revision,
        region.c.decided_revision,
        region.c.reread_revision,
        func.current_date().label("day"),
    )
    .join(region, region.c.code == municipality.c.region)
    .where(municipality.c.code == bindparam("code"))
)


def put_region(connection: Connection, code: str, name: str) -> None:
    """Store a region."""
    added = insert(region).values(code=code, name=name)
    connection.execute(
        added.on_conflict_do_update(index_elements=["code"], set_={"name": added.excluded.name})
    )


def put_municipality(connection: Connection, code: str, name: str, region_code: str) -> None:
    """Store a municipality; it belongs to exactly one region."""
    added = insert(municipality).values(code=code, name=name, region=region_code)
    changed = {"name": added.excluded.name, "region": added.excluded.region}
    connection.execute(added.on_conflict_do_update(index_elements=["code"], set_=changed))


def suspend(connection: Connection, code: str, *, suspended: bool) -> None:
    """Stop matching for a municipality, or let it go on."""
    change = update(municipality).where(municipality.c.code == code)
    connection.execute(change.values(suspended=suspended))


def change(connection: Connection, code: str, name: str) -> None:
    """Rename a municipality."""
    connection.execute(update(municipality).where(municipality.c.code == code).values(name=name))


def add(connection: Connection, code: str, name: str, region_code: str) -> None:
    """Store a new municipality of a region."""
    connection.execute(insert(municipality).values(code=code, name=name, region=region_code))


def named(connection: Connection, code: str) -> Row[Any] | None:
    """Give a municipality, if it is known; nobody changes it until the commit."""
    locks.take(connection, [f"municipality/{code}"])
    found: Sequence[Row[Any]] = connection.execute(
        select(municipality).where(municipality.c.code == code)
    ).all()
    return found[0] if found else None


def of_region(connection: Connection, region_code: str) -> Sequence[Row[Any]]:
    """Give the municipalities of a region, by code."""
    query = select(municipality).where(municipality.c.region == region_code)
    return connection.execute(query.order_by(municipality.c.code)).all()


def region_named(connection: Connection, code: str) -> Row[Any] | None:
    """Give a region, if it is known."""
    columns = [region.c[name] for name in ("code", "name", *NIGHTS, *SHORT_LISTS)]
    query = select(*columns).where(region.c.code == code)
    found = connection.execute(query).all()
    return found[0] if found else None


def change_region(connection: Connection, code: str, **fields: object) -> None:
    """Change the name of a region, and how its nights and short lists are."""
    connection.execute(update(region).where(region.c.code == code).values(**fields))


def remove(connection: Connection, code: str) -> None:
    """Delete a municipality; raises the database's own error when something refers to it."""
    connection.execute(delete(municipality).where(municipality.c.code == code))


def partnerships_of(connection: Connection, reference: str | None = None) -> Sequence[Row[Any]]:
    """Give all partnerships, or one, each with its members, by reference."""
    member = partnership_member.c.municipality
    members = func.array_agg(aggregate_order_by(member, member)).label("members")
    query = (
        select(partnership, members)
        .join(partnership_member, partnership_member.c.partnership == partnership.c.reference)
        .group_by(partnership.c.reference)
        .order_by(partnership.c.reference.collate("C"))
    )
    if reference is not None:
        query = query.where(partnership.c.reference == reference)
    return connection.execute(query).all()


def remove_partnership(connection: Connection, reference: str) -> int:
    """Delete a partnership; give how many there were."""
    gone = delete(partnership).where(partnership.c.reference == reference)
    return connection.execute(gone).rowcount


def put_partnership(
    connection: Connection, fields: Mapping[str, object], members: Iterable[str]
) -> None:
    """Store a partnership with its members; `fields` are the columns of its row."""
    added = insert(partnership).values(**fields)
    changed = {name: added.excluded[name] for name in fields if name != "reference"}
    connection.execute(added.on_conflict_do_update(index_elements=["reference"], set_=changed))
    of_it = partnership_member.c.partnership == fields["reference"]
    connection.execute(delete(partnership_member).where(of_it))
    rows = [{"partnership": fields["reference"], "municipality": code} for code in members]
    if rows:
        connection.execute(insert(partnership_member), rows)


def region_of(connection: Connection, code: str) -> str | None:
    """Give the region of a municipality, if it is known."""
    query = select(municipality.c.region).where(municipality.c.code == code)
    return connection.scalar(query)


def standing(connection: Connection, code: str) -> Row[Any] | None:
    """Give a municipality's region, with its change counters and settings, and the day there."""
    return connection.execute(_STANDING, {"code": code}).one_or_none()


def regions(connection: Connection) -> Sequence[str]:
    """Give the codes of all regions."""
    return connection.scalars(select(region.c.code).order_by(region.c.code)).all()


def partnerships(connection: Connection, region_code: str, today: date) -> Sequence[RowMapping]:
    """Give the partnerships in force in a region, each with its members."""
    member = partnership_member.c.municipality
    members = func.array_agg(aggregate_order_by(member, member)).label("members")
    query = (
        select(partnership, members)
        .join(partnership_member, partnership_member.c.partnership == partnership.c.reference)
        .join(municipality, municipality.c.code == member)
        .where(municipality.c.region == region_code)
        .where(or_(partnership.c.end_day.is_(None), partnership.c.end_day >= today))
        .group_by(partnership.c.reference)
        .order_by(partnership.c.reference.collate("C"))
    )
    return connection.execute(query).mappings().all()
