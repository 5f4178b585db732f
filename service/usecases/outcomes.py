"""Where somebody went after a placement: noted when it ends, and asked again later."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service.db import audit, outcomes, placements, reason_codes
from service.db.audit import Said
from service.errors import Conflict, FieldProblem, InvalidInput, NotFound
from service.tokens import Caller


def months_after(day: date, months: int) -> date:
    """Give the same day so many months later, or the last of a month that is too short.

    The last day that there is for one beyond it.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def note_outcome(
    connection: Connection,
    caller: Caller,
    placement_id: UUID,
    noted: tuple[int, str],
    today: date,
) -> Row[Any]:
    """Note where somebody is, so many months after a placement: (months, code).

    What was noted before of the same month is replaced. Raises `NotFound`, `Conflict` for a
    placement without a last day or whose person was deleted, and `InvalidInput` for a month to come
    or a code that says no such thing.
    """
    months, code = noted
    found = placements.find(connection, placement_id, locked=True)
    if found is None:
        raise NotFound
    expect_somebodys(found)
    if found.end_day is None:
        raise Conflict("The placement has no last day: end it first.")
    problems = [*unknown(connection, code, months), *_too_early(found.end_day, months, today)]
    if problems:
        raise InvalidInput("The outcome was not accepted.", problems)
    return keep(connection, caller, found, noted)


def expect_somebodys(placement: Row[Any]) -> None:
    """Raise `Conflict` for a placement whose person was deleted: nothing is noted of nobody."""
    if placement.candidate is None:
        raise Conflict("The person of this placement was deleted.")


def keep(
    connection: Connection, caller: Caller, placement: Row[Any], noted: tuple[int, str]
) -> Row[Any]:
    """Store a sound outcome of a placement, and who noted it."""
    months, code = noted
    audit.note(connection, "outcome_noted", placement.id, Said(placement.candidate, code))
    whose = {"municipality": placement.municipality, "noted_by": caller.subject}
    return outcomes.note(connection, placement.id, months, code=code, **whose)


def noted_of(connection: Connection, placement_id: UUID) -> Sequence[Row[Any]]:
    """Give what is noted of where somebody went after a placement; raises `NotFound`."""
    if placements.find(connection, placement_id) is None:
        raise NotFound
    return outcomes.of(connection, placement_id)


def unknown(connection: Connection, code: str, months: int = 0) -> Iterator[FieldProblem]:
    """Tell of a code that does not say where somebody is; later, also that it is still there."""
    uses = ("outcome", "follow_up") if months else ("outcome",)
    if not any(reason_codes.may_say(connection, code, use) for use in uses):
        expected = f"a code of /v1/reason-codes for {' or '.join(uses)}"
        yield FieldProblem("outcomeCode", code, expected)


def _too_early(last: date, months: int, today: date) -> Iterator[FieldProblem]:
    first = months_after(last, months)
    if months and first > today:
        yield FieldProblem("months", str(months), f"a month that has come: this is {first}")
