"""The SQL of plans on their way: published in one piece, superseded, withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, select, update

from service.db import locks
from service.db.proposals import UNMOVED
from service.db.tables import match_run, municipality, proposal


def publish(connection: Connection, run: Row[Any], dropped: Collection[UUID]) -> None:
    """Publish a plan; the one before it, and older proposals for the same people, are superseded.

    What was decided, and who is introduced, stays as it is; so do drafts, which may be published
    later. What is dropped has expired.
    """
    before = _published_before(run)
    connection.execute(update(match_run).where(before).values(plan_status="superseded"))
    _set_status(connection, dropped, status="expired")
    new = proposal.alias("new")
    has_new = exists().where(
        new.c.run_id == run.id,
        new.c.municipality == proposal.c.municipality,
        new.c.candidate == proposal.c.candidate,
    )
    drafts, superseded = (
        select(match_run.c.id).where(match_run.c.plan_status == status).scalar_subquery()
        for status in ("draft", "superseded")
    )
    older = (proposal.c.source == "run") & (
        has_new & proposal.c.run_id.not_in(drafts) | proposal.c.run_id.in_(superseded)
    )
    connection.execute(
        update(proposal)
        .where(older, proposal.c.run_id != run.id, proposal.c.status.in_(UNMOVED))
        .values(status="superseded", superseded_by=run.id)
    )
    _set(connection, run, plan_status="published", published_at=func.now(), dropped=len(dropped))


def take_back_suspended(connection: Connection, run: Row[Any]) -> None:
    """Withdraw what a plan proposes in municipalities for which matching is suspended by now."""
    suspended = select(municipality.c.code).where(municipality.c.suspended)
    _take_back(connection, run, proposal.c.municipality.in_(suspended))


def people_are_placed(connection: Connection, run: Row[Any]) -> bool:
    """Tell whether the published plan that a run's would supersede places anybody."""
    query = select(exists().where(_published_before(run), match_run.c.placed > 0))
    return bool(connection.scalar(query))


def placed_before(connection: Connection, run: Row[Any]) -> int:
    """Count whom the published plan places that a run's would supersede."""
    query = select(func.coalesce(func.max(match_run.c.placed), 0)).where(_published_before(run))
    return int(connection.execute(query).scalar_one())


def withdraw(connection: Connection, run: Row[Any], again: Collection[UUID]) -> None:
    """Take a plan back: what is open of it is off the table, and what it superseded stands again.

    `again` are the proposals that still fit; the plans they are of are published again.
    """
    _take_back(connection, run)
    _set(connection, run, plan_status="withdrawn")
    _set_status(connection, again, status="open", superseded_by=None)
    plans = select(proposal.c.run_id).where(proposal.c.id.in_(again), proposal.c.status == "open")
    connection.execute(
        update(match_run)
        .where(match_run.c.id.in_(plans.scalar_subquery()))
        .where(match_run.c.municipality.is_not_distinct_from(run.municipality))
        .where(match_run.c.plan_status == "superseded")
        .values(plan_status="published")
    )


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
    standing = update(proposal).where(
        proposal.c.run_id == run.id, proposal.c.status.in_(UNMOVED), *which
    )
    connection.execute(standing.values(status="withdrawn"))


def _set_status(connection: Connection, ids: Collection[UUID], **values: object) -> None:
    if ids:
        connection.execute(update(proposal).where(proposal.c.id.in_(ids)).values(**values))


def _set(connection: Connection, run: Row[Any], **values: object) -> None:
    connection.execute(update(match_run).where(match_run.c.id == run.id).values(**values))
