"""The SQL of plans on their way: published in one piece, superseded, withdrawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, select, update

from service.db import locks
from service.db.proposals import UNDECIDED
from service.db.tables import match_run, municipality, proposal


def publish(connection: Connection, run: Row[Any]) -> None:
    """Publish a plan; the one before it, and older proposals for the same people, are superseded.

    A decided proposal stays as it was decided. Of a municipality for which matching is suspended by
    now nothing is put before people: its proposals are withdrawn.
    """
    before = _published_before(run)
    connection.execute(update(match_run).where(before).values(plan_status="superseded"))
    new = proposal.alias("new")
    has_new = exists().where(
        new.c.run_id == run.id,
        new.c.municipality == proposal.c.municipality,
        new.c.candidate == proposal.c.candidate,
    )
    superseded = select(match_run.c.id).where(match_run.c.plan_status == "superseded")
    older = (proposal.c.source == "run") & (
        has_new | proposal.c.run_id.in_(superseded.scalar_subquery())
    )
    connection.execute(
        update(proposal)
        .where(older, proposal.c.run_id != run.id, proposal.c.status.in_(UNDECIDED))
        .values(status="superseded")
    )
    suspended = select(municipality.c.code).where(municipality.c.suspended)
    _take_back(connection, run, proposal.c.municipality.in_(suspended))
    _set(connection, run.id, "published")


def people_are_placed(connection: Connection, run: Row[Any]) -> bool:
    """Tell whether the published plan that a run's would supersede places anybody."""
    query = select(exists().where(_published_before(run), match_run.c.placed > 0))
    return bool(connection.scalar(query))


def withdraw(connection: Connection, run: Row[Any]) -> None:
    """Take a plan back: what is not decided of it yet is off the table."""
    _take_back(connection, run)
    _set(connection, run.id, "withdrawn")


def locked(connection: Connection, run_id: UUID) -> Row[Any] | None:
    """Give a run whose plan nobody else moves until the commit, nor that of its region."""
    found = connection.execute(select(match_run).where(match_run.c.id == run_id)).one_or_none()
    if found is None:
        return None
    locks.take(connection, [f"plans/{found.region}"])
    return connection.execute(select(match_run).where(match_run.c.id == run_id)).one()


def _published_before(run: Row[Any]) -> ColumnElement[bool]:
    return and_(
        match_run.c.region == run.region,
        match_run.c.municipality.is_not_distinct_from(run.municipality),
        match_run.c.plan_status == "published",
    )


def _take_back(connection: Connection, run: Row[Any], *which: ColumnElement[bool]) -> None:
    undecided = update(proposal).where(
        proposal.c.run_id == run.id, proposal.c.status.in_(UNDECIDED), *which
    )
    connection.execute(undecided.values(status="withdrawn"))


def _set(connection: Connection, run_id: UUID, status: str) -> None:
    change = update(match_run).where(match_run.c.id == run_id)
    connection.execute(change.values(plan_status=status))
