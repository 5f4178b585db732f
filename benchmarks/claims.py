"""What people without a place are told, gone through again by other means: nothing is believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from solver.assignment import Outcome, Problem, SolveParams, solve, value_of, violations
from solver.columns import Columns
from solver.criteria import COACH
from solver.eligible import CoachFit, eligible_pairs
from solver.enabling import SMALL_WORK, Claim, Stock, changed, claims
from solver.encoding import span
from solver.match import MatchParams, match
from solver.opening import open_places
from solver.options import Options, build
from solver.people import Candidate
from solver.plan import Plan, Unplaced, UnplacedReason, Would
from solver.reasons import EXEMPTION, FORBIDDEN, GROUP, PAUSED, PLACED
from solver.resources import ResourceName
from solver.rules import refusals
from solver.snapshot import Snapshot
from solver.steps import Step
from solver.taken import MIN_START
from solver.weights import WeightSet


@dataclass
class Told:
    """One problem, its plan, and all that is claimed."""

    columns: Columns
    options: Options
    plan: Plan
    stock: Stock
    claims: dict[int, list[Claim]]

    @classmethod
    def of(cls, town: Snapshot, weights: WeightSet, params: MatchParams) -> Told:
        """Match, and take the claims behind what is told."""
        plan = match(town, weights, params)
        columns = Columns.of(town, weights)
        options = build(columns)
        choice, companion = plan.result.choice, plan.result.companion
        if choice is None or companion is None:
            raise SystemExit("A problem had no plan.")
        stock = Stock.of(columns, options, choice, companion)
        rows = [r for u, rows in enumerate(options.members) if choice[u] < 0 for r in rows]
        return cls(columns, options, plan, stock, claims(stock, np.array(rows, np.int64)))

    @property
    def now(self) -> int:
        """What the present plan is worth."""
        return self.stock.worth


def standing(told: Told) -> Iterator[str]:
    """Say of each person without a place whether a change is shown to help."""
    for person in told.plan.unplaced:
        woulds = {each.would for each in person.enabling}
        if Would.PLACED in woulds:
            yield "witnesses"
        else:
            yield "not_known" if Would.NOT_KNOWN in woulds else "proven_none"


def checked(told: Told) -> Iterator[tuple[str, bool]]:
    """Check every claim; what it was, and whether it holds."""
    row_of = {name: row for row, name in enumerate(told.columns.candidate_names)}
    for person in told.plan.unplaced:
        row = row_of[person.candidate]
        mine = told.claims.get(row, [])
        same = tuple(claim.told for claim in mine) == person.enabling
        yield f"{person.candidate}: {person.reason} {person.detail}", same and _reason(told, person)
        for claim in mine:
            what = f"{person.candidate}: {claim.told}"
            yield f"{what} opens", _opens(told, claim)
            if claim.told.would is not Would.NOT_KNOWN:
                yield f"{what} would", _would(told, claim)


def _reason(told: Told, person: Unplaced) -> bool:
    """Go through decisions, rules, fits and what is left again."""
    columns, problem = told.columns, told.options.problem
    row = columns.candidate_names.index(person.candidate)
    unit = next(at for at, rows in enumerate(told.options.members) if row in rows)
    low, high = span(problem.option_unit, unit)
    free = any(_with_option(told, unit, option) for option in range(low, high))
    if person.reason is UnplacedReason.KEPT_OUT:
        return low == high and _kept_out(told, row, person.detail)
    if person.reason is UnplacedReason.NOWHERE_ELIGIBLE:
        return _nowhere(told, unit, row, person.detail) and not free
    if person.reason is UnplacedReason.BELOW_MINIMUM_FIT:
        pairs = eligible_pairs(columns, np.array([row]))
        return (
            low == high
            and len(pairs) > 0
            and not _open_to(columns, columns.snapshot.candidates[row], columns.weights)
        )
    if person.reason is UnplacedReason.RESOURCE_TAKEN:
        return not free and _short(told, unit, person.detail)
    return free


def _kept_out(told: Told, row: int, detail: object) -> bool:
    """Look the decision up in the records."""
    snapshot = told.columns.snapshot
    person, name = snapshot.candidates[row], told.columns.candidate_names[row]
    holds = {
        EXEMPTION: person.exempt is not None and person.exempt.holds(snapshot.today),
        PAUSED: person.paused is not None and person.paused.holds(snapshot.today),
        PLACED: any(each.candidate == name for each in snapshot.placements),
        FORBIDDEN: any(each.candidate == name for each in snapshot.forbids),
        GROUP: person.group is not None,
    }
    return holds[str(detail)]


def _nowhere(told: Told, unit: int, row: int, detail: object) -> bool:
    """Ask the rule that is named of every place, or look what is named up."""
    columns, problem = told.columns, told.options.problem
    low, high = span(problem.option_unit, unit)
    if detail == MIN_START:
        return low < high and problem.min_use_if_used is not None
    if isinstance(detail, ResourceName):
        return low == high and detail in told.options.names
    if detail == GROUP:
        return low == high and len(told.options.members[unit]) > 1
    if detail == COACH:
        asks = columns.snapshot.candidates[row].coaching_minutes > 0
        return low == high and asks and len(eligible_pairs(columns, np.array([row]))) > 0
    says_no = refusals(columns.pairs(np.array([row])))[str(detail)]
    return low == high and bool(says_no.any()) and not len(eligible_pairs(columns, np.array([row])))


def _short(told: Told, unit: int, detail: object) -> bool:
    """Tell whether less is left of what is named than some option of the unit, or coach, takes."""
    options, problem = told.options, told.options.problem
    if not isinstance(detail, ResourceName) or detail not in options.names:
        return False
    number = options.names.index(detail)
    if number in options.too_large.resource[options.too_large.unit == unit]:
        return True
    left = told.stock.standing.left[number]
    for owner, ptr, resource, use in (
        (problem.option_unit, problem.option_ptr, problem.option_resource, problem.option_use),
        (
            problem.companion_unit,
            problem.companion_ptr,
            problem.companion_resource,
            problem.companion_use,
        ),
    ):
        low, high = span(owner, unit)
        mine = slice(ptr[low], ptr[high])
        if ((resource[mine] == number) & (use[mine] > left)).any():
            return True
    return False


def _with_option(told: Told, unit: int, option: int, problem: Problem | None = None) -> bool:
    """Tell whether a unit could take an option beside the plan, with some companion."""
    problem = told.options.problem if problem is None else problem
    mates = [*range(*span(problem.companion_unit, unit))]
    for mate in mates if problem.option_needs_companion[option] else [-1]:
        choice, companion = told.stock.standing.choice.copy(), told.stock.standing.companion.copy()
        choice[unit], companion[unit] = option, mate
        if not violations(problem, choice, companion):
            return True
    return False


def _opens(told: Told, claim: Claim) -> bool:
    if claim.opening is not None:
        now = told.columns.snapshot.candidates[claim.row]
        weights = told.columns.weights
        before, after = (
            _open_to(told.columns, each, weights) for each in (now, claim.opening.person)
        )
        return after - before == set(claim.opening.cols.tolist()) and (
            len(claim.opening.cols) == claim.told.opens
        )
    if claim.told.change.step is Step.MINIMUM_FIT:
        return _opens_below(told, claim)
    unit = next(at for at, rows in enumerate(told.options.members) if claim.row in rows)
    low, high = span(told.options.problem.option_unit, unit)
    raised = _raised(told, claim)
    places = {
        tuple(told.options.option_cols[option].tolist())
        for option in range(low, high)
        if _with_option(told, unit, option, raised) and not _with_option(told, unit, option)
    }
    return len(places) == claim.told.opens


def _opens_below(told: Told, claim: Claim) -> bool:
    """Lower the minimum by so much, and by one point less."""
    person, weights = told.columns.snapshot.candidates[claim.row], told.columns.weights
    short = claim.told.change.amount or 0
    at, above = (
        replace(weights, minimum_fit=weights.minimum_fit - short + more) for more in (0, 1)
    )
    opens = len(_open_to(told.columns, person, at))
    return opens == claim.told.opens and not _open_to(told.columns, person, above)


def _raised(told: Told, claim: Claim) -> Problem:
    capacity = told.options.problem.capacity.copy()
    capacity[claim.more] += claim.told.change.amount or 0
    return replace(told.options.problem, capacity=capacity)


def _open_to(columns: Columns, person: Candidate, weights: WeightSet) -> set[int]:
    """Judge one person before all places, from the records on."""
    alone = Columns.of(columns.snapshot.having(candidates=(person,), proposed=()), weights)
    pairs = eligible_pairs(alone)
    return set(pairs.col[open_places(alone, CoachFit.of(alone), pairs)].tolist())


def _would(told: Told, claim: Claim) -> bool:
    if claim.opening is None:
        return claim.told.would is Would.PLACED  # `_opens` found a place that fits beside the plan
    if claim.witness is not None:
        return _shown(told, claim)
    problem = changed(told.stock, claim.opening)
    if problem is None:
        return claim.told.would is Would.NOT_PLACED
    result = solve(problem, SolveParams(seed=7, work_limit=20 * SMALL_WORK, threads=1))
    if claim.told.would is Would.NOT_PLACED:
        proven = bool(result.bound) and result.bound[0] < told.now
        return result.outcome is Outcome.INFEASIBLE or proven
    if result.choice is None or result.companion is None:
        return False
    worth = value_of(problem, result.choice, result.companion)[0]
    return worth >= told.now and not violations(problem, result.choice, result.companion)


def _shown(told: Told, claim: Claim) -> bool:
    """Put the witness in the plan, as an option more, and have the whole plan judged."""
    found, problem = claim.witness, told.options.problem
    if found is None:
        return False
    unit = next(at for at, rows in enumerate(told.options.members) if claim.row in rows)
    larger = with_option(problem, unit, found.worth, found.resource, found.amount)
    new = int(np.searchsorted(problem.option_unit, unit, side="right"))
    choice = np.where(
        told.stock.standing.choice >= new,
        told.stock.standing.choice + 1,
        told.stock.standing.choice,
    )
    companion = told.stock.standing.companion.copy()
    if found.makes_way >= 0:
        goes_to = found.goes_to + (found.goes_to >= new)
        choice[found.makes_way] = goes_to
        if goes_to < 0 or not larger.option_needs_companion[goes_to]:
            companion[found.makes_way] = -1
    choice[unit] = new
    worth = value_of(larger, choice, companion)[0]
    return worth >= told.now and not violations(larger, choice, companion)


def with_option(problem: Problem, unit: int, worth: int, resource: Any, amount: Any) -> Problem:
    """Give the problem with one option more, the last of a unit, which needs no companion."""
    at = int(np.searchsorted(problem.option_unit, unit, side="right"))
    entry = int(problem.option_ptr[at])
    ptr = np.concatenate([problem.option_ptr[: at + 1], problem.option_ptr[at:] + len(resource)])
    present = problem.present_option
    return replace(
        problem,
        option_unit=np.insert(problem.option_unit, at, unit),
        option_value=np.insert(problem.option_value, at, worth, axis=0),
        option_needs_companion=np.insert(problem.option_needs_companion, at, False),
        option_ptr=ptr,
        option_resource=np.insert(problem.option_resource, entry, resource),
        option_use=np.insert(problem.option_use, entry, amount),
        present_option=None if present is None else present + (present >= at),
    )
