"""The SQL of what stands: open proposals, who was changed lately, prices of the published plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    exists,
    func,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on

from service.db.proposals import PLACES, UNMOVED, standing
from service.db.tables import (
    candidate,
    coach,
    match_run,
    municipality,
    proposal,
    proposal_vacancy,
    region,
    run_change,
    run_resource,
    unplaced,
    vacancy,
)

#: What is asked of what stands; never why it was proposed, which is much to read.
_STANDS = [column for column in proposal.c if not isinstance(column.type, JSONB)]


@dataclass(frozen=True, slots=True)
class Scope:
    """Of whom something is asked on a day: the people of a region, or of one municipality in it."""

    region: str
    municipality: str | None
    today: date


Asking: TypeAlias = Row[Any] | Scope
_BY_PERSON = (proposal.c.municipality.collate("C"), proposal.c.candidate.collate("C"))


def settings_of(connection: Connection, code: str) -> Row[Any]:
    """Give how the nights and short lists of a region are."""
    return connection.execute(select(region).where(region.c.code == code)).one()


def open_proposals(connection: Connection, run: Asking) -> Sequence[Row[Any]]:
    """Give what published plans propose to a run's people and is open, the newest of each person.

    Each with the weights it was made with, and what was changed since it was read.
    """
    newer = {
        "person": _changed(candidate, proposal.c.municipality, proposal.c.candidate),
        "place": exists().where(
            proposal_vacancy.c.proposal_id == proposal.c.id,
            vacancy.c.municipality == proposal_vacancy.c.vacancy_municipality,
            vacancy.c.reference == proposal_vacancy.c.vacancy,
            vacancy.c.updated_at > match_run.c.read_at,
        ),
        "coach_changed": _changed(coach, proposal.c.coach_municipality, proposal.c.coach),
    }
    since = [changed.label(name) for name, changed in newer.items()]
    query = (
        _proposed(run, match_run.c.weight_set_version, *since)
        .join(match_run, match_run.c.id == proposal.c.run_id)
        .where(match_run.c.plan_status == "published", proposal.c.status.in_(UNMOVED))
        .ext(distinct_on(*_BY_PERSON))
        .order_by(match_run.c.published_at.desc(), proposal.c.id)
    )
    return connection.execute(query).all()


def introduced(connection: Connection, run: Asking, today: date) -> Sequence[Row[Any]]:
    """Give the proposals to a run's people who are introduced where they may go."""
    there = standing(today) == "introduced"
    return connection.execute(_proposed(run).where(there).order_by(proposal.c.id)).all()


def proposed_elsewhere(
    connection: Connection, today: date, cuts: Mapping[str, Sequence[date]] | None = None
) -> Sequence[Row[Any]]:
    """Sum what people of other municipalities are proposed of what one sees: never who.

    `cuts` are the days at which the time of organisations, by qualified reference, is cut.
    """
    query = text(
        "SELECT * FROM proposed_elsewhere(:today, CAST(:houses AS text[]), CAST(:days AS date[]))"
        " ORDER BY kind, municipality, reference, level"
    )
    each = [(house, day) for house, days in (cuts or {}).items() for day in days]
    houses, days = ([one[at] for one in each] for at in (0, 1))
    return connection.execute(query, {"today": today, "houses": houses, "days": days}).all()


def put_forward(connection: Connection, run: Row[Any]) -> Sequence[Row[Any]]:
    """Give what a run's plan proposes and nobody has decided of."""
    query = _proposed(run).where(proposal.c.run_id == run.id, proposal.c.status.in_(UNMOVED))
    return connection.execute(query).all()


def superseded_by(connection: Connection, run: Row[Any]) -> Sequence[Row[Any]]:
    """Give what a run's plan took off the table."""
    query = _proposed(run).where(
        proposal.c.superseded_by == run.id, proposal.c.status == "superseded"
    )
    return connection.execute(query.order_by(proposal.c.id)).all()


def changed_lately(connection: Connection, run: Asking, days: int) -> set[tuple[str, str]]:
    """Name the people whose place a published plan has changed in the last days."""
    moved = run_change.c.vacancies_before != run_change.c.vacancies_after
    query = (
        select(run_change.c.municipality, run_change.c.candidate)
        .join(match_run, match_run.c.id == run_change.c.run_id)
        .where(match_run.c.region == run.region, run_change.c.step == "match")
        .where(func.cardinality(run_change.c.vacancies_before) > 0, moved)
        .where(match_run.c.published_at > run.today - timedelta(days=days))
    )
    return {(row.municipality, row.candidate) for row in connection.execute(query)}


def newcomers(connection: Connection, run: Asking, days: int) -> Sequence[Row[Any]]:
    """Name the people who came in the last days, the last one last.

    Who waits for longer was stored late, and has not come now; of whom it is not known when they
    came, they have not either.
    """
    own, before = candidate.c, run.today - timedelta(days=days)
    query: Select[Any] = (
        select(own.municipality, own.reference)
        .join(municipality, municipality.c.code == own.municipality)
        .where(municipality.c.region == run.region, ~municipality.c.suspended)
        .where(own.came_on > before, own.came_on <= run.today)
        .where(or_(own.waiting_since.is_(None), own.waiting_since > before))
        .order_by(own.came_on, own.municipality.collate("C"), own.reference.collate("C"))
    )
    if run.municipality is not None:
        query = query.where(own.municipality == run.municipality)
    return connection.execute(query).all()


def published(connection: Connection, run: Asking) -> UUID | None:
    """Give the run whose plan is the published one of a run's scope."""
    query = (
        select(match_run.c.id)
        .where(match_run.c.region == run.region)
        .where(match_run.c.municipality.is_not_distinct_from(run.municipality))
        .where(match_run.c.plan_status == "published")
        .order_by(match_run.c.published_at.desc())
        .limit(1)
    )
    return connection.scalar(query)


def resource_prices(connection: Connection, run_id: UUID) -> Sequence[Row[Any]]:
    """Give the resources with a price in the plan of a run."""
    query = select(run_resource).where(run_resource.c.run_id == run_id, run_resource.c.price > 0)
    return connection.execute(query.order_by(run_resource.c.position)).all()


def seen_prices(connection: Connection, run_id: UUID) -> Sequence[Row[Any]]:
    """Give what one sees that has a price, or is held back, in the published plan of a run."""
    query = text("SELECT * FROM seen_prices(:plan) ORDER BY kind, reference, level")
    return connection.execute(query, {"plan": run_id}).all()


def proposed_by(connection: Connection, run_id: UUID) -> Sequence[Row[Any]]:
    """Give what the plan of a run proposes to the people one sees and stands, with its places."""
    there = proposal.c.status.in_((*UNMOVED, "introduced"))
    query: Select[Any] = select(*_STANDS, PLACES.label("vacancies"))
    query = query.where(proposal.c.run_id == run_id, there)
    return connection.execute(query).all()


def person_prices(connection: Connection, run_id: UUID) -> Sequence[Row[Any]]:
    """Give what it was worth to the plan of a run that each person takes part, by person."""
    each = [
        select(table.c.municipality, table.c.candidate, table.c.price).where(
            table.c.run_id == run_id, table.c.price.is_not(None)
        )
        for table in (proposal, unplaced)
    ]
    query = union_all(*each).order_by("municipality", "candidate")
    return connection.execute(query).all()


def _proposed(run: Asking, *more: Any) -> Select[Any]:
    """Select proposals to a run's people, each with its places, by person."""
    query = (
        select(*_STANDS, PLACES.label("vacancies"), *more)
        .join(municipality, municipality.c.code == proposal.c.municipality)
        .where(municipality.c.region == run.region, ~municipality.c.suspended)
        .order_by(*_BY_PERSON)
    )
    if run.municipality is not None:
        query = query.where(proposal.c.municipality == run.municipality)
    return query


def _changed(table: Any, keeper: Any, reference: Any) -> ColumnElement[bool]:
    return exists().where(
        table.c.municipality == keeper,
        table.c.reference == reference,
        table.c.updated_at > match_run.c.read_at,
    )
