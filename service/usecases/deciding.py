"""People decide: a proposal is introduced, accepted, adapted, declined or postponed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service.bridge.parts import split
from service.db import placements, proposals, reason_codes, runs
from service.errors import Conflict, FieldProblem, InvalidInput, NotFound
from service.tokens import Caller
from service.usecases.places import Judged, Place, expect_possible, judged, lock_person
from solver.ground import qualified
from solver.people import Candidate
from solver.places import Vacancy

EXPIRED = "The proposal has expired: a place of it has ended, or is not there any more."
FORBIDDEN_DAYS = 180  #: a declined pair is not proposed again for so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What somebody decides of a proposal, and why.

    `until` is the day to which it is postponed, or to which a declined pair is not proposed again.
    `coach`, `start` and `end` are what is adapted.
    """

    decision: str
    reason: str | None = None
    motivation: str | None = None
    until: date | None = None
    coach: str | None = None
    start: date | None = None
    end: date | None = None


def decide(
    connection: Connection, caller: Caller, proposal_id: UUID, asked: Decided, today: date
) -> Row[Any]:
    """Decide of a proposal for one of one's own people; give the proposal as it is then.

    Raises `NotFound`; `InvalidInput` for what the decision needs and was not given; `Conflict` when
    it was decided before, a rule or a scarce thing stands in the way.
    """
    proposal = _held(connection, proposal_id, today)
    _expect_undecided(connection, proposal, today)
    _expect_reason(connection, asked)
    _DOES[asked.decision](connection, caller, proposal, asked, today)
    proposals.add_decision(
        connection,
        {
            "municipality": proposal.municipality,
            "proposal_id": proposal.id,
            "decision": asked.decision,
            "reason": asked.reason,
            "motivation": asked.motivation,
            "until": asked.until,
            "decided_by": caller.subject,
        },
    )
    return proposals.get(connection, proposal_id, today)


def _held(connection: Connection, proposal_id: UUID, today: date) -> Row[Any]:
    """Give a proposal of which nobody else decides until the commit, nor of its person."""
    seen = proposals.find(connection, proposal_id, today)
    if seen is None:
        raise NotFound
    lock_person(connection, seen.municipality, seen.candidate)
    held = proposals.locked(connection, proposal_id, today)
    if held is None:
        raise NotFound
    return held


def _expect_undecided(connection: Connection, proposal: Row[Any], today: date) -> None:
    """Raise `Conflict` for what was decided or taken off the table, or is not published yet."""
    if proposal.run_id is not None:
        run = runs.get(connection, proposal.run_id)
        if run is None or run.plan_status == "draft":
            raise Conflict("The plan of this proposal is not published yet.")
    if proposal.status in proposals.UNDECIDED:
        return
    current = proposals.current(connection, proposal.municipality, proposal.candidate, today)
    now = "" if current is None else f" The current one for this person is {current}."
    decided = f"The proposal is {proposal.status} already."
    raise Conflict((EXPIRED if proposal.status == "expired" else decided) + now)


def _expect_reason(connection: Connection, asked: Decided) -> None:
    """Raise `InvalidInput` for a reason that is missing, or not one for this decision."""
    expected = f"a code of /v1/reason-codes for {asked.decision}"
    needed = asked.decision in ("declined", "adapted", "postponed")
    if asked.reason is None and not needed:
        return
    if asked.reason is None or not reason_codes.may_say(connection, asked.reason, asked.decision):
        problem = FieldProblem("reasonCode", asked.reason or "nothing", expected)
        raise InvalidInput("The decision was not accepted.", [problem])


def _introduce(
    connection: Connection, _: Caller, proposal: Row[Any], asked: Decided, today: date
) -> None:
    proposals.change(connection, proposal.id, status=asked.decision, until=None)


def _postpone(
    connection: Connection, _: Caller, proposal: Row[Any], asked: Decided, today: date
) -> None:
    if asked.until is None or asked.until <= today:
        seen = "nothing" if asked.until is None else asked.until.isoformat()
        problem = FieldProblem("until", seen, "a day after today")
        raise InvalidInput("The decision was not accepted.", [problem])
    proposals.change(connection, proposal.id, status=asked.decision, until=asked.until)


def _decline(
    connection: Connection, caller: Caller, proposal: Row[Any], asked: Decided, today: date
) -> None:
    proposals.change(connection, proposal.id, status=asked.decision, until=None)
    for vacancy in proposal.vacancies:
        keeper, reference = split(vacancy, proposal.municipality)
        placements.add_forbid(
            connection,
            {
                "municipality": proposal.municipality,
                "candidate": proposal.candidate,
                "vacancy_municipality": keeper,
                "vacancy": reference,
                "until": asked.until or today + timedelta(days=FORBIDDEN_DAYS),
                "reason": asked.reason,
                "made_by": caller.subject,
            },
        )


def _accept(
    connection: Connection, caller: Caller, proposal: Row[Any], asked: Decided, today: date
) -> None:
    """Take the seats, the guides' and the coach's minutes, all or nothing."""
    known = None if proposal.coach is None else f"{proposal.coach_municipality}/{proposal.coach}"
    wanted = None if asked.coach is None else qualified(asked.coach, proposal.municipality)
    names = tuple(proposal.vacancies)
    _give_up_own_pins(connection, proposal)
    place = Place(proposal.municipality, proposal.candidate, names, wanted or known)
    found = judged(connection, place, today)
    expect_possible(found)
    _expect_motivated(found, asked)
    start = _start(found, proposal, asked)
    for at, vacancy in enumerate(found.vacancies):
        fields = taken_at(found, at, vacancy) | {
            "municipality": proposal.municipality,
            "candidate": proposal.candidate,
            "start_day": start,
            "end_day": _end(vacancy, start, asked),
            "proposal_id": proposal.id,
            "reason": asked.reason,
            "made_by": caller.subject,
        }
        placements.add(connection, fields)
    proposals.change(connection, proposal.id, status=asked.decision, until=None)
    if found.places_left <= len(names):
        proposals.supersede_others(connection, proposal)


def _give_up_own_pins(connection: Connection, proposal: Row[Any]) -> None:
    """Let the place that was kept for this person be taken by this person."""
    for vacancy in proposal.vacancies:
        keeper, reference = split(vacancy, proposal.municipality)
        placements.give_up(
            connection,
            municipality=proposal.municipality,
            candidate=proposal.candidate,
            vacancy_municipality=keeper,
            vacancy=reference,
        )


def _expect_motivated(found: Judged, asked: Decided) -> None:
    """Raise `InvalidInput` when a rule asks for a person's reason and there is none."""
    rules = sorted({rule for told in found.each for rule in told.motivate})
    if rules and not (asked.motivation or "").strip():
        problem = FieldProblem("motivation", "nothing", f"a reason, for {', '.join(rules)}")
        raise InvalidInput("The decision was not accepted.", [problem])


def _start(found: Judged, proposal: Row[Any], asked: Decided) -> date:
    first, proposed = max(told.start for told in found.each), proposal.start_day
    if asked.start is None:
        later: date = max(first, proposed)
        return later
    if asked.start < first:
        problem = FieldProblem("start", asked.start.isoformat(), f"{first.isoformat()} or later")
        raise InvalidInput("The decision was not accepted.", [problem])
    return asked.start


def _end(vacancy: Vacancy, start: date, asked: Decided) -> date | None:
    """Give the last day: what was asked, else the fixed term, within the vacancy's period."""
    last = vacancy.period.end
    term = (
        None if vacancy.term_weeks is None else start + timedelta(weeks=vacancy.term_weeks, days=-1)
    )
    latest = min((day for day in (last, term) if day is not None), default=None)
    if asked.end is None:
        return latest
    if asked.end < start or (latest is not None and asked.end > latest):
        to = "" if latest is None else f" to {latest.isoformat()}"
        problem = FieldProblem("end", asked.end.isoformat(), f"a day from {start.isoformat()}{to}")
        raise InvalidInput("The decision was not accepted.", [problem])
    return asked.end


def taken_at(found: Judged, at: int, vacancy: Vacancy) -> dict[str, object]:
    """Give the columns of what one place takes: of two places the first has the coach."""
    person, told = found.person, found.each[at]
    keeper, coach = (None, None) if told.coach is None else split(told.coach, "")
    return {
        "vacancy_municipality": vacancy.municipality,
        "vacancy": vacancy.reference,
        "coach_municipality": keeper,
        "coach": coach,
        "guidance_minutes": _guidance(person),
        "coaching_minutes": 0 if coach is None else person.coaching_minutes,
    }


def _guidance(person: Candidate) -> int:
    none_needed = person.guidance_level is not None and person.guidance_level == 0
    return 0 if none_needed else person.guidance_minutes


_DOES: dict[str, Callable[[Connection, Caller, Row[Any], Decided, date], None]] = {
    "introduced": _introduce,
    "accepted": _accept,
    "adapted": _accept,
    "declined": _decline,
    "postponed": _postpone,
}
