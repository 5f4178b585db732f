"""People decide: a proposal is introduced, accepted, adapted, declined or postponed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service.bridge.parts import split
from service.db import audit, decisions, placements, proposals, runs
from service.db.audit import Said
from service.errors import Conflict, FieldProblem, NotFound
from service.tokens import Caller
from service.usecases.decided import UNCHANGED, Carried, Decided, expect_sound, refused
from service.usecases.places import Judged, Place, expect_possible, judged, lock_person
from service.usecases.placing import likely_minutes
from service.usecases.reviews import plan_first
from service.usecases.taking import (
    carried,
    differs,
    end_of,
    known_coach,
    new_coach,
    start_of,
    taken_at,
)

#: What has become of a proposal, by what of it is gone.
EXPIRED = {
    "candidate": "The proposal has expired: its candidate is not there any more.",
    "vacancy": "The proposal has expired: a place of it has ended, or is not there any more.",
    "coach": "The proposal has expired: its coach is not there any more.",
}
FORBIDDEN_DAYS = 180  #: a declined pair is not proposed again for so long


def decide(
    connection: Connection, caller: Caller, proposal_id: UUID, asked: Decided, today: date
) -> Row[Any]:
    """Decide of a proposal for one of one's own people; give the proposal as it is then.

    What is introduced already stays as it is.

    Raises `NotFound`; `InvalidInput` for what the decision lacks or may not have; `Conflict` when
    it was decided before, a rule or a scarce thing stands in the way.
    """
    proposal = _held(connection, proposal_id, today)
    _expect_undecided(connection, proposal, today)
    expect_sound(connection, proposal.municipality, asked, today)
    if asked.decision == proposal.status == "introduced":
        return proposal
    done = _DOES[asked.decision](connection, caller, proposal, asked, today)
    words = ": ".join(filter(None, (asked.reason, asked.motivation)))
    said = Said(proposal.candidate, words or None)
    audit.note(connection, f"proposal_{asked.decision}", proposal.id, said)
    decisions.add(
        connection,
        {
            "municipality": proposal.municipality,
            "proposal_id": proposal.id,
            "decision": asked.decision,
            "reason": asked.reason,
            "motivation": asked.motivation,
            "until": asked.until,
            "decided_by": caller.subject,
            "deviates": _deviates(proposal, asked, done),
            **decisions.waited(connection, proposal.id),
            **done,
        },
    )
    return proposals.get(connection, proposal_id, today)


def _deviates(proposal: Row[Any], asked: Decided, done: Carried) -> bool | None:
    """Tell whether a decision is otherwise than was proposed; None where nothing is settled yet.

    What somebody had in mind is, and what was chosen in place of what a plan proposes.
    """
    if asked.decision not in proposals.HISTORY:
        return None
    otherwise = asked.decision != "accepted" or proposal.source == "own"
    return otherwise or done["instead_of"] is not None


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
    raise Conflict((EXPIRED[proposal.gone] if proposal.status == "expired" else decided) + now)


def _introduce(
    connection: Connection, _: Caller, proposal: Row[Any], asked: Decided, today: date
) -> Carried:
    proposals.change(connection, proposal.id, status=asked.decision, until=None)
    return {}


def _postpone(
    connection: Connection, _: Caller, proposal: Row[Any], asked: Decided, today: date
) -> Carried:
    proposals.change(connection, proposal.id, status=asked.decision, until=asked.until)
    return {}


def _decline(
    connection: Connection, caller: Caller, proposal: Row[Any], asked: Decided, today: date
) -> Carried:
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
    return {}


def _accept(
    connection: Connection, caller: Caller, proposal: Row[Any], asked: Decided, today: date
) -> Carried:
    """Take the seats, the guides' and the coach's minutes, all or nothing."""
    coach_name = new_coach(proposal, asked) or known_coach(proposal)
    names = tuple(proposal.vacancies)
    _give_up_own_pins(connection, proposal)
    place = Place(proposal.municipality, proposal.candidate, names, coach_name)
    found = judged(connection, place, today)
    expect_possible(found)
    has_all = found.places_left <= len(names)
    instead_of = proposals.passed_over(connection, proposal, today) if has_all else None
    _expect_said_why(found, asked, instead_of)
    if asked.decision == "adapted" and not differs(found, proposal, asked):
        raise refused(UNCHANGED)
    start = start_of(found, proposal, asked)
    ends = [end_of(vacancy, start, asked) for vacancy in found.vacancies]
    for at, end in enumerate(ends):
        vacancy = found.vacancies[at]
        taken = taken_at(found, at, vacancy) | {"start_day": start, "end_day": end}
        agreed = {"week_minutes": likely_minutes(found, vacancy)}
        placed = placements.add(connection, _whose(caller, proposal, asked) | taken | agreed)
        plan_first(connection, placed, vacancy.kind)
    proposals.change(connection, proposal.id, status=asked.decision, until=None)
    if has_all:
        proposals.supersede_others(connection, proposal)
    return carried(found, start, ends) | {"instead_of": instead_of}


def _whose(caller: Caller, proposal: Row[Any], asked: Decided) -> dict[str, object]:
    """Give the columns of a placement that say for whom it is, and who decided it why."""
    return {
        "municipality": proposal.municipality,
        "candidate": proposal.candidate,
        "proposal_id": proposal.id,
        "reason": asked.reason,
        "made_by": caller.subject,
    }


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


def _expect_said_why(found: Judged, asked: Decided, instead_of: UUID | None) -> None:
    """Raise `InvalidInput` when nobody says why, and a rule or a choice beside a plan's asks it.

    A rule asks for somebody's own words, such a choice for a code.
    """
    problems = []
    rules = sorted({rule for told in found.each for rule in told.motivate})
    if rules and not (asked.motivation or "").strip():
        expected = f"a reason, for {', '.join(rules)}"
        problems.append(FieldProblem("motivation", "nothing", expected))
    if instead_of is not None and asked.reason is None:
        expected = f"a code of /v1/reason-codes for {asked.decision}: the plan proposes otherwise"
        problems.append(FieldProblem("reasonCode", "nothing", expected))
    if problems:
        raise refused(*problems)


_DOES: dict[str, Callable[[Connection, Caller, Row[Any], Decided, date], Carried]] = {
    "introduced": _introduce,
    "accepted": _accept,
    "adapted": _accept,
    "declined": _decline,
    "postponed": _postpone,
}
