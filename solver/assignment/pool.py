"""The pool: the best plans so far, what two of them have in common, and what of one may stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.assignment.problem import Bools, Int32s, Int64s, Problem
from solver.assignment.rows import choices_of, used_by

MOST_PLANS = 8
FEW = 4
FRESH_SHARE = 0.15
FORGOTTEN = 0.15

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
    mates = with_me[kept & (with_me >= 0)] + np.int64(problem.options)
    return np.concatenate([mine[kept].astype(np.int64), mates])


def without_small_teams(problem: Problem, plan: Plan) -> Plan:
    """Give a plan without whoever is in a team that is too small, and so on until none is."""
    least = problem.min_use_if_used
    choice, companion = choices_of(problem, plan)
    while least is not None:
        used = used_by(problem, choice, companion)
        small = (used > 0) & (used < least)
        if not small.any():
            break
        leaves = _using(small, problem.option_ptr, problem.option_resource)[choice]
        leaves |= _using(small, problem.companion_ptr, problem.companion_resource)[companion]
        choice[leaves], companion[leaves] = -1, -1
    mates = companion[companion >= 0] + np.int64(problem.options)
    return np.concatenate([choice[choice >= 0].astype(np.int64), mates])


def _using(resources: Bools, ptr: Int64s, resource: Int32s) -> Bools:
    """Tell which options use any of these resources (bool[O + 1]); the last one is none at all."""
    owner = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))
    return np.bincount(owner[resources[resource]], minlength=len(ptr)) > 0
