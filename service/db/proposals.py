"""The SQL of proposals, one by one, and of what was decided of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from service.db.tables import decision, match_run, proposal, proposal_vacancy, vacancy

#: What may still be decided of.
UNDECIDED = ("open", "introduced", "postponed")


@dataclass(frozen=True, slots=True)
class Which:
    """Which proposals are asked for; None: whatever it is."""

    candidate: str | None = None
    status: str | None = None
    source: str | None = None


def standing(today: date) -> ColumnElement[str]:
    """Tell how a proposal stands on a day.

    What is undecided has expired when a place of it has ended, or is not there for the municipality
    any more.
    """
    there = exists().where(
        vacancy.c.municipality == proposal_vacancy.c.vacancy_municipality,
        vacancy.c.reference == proposal_vacancy.c.vacancy,
        or_(vacancy.c.period_end.is_(None), vacancy.c.period_end >= today),
    )
    lost = exists().where(proposal_vacancy.c.proposal_id == proposal.c.id, ~there)
    expired = and_(proposal.c.status.in_(UNDECIDED), lost)
    return case((expired, "expired"), else_=proposal.c.status)


def with_vacancies(today: date) -> Select[Any]:
    """Select proposals as they stand on a day, with the qualified references of their vacancies."""
    named = proposal_vacancy.c.vacancy_municipality + "/" + proposal_vacancy.c.vacancy
    vacancies = (
        select(func.array_agg(aggregate_order_by(named, proposal_vacancy.c.position)))
        .where(proposal_vacancy.c.proposal_id == proposal.c.id)
        .scalar_subquery()
    )
    stored = [column for column in proposal.c if column is not proposal.c.status]
    return select(*stored, standing(today).label("status"), vacancies.label("vacancies"))


def add(
    connection: Connection, fields: Mapping[str, object], vacancies: Sequence[tuple[str, str]]
) -> UUID:
    """Store a proposal; `fields` are columns of its row, `vacancies` municipality and reference."""
    made = uuid4()
    connection.execute(insert(proposal).values(id=made, **fields))
    for position, (keeper, reference) in enumerate(vacancies):
        connection.execute(
            insert(proposal_vacancy).values(
                proposal_id=made,
                position=position,
                municipality=fields["municipality"],
                vacancy_municipality=keeper,
                vacancy=reference,
            )
        )
    return made


def find(connection: Connection, proposal_id: UUID, today: date) -> Row[Any] | None:
    """Give a proposal with its vacancies, if there is one for one's own people."""
    query = with_vacancies(today).where(proposal.c.id == proposal_id)
    return connection.execute(query).one_or_none()


def get(connection: Connection, proposal_id: UUID, today: date) -> Row[Any]:
    """Give a proposal that is there."""
    return connection.execute(with_vacancies(today).where(proposal.c.id == proposal_id)).one()


def locked(connection: Connection, proposal_id: UUID, today: date) -> Row[Any] | None:
    """Give a proposal as `find` does; nobody else decides of it until the commit."""
    query = select(proposal.c.id).where(proposal.c.id == proposal_id).with_for_update()
    if connection.execute(query).one_or_none() is None:
        return None
    return find(connection, proposal_id, today)


def page(
    connection: Connection,
    wanted: Which,
    size: int,
    before: tuple[datetime, UUID] | None,
    *,
    today: date,
) -> Sequence[Row[Any]]:
    """List proposals for one's own people, the newest first, from after a cursor.

    Those of a plan that is not published are left out.
    """
    drafts = select(match_run.c.id).where(match_run.c.plan_status == "draft")
    seen = or_(proposal.c.run_id.is_(None), proposal.c.run_id.not_in(drafts))
    query = with_vacancies(today).where(seen)
    query = query.order_by(proposal.c.proposed_at.desc(), proposal.c.id.desc())
    if wanted.status is not None:
        query = query.where(standing(today) == wanted.status)
    for name in ("candidate", "source"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(proposal.c[name] == value)
    if before is not None:
        key = tuple_(proposal.c.proposed_at, proposal.c.id)
        query = query.where(key < tuple_(literal(before[0]), literal(before[1])))
    return connection.execute(query.limit(size)).all()


def current(connection: Connection, municipality: str, candidate: str, today: date) -> UUID | None:
    """Give the newest proposal for somebody that may still be decided of."""
    query = (
        select(proposal.c.id)
        .where(proposal.c.municipality == municipality, proposal.c.candidate == candidate)
        .where(standing(today).in_(UNDECIDED))
        .order_by(proposal.c.proposed_at.desc(), proposal.c.id.desc())
        .limit(1)
    )
    return connection.scalar(query)


def change(connection: Connection, proposal_id: UUID, **fields: object) -> None:
    """Change the status of a proposal, and until when it holds."""
    connection.execute(update(proposal).where(proposal.c.id == proposal_id).values(**fields))


def supersede_others(connection: Connection, kept: Row[Any]) -> None:
    """Take the other proposals for the same person off the table."""
    others = (
        update(proposal)
        .where(proposal.c.municipality == kept.municipality)
        .where(proposal.c.candidate == kept.candidate)
        .where(proposal.c.id != kept.id, proposal.c.status.in_(UNDECIDED))
    )
    connection.execute(others.values(status="superseded"))


def add_decision(connection: Connection, fields: Mapping[str, object]) -> UUID:
    """Store what was decided; `fields` are columns of its row."""
    made = uuid4()
    connection.execute(insert(decision).values(id=made, **fields))
    return made


def decisions(connection: Connection, proposal_ids: Iterable[UUID]) -> Sequence[Row[Any]]:
    """Give what was decided of proposals, the oldest first."""
    query = select(decision).where(decision.c.proposal_id.in_(proposal_ids))
    return connection.execute(query.order_by(decision.c.decided_at, decision.c.id)).all()
