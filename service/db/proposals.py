"""The SQL of proposals, one by one, and of what was decided of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    delete,
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
from sqlalchemy.dialects.postgresql import insert as upsert

from service.db.tables import (
    candidate,
    coach,
    erasure,
    match_run,
    proposal,
    proposal_vacancy,
    run_change,
    unplaced,
    vacancy,
)

#: Municipality and reference of a vacancy, and the day of its turn.
Place: TypeAlias = tuple[str, str, date | None]
#: What may still be decided of.
UNDECIDED = ("open", "introduced", "postponed")
#: What another plan may take off the table: nobody is introduced yet.
UNMOVED = ("open", "postponed")
#: What was decided.
HISTORY = ("accepted", "adapted", "declined")
_DAY = func.to_char(proposal_vacancy.c.turn, "YYYY-MM-DD")
_NAMED = (
    proposal_vacancy.c.vacancy_municipality
    + "/"
    + proposal_vacancy.c.vacancy
    + func.coalesce(literal("@") + _DAY, "")
)
#: The qualified references of the vacancies of a proposal; a turn is named with its day.
PLACES = (
    select(func.array_agg(aggregate_order_by(_NAMED, proposal_vacancy.c.position)))
    .where(proposal_vacancy.c.proposal_id == proposal.c.id)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Which:
    """Which proposals are asked for; None: whatever it is."""

    candidate: str | None = None
    status: str | None = None
    source: str | None = None


def standing(today: date) -> ColumnElement[str]:
    """Tell how a proposal stands on a day.

    What is undecided has expired when a place of it has ended, or when a place, its coach or its
    person is not there for the municipality any more.
    """
    expired = and_(proposal.c.status.in_(UNDECIDED), or_(*_gone(today).values()))
    return case((expired, "expired"), else_=proposal.c.status)


def _gone(today: date) -> Mapping[str, ColumnElement[bool]]:
    """Tell by noun when what a proposal needs is gone."""
    turn, turns = proposal_vacancy.c.turn, vacancy.c.profile["start_dates"]
    to_come = and_(turn >= today, turns.has_key(_DAY))
    place = exists().where(
        vacancy.c.municipality == proposal_vacancy.c.vacancy_municipality,
        vacancy.c.reference == proposal_vacancy.c.vacancy,
        or_(vacancy.c.period_end.is_(None), vacancy.c.period_end >= today),
        case((turn.is_(None), ~vacancy.c.profile.has_key("start_dates")), else_=to_come),
    )
    helper = exists().where(
        coach.c.municipality == proposal.c.coach_municipality,
        coach.c.reference == proposal.c.coach,
    )
    person = exists().where(
        candidate.c.municipality == proposal.c.municipality,
        candidate.c.reference == proposal.c.candidate,
    )
    return {
        "candidate": ~person,
        "vacancy": exists().where(proposal_vacancy.c.proposal_id == proposal.c.id, ~place),
        "coach": and_(proposal.c.coach.is_not(None), ~helper),
    }


def with_vacancies(today: date) -> Select[Any]:
    """Select proposals as they stand on a day, with the qualified references of their vacancies.

    `gone` is the noun of what is not there any more: candidate, vacancy or coach; else None.
    """
    gone = case(*((lost, noun) for noun, lost in _gone(today).items()))
    stored = [column for column in proposal.c if column is not proposal.c.status]
    return select(
        *stored,
        standing(today).label("status"),
        gone.label("gone"),
        PLACES.label("vacancies"),
    )


def add(connection: Connection, fields: Mapping[str, object], vacancies: Sequence[Place]) -> UUID:
    """Store a proposal; `fields` are columns of its row, `vacancies` its places in order."""
    made = uuid4()
    connection.execute(insert(proposal).values(id=made, **fields))
    for position, (keeper, reference, turn) in enumerate(vacancies):
        connection.execute(
            insert(proposal_vacancy).values(
                proposal_id=made,
                position=position,
                municipality=fields["municipality"],
                vacancy_municipality=keeper,
                vacancy=reference,
                turn=turn,
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
    query = with_vacancies(today).where(_put_before_people())
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


def _put_before_people() -> ColumnElement[bool]:
    """Hold for all but those of a plan that is not published."""
    drafts = select(match_run.c.id).where(match_run.c.plan_status == "draft")
    return or_(proposal.c.run_id.is_(None), proposal.c.run_id.not_in(drafts))


def current(connection: Connection, municipality: str, person: str, today: date) -> UUID | None:
    """Give the newest proposal for somebody that may be decided of now."""
    query = (
        select(proposal.c.id)
        .where(_of_person(municipality, person))
        .where(standing(today).in_(UNDECIDED), _put_before_people())
        .order_by(proposal.c.proposed_at.desc(), proposal.c.id.desc())
        .limit(1)
    )
    return connection.scalar(query)


def passed_over(connection: Connection, chosen: Row[Any], today: date) -> UUID | None:
    """Give the proposal of a published plan in whose place another for the same person is chosen.

    None where it proposes the same places, or nothing that may be decided of.
    """
    query = (
        with_vacancies(today)
        .where(_of_person(chosen.municipality, chosen.candidate), proposal.c.source == "run")
        .where(standing(today).in_(UNDECIDED), _put_before_people())
        .order_by(proposal.c.proposed_at.desc(), proposal.c.id.desc())
    )
    found = connection.execute(query).all() if chosen.source != "run" else []
    return next((row.id for row in found if row.vacancies != chosen.vacancies), None)


def mark_shown(connection: Connection, ids: Iterable[UUID]) -> None:
    """Note that proposals of published plans are shown now, for the first time.

    Waits for nobody: one that is being changed is noted the next time.
    """
    unseen = (
        select(proposal.c.id)
        .where(proposal.c.id.in_(ids), proposal.c.shown_at.is_(None))
        .where(proposal.c.status.in_(UNDECIDED), _put_before_people())
        .with_for_update(skip_locked=True, of=proposal)
    )
    seen = update(proposal).where(proposal.c.id.in_(unseen.scalar_subquery()))
    connection.execute(seen.values(shown_at=func.now()))


def alike(connection: Connection, key: tuple[str, str, str, str], today: date) -> UUID | None:
    """Give what somebody proposed and is not decided: this place to this person.

    `key` is the municipality and reference of the person, and those of the vacancy.
    """
    owner, person, keeper, reference = key
    there = select(proposal_vacancy.c.proposal_id).where(
        proposal_vacancy.c.vacancy_municipality == keeper, proposal_vacancy.c.vacancy == reference
    )
    query = (
        select(proposal.c.id)
        .where(_of_person(owner, person), proposal.c.source != "run")
        .where(proposal.c.id.in_(there), standing(today).in_(UNDECIDED))
        .order_by(proposal.c.proposed_at, proposal.c.id)
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
        .where(_of_person(kept.municipality, kept.candidate))
        .where(proposal.c.id != kept.id, proposal.c.status.in_(UNDECIDED))
    )
    connection.execute(others.values(status="superseded"))


def forget_undecided(connection: Connection, municipality: str, person: str) -> None:
    """Delete what runs and others found for somebody and is not decided, whatever became of it.

    What runs have kept of the person is forgotten soon.
    """
    connection.execute(
        delete(proposal).where(_of_person(municipality, person), proposal.c.status.not_in(HISTORY))
    )
    for table in (unplaced, run_change):
        of_person = (table.c.municipality == municipality, table.c.candidate == person)
        connection.execute(delete(table).where(*of_person))
    asked = {"municipality": municipality, "candidate": person}
    connection.execute(upsert(erasure).values(**asked).on_conflict_do_nothing())


def _of_person(municipality: str, person: str) -> ColumnElement[bool]:
    return and_(proposal.c.municipality == municipality, proposal.c.candidate == person)
