"""What an accepted place takes: from which day to which, and whose minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from service.bridge.parts import split
from service.errors import FieldProblem
from service.usecases.decided import Carried, Decided, refused
from service.usecases.places import Judged
from solver.ground import qualified
from solver.people import Candidate
from solver.places import Vacancy
from solver.turns import vacancy_of


def carried(found: Judged, start: date, ends: Sequence[date | None]) -> Carried:
    """Say what is carried out; of two places the later end."""
    keeper, coach = _coach_of(found, 0)
    last = None if None in ends else max(filter(None, ends))
    return {"start_day": start, "end_day": last, "coach_municipality": keeper, "coach": coach}


def differs(found: Judged, proposal: Row[Any], asked: Decided) -> bool:
    """Tell whether anything is to be otherwise than when it were accepted as proposed."""
    plain = Decided(decision="accepted")
    start = start_of(found, proposal, plain)
    if start_of(found, proposal, asked) != start or new_coach(proposal, asked) is not None:
        return True
    return any(end_of(one, start, asked) != end_of(one, start, plain) for one in found.vacancies)


def new_coach(proposal: Row[Any], asked: Decided) -> str | None:
    """Give the coach that is asked for, if that is another than is proposed."""
    if asked.coach is None:
        return None
    wanted = qualified(asked.coach, proposal.municipality)
    return None if wanted == known_coach(proposal) else wanted


def known_coach(proposal: Row[Any]) -> str | None:
    """Give the coach that is proposed, if there is one."""
    return None if proposal.coach is None else f"{proposal.coach_municipality}/{proposal.coach}"


def start_of(found: Judged, proposal: Row[Any], asked: Decided) -> date:
    """Give the first day: what was asked, else what was proposed or is possible, the later.

    Raises `InvalidInput` for a day on which it is not possible yet, or not any more as a turn
    begins on its own day only.
    """
    first, proposed = max(told.start for told in found.each), proposal.start_day
    if asked.start is None:
        later: date = max(first, proposed)
        return later
    if asked.start != first and any(vacancy.start_dates for vacancy in found.vacancies):
        expected = f"{first.isoformat()}, when the turn begins; another turn is another proposal"
        raise refused(FieldProblem("start", asked.start.isoformat(), expected))
    if asked.start < first:
        problem = FieldProblem("start", asked.start.isoformat(), f"{first.isoformat()} or later")
        raise refused(problem)
    return asked.start


def end_of(vacancy: Vacancy, start: date, asked: Decided) -> date | None:
    """Give the last day: what was asked, else the fixed term, within the vacancy's period.

    Raises `InvalidInput` for a day before the first or after that.
    """
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


def taken_at(found: Judged, at: int, vacancy: Vacancy) -> dict[str, object]:
    """Give the columns of what one place takes: of two places the first has the coach."""
    person, (keeper, coach) = found.person, _coach_of(found, at)
    return {
        "vacancy_municipality": vacancy.municipality,
        "vacancy": vacancy_of(vacancy.reference),
        "coach_municipality": keeper,
        "coach": coach,
        "guidance_minutes": _guidance(person),
        "coaching_minutes": 0 if coach is None else person.coaching_minutes,
    }


def _coach_of(found: Judged, at: int) -> tuple[str, str] | tuple[None, None]:
    told = found.each[at]
    return (None, None) if told.coach is None else split(told.coach, "")


def _guidance(person: Candidate) -> int:
    none_needed = person.guidance_level is not None and person.guidance_level == 0
    return 0 if none_needed else person.guidance_minutes
