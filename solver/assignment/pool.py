"""The pool: the best plans so far, and what two of them have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.assignment.problem import Bools, Int32s, Int64s, Problem
from solver.assignment.rows import choices_of

MOST_PLANS = 8
FEW = 4
FRESH_SHARE = 0.15
FORGOTTEN = 0.15
DOUBT = 0.5  #: of what a unit is said to lose by keeping its present option

Plan = Int64s  #: the columns taken
NOBODY: Plan = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Found:
    """A plan that owes nothing, and what it is worth."""

    plan: Plan
    worth: int


def pooled(pool: Sequence[Found], plans: Iterable[Plan], worth: Int64s) -> list[Found]:
    """Add plans to a pool, best first, one of each worth (int64[O + C] per column)."""
    known = {one.worth: one for one in pool}
    for plan in plans:
        total = int(worth[plan].sum())
        known.setdefault(total, Found(plan, total))
    return [known[total] for total in sorted(known, reverse=True)[:MOST_PLANS]]


def shared(problem: Problem, pool: Sequence[Found], rng: np.random.Generator) -> Plan:
    """Give what two plans of a pool have in common, less a little; or nothing."""
    if len(pool) < FEW or rng.random() < FRESH_SHARE:
        return NOBODY
    first = 0 if rng.random() < 0.5 else int(rng.integers(len(pool)))
    second = (first + 1 + int(rng.integers(len(pool) - 1))) % len(pool)
    (mine, with_me), (yours, with_you) = (
        choices_of(problem, pool[at].plan) for at in (first, second)
    )
    kept = (mine >= 0) & (mine == yours) & (with_me == with_you)
    kept &= rng.random(len(kept)) >= FORGOTTEN * rng.random()
    return _columns(problem, mine, with_me, kept)


def unmoved(
    problem: Problem, pool: Sequence[Found], loss: Int64s, rng: np.random.Generator
) -> Plan:
    """Give the present options that stay in a plan within the change budget, of a plan of a pool.

    As many units are free as may leave theirs: those that left it in that plan, and those that lose
    most by keeping it, give or take; `loss` (int64[O]) is what no plan with an option can gain.
    """
    present, budget = problem.present_option, problem.change_budget
    if present is None or budget is None:
        raise ValueError("Expected a problem with present options and a change budget.")
    choice, companion = choices_of(problem, pool[int(rng.integers(len(pool)))].plan)
    stays = (present >= 0) & (choice == present)
    left = int(((present >= 0) & ~stays).sum())
    loses = np.where(stays & ~problem.must_place, loss[present], -1).astype(np.float64)
    loses *= rng.uniform(1 - DOUBT, 1 + DOUBT, len(loses))
    freed = np.argsort(-loses)[: max(0, budget - left)]
    stays[freed[loses[freed] > 0]] = False
    return _columns(problem, choice, companion, stays)


def _columns(problem: Problem, choice: Int32s, companion: Int32s, kept: Bools) -> Plan:
    """Give the columns of the units that are kept (bool[U])."""
    mates = companion[kept & (companion >= 0)] + np.int64(problem.options)
    return np.concatenate([choice[kept].astype(np.int64), mates])
