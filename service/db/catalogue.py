"""The SQL of candidates, organisations, vacancies and coaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from pydantic_core import to_json
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from service.db import locks, tables
from service.db.copying import copy_rows

TABLES: dict[str, Table] = {
    "candidate": tables.candidate,
    "organisation": tables.organisation,
    "vacancy": tables.vacancy,
    "coach": tables.coach,
}
#: Set by the database.
_NOT_WRITTEN = {"id", "revision", "updated_at", "came_on"}


def upsert(connection: Connection, noun: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Store rows in bulk: new ones are added, known references changed where they differ."""
    open_stage(connection, noun)
    stage(connection, noun, rows)
    merge_staged(connection, noun)


def open_stage(connection: Connection, noun: str) -> None:
    """Make an empty table where rows wait until the transaction stores or forgets them."""
    names = ", ".join(names_written(noun))
    connection.execute(text(f"DROP TABLE IF EXISTS pg_temp.staged_{noun}"))
    connection.execute(
        text(
            f"CREATE TEMPORARY TABLE staged_{noun} ON COMMIT DROP AS"  # noqa: S608 - names of the code
            f" SELECT {names} FROM {noun} WITH NO DATA"
        )
    )


def stage(connection: Connection, noun: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Add rows to those that wait."""
    names = names_written(noun)
    copy_rows(connection, f"staged_{noun}", names, _values(TABLES[noun], names, rows))


def unstage(connection: Connection, noun: str, references: Iterable[str]) -> None:
    """Take rows out of those that wait."""
    statement = f"DELETE FROM staged_{noun} WHERE reference = ANY(:references)"  # noqa: S608
    connection.execute(text(statement), {"references": list(references)})


def merge_staged(connection: Connection, noun: str) -> None:
    """Store the rows that wait: new ones are added, known references changed where they differ."""
    connection.execute(text(_merge(noun, f"staged_{noun}", names_written(noun))))


def references(connection: Connection, noun: str, municipality: str) -> set[str]:
    """Name the records of a municipality that one may see."""
    table = TABLES[noun]
    query = select(table.c.reference).where(table.c.municipality == municipality)
    return set(connection.scalars(query))


def find(connection: Connection, noun: str, municipality: str, reference: str) -> RowMapping | None:
    """Give the row of one record, if there is one that one may see."""
    table = TABLES[noun]
    query = select(table).where(
        table.c.municipality == municipality, table.c.reference == reference
    )
    return connection.execute(query).mappings().one_or_none()


def locked(
    connection: Connection, noun: str, municipality: str, reference: str
) -> RowMapping | None:
    """Give the row of one's own record, if there is one; nobody changes it until the commit.

    Nobody who asks in the same way makes it in the meantime either.
    """
    locks.take(connection, [f"{noun}/{municipality}/{reference}"])
    table = TABLES[noun]
    query = select(table).where(
        table.c.municipality == municipality, table.c.reference == reference
    )
    return connection.execute(query.with_for_update()).mappings().one_or_none()


def locked_together(
    connection: Connection, noun: str, municipality: str, references: Iterable[str]
) -> Sequence[RowMapping]:
    """Give the rows of those of one's own records that there are; nobody changes them meanwhile."""
    table = TABLES[noun]
    query = (
        select(table)
        .where(table.c.municipality == municipality, table.c.reference.in_(references))
        .order_by(table.c.reference)
        .with_for_update()
    )
    return connection.execute(query).mappings().all()


def remove(connection: Connection, noun: str, municipality: str, reference: str) -> None:
    """Delete a record; raises the database's own error when something still refers to it."""
    table = TABLES[noun]
    connection.execute(
        delete(table).where(table.c.municipality == municipality, table.c.reference == reference)
    )


def seen(
    connection: Connection,
    noun: str,
    region: str,
    municipality: str | None = None,
    since: int | None = None,
) -> Sequence[RowMapping]:
    """Give what is seen of a region: for a municipality its own people, and places open to it.

    Only the rows above a change counter when it is given. In a fixed order, as `in_region`.
    """
    given = {"region": region, "municipality": municipality, "since": since}
    known = {name: value for name, value in given.items() if value is not None}
    return connection.execute(_seen(noun, *sorted(known)), known).mappings().all()


@cache
def _seen(noun: str, *given: str) -> Select[Any]:
    table, own = TABLES[noun], TABLES[noun].c.municipality == bindparam("municipality")
    query = _in_region(noun, bindparam("region"))
    if "municipality" in given and noun == "candidate":
        query = query.where(own)
    if "municipality" in given and noun == "vacancy":
        query = query.where(or_(own, table.c.sharing != "own"))
    return query.where(table.c.revision > bindparam("since")) if "since" in given else query


def in_region(
    connection: Connection, noun: str, region: str, *filters: ColumnElement[bool]
) -> Sequence[RowMapping]:
    """Give the rows of the municipalities at work in a region, in a fixed order.

    Where a record has no coordinates, those of its postcode are filled in when they are known.
    """
    return connection.execute(_in_region(noun, literal(region)).where(*filters)).mappings().all()


def _in_region(noun: str, region: ColumnElement[str]) -> Select[Any]:
    table, keeper = TABLES[noun], tables.municipality
    query = (
        _located(table)
        .join_from(table, keeper, keeper.c.code == table.c.municipality)
        .where(keeper.c.region == region, ~keeper.c.suspended)
        .order_by(table.c.municipality.collate("C"), table.c.reference.collate("C"))
    )
    if "postcode" in table.c:
        query = query.outerjoin(tables.postcode, _lacks_coordinates(table))
    return query


def _located(table: Table) -> Select[Any]:
    if "postcode" not in table.c:
        return select(table)
    known = ("latitude", "longitude")
    others = [column for column in table.columns if column.name not in known]
    filled = [func.coalesce(table.c[name], tables.postcode.c[name]).label(name) for name in known]
    return select(*others, *filled)


def _lacks_coordinates(table: Table) -> ColumnElement[bool]:
    return and_(tables.postcode.c.code == table.c.postcode, table.c.latitude.is_(None))


def names_written(noun: str) -> list[str]:
    """Name the columns that are stored; the database sets the others."""
    return [column.name for column in TABLES[noun].columns if column.name not in _NOT_WRITTEN]


def _values(
    table: Table, names: list[str], rows: Iterable[Mapping[str, object]]
) -> Iterator[list[object]]:
    documents = [at for at, name in enumerate(names) if isinstance(table.c[name].type, JSONB)]
    cells_of = itemgetter(*names)
    for row in rows:
        cells = list(cells_of(row))
        for at in documents:
            cells[at] = to_json(cells[at]).decode()
        yield cells


def _merge(noun: str, staged: str, names: list[str]) -> str:
    listed = ", ".join(names)
    changing = [name for name in names if name not in ("municipality", "reference")]
    new = ", ".join(f"excluded.{name}" for name in changing)
    old = ", ".join(f"{noun}.{name}" for name in changing)
    return (
        f"INSERT INTO {noun} (id, {listed})"  # noqa: S608 - names of the code
        f" SELECT gen_random_uuid(), {listed} FROM {staged}"
        " ON CONFLICT (municipality, reference) DO UPDATE"
        f" SET ({', '.join(changing)}, updated_at) = ROW({new}, now())"
        f" WHERE ({old}) IS DISTINCT FROM ({new})"
    )
