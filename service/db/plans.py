"""The SQL that stores a plan: by COPY into temporary tables, which row-level security allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, delete, select, text

from service.db.copying import copy_rows
from service.db.proposals import PLACES
from service.db.tables import proposal, proposal_vacancy, run_change, run_resource, unplaced


def forget_plan(connection: Connection, run_id: UUID) -> None:
    """Take away what an earlier attempt of a run left."""
    for table in (proposal, unplaced, run_resource, run_change):
        connection.execute(delete(table).where(table.c.run_id == run_id))


def add_proposals(connection: Connection, rows: Iterable[Sequence[object]]) -> None:
    """Store proposals; the columns are those of `PROPOSAL`."""
    _add(connection, proposal, PROPOSAL, rows)


def add_proposal_vacancies(connection: Connection, rows: Iterable[Sequence[object]]) -> None:
    """Store the vacancies of proposals; the columns are those of `PROPOSAL_VACANCY`."""
    _add(connection, proposal_vacancy, PROPOSAL_VACANCY, rows)


def add_unplaced(connection: Connection, rows: Iterable[Sequence[object]]) -> None:
    """Store who got no place and why; the columns are those of `UNPLACED`."""
    _add(connection, unplaced, UNPLACED, rows)


def add_resources(connection: Connection, rows: Iterable[Sequence[object]]) -> None:
    """Store how much of each resource is used; the columns are those of `RESOURCE`."""
    _add(connection, run_resource, RESOURCE, rows)


def add_changes(connection: Connection, rows: Iterable[Sequence[object]]) -> None:
    """Store what is changed of what stood open; the columns are those of `CHANGE`."""
    _add(connection, run_change, CHANGE, rows)


def stored(connection: Connection, run_id: UUID) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
    """Give the proposals of a run, each with its places, and who got none."""
    query = select(proposal, PLACES.label("vacancies")).where(proposal.c.run_id == run_id)
    nowhere = select(unplaced).where(unplaced.c.run_id == run_id)
    return connection.execute(query).all(), connection.execute(nowhere).all()


PROPOSAL = (
    "id", "run_id", "municipality", "candidate", "coach_municipality", "coach", "start_day", "fit",
    "runner_up_fit", "contributions", "unknowns", "signals", "counted", "robustness", "question",
    "motivate", "rather_not", "price",
)  # fmt: skip
PROPOSAL_VACANCY = (
    "proposal_id", "position", "municipality", "vacancy_municipality", "vacancy", "turn",
)  # fmt: skip
UNPLACED = (
    "run_id", "municipality", "candidate", "reason", "detail", "enabling", "resource_price",
    "competing", "price",
)  # fmt: skip
RESOURCE = (
    "run_id", "position", "kind", "municipality", "reference", "level", "capacity", "used", "price",
    "hold_back",
)  # fmt: skip

CHANGE = (
    "run_id", "municipality", "candidate", "step", "cause", "detail", "since", "vacancies_before",
    "vacancies_after", "coach_before", "coach_after", "fit_before", "fit_now", "fit_after",
)  # fmt: skip


def _add(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    staged, listed = f"staged_{table.name}", ", ".join(columns)
    connection.execute(text(f"DROP TABLE IF EXISTS pg_temp.{staged}"))
    connection.execute(
        text(
            f"CREATE TEMPORARY TABLE {staged} ON COMMIT DROP AS"  # noqa: S608 - names of the code
            f" SELECT {listed} FROM {table.name} WITH NO DATA"
        )
    )
    copy_rows(connection, staged, columns, rows)
    stored = f"INSERT INTO {table.name} ({listed}) SELECT {listed} FROM {staged}"  # noqa: S608 - names of the code
    connection.execute(text(stored))
