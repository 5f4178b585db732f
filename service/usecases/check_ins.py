"""A person says that it does not go well for a while: it holds at once, and the coach is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service.bridge.parts import split
from service.bridge.people import candidate
from service.db import audit, catalogue, check_ins, locks
from service.errors import FieldProblem, InvalidInput, NotFound
from service.tokens import Caller
from service.usecases.callers_runs import FURTHEST_AHEAD
from solver.errors import holds_bsn
from solver.people import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody asks for from a day on: at most so many minutes a week, or a pause."""

    on: date
    week_minutes_max: int | None = None
    until: date | None = None
    pause_until: date | None = None
    note: str | None = None

    @property
    def last(self) -> date | None:
        """The last day on which it holds, if one is given."""
        return self.until or self.pause_until


def check_in(
    connection: Connection, caller: Caller, reference: str, said: Said, today: date
) -> Row[Any]:
    """Store what one of one's own people says, and tell the coach; give it as it is stored.

    Raises `NotFound` for a person who is not there, and `InvalidInput` for all that cannot be.
    """
    whose = (caller.own_municipality(), reference)
    row = catalogue.locked(connection, "candidate", *whose)
    if row is None:
        raise NotFound
    person = candidate(row)
    problems = [*_strange(said), *_days(said, today), *_beyond(said, person)]
    if problems:
        raise InvalidInput("The check-in was not accepted.", problems)
    made = check_ins.add(
        connection,
        {
            "municipality": person.municipality,
            "candidate": reference,
            "kind": "lower_hours" if said.pause_until is None else "pause",
            "on_day": said.on,
            "until": said.last,
            "max_week_minutes": said.week_minutes_max,
            "note": said.note,
            "made_by": caller.subject,
        },
    )
    check_ins.alert(connection, made, _coaches(connection, person, today))
    audit.note(connection, "check_in_made", made.id, audit.Said(reference))
    return made


def said_by(
    connection: Connection, whose: tuple[str, str], size: int, before: check_ins.Key | None
) -> Sequence[Row[Any]]:
    """Give the check-ins of one of one's own people, the newest first; raises `NotFound`."""
    _expect(connection, "candidate", whose)
    return check_ins.page(connection, whose, size, before)


def told_to(
    connection: Connection, coach: check_ins.Coach, size: int, before: check_ins.Key | None
) -> Sequence[Row[Any]]:
    """Give what a coach is told of one's own people, the newest first; raises `NotFound`."""
    _expect(connection, "coach", coach)
    return check_ins.alerts(connection, coach, size, before)


def see(connection: Connection, caller: Caller, alert_id: UUID) -> Row[Any]:
    """Note that what a coach is told was seen, the first time; raises `NotFound`."""
    is_first = check_ins.see(connection, alert_id, caller.subject)
    found = check_ins.find_alert(connection, alert_id)
    if found is None:
        raise NotFound
    if is_first:
        audit.note(connection, "alert_seen", alert_id, audit.Said(found.candidate))
    return found


def _expect(connection: Connection, noun: str, key: tuple[str, str]) -> None:
    if catalogue.find(connection, noun, *key) is None:
        raise NotFound


def _coaches(connection: Connection, person: Candidate, today: date) -> Sequence[check_ins.Coach]:
    """Name who coaches the person, else whom the person knows; nobody deletes that coach now."""
    found = check_ins.coaches_of(connection, (person.municipality, person.reference), today)
    if found or person.known_coach is None:
        return found
    keeper, coach = split(person.known_coach, person.municipality)
    locks.take(connection, [f"coach/{keeper}/{coach}"])
    known = catalogue.find(connection, "coach", keeper, coach)
    return [] if known is None else [(keeper, coach)]


def _strange(said: Said) -> Iterator[FieldProblem]:
    """Tell what does not go together: lower hours with their last day, or a pause."""
    if said.week_minutes_max is None and said.pause_until is None:
        yield FieldProblem("weekMinutesMax", "nothing", "minutes a week, or a pauseUntil instead")
    if said.week_minutes_max is not None and said.until is None:
        yield FieldProblem("until", "nothing", "the last day of the lower hours")
    if said.pause_until is not None:
        for name, given in (("weekMinutesMax", said.week_minutes_max), ("until", said.until)):
            if given is not None:
                yield FieldProblem(name, str(given), "nothing beside pauseUntil")


def _days(said: Said, today: date) -> Iterator[FieldProblem]:
    if said.on > today:
        yield FieldProblem("on", said.on.isoformat(), f"{today.isoformat()} or earlier")
    furthest = today + FURTHEST_AHEAD
    for name, last in (("until", said.until), ("pauseUntil", said.pause_until)):
        if last is not None and not said.on <= last <= furthest:
            expected = f"a day from {said.on.isoformat()} to {furthest.isoformat()}"
            yield FieldProblem(name, last.isoformat(), expected)


def _beyond(said: Said, person: Candidate) -> Iterator[FieldProblem]:
    asked, most = said.week_minutes_max, person.load.max_week_minutes
    if asked is not None and most is not None and asked > most:
        expected = f"at most {most}, the person's own load.hoursPerWeek.max"
        yield FieldProblem("weekMinutesMax", str(asked), expected)
    if said.note is not None and holds_bsn(said.note):
        yield FieldProblem("note", "a number that may be a BSN", "no citizen service number")
