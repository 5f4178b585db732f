"""What would help somebody without a place: single changes, what each opens, and what would follow.

Of a person's own changes the rules are asked again (`opening`); of what there is, seats and minutes
are compared with what a plan leaves. That somebody *would be placed* is only said with a plan to
show for it (`witness`), that nobody could only with a proof; where neither is there, it is not
known. People who start together, or must be kept apart, are looked at in a whole solve only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from solver import drafts as draw
from solver.assignment import Outcome, Problem, SolveParams, solve
from solver.columns import Columns
from solver.drafts import NONE
from solver.eligible import CoachFit, eligible_of
from solver.encoding import Int32s, Ints, span
from solver.ground import name_of
from solver.opening import Opening, openings
from solver.options import Options, build
from solver.plan import Enabling, Would
from solver.resources import ResourceKind, Resources, names_apart
from solver.steps import Adjustment, Step
from solver.uses import Uses, uses_of
from solver.witness import Standing, Witness

#: Problems of no more units are solved anew where nothing simpler shows what would follow, each
#: change with so many work units, all together with so many, of which a solve takes one at least.
SMALL = 50
SMALL_WORK, ALL_WORK = 100, 4_000
#: What more of a scarce thing is looked at: a seat, a person at a time, an hour or four a week.
MORE: Mapping[ResourceKind, tuple[Step, tuple[int, ...]]] = MappingProxyType(
    {
        ResourceKind.SEATS: (Step.SEATS, (1,)),
        ResourceKind.TOTAL: (Step.TOTAL, (1,)),
        ResourceKind.GUIDANCE: (Step.GUIDANCE, (60, 240)),
        ResourceKind.COACHING: (Step.COACHING, (60, 240)),
    }
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of one change, and what there is to show for it.

    Attributes
    ----------
    opening
        What the change opens, when it is one of the person.
    more
        Of which resource there would be more, -1 otherwise.
    witness
        A plan with this person in it, where that is so simple; None also where one was solved.
    """

    row: int
    told: Enabling
    opening: Opening | None = None
    more: int = NONE
    witness: Witness | None = None


@dataclass(frozen=True, slots=True)
class Stock:
    """A plan, and what it leaves.

    Attributes
    ----------
    thing
        As in `Resources`, (R,).
    bound
        The rows of people who start together with others or must be kept apart from some.
    """

    columns: Columns
    options: Options
    standing: Standing
    thing: Ints
    bound: frozenset[int]

    @property
    def worth(self) -> int:
        """What the plan is worth."""
        return int(self.standing.worth.sum())

    @classmethod
    def of(cls, columns: Columns, options: Options, choice: Int32s, companion: Int32s) -> Stock:
        """Take stock of a choice."""
        return cls(
            columns,
            options,
            standing=Standing.of(options.problem, choice, companion),
            thing=np.array(options.scarce.thing, np.int64),
            bound=_bound_to_others(columns),
        )


def claims(stock: Stock, rows: Ints) -> dict[int, list[Claim]]:
    """Give for these rows, which have no place, what would help, from what asks least.

    Rows that nothing helps are left out.
    """
    opened = openings(stock.columns, stock.options.coaches, rows)
    found: dict[int, list[Claim]] = defaultdict(list)
    for claim in _of_people(stock, [one for row in sorted(opened) for one in opened[row]]):
        found[claim.row].append(claim)
    for claim in _below_minimum(stock, rows):
        found[claim.row].append(claim)
    unit_of = {row: unit for unit, members in enumerate(stock.options.members) for row in members}
    for row in rows.tolist():
        found[row] += _of_more(stock, row, unit_of[row])
    helped = {row: mine for row, mine in found.items() if mine}
    return _solved(stock, helped) if stock.options.problem.units <= SMALL else helped


def _of_people(stock: Stock, own: list[Opening]) -> Iterator[Claim]:
    """Look for a plan with each changed person in it."""
    if not own:
        return
    worth, uses, ends = _drawn(stock.columns, own)
    for opening, (low, high) in zip(own, pairwise(ends.tolist()), strict=True):
        witness = None
        if opening.row not in stock.bound:
            witness = stock.standing.witness(uses.between(low, high), worth[low:high])
        would = Would.NOT_KNOWN if witness is None else Would.PLACED
        told = Enabling(opening.change, opening.opens, would)
        yield Claim(opening.row, told, opening, witness=witness)


def _drawn(columns: Columns, own: list[Opening]) -> tuple[Ints, Uses, Ints]:
    """Draw up what each changed person could take of what is opened: worth, uses, and whose."""
    whom = np.array([one.row for one in own], np.int64)
    people = columns.what_if(whom, [one.person for one in own])
    rows = np.repeat(np.arange(len(own)), [len(one.cols) for one in own])
    pairs = eligible_of(people, rows, np.concatenate([one.cols for one in own]))
    coaches = CoachFit.of(people)
    places = draw.of_places(pairs, np.arange(len(own)))
    coached = draw.asks_coach(people, places)
    with_coach = draw.with_coaches(people, coaches, places[coached])
    drafts = np.concatenate(
        [draw.valued(people, coaches, each) for each in (places[~coached], with_coach)]
    )
    drafts = drafts[np.argsort(drafts["unit"], kind="stable")]
    scarce = Resources.of(columns.supply, columns.snapshot.candidates)
    uses = uses_of(people, scarce, drafts, [(at,) for at in range(len(own))])
    return drafts["value"], uses, np.searchsorted(drafts["unit"], np.arange(len(own) + 1))


def _bound_to_others(columns: Columns) -> frozenset[int]:
    """Give the rows of people who start together with others or must be kept apart from some."""
    people = columns.snapshot.candidates
    apart = {name for pair in names_apart(people) for name in pair}
    return frozenset(
        row
        for row, person in enumerate(people)
        if person.group is not None or name_of(person) in apart
    )


def _below_minimum(stock: Stock, rows: Ints) -> Iterator[Claim]:
    """Say how far below the minimum the best place is of whom no place reaches it."""
    pairs = stock.options.pairs
    pairs = pairs.chosen(np.isin(pairs.row, rows))
    places = draw.of_places(pairs, np.zeros(len(stock.columns.people.start), np.int64))
    fit = draw.best_fit(stock.columns, stock.options.coaches, places)
    supply = stock.columns.supply
    for row in np.unique(pairs.row).tolist():
        whose = slice(*span(pairs.row, row))
        mine = fit[whose]
        best = int(mine.max())
        short = stock.columns.weights.minimum_fit - best
        if best != NONE and short > 0:
            lower = Adjustment(Step.MINIMUM_FIT, amount=short)
            opens = supply.count_places(pairs.col[whose][mine == best])
            told = Enabling(lower, opens, Would.NOT_KNOWN)
            yield Claim(row, told)


def _of_more(stock: Stock, row: int, unit: int) -> list[Claim]:
    """Say what one thing more would help: of each kind the least, then what opens most."""
    option, resource, over = _lacked(stock, unit)
    best: dict[Step, Claim] = {}
    for number in sorted(set(resource.tolist())):
        name, mine = stock.options.names[number], resource == number
        if name.kind not in MORE:
            continue
        step, amounts = MORE[name.kind]
        amount = next((each for each in amounts if each >= over[mine].min()), None)
        if amount is None:
            continue
        cols = stock.options.option_cols[option[mine & (over <= amount)]]
        places = np.where(cols == NONE, NONE, stock.columns.supply.place_of[cols])
        change = Adjustment(step, name.reference, amount)
        told = Enabling(change, len(set(map(tuple, places.tolist()))), Would.PLACED)
        if step not in best or _rank(told) < _rank(best[step].told):
            best[step] = Claim(row, told, more=number)
    return [best[step] for step in Step if step in best]


def _rank(told: Enabling) -> tuple[int, int]:
    return told.change.amount or 0, -told.opens


def _lacked(stock: Stock, unit: int) -> tuple[Ints, Ints, Ints]:
    """Give the options of a unit that lack one thing only, which, and how much of it (k,) each.

    What an organisation has is one thing, in whatever stretches it lacks.
    """
    problem, standing = stock.options.problem, stock.standing
    low, high = span(problem.option_unit, unit)
    at = np.arange(problem.option_ptr[low], problem.option_ptr[high])
    option = np.repeat(np.arange(high - low), np.diff(problem.option_ptr[low : high + 1]))
    resource, use = problem.option_resource[at], problem.option_use[at]
    no_team = np.bincount(option[use < standing.lacking[resource]], minlength=high - low) > 0
    option, thing, over = _most_over(option, stock.thing[resource], use - standing.left[resource])
    lacks = np.bincount(option[over > 0], minlength=high - low)
    mates = np.arange(*span(problem.companion_unit, unit))
    mate, asked = problem.companion_resource[mates], problem.companion_use[mates]
    beyond = asked - standing.left[mate]
    needs = problem.option_needs_companion[low:high]
    roomy = ~needs | bool((beyond <= 0).any())
    single = (lacks == 1) & roomy & ~no_team
    kept = (over > 0) & single[option]
    found = [(option[kept] + low, thing[kept], over[kept])]
    for one in np.flatnonzero((lacks == 0) & ~roomy & ~no_team).tolist():
        found.append((np.full(len(mates), low + one), mate, beyond))
    options, things, beyonds = (np.concatenate(side) for side in zip(*found, strict=True))
    return options, things.astype(np.int64), beyonds


def _most_over(option: Ints, thing: Ints, over: Ints) -> tuple[Ints, Ints, Ints]:
    """Give for each option and thing, in order, by how much it is over where that is most."""
    first = np.flatnonzero((np.diff(option, prepend=-1) != 0) | (np.diff(thing, prepend=-1) != 0))
    most = np.maximum.reduceat(over, first) if len(first) else over
    return option[first], thing[first], most


def _solved(stock: Stock, helped: dict[int, list[Claim]]) -> dict[int, list[Claim]]:
    """Solve anew for each person until one change is shown to lead to a place, or work is spent."""
    found = {row: list(mine) for row, mine in helped.items()}
    left = ALL_WORK
    for mine in found.values():
        for at, claim in enumerate(mine):
            if left < 1 or any(each.told.would is Would.PLACED for each in mine):
                break
            if claim.opening is not None:
                would, work = solved_anew(stock, claim.opening)
                mine[at] = replace(claim, told=replace(claim.told, would=would))
                left -= max(1, work)
    return found


def solved_anew(stock: Stock, opening: Opening) -> tuple[Would, int]:
    """Solve with the changed person, who must be placed, and compare with the present plan.

    Gives the work units spent too.
    """
    problem = changed(stock, opening)
    if problem is None:
        return Would.NOT_PLACED, 0
    result = solve(problem, SolveParams(work_limit=SMALL_WORK, threads=1))
    now = stock.worth
    if result.value and result.value[0] >= now:
        return Would.PLACED, result.work
    if result.outcome is Outcome.INFEASIBLE or (result.bound and result.bound[0] < now):
        return Would.NOT_PLACED, result.work
    return Would.NOT_KNOWN, result.work


def changed(stock: Stock, opening: Opening) -> Problem | None:
    """Draw the problem up anew with the changed person, who must be placed; None if nowhere."""
    snapshot, columns = stock.columns.snapshot, stock.columns
    people = list(snapshot.candidates)
    people[opening.row] = opening.person
    other = Columns.of(snapshot.having(candidates=tuple(people)), columns.weights, columns.supply)
    options = build(other, stock.options.problem.change_budget)
    unit = next(at for at, rows in enumerate(options.members) if opening.row in rows)
    low, high = span(options.problem.option_unit, unit)
    if low == high:
        return None
    must = options.problem.must_place.copy()
    must[unit] = True
    return replace(options.problem, must_place=must)
