"""The SQL of plans on their way: published in one piece, superseded, withdrawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, exists, select, update

from service.db import locks
from service.db.proposals import UNDECIDED
from service.db.tables import match_run, proposal


def publish(connection: Connection, run: Row[Any]) -> None:
    """Publish a plan; the one before it, and older proposals for the same people, are superseded.

    A decided proposal stays as it was decided.
    """
    same_scope = and_(
        match_run.c.region == run.region,
        match_run.c.municipality.is_not_distinct_from(run.municipality),
        match_run.c.plan_status == "published",
    )
    connection.execute(update(match_run).where(same_scope).values(plan_status="superseded"))
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
    _set(connection, run.id, "published")


def withdraw(connection: Connection, run: Row[Any]) -> None:
    """Take a plan back: what is not decided of it yet is off the table."""
    connection.execute(
        update(proposal)
        .where(proposal.c.run_id == run.id, proposal.c.status.in_(UNDECIDED))
        .values(status="withdrawn")
    )
    _set(connection, run.id, "withdrawn")


def locked(connection: Connection, run_id: UUID) -> Row[Any] | None:
    """Give a run whose plan nobody else moves until the commit, nor that of its region."""
    found = connection.execute(select(match_run).where(match_run.c.id == run_id)).one_or_none()
    if found is None:
        return None
    locks.take(connection, [f"plans/{found.region}"])
    return connection.execute(select(match_run).where(match_run.c.id == run_id)).one()


def _set(connection: Connection, run_id: UUID, status: str) -> None:
    change = update(match_run).where(match_run.c.id == run_id)
    connection.execute(change.values(plan_status=status))
