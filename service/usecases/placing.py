"""A placement after its decision: its hours, ended earlier, or extended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service import bridge
from service.db import audit, municipalities, outcomes, placements, reason_codes
from service.db.audit import Said
from service.errors import Conflict, FieldProblem, InvalidInput, NotFound
from service.tokens import Caller
from service.usecases.outcomes import expect_somebodys, keep, unknown
from service.usecases.places import Judged, expect_enough, lock_house
from service.usecases.reviews import move_with_end
from solver.ground import Period
from solver.longer import lacking_longer
from solver.places import Vacancy
from solver.snapshot import Placement
from solver.turns import room_until


@dataclass(frozen=True, slots=True)
class Ending:
    """The last day of a placement, why it ends, and where the person goes if that is known."""

    last: date
    reason: str
    outcome: str | None = None


def likely_minutes(found: Judged, vacancy: Vacancy) -> int | None:
    """Give the weekly minutes that suit both and come nearest to the wish, if that is known.

    What a place asks is known when it always asks as much; else the wish must be, of somebody who
    wants no second place beside it.
    """
    load, wants_one = found.person.load, found.person.places_wanted == 1
    if vacancy.min_week_minutes is None and vacancy.max_week_minutes is None:
        return None
    least = max(load.min_week_minutes or 0, vacancy.min_week_minutes or 0)
    bounds = (load.max_week_minutes, vacancy.max_week_minutes)
    most = min((bound for bound in bounds if bound is not None), default=None)
    exact = vacancy.min_week_minutes == vacancy.max_week_minutes
    wish = vacancy.max_week_minutes if exact else load.wish_week_minutes if wants_one else None
    if wish is None or (most is not None and least > most):
        return None
    return max(least, wish if most is None else min(wish, most)) or None


def agree_hours(connection: Connection, placement_id: UUID, week_minutes: int) -> Row[Any]:
    """Note the weekly minutes that were agreed for the whole of a placement.

    Raises `NotFound`, and `Conflict` for one whose person was deleted.
    """
    found = _found(connection, placement_id)
    expect_somebodys(found)
    placements.change(connection, placement_id, week_minutes=week_minutes)
    audit.note(connection, "hours_agreed", placement_id, Said(found.candidate))
    return _found(connection, placement_id)


def end(
    connection: Connection, caller: Caller, placement_id: UUID, asked: Ending, today: date
) -> Row[Any]:
    """Let a placement end on a day, and say why; seat and hours are free from the day after.

    The day before its first lets one that has not begun never begin. Raises `NotFound`, `Conflict`
    for one that has ended, and `InvalidInput` for a day before that or after the last it has, and
    for a reason or a place to go that is none.
    """
    found = _running(connection, placement_id, today)
    last, reason = asked.last, asked.reason
    problems = [] if asked.outcome is None else [*unknown(connection, asked.outcome)]
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
    move_with_end(connection, found, last)
    audit.note(connection, "placement_ended", placement_id, Said(found.candidate, reason))
    if asked.outcome is not None:
        keep(connection, caller, found, (0, asked.outcome))
    return _found(connection, placement_id)


def _earliest_end(first: date | None, today: date) -> date | None:
    """Give the earliest last day: the day before its first while it has not begun before today."""
    return first - timedelta(days=1) if first is not None and first >= today else first


def extend(connection: Connection, placement_id: UUID, last: date | None, today: date) -> Row[Any]:
    """Let a placement last longer, None for without an end, as long as its place is there.

    Raises `NotFound`, `Conflict` for one that has ended and where the organisation has too little
    for whoever comes meanwhile, and `InvalidInput` for a day that is no later, or after the period
    of the vacancy, or in the next turn of it.
    """
    found = _running(connection, placement_id, today)
    seen = "no end" if last is None else last.isoformat()
    if found.end_day is None or (last is not None and last <= found.end_day):
        known = "an end that it has" if found.end_day is None else f"after {found.end_day}"
        raise InvalidInput(
            "The extension was not accepted.", [FieldProblem("lastDay", seen, known)]
        )
    vacancy = bridge.find_entity(connection, "vacancy", found.vacancy_municipality, found.vacancy)
    until = room_until(vacancy, found.end_day) if isinstance(vacancy, Vacancy) else None
    if until is not None and (last is None or last > until):
        ends = isinstance(vacancy, Vacancy) and until == vacancy.period.end
        why = "the place ends then" if ends else "the next turn begins the day after"
        problem = FieldProblem("lastDay", seen, f"{until.isoformat()} at most: {why}")
        raise InvalidInput("The extension was not accepted.", [problem])
    if vacancy is not None:
        _expect_room(connection, found, last, today)
    placements.change(connection, placement_id, end_day=last, end_reason=None)
    outcomes.forget(connection, placement_id)
    move_with_end(connection, found, last)
    audit.note(connection, "placement_extended", placement_id, Said(found.candidate))
    return _found(connection, placement_id)


def _expect_room(connection: Connection, found: Row[Any], last: date | None, today: date) -> None:
    """Raise `Conflict` where others come meanwhile, and guides or total are not enough for all."""
    place = (found.vacancy_municipality, found.vacancy)
    lock_house(connection, place)
    region = municipalities.region_of(connection, found.municipality)
    part = bridge.Part(found.municipality, found.candidate, (place,))
    snapshot = bridge.load_part(connection, today, region=region or "", part=part)
    longer = Placement(
        candidate=f"{found.municipality}/{found.candidate}",
        vacancy="/".join(place),
        guidance_minutes=found.guidance_minutes,
        period=Period(found.start_day, last),
    )
    expect_enough(lacking_longer(snapshot, longer, found.end_day))


def _running(connection: Connection, placement_id: UUID, today: date) -> Row[Any]:
    found = _found(connection, placement_id)
    expect_somebodys(found)
    if found.end_day is not None and found.end_day < today:
        raise Conflict(f"The placement has ended on {found.end_day.isoformat()}.")
    return found


def _found(connection: Connection, placement_id: UUID) -> Row[Any]:
    found = placements.find(connection, placement_id, locked=True)
    if found is None:
        raise NotFound
    return found
