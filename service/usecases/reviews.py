"""Reviews: people look together how a placement goes, and at the last what fits the person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service.db import audit, placements, reason_codes, reviews
from service.db.audit import Said
from service.errors import Conflict, FieldProblem, InvalidInput, NotFound
from service.tokens import Caller
from service.usecases.outcomes import expect_somebodys, months_after
from solver.codes import Kind
from solver.errors import holds_bsn

#: Kinds of places where somebody is seen for some months, to learn what fits.
OBSERVED = frozenset({Kind.SOCIAL_ACTIVATION, Kind.WORK_EXPERIENCE, Kind.TRIAL_PLACEMENT})
#: Months after the first day at which is looked how it goes, beside the last day.
REVIEW_MONTHS = (2, 4)
#: How long is looked where no last day is known.
OPEN_MONTHS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A review that is planned on a day, or was done on one: by whom, and what was seen."""

    planned_on: date | None = None
    done_on: date | None = None
    done_by: str | None = None
    note: str | None = None
    advice: str | None = None


def review_days(first: date, last: date | None) -> list[date]:
    """Give the days on which a placement where somebody is observed is looked at."""
    end = months_after(first, OPEN_MONTHS) if last is None else last
    within = (months_after(first, months) for months in REVIEW_MONTHS)
    return [*(day for day in within if day < end), end]


def plan_first(connection: Connection, placement: Row[Any], kind: Kind) -> None:
    """Plan the reviews of a placement that was just made, where people are observed."""
    if kind not in OBSERVED or placement.start_day is None:
        return
    for day in review_days(placement.start_day, placement.end_day):
        _plan(connection, placement, placement.made_by, day)


def of_placement(connection: Connection, placement_id: UUID) -> Sequence[Row[Any]]:
    """Give the reviews of a placement of one's own people by day; raises `NotFound`."""
    if placements.find(connection, placement_id) is None:
        raise NotFound
    return reviews.of(connection, placement_id)


def add_review(
    connection: Connection, caller: Caller, placement_id: UUID, looked: Looked, today: date
) -> Row[Any]:
    """Plan a review of a placement, or store one that was done.

    Raises `NotFound`, and `InvalidInput` for all that cannot be.
    """
    placement = _locked(connection, placement_id)
    _expect_sound(connection, placement, looked, today)
    _note(connection, placement, looked)
    whose = {"municipality": placement.municipality, "placement_id": placement_id}
    return reviews.add(connection, {**whose, **asdict(looked), "made_by": caller.subject})


def change_review(
    connection: Connection, caller: Caller, review_id: UUID, looked: Looked, today: date
) -> Row[Any]:
    """Move a planned review to another day, or store what was seen; the same again does no harm.

    Raises `NotFound`, `Conflict` for one that was done, and `InvalidInput` for all that cannot be.
    """
    placement, stored = _both(connection, review_id)
    if stored.done_on is not None:
        if Looked(**{name: getattr(stored, name) for name in asdict(looked)}) == looked:
            return stored
        raise Conflict(f"The review was done on {stored.done_on.isoformat()}: it stays.")
    _expect_sound(connection, placement, looked, today, stored)
    _note(connection, placement, looked)
    return reviews.change(connection, review_id, **asdict(looked), made_by=caller.subject)


def drop_review(connection: Connection, review_id: UUID) -> None:
    """Take back a planned review; raises `NotFound`, and `Conflict` for one that was done."""
    placement, stored = _both(connection, review_id)
    if stored.done_on is not None:
        raise Conflict(f"The review was done on {stored.done_on.isoformat()}: it stays.")
    audit.note(connection, "review_dropped", placement.id, Said(placement.candidate))
    reviews.drop(connection, review_id)


def move_with_end(connection: Connection, placement: Row[Any], last: date | None) -> None:
    """Let the planned reviews of a placement follow its last day to another one, None for no end.

    One planned on the old last day, or after the new one, comes on the new one; of several the
    first. Of a placement that never begins none stays.
    """
    if last is None:
        return
    there = reviews.of(connection, placement.id)
    planned = [one for one in there if one.done_on is None]
    late = [one for one in planned if one.planned_on == placement.end_day or one.planned_on > last]
    taken = any(one.planned_on == last for one in there if one not in late)
    never = placement.start_day is not None and last < placement.start_day
    for number, one in enumerate(planned if never else late):
        if never or taken or number:
            reviews.drop(connection, one.id)
        elif one.planned_on != last:
            reviews.change(connection, one.id, planned_on=last)


def _plan(connection: Connection, placement: Row[Any], who: str, day: date) -> None:
    whose = {"municipality": placement.municipality, "placement_id": placement.id}
    reviews.add(connection, {**whose, "planned_on": day, "made_by": who})


def _locked(connection: Connection, placement_id: UUID) -> Row[Any]:
    found = placements.find(connection, placement_id, locked=True)
    if found is None:
        raise NotFound
    expect_somebodys(found)
    return found


def _both(connection: Connection, review_id: UUID) -> tuple[Row[Any], Row[Any]]:
    """Give a review and its placement, which nobody changes until the commit."""
    seen = reviews.find(connection, review_id)
    if seen is None:
        raise NotFound
    placement = _locked(connection, seen.placement_id)
    stored = reviews.find(connection, review_id)
    if stored is None:
        raise NotFound
    return placement, stored


def _note(connection: Connection, placement: Row[Any], looked: Looked) -> None:
    kind = "review_planned" if looked.done_on is None else "review_done"
    audit.note(connection, kind, placement.id, Said(placement.candidate))


def _expect_sound(
    connection: Connection,
    placement: Row[Any],
    looked: Looked,
    today: date,
    stored: Row[Any] | None = None,
) -> None:
    others = [
        one for one in reviews.of(connection, placement.id) if stored is None or one.id != stored.id
    ]
    problems = [
        *_strange(looked),
        *_days(placement, looked, today, others),
        *_advised(connection, looked, others),
    ]
    if problems:
        raise InvalidInput("The review was not accepted.", problems)


def _strange(looked: Looked) -> Iterator[FieldProblem]:
    """Tell what does not go together: what was seen belongs to a review that was done."""
    if looked.done_on is None:
        if looked.planned_on is None:
            yield FieldProblem("plannedOn", "nothing", "a day, or a doneOn instead")
        for name in ("doneBy", "note", "advice"):
            if getattr(looked, "done_by" if name == "doneBy" else name) is not None:
                yield FieldProblem(name, "something", "nothing without doneOn")
    elif looked.done_by is None:
        yield FieldProblem("doneBy", "nothing", f"one of {', '.join(reviews.ROLES)}")
    if looked.note is not None and holds_bsn(looked.note):
        yield FieldProblem("note", "a number that may be a BSN", "no citizen service number")


def _days(
    placement: Row[Any], looked: Looked, today: date, others: Sequence[Row[Any]]
) -> Iterator[FieldProblem]:
    first = placement.start_day or date.min
    last = placement.end_day or date.max
    planned, done = looked.planned_on, looked.done_on
    if planned is not None and not first <= planned <= last:
        expected = "a day of the placement"
        yield FieldProblem("plannedOn", planned.isoformat(), expected)
    if planned is not None and any(one.planned_on == planned for one in others):
        yield FieldProblem("plannedOn", planned.isoformat(), "a day on which none is planned yet")
    if done is not None and not first <= done <= today:
        expected = "a day from the first of the placement to today"
        yield FieldProblem("doneOn", done.isoformat(), expected)


def _advised(
    connection: Connection, looked: Looked, others: Sequence[Row[Any]]
) -> Iterator[FieldProblem]:
    """Tell of an advice that is none, or comes before the last review."""
    if looked.advice is None:
        return
    if not reason_codes.may_say(connection, looked.advice, "advice"):
        yield FieldProblem("advice", looked.advice, "a code of /v1/reason-codes for advice")
    planned = [one.planned_on for one in others if one.done_on is None]
    if planned:
        expected = f"nothing before the last review: one is planned on {max(planned).isoformat()}"
        yield FieldProblem("advice", looked.advice, expected)
