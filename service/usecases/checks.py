"""A caseworker's own idea at the desk: checked by all rules; and who could take a vacancy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service import bridge
from service.bridge import OpenPlan
from service.bridge.parts import split
from service.db import audit, nights
from service.errors import FieldProblem, InvalidInput, NotFound
from service.tokens import Caller
from service.usecases.desk import Desk, View
from service.usecases.pin_costs import Question
from service.usecases.small import SmallSolver
from solver.candidates import CandidateList, candidates_for
from solver.check import Asked, Checks, check
from solver.columns import Columns
from solver.contests import Pin, Scene, contests, pins_of
from solver.desk import Desk as Left
from solver.exchange import Exchange, solve_each
from solver.exchange import told as exchanged
from solver.explain import coach_name
from solver.ground import qualified
from solver.pinning import draw
from solver.snapshot import Proposed


@dataclass(frozen=True, slots=True)
class PairAsked:
    """Whom to place where, with which coach; None: the best that fits. By reference."""

    candidate: str
    vacancy: str
    coach: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What is said of pairs, and the version of the weights it was said by.

    `exchange` is how the published plan would change if all of them were pinned; None where one of
    them is not possible, or no plan is published. `question` is what a worker may be asked where
    that is not exact.
    """

    checks: Checks
    names: Mapping[str, str]
    weight_set_version: int
    exchange: Exchange | None
    question: Question | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who could take a vacancy, and the version of the weights it was said by."""

    found: CandidateList
    weight_set_version: int


def check_pairs(
    desk: Desk, solver: SmallSolver, caller: Caller, asked: Sequence[PairAsked]
) -> Checked:
    """Check pairs of own people and places that one sees; note of whom that was asked.

    So it is noted of whoever else is named as having something, or as who would move. Raises
    `InvalidInput` naming every reference that is not there or not to be seen, and `Unavailable`
    when too many ask at a time.
    """
    own = caller.own_municipality()
    with desk.reading(own, caller.subject) as (connection, view):
        known = _known(view, own, asked)
        people = sorted({pair.candidate for pair in asked})
        audit.note_each(connection, "match_asked", "candidate", own, people)
        named, columns = {qualified(person, own) for person in people}, view.columns
        told = check(columns, known, view.left.as_seen_by(columns), compared=True)
        plan = None
        if view.state.plan is not None and _possible(told):
            scope = nights.Scope(view.state.region, own, view.state.today)
            plan = bridge.load_open_plan(connection, scope, view.snapshot, named)
    pins = pins_of(columns, told)
    exchange = None if plan is None else _exchange(view, solver, plan, pins)
    others = sorted({split(name, own)[1] for name in _named(told, exchange) - named})
    if others:
        with desk.reading(own, caller.subject) as (connection, _):
            audit.note_each(connection, "match_asked", "candidate", own, others)
    names = view.names_of(one.vacancy for one in told.each)
    question = _question(view, pins, exchange)
    return Checked(told, names, view.state.weight_set_version, exchange, question)


def _possible(told: Checks) -> bool:
    """Tell whether nothing stands in the way of the pairs but what a plan proposes to others."""
    able = all(one.allowed and not one.below_minimum for one in told.each)
    return able and not told.overbooked


def _exchange(view: View, solver: SmallSolver, plan: OpenPlan, pins: list[Pin]) -> Exchange:
    """Find how the plan would change if the pairs were pinned."""
    columns = Columns.of(plan.snapshot, view.weights, view.supply.revised(plan.snapshot))
    scene = Scene(columns, Left.of(columns), plan.introduced, plan.elsewhere)
    drawn = draw(scene, pins)
    if drawn is None:
        return Exchange(contests(scene, pins))
    return exchanged(drawn, solver.do(solve_each, drawn.problems))


def _question(view: View, pins: list[Pin], exchange: Exchange | None) -> Question | None:
    """Give what is left to be worked out of what the pairs cost; None: nothing."""
    plan, columns = view.state.plan, view.columns
    if plan is None or exchange is None or (exchange.cost and exchange.cost.exact):
        return None
    named = tuple(
        Proposed(
            candidate=columns.candidate_names[pin.row],
            vacancies=tuple(sorted(columns.vacancy_names[col] for col in pin.cols)),
            coach=coach_name(columns, pin.coach),
        )
        for pin in pins
    )
    return Question(plan, view.state.today, view.state.weight_set_version, named)


def _named(told: Checks, exchange: Exchange | None) -> set[str]:
    """Give the people whom the answer names."""
    lacks = [*told.overbooked, *(lack for one in told.each for lack in one.lacking)]
    moves = () if exchange is None else exchange.moves
    lacks += () if exchange is None else exchange.overbooked
    takers = {taker.candidate for lack in lacks for taker in lack.by}
    return {name for name in takers if name is not None} | {move.candidate for move in moves}


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
        col = view.supply.col_of(qualified(vacancy, own))
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
        "vacancy": view.supply.col_of(qualified(pair.vacancy, municipality)),
    }
    if pair.coach is not None:
        numbers["coach"] = view.supply.vocabulary.coaches.get(qualified(pair.coach, municipality))
    return numbers
