"""A placement after its decision: ended earlier, or extended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service.db import audit, catalogue, placements, reason_codes
from service.db.audit import Said
from service.errors import Conflict, FieldProblem, InvalidInput, NotFound


def end(
    connection: Connection, placement_id: UUID, last: date, reason: str, today: date
) -> Row[Any]:
    """Let a placement end on a day, and say why; seat and hours are free from the day after.

    The day before its first lets one that has not begun never begin. Raises `NotFound`, `Conflict`
    for one that has ended, and `InvalidInput` for a day before that or after the last it has, and
    for a reason that is none.
    """
    found = _running(connection, placement_id, today)
    problems = []
    earliest = _earliest_end(found.start_day, today)
    if earliest is not None and last < earliest:
        expected = f"{earliest.isoformat()} or later"
        problems.append(FieldProblem("lastDay", last.isoformat(), expected))
    if found.end_day is not None and last > found.end_day:
        expected = f"{found.end_day.isoformat()} or earlier; a later day is an extension"
        problems.append(FieldProblem("lastDay", last.isoformat(), expected))
    if not reason_codes.may_say(connection, reason, "ending"):
        expected = "a code of /v1/reason-codes for ending"
        problems.append(FieldProblem("reasonCode", reason, expected))
    if problems:
        raise InvalidInput("The ending was not accepted.", problems)
    placements.change(connection, placement_id, end_day=last, end_reason=reason)
    audit.note(connection, "placement_ended", placement_id, Said(found.candidate, reason))
    return _found(connection, placement_id)


def _earliest_end(first: date | None, today: date) -> date | None:
    """Give the earliest last day: the day before its first while it has not begun before today."""
    return first - timedelta(days=1) if first is not None and first >= today else first


def extend(connection: Connection, placement_id: UUID, last: date | None, today: date) -> Row[Any]:
    """Let a placement last longer, None for without an end, as long as its place is there.

    Raises `NotFound`, `Conflict` for one that has ended, and `InvalidInput` for a day that is no
    later, or after the period of the vacancy.
    """
    found = _running(connection, placement_id, today)
    seen = "no end" if last is None else last.isoformat()
    if found.end_day is None or (last is not None and last <= found.end_day):
        known = "an end that it has" if found.end_day is None else f"after {found.end_day}"
        raise InvalidInput(
            "The extension was not accepted.", [FieldProblem("lastDay", seen, known)]
        )
    vacancy = catalogue.find(connection, "vacancy", found.vacancy_municipality, found.vacancy)
    until = None if vacancy is None else vacancy["period_end"]
    if until is not None and (last is None or last > until):
        problem = FieldProblem("lastDay", seen, f"{until.isoformat()} at most: the place ends then")
        raise InvalidInput("The extension was not accepted.", [problem])
    placements.change(connection, placement_id, end_day=last, end_reason=None)
    audit.note(connection, "placement_extended", placement_id, Said(found.candidate))
    return _found(connection, placement_id)


def _running(connection: Connection, placement_id: UUID, today: date) -> Row[Any]:
    found = _found(connection, placement_id)
    if found.candidate is None:
        raise Conflict("The person of this placement was deleted.")
    if found.end_day is not None and found.end_day < today:
        raise Conflict(f"The placement has ended on {found.end_day.isoformat()}.")
    return found


def _found(connection: Connection, placement_id: UUID) -> Row[Any]:
    found = placements.find(connection, placement_id, locked=True)
    if found is None:
        raise NotFound
    return found
