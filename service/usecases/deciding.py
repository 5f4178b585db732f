"""People decide: a proposal is introduced, accepted, adapted, declined or postponed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Connection, Row

from service.bridge.parts import split
from service.db import audit, placements, proposals, runs
from service.db.audit import Said
from service.errors import Conflict, FieldProblem, NotFound
from service.tokens import Caller
from service.usecases.decided import UNCHANGED, Decided, expect_sound, refused
from service.usecases.places import Judged, Place, expect_possible, judged, lock_person
from solver.ground import qualified
from solver.people import Candidate
from solver.places import Vacancy

#: What has become of a proposal, by what of it is gone.
EXPIRED = {
    "candidate": "The proposal has expired: its candidate is not there any more.",
    "vacancy": "The proposal has expired: a place of it has ended, or is not there any more.",
    "coach": "The proposal has expired: its coach is not there any more.",
}
#: Columns of a decision that say what was carried out.
Carried: TypeAlias = dict[str, object]
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
    deviates = _deviates(connection, proposal, asked, today)
    done = _DOES[asked.decision](connection, caller, proposal, asked, today)
    words = ": ".join(filter(None, (asked.reason, asked.motivation)))
    said = Said(proposal.candidate, words or None)
    audit.note(connection, f"proposal_{asked.decision}", proposal.id, said)
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
            "deviates": deviates,
            **done,
        },
    )
    return proposals.get(connection, proposal_id, today)


def _deviates(
    connection: Connection, proposal: Row[Any], asked: Decided, today: date
) -> bool | None:
    """Tell whether a decision is otherwise than was proposed; None where nothing is settled yet.

    What somebody had in mind is, and of a short list what is not the place that a plan proposes.
    """
    if asked.decision not in proposals.HISTORY:
        return None
    if asked.decision != "accepted" or proposal.source == "own":
        return True
    return proposal.source == "short_list" and proposals.planned_otherwise(
        connection, proposal, today
    )


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
    coach_name = _new_coach(proposal, asked) or _known_coach(proposal)
    names = tuple(proposal.vacancies)
    _give_up_own_pins(connection, proposal)
    place = Place(proposal.municipality, proposal.candidate, names, coach_name)
    found = judged(connection, place, today)
    expect_possible(found)
    _expect_motivated(found, asked)
    if asked.decision == "adapted" and not _differs(found, proposal, asked):
        raise refused(UNCHANGED)
    start = _start(found, proposal, asked)
    ends = [_end(vacancy, start, asked) for vacancy in found.vacancies]
    for at, end in enumerate(ends):
        taken = taken_at(found, at, found.vacancies[at]) | {"start_day": start, "end_day": end}
        placements.add(connection, _whose(caller, proposal, asked) | taken)
    proposals.change(connection, proposal.id, status=asked.decision, until=None)
    if found.places_left <= len(names):
        proposals.supersede_others(connection, proposal)
    return _carried(found, start, ends)


def _whose(caller: Caller, proposal: Row[Any], asked: Decided) -> dict[str, object]:
    """Give the columns of a placement that say for whom it is, and who decided it why."""
    return {
        "municipality": proposal.municipality,
        "candidate": proposal.candidate,
        "proposal_id": proposal.id,
        "reason": asked.reason,
        "made_by": caller.subject,
    }


def _carried(found: Judged, start: date, ends: Sequence[date | None]) -> Carried:
    """Say what is carried out; of two places the later end."""
    keeper, coach = coach_of(found, 0)
    last = None if None in ends else max(filter(None, ends))
    return {"start_day": start, "end_day": last, "coach_municipality": keeper, "coach": coach}


def _differs(found: Judged, proposal: Row[Any], asked: Decided) -> bool:
    """Tell whether anything is to be otherwise than when it were accepted as proposed."""
    plain = Decided(decision="accepted")
    start = _start(found, proposal, plain)
    if _start(found, proposal, asked) != start or _new_coach(proposal, asked) is not None:
        return True
    return any(_end(one, start, asked) != _end(one, start, plain) for one in found.vacancies)


def _new_coach(proposal: Row[Any], asked: Decided) -> str | None:
    """Give the coach that is asked for, if that is another than is proposed."""
    if asked.coach is None:
        return None
    wanted = qualified(asked.coach, proposal.municipality)
    return None if wanted == _known_coach(proposal) else wanted


def _known_coach(proposal: Row[Any]) -> str | None:
    return None if proposal.coach is None else f"{proposal.coach_municipality}/{proposal.coach}"


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
        raise refused(problem)


def _start(found: Judged, proposal: Row[Any], asked: Decided) -> date:
    first, proposed = max(told.start for told in found.each), proposal.start_day
    if asked.start is None:
        later: date = max(first, proposed)
        return later
    if asked.start < first:
        problem = FieldProblem("start", asked.start.isoformat(), f"{first.isoformat()} or later")
        raise refused(problem)
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
        raise refused(problem)
    return asked.end


def coach_of(found: Judged, at: int) -> tuple[str, str] | tuple[None, None]:
    """Give municipality and reference of the coach at one place, if there is one."""
    told = found.each[at]
    return (None, None) if told.coach is None else split(told.coach, "")


def taken_at(found: Judged, at: int, vacancy: Vacancy) -> dict[str, object]:
    """Give the columns of what one place takes: of two places the first has the coach."""
    person, (keeper, coach) = found.person, coach_of(found, at)
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


_DOES: dict[str, Callable[[Connection, Caller, Row[Any], Decided, date], Carried]] = {
    "introduced": _introduce,
    "accepted": _accept,
    "adapted": _accept,
    "declined": _decline,
    "postponed": _postpone,
}
