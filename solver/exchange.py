"""What it costs a plan when pairs are pinned: who would move, and within which bounds.

The plan is what stands open for the people of one municipality. With the pairs pinned it is solved
anew, and of the difference only that is kept which hangs together with the pins: people who hand
each other something scarce. That is a plan that can be carried out, and so what it loses is at most
what the pins cost. No plan is worth more than the bound of the solve, and so they cost at least the
difference. Both hold while people of other municipalities stay where they are, or make way where
the pins cannot do without what is proposed to them: what that costs them is not known here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.assignment import Problem, Result, SolveParams, solve
from solver.assignment.verify import usage_of, violations
from solver.check import Lack
from solver.codes import POINTS
from solver.drafts import COACH_KEPT, NONE
from solver.encoding import Bools, Int32s, Ints
from solver.explain import coach_name
from solver.pinning import Drawn, scale
from solver.weighed import most_worth
from solver.weights import WeightSet

#: Work units of each solve, about a second of one core; and the seconds after which it stops.
WORK, MOST_SECONDS = 100, 2.0


@dataclass(frozen=True, slots=True)
class Spot:
    """What somebody has: qualified references, and the fit, of a group its mean."""

    vacancies: tuple[str, ...]
    coach: str | None
    fit: int


@dataclass(frozen=True, slots=True)
class Move:
    """Whose part changes, None where there is none."""

    candidate: str
    before: Spot | None
    after: Spot | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What the plan loses, in its points; None: not known. Below 0 it gains."""

    at_least: int | None
    at_most: int | None

    @property
    def exact(self) -> bool:
        """Tell whether both are known, and the same."""
        return self.at_least is not None and self.at_least == self.at_most


@dataclass(frozen=True, slots=True)
class Exchange:
    """How a plan would change if pairs were pinned.

    Attributes
    ----------
    overbooked
        What the plan would give more of than there is, if nobody moved, and who has it.
    moves
        The municipality's people whose part would change, by reference, those pinned among them.
    elsewhere
        Of what somebody of another municipality would have to make way, and how much.
    cost
        None where no plan with the pins was found: whoever is in the way is introduced, or was
        moved lately, or nobody can be found in so short a time.
    """

    overbooked: tuple[Lack, ...]
    moves: tuple[Move, ...] = ()
    elsewhere: tuple[Lack, ...] = ()
    cost: Cost | None = None


def solve_each(problems: Sequence[Problem]) -> tuple[Result, ...]:
    """Solve what was drawn up: all that takes long."""
    params = SolveParams(work_limit=WORK, time_limit_s=MOST_SECONDS, threads=1)
    return tuple(solve(problem, params) for problem in problems)


def told(drawn: Drawn, results: Sequence[Result]) -> Exchange:
    """Say what the solves of what was drawn up show."""
    first = results[0]
    if first.choice is None or first.companion is None:
        return Exchange(drawn.overbooked)
    after = (_back(drawn.kept, first.choice), _back(drawn.mates, first.companion))
    changed = _hanging_together(drawn, after)
    most = int((worth(drawn, drawn.choice, drawn.companion) - worth(drawn, *after))[changed].sum())
    return Exchange(
        overbooked=drawn.overbooked,
        moves=tuple(sorted(_moves(drawn, after, changed), key=lambda move: move.candidate)),
        elsewhere=tuple(_elsewhere(drawn)),
        cost=Cost(_at_least(drawn, results[-1]), _with_others(drawn, most)),
    )


def _back(kept: Ints, rows: Int32s) -> Int32s:
    return np.append(kept, NONE)[rows].astype(np.int32)


def worth(drawn: Drawn, choice: Int32s, companion: Int32s) -> Ints:
    """Give what each unit's part is worth, (U,)."""
    problem = drawn.options.problem
    found = np.append(problem.option_value[:, 0], 0)[choice]
    return np.asarray(found + np.append(problem.companion_value[:, 0], 0)[companion])


def _hanging_together(drawn: Drawn, after: tuple[Int32s, Int32s]) -> Bools:
    """Tell whose part changes because of the pins: from hand to hand of something scarce.

    The rest of the plan stays as it is, and both together are a plan. Nothing is handed on where
    there is room for all who would come, even if nobody went.
    """
    problem, before = drawn.options.problem, (drawn.choice, drawn.companion)
    changed = np.any([one != other for one, other in zip(before, after, strict=True)], axis=0)
    units = np.flatnonzero(changed).tolist()
    more = {unit: _more(problem, unit, before, after) for unit in units}
    coming = np.zeros(problem.resources, np.int64)
    for resource, amount in (each for mine in more.values() for each in mine.items()):
        coming[resource] += max(0, amount)
    tight = usage_of(problem, *before) + coming > problem.capacity
    if problem.min_use_if_used is not None:
        tight |= problem.min_use_if_used > 0
    handed = {unit: {at for at, amount in mine.items() if amount and tight[at]}
              for unit, mine in more.items()}  # fmt: skip
    having: dict[int, set[int]] = defaultdict(set)
    for unit, resources in handed.items():
        for at in resources:
            having[at].add(unit)
    waiting = [unit for unit in units if unit in drawn.pinned]
    found = set(waiting)
    while waiting:
        joining = set().union(*(having.pop(at, ()) for at in handed[waiting.pop()])) - found
        found |= joining
        waiting += joining
    joined = np.isin(np.arange(problem.units), [*found])
    mixed = [np.where(joined, new, old) for old, new in zip(before, after, strict=True)]
    unbound = replace(problem, present_option=None, change_budget=None)
    if broken := violations(unbound, *mixed):
        raise AssertionError(f"an exchange broke a rule: {broken[0]}")
    return joined


def _more(
    problem: Problem, unit: int, before: tuple[Int32s, Int32s], after: tuple[Int32s, Int32s]
) -> Counter[int]:
    """Give how much more a unit takes of each resource in the later of two plans."""
    found: Counter[int] = Counter()
    for sign, (choice, companion) in ((-1, before), (1, after)):
        for row, ptr, resource, use in (
            (choice[unit], problem.option_ptr, problem.option_resource, problem.option_use),
            (companion[unit], problem.companion_ptr, problem.companion_resource,
             problem.companion_use),
        ):  # fmt: skip
            at = slice(ptr[row], ptr[row + 1]) if row != NONE else slice(0)
            for number, amount in zip(resource[at].tolist(), use[at].tolist(), strict=True):
                found[number] += sign * amount
    return found


def _at_least(drawn: Drawn, result: Result) -> int | None:
    if not drawn.whole or not result.bound:
        return None
    stands = int(worth(drawn, drawn.choice, drawn.companion).sum())
    return stands - result.bound[0] // scale(drawn.problems[0])


def _with_others(drawn: Drawn, most: int) -> int | None:
    """Add what it costs others at most; None where more may depend on whoever makes way.

    A team may fall apart with somebody, and of an hour of a guide or coach it is not known where.
    """
    vacancies, short = drawn.columns.vacancies, np.flatnonzero(drawn.short)
    seats = [at for at in short.tolist() if at < len(vacancies.min_start)]
    if len(seats) < len(short) or (vacancies.min_start[seats] > 1).any():
        return None
    people = int(drawn.scene.others["people"][seats].sum())
    return most + people * _most_worth(drawn.columns.weights)


def _most_worth(weights: WeightSet) -> int:
    """Give what the part of one person is worth at most: with a second place and a coach kept."""
    return most_worth(weights) + POINTS + COACH_KEPT


def _elsewhere(drawn: Drawn) -> Iterator[Lack]:
    names, proposed = drawn.scene.desk.scarce.names, drawn.scene.others["proposed"]
    for at in np.flatnonzero(drawn.short).tolist():
        yield Lack(names[at], int(proposed[at]), int(drawn.short[at]))


def _moves(drawn: Drawn, after: tuple[Int32s, Int32s], changed: Bools) -> Iterator[Move]:
    for unit in np.flatnonzero(changed).tolist():
        stood = _spot(drawn, int(drawn.choice[unit]), int(drawn.companion[unit]))
        then = _spot(drawn, int(after[0][unit]), int(after[1][unit]))
        for row in drawn.options.members[unit]:
            yield Move(drawn.columns.candidate_names[row], stood, then)


def _spot(drawn: Drawn, option: int, mate: int) -> Spot | None:
    if option == NONE:
        return None
    options, names = drawn.options, drawn.columns.vacancy_names
    by_mate = mate != NONE
    coach = options.companion_coach[mate] if by_mate else options.option_coach[option]
    part = int(options.companion_fit[mate]) if by_mate else 0
    return Spot(
        vacancies=tuple(names[col] for col in options.option_cols[option].tolist() if col != NONE),
        coach=coach_name(drawn.columns, int(coach)),
        fit=int(options.option_fit[option]) + part,
    )
