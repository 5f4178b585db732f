"""The SQL of lists: records of one municipality, filtered, sorted, and cut by their last key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    Text,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from service.db import tables
from service.db.catalogue import TABLES

#: Stands for a day that is not known: it comes after all that are.
NEVER = date(9999, 12, 31)

#: What a list may be sorted by: never empty, so that a page can go on from any of them.
SORTS: dict[str, dict[str, ColumnElement[Any]]] = {
    noun: {"reference": table.c.reference.collate("C"), "updatedAt": table.c.updated_at}
    for noun, table in TABLES.items()
}
for named in ("organisation", "vacancy"):  # capitals and small letters alike
    folded = func.casefold(TABLES[named].c.name.collate("pg_unicode_fast"), type_=Text)
    SORTS[named]["name"] = folded.collate("C")
SORTS["candidate"] |= {
    "priority": tables.candidate.c.priority,
    "waitingSince": func.coalesce(tables.candidate.c.waiting_since, literal(NEVER)),
}
SORTS["vacancy"] |= {
    "seats": tables.vacancy.c.seats,
    "periodEnd": func.coalesce(tables.vacancy.c.period_end, literal(NEVER)),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """Which records of a municipality are asked for, and how they are sorted.

    `sort` is a name of `SORTS`. A filter is a column with the value it must have, or a name of
    `FILTERS`.
    """

    noun: str
    municipality: str
    sort: str = "reference"
    descending: bool = False
    filters: Mapping[str, Any] = field(default_factory=dict)


def page(
    connection: Connection, asked: Listing, size: int, after: tuple[Any, str] | None
) -> Sequence[RowMapping]:
    """Give so many rows from after a key, each with its `sort_key`, of those one may see."""
    table, key = TABLES[asked.noun], SORTS[asked.noun][asked.sort]
    order = (key, table.c.reference.collate("C"))
    query = select(table, key.label("sort_key")).where(table.c.municipality == asked.municipality)
    for name, value in asked.filters.items():
        query = query.where(_condition(table, name, value))
    if after is not None:
        last = tuple_(literal(after[0], key.type), literal(after[1]))
        query = query.where(tuple_(*order) < last if asked.descending else tuple_(*order) > last)
    query = query.order_by(*(part.desc() if asked.descending else part for part in order))
    return connection.execute(query.limit(size)).mappings().all()


def _condition(table: Table, name: str, value: Any) -> ColumnElement[bool]:
    special = FILTERS.get(name)
    return table.c[name] == value if special is None else special(table, value)


def _within(start: str, end: str) -> Callable[[Table, Any], ColumnElement[bool]]:
    def holds(table: Table, day: Any) -> ColumnElement[bool]:
        begun = or_(table.c[start].is_(None), table.c[start] <= day)
        return and_(begun, or_(table.c[end].is_(None), table.c[end] >= day))

    return holds


def _of_organisation(table: Table, qualified: Any) -> ColumnElement[bool]:
    keeper, _, reference = qualified.partition("/")
    return and_(
        table.c.organisation_municipality == keeper,
        table.c.organisation == reference,
    )


FILTERS: dict[str, Callable[[Table, Any], ColumnElement[bool]]] = {
    "open_on": _within("period_start", "period_end"),
    "available_on": _within("available_start", "available_end"),
    "organisation": _of_organisation,
}
