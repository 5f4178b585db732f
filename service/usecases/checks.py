"""A caseworker's own idea at the desk: checked by all rules; and who could take a vacancy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.bridge.parts import split
from service.db import audit
from service.errors import FieldProblem, InvalidInput, NotFound
from service.tokens import Caller
from service.usecases.desk import Desk, View
from solver.candidates import CandidateList, candidates_for
from solver.check import Asked, Checks, check
from solver.ground import qualified


@dataclass(frozen=True, slots=True)
class PairAsked:
    """Whom to place where, with which coach; None: the best that fits. By reference."""

    candidate: str
    vacancy: str
    coach: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What is said of pairs, and the version of the weights it was said by."""

    checks: Checks
    names: Mapping[str, str]
    weight_set_version: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who could take a vacancy, and the version of the weights it was said by."""

    found: CandidateList
    weight_set_version: int


def check_pairs(desk: Desk, caller: Caller, asked: Sequence[PairAsked]) -> Checked:
    """Check pairs of own people and places that one sees; note of whom that was asked.

    Raises `InvalidInput` naming every reference that is not there or not to be seen.
    """
    own = caller.own_municipality()
    with desk.reading(own, caller.subject) as (connection, view):
        known = _known(view, own, asked)
        people = sorted({pair.candidate for pair in asked})
        audit.note_each(connection, "match_asked", "candidate", own, people)
    columns = view.columns
    told = check(columns, known, view.left.as_seen_by(columns), compared=True)
    names = view.names_of(one.vacancy for one in told.each)
    return Checked(told, names, view.state.weight_set_version)


def _known(view: View, municipality: str, asked: Sequence[PairAsked]) -> list[Asked]:
    """Give pairs by number; raises as `check_pairs` does."""
    found = [_found(view, municipality, pair) for pair in asked]
    problems = [
        FieldProblem(f"pairs.{at}.{name}", getattr(pair, name), f"a {name} that is stored here")
        for at, (pair, numbers) in enumerate(zip(asked, found, strict=True))
        for name, number in numbers.items()
        if number is None
    ]
    if problems:
        raise InvalidInput("The pairs were not accepted.", problems)
    return [Asked(there["candidate"], there["vacancy"], there.get("coach")) for there in found]


def candidates_of(desk: Desk, caller: Caller, vacancy: str, size: int) -> Candidates:
    """Give the own people who could take a vacancy that one sees, the best first; note who asked.

    Raises `NotFound` for a vacancy that is not there or not to be seen.
    """
    own = caller.own_municipality()
    with desk.reading(own, caller.subject) as (connection, view):
        col = view.supply.cols.get(qualified(vacancy, own))
        if col is None:
            raise NotFound
        keeper, reference = split(vacancy, own)
        audit.note_each(connection, "match_asked", "vacancy", keeper, [reference])
    found = candidates_for(view.columns, col, size, view.left.as_seen_by(view.columns))
    return Candidates(found, view.state.weight_set_version)


def _found(view: View, municipality: str, pair: PairAsked) -> dict[str, Any]:
    """Give the number of each record that is named; None for one that is not there."""
    numbers = {
        "candidate": view.rows.get(pair.candidate),
        "vacancy": view.supply.cols.get(qualified(pair.vacancy, municipality)),
    }
    if pair.coach is not None:
        numbers["coach"] = view.supply.vocabulary.coaches.get(qualified(pair.coach, municipality))
    return numbers
