"""The SQL of everything that is held on one person.

Tables are found by what they hold, so that a new one is not forgotten: those that name a person,
and those whose rows belong to such a row. What names people otherwise has a query of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Row,
    RowMapping,
    Table,
    Text,
    cast,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import array

from service.db.tables import METADATA, candidate, done_request, import_job, match_run

#: Tables that name a person by municipality and reference.
NAMING: tuple[Table, ...] = tuple(
    table for table in METADATA.sorted_tables if {"municipality", "candidate"} <= {*table.c.keys()}
)
#: Tables whose rows belong to a row that names a person, with the column that says to which.
BELONGING: Mapping[Table, Column[Any]] = {
    table: key.parent
    for table in METADATA.sorted_tables
    if table not in NAMING
    for key in table.foreign_keys
    if key.column.table in NAMING
}


def rows(connection: Connection, municipality: str, person: str) -> dict[str, Sequence[RowMapping]]:
    """Give the rows of a person by table; a table without any is left out.

    Columns that hold bytes say nothing to anybody, such as what a digest was salted with.
    """
    named = {table: _of_person(table, municipality, person) for table in NAMING}
    belonging = {
        table: column.in_(_keys(column, municipality, person))
        for table, column in BELONGING.items()
    }
    found = {
        table.name: connection.execute(
            select(*_readable(table)).where(which).order_by(*table.primary_key.columns)
        )
        .mappings()
        .all()
        for table, which in (named | belonging).items()
    }
    return {name: held for name, held in found.items() if held}


def _readable(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if not isinstance(column.type, LargeBinary)]


def _of_person(table: Table, municipality: str, person: str) -> ColumnElement[bool]:
    return (table.c.municipality == municipality) & (table.c.candidate == person)


def _keys(column: Column[Any], municipality: str, person: str) -> Any:
    """Select the keys of a person's rows to which a column refers."""
    (key,) = column.foreign_keys
    return select(key.column).where(_of_person(key.column.table, municipality, person))


def named_by_others(connection: Connection, municipality: str, person: str) -> int:
    """Count the other people's records that ask to be kept apart from this person."""
    others = candidate.c.profile["not_together_with"].has_any(
        array([person, f"{municipality}/{person}"])
    )
    query = select(func.count()).where(candidate.c.municipality == municipality, others)
    return connection.execute(query.where(candidate.c.reference != person)).scalar_one()


def imports(connection: Connection, municipality: str, person: str) -> Sequence[Row[Any]]:
    """Give the municipality's imports whose errors have a person's reference in them."""
    done = import_job.c
    there = func.strpos(cast(done.errors, Text), person) > 0
    query = select(import_job).where(done.municipality == municipality, there)
    return connection.execute(query.order_by(done.requested_at, done.id)).all()


def requests(connection: Connection, municipality: str, person: str) -> Sequence[Row[Any]]:
    """Give the requests of the municipality whose kept answer has a person's reference in it."""
    kept = done_request.c
    there = func.strpos(kept.body, person) > 0
    query = select(done_request).where(kept.municipality == municipality, there)
    return connection.execute(query.order_by(kept.asked_at, kept.key)).all()


def runs(connection: Connection, ids: Iterable[UUID]) -> Sequence[Row[Any]]:
    """Give runs that one may see, the oldest first."""
    query = select(match_run).where(match_run.c.id.in_(ids))
    return connection.execute(query.order_by(match_run.c.requested_at, match_run.c.id)).all()


def kept_inputs(connection: Connection) -> Sequence[Row[Any]]:
    """Tell of the inputs that are kept of a region's runs: which run, of which day, until when.

    The run is named where one may see it. What is in them only the worker can read.
    """
    return connection.execute(text("SELECT * FROM kept_inputs() ORDER BY today, run_id")).all()
