"""A proposal of a person's own, from a short list or an idea; and places kept or forbidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service.bridge.parts import split
from service.db import audit, catalogue, placements, proposals, reason_codes, runs
from service.db.audit import Said
from service.errors import Conflict, FieldProblem, InvalidInput, NotFound
from service.tokens import Caller
from service.usecases.desk import Desk
from service.usecases.places import Place, expect_possible, judged, lock_person, looked_at
from service.usecases.taking import taken_at
from solver.ground import qualified
from solver.places import Vacancy
from solver.turns import MARK, day_of, is_turn

#: How long a short list may lie before one of its places is proposed.
LONGEST_SHOWN = timedelta(days=365)
#: How far a caller's clock may be ahead.
FAST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who would go where, with which coach (None: the best that fits); qualified references.

    `rank` is that in the short list, from 1, and `shown_at` when that was shown, where known.
    """

    candidate: str
    vacancy: str
    coach: str | None = None
    source: str = "own"
    rank: int | None = None
    shown_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A place to keep for somebody until a day, or a pair not to propose until a day, and why."""

    candidate: str
    reason: str
    vacancy: str | None = None
    organisation: str | None = None
    coach: str | None = None
    until: date | None = None


def propose(
    desk: Desk, connection: Connection, caller: Caller, wanted: Wanted, today: date
) -> Row[Any]:
    """Store a proposal that every hard rule allows and for which enough is left.

    Raises `InvalidInput` for references that are not there or not to be seen and for a short list
    that cannot have been, and `Conflict` naming every rule and every resource that stands in the
    way, or what somebody proposed alike before.
    """
    own, now = caller.own_municipality(), runs.moment(connection)
    _refuse([*_missing(connection, own, wanted, today), *_never_shown(wanted, now)])
    lock_person(connection, own, wanted.candidate)
    key = (own, wanted.candidate, *split(wanted.vacancy, own))
    before = proposals.alike(connection, key, today)
    if before is not None:
        raise Conflict(f"This place is proposed to this person already: {before}.")
    found = looked_at(connection, _place(own, wanted), today)
    expect_possible(found)
    (told,), view = found.each, desk.seen_within(connection, own)
    keeper, coach = (None, None) if told.coach is None else split(told.coach, own)
    made = proposals.add(
        connection,
        {
            "municipality": own,
            "candidate": wanted.candidate,
            "coach_municipality": keeper,
            "coach": coach,
            "start_day": told.start,
            "fit": told.fit,
            "runner_up_fit": view.runner_up_fit(wanted.candidate, told.vacancy),
            "contributions": dict(told.contributions),
            "unknowns": list(told.unknowns),
            "signals": [dict(signal) for signal in told.signals],
            "counted": told.counted,
            "question": told.question,
            "motivate": bool(told.motivate),
            "rather_not": told.rather_not,
            "source": wanted.source,
            "proposed_by": caller.subject,
            "rank": wanted.rank,
            "shown_at": None if wanted.shown_at is None else min(wanted.shown_at, now),
        },
        [(*split(told.vacancy, own), day_of(told.vacancy))],
    )
    audit.note(connection, "proposal_created", made, Said(wanted.candidate))
    return proposals.get(connection, made, today)


def keep(connection: Connection, caller: Caller, asked: Kept, today: date) -> Row[Any]:
    """Keep a place for somebody: it counts as taken, and no run gives it to another.

    Raises `InvalidInput` and `Conflict` as `propose` does, and `Conflict` for a place kept before.
    """
    own = caller.own_municipality()
    _refuse([*_missing(connection, own, asked, today), *_unsound(connection, asked, "pin", today)])
    wanted = Wanted(candidate=asked.candidate, vacancy=asked.vacancy or "", coach=asked.coach)
    found = judged(connection, _place(own, wanted), today)
    expect_possible(found)
    (vacancy,) = found.vacancies
    kept = placements.add(
        connection,
        taken_at(found, 0, vacancy)
        | _days_kept(vacancy, asked, today)
        | {
            "municipality": own,
            "candidate": asked.candidate,
            "pinned": True,
            "reason": asked.reason,
            "made_by": caller.subject,
        },
    )
    audit.note(connection, "place_kept", kept.id, Said(asked.candidate, asked.reason))
    return kept


def _days_kept(vacancy: Vacancy, asked: Kept, today: date) -> dict[str, object]:
    """Give the columns that say how long a place is kept: of a turn no longer than it lasts.

    Raises `InvalidInput` where a turn would begin only after it is kept.
    """
    if not vacancy.start_dates:
        return {"start_day": today, "end_day": asked.until}
    (begins,), last = vacancy.start_dates, vacancy.period.end
    days = [day for day in (asked.until, last) if day is not None]
    if asked.until is not None and asked.until < begins:
        expected = f"{begins.isoformat()} or later: the turn begins then"
        _refuse([FieldProblem("until", asked.until.isoformat(), expected)])
    return {"start_day": begins, "end_day": min(days, default=None)}


def give_up(connection: Connection, placement_id: UUID) -> None:
    """Let a kept place go to others; raises `NotFound`."""
    if not placements.give_up(connection, id=placement_id):
        raise NotFound
    audit.note(connection, "place_given_up", placement_id)


def forbid(connection: Connection, caller: Caller, asked: Kept, today: date) -> Row[Any]:
    """Let a pair not be proposed.

    Raises `InvalidInput` for what is not there, and `Conflict` for what is forbidden already.
    """
    own = caller.own_municipality()
    missing = _missing(connection, own, asked, today)
    _refuse([*missing, *_unsound(connection, asked, "forbid", today)])
    names: dict[str, Any] = {"municipality": own, "candidate": asked.candidate}
    for noun in ("vacancy", "organisation"):
        given = getattr(asked, noun)
        if given is not None:
            keeper, reference = split(given, own)
            names |= {f"{noun}_municipality": keeper, noun: reference}
    lock_person(connection, own, asked.candidate)
    before = placements.forbidden_already(connection, names, asked.until or date.max)
    if before is not None:
        raise Conflict(f"This pair is forbidden already, for as long: {before}.")
    made = placements.add_forbid(
        connection,
        names | {"until": asked.until, "reason": asked.reason, "made_by": caller.subject},
    )
    audit.note(connection, "pair_forbidden", made.id, Said(asked.candidate, asked.reason))
    return made


def allow(connection: Connection, forbid_id: UUID) -> None:
    """Let a pair be proposed again; raises `NotFound`."""
    if not placements.remove_forbid(connection, forbid_id):
        raise NotFound
    audit.note(connection, "pair_allowed", forbid_id)


def _place(own: str, wanted: Wanted) -> Place:
    coach = None if wanted.coach is None else qualified(wanted.coach, own)
    return Place(own, wanted.candidate, (qualified(wanted.vacancy, own),), coach)


def _refuse(problems: Iterable[FieldProblem]) -> None:
    found = tuple(problems)
    if found:
        raise InvalidInput("The request was not accepted.", found)


def _missing(
    connection: Connection, own: str, asked: Wanted | Kept, today: date
) -> Iterator[FieldProblem]:
    """Name what is not there, or not to be seen; a candidate is one's own, a turn is to come."""
    for noun in ("candidate", "vacancy", "organisation", "coach"):
        given = getattr(asked, noun, None)
        if given is None:
            continue
        row = catalogue.find(connection, noun, *split(given, own))
        if row is None:
            yield FieldProblem(noun, given, f"a {noun} that is stored here")
        elif is_turn(given):
            to_come = [
                day for day in row["profile"].get("start_dates", ()) if day >= today.isoformat()
            ]
            if given.partition(MARK)[2] not in to_come:
                expected = f"a start date to come: {', '.join(to_come) or 'there is none'}"
                yield FieldProblem(noun, given, expected)


def _never_shown(wanted: Wanted, now: datetime) -> Iterator[FieldProblem]:
    """Name what cannot be true of a short list; a caller's clock may be a minute fast."""
    if wanted.source != "short_list":
        for name, given in (("rank", wanted.rank), ("shownAt", wanted.shown_at)):
            if given is not None:
                yield FieldProblem(name, str(given), "nothing: it belongs to shortList")
    elif wanted.shown_at is not None and not now - LONGEST_SHOWN <= wanted.shown_at <= now + FAST:
        expected = f"a moment that has been, at most {LONGEST_SHOWN.days} days ago"
        yield FieldProblem("shownAt", wanted.shown_at.isoformat(), expected)


def _unsound(connection: Connection, asked: Kept, use: str, today: date) -> Iterator[FieldProblem]:
    if not reason_codes.may_say(connection, asked.reason, use):
        yield FieldProblem("reasonCode", asked.reason, f"a code of /v1/reason-codes for {use}")
    if asked.until is not None and asked.until <= today:
        yield FieldProblem("until", asked.until.isoformat(), "a day after today")
