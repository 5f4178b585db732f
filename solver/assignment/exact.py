"""Exact: the whole problem as one integer programme, all three side constraints included.

Columns that a certificate shows unable to improve on the plan in hand are left out, so that what
is proven of the rest holds for all. The backend was chosen by measurement (HiGHS): see
docs/decisions/0001-exact-backend.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.assignment.bound import Certificate, whole_bound
from solver.assignment.problem import Int64s, Problem
from solver.assignment.program import Limits, program_of, solve_whole
from solver.assignment.rows import Rows

MOST_COLUMNS = 30_000
NODES_PER_WORK_UNIT = 20


@dataclass(frozen=True, slots=True)
class Proof:
    """The best plan seen and a bound over all columns; `bound` None: nothing is possible."""

    plan: Int64s | None
    bound: int | None


def promising(rows: Rows, certificate: Certificate, start: Int64s | None) -> Int64s:
    """Give the columns that a plan better than the one in hand may have."""
    if certificate.bound is None or start is None:
        return np.arange(rows.columns)
    return np.flatnonzero(certificate.loss <= certificate.bound - worth_of(rows, start))


def takes(pool: Int64s) -> str | None:
    """Say why this method cannot search a pool; None when it can."""
    if len(pool) > MOST_COLUMNS:
        return f"exact: {len(pool)} options and companions may improve, at most {MOST_COLUMNS}"
    return None


def prove(
    problem: Problem, rows: Rows, certificate: Certificate, start: Int64s | None, limits: Limits
) -> Proof:
    """Search until nothing is left, or until a limit."""
    if certificate.bound is None:
        return Proof(None, None)
    pool = promising(rows, certificate, start)
    solved = solve_whole(program_of(problem, rows, pool, whole=True), limits)
    if solved.infeasible and start is None:
        return Proof(None, None)
    bound = min(certificate.bound, whole_bound(solved.bound))
    found = None if solved.taken is None else pool[solved.taken > 0.5]
    if found is None or not rows.fit(found):
        return Proof(start, bound if start is None else max(bound, worth_of(rows, start)))
    if solved.proven:
        bound = worth_of(rows, found)
    best = found if start is None else max(found, start, key=lambda plan: worth_of(rows, plan))
    return Proof(best, max(bound, worth_of(rows, best)))


def worth_of(rows: Rows, plan: Int64s) -> int:
    """Sum the value of a plan's columns."""
    return int(rows.worth[plan].sum())
