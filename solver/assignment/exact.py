"""Exact: the whole problem as one integer programme, all three side constraints included.

Columns that a certificate shows unable to improve on the plan in hand are left out, so that what
is proven of the rest holds for all. The backend was chosen by measurement (HiGHS): see
docs/decisions/0001-exact-backend.md. It works in floats: where its tolerances are too wide for the
numbers at hand, CP-SAT solves the same once more in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from solver.assignment.bound import Certificate, whole_bound
from solver.assignment.pool import NOBODY
from solver.assignment.problem import Int64s, Problem
from solver.assignment.program import (
    NOTHING_KNOWN,
    Limits,
    Program,
    Solved,
    program_of,
    solve_rest,
    solve_whole,
)
from solver.assignment.rows import Rows, keeps

MOST_COLUMNS = 30_000
AT_ONCE = 1_500
NODES_PER_WORK_UNIT = 0.07  #: of a pool of so many columns, or more; of a smaller one more nodes
USUAL_COLUMNS = 2_500
EFFORT_IN_WHOLE_NUMBERS = 10.0
SURE_IN_FLOATS = 10**6
WHOLE_IN_FLOATS = 2**52


@dataclass(frozen=True, slots=True)
class Proof:
    """The best plan seen and a bound over all columns; `bound` None: nothing is possible."""

    plan: Int64s | None
    bound: int | None


def promising(worth: Int64s, certificate: Certificate, start: Int64s | None) -> Int64s:
    """Give the columns that a plan better than the one in hand may have, by the worth of each."""
    if start is None:
        return np.arange(len(worth))
    return np.flatnonzero(certificate.loss <= certificate.bound - int(worth[start].sum()))


def takes(pool: Int64s) -> str | None:
    """Say why this method cannot search a pool; None when it can."""
    if len(pool) > MOST_COLUMNS:
        return f"exact: {len(pool)} options and companions may improve, at most {MOST_COLUMNS}"
    return None


def nodes_for(work: float, pool: Int64s) -> int:
    """Turn work units into nodes of the search tree over a pool."""
    return max(1, int(work * NODES_PER_WORK_UNIT * max(1.0, USUAL_COLUMNS / max(1, len(pool)))))


def prove(
    problem: Problem, rows: Rows, certificate: Certificate, start: Int64s | None, limits: Limits
) -> Proof:
    """Search until nothing is left, or until a limit."""
    pool = promising(rows.worth, certificate, start)
    program = program_of(problem, rows, pool, whole=True)
    solved = solve_whole(program, limits)
    proofs = [_shown(problem, program, solved)]
    if _doubtful(program, solved, proofs[0]):
        again = replace(limits, nodes=None, effort=EFFORT_IN_WHOLE_NUMBERS)
        proofs = [proof for proof in proofs if proof.bound is not None]
        proofs += _in_whole_numbers(problem, program, start, again)
    if start is None and any(proof.bound is None for proof in proofs):
        return Proof(None, None)
    return _all_known(rows, [*proofs, Proof(start, certificate.bound)])


def worth_of(rows: Rows, plan: Int64s) -> int:
    """Sum the value of a plan's columns."""
    return int(rows.worth[plan].sum())


def _shown(problem: Problem, program: Program, solved: Solved) -> Proof:
    """Give what a backend found that keeps the rules in whole numbers, and its bound."""
    if solved.infeasible:
        return Proof(None, None)
    plan = None if solved.taken is None else program.columns[solved.taken > 0.5]
    if plan is not None and not keeps(problem, program.rows, plan):
        plan = None
    return Proof(plan, whole_bound(solved.bound))


def _doubtful(program: Program, solved: Solved, proof: Proof) -> bool:
    """Tell whether the numbers are too large for what the float backend says to settle it."""
    if solved is NOTHING_KNOWN:
        return True
    if proof.bound is None:
        return bool(program.rows.amount.max(initial=0) >= SURE_IN_FLOATS)
    short = proof.plan is None or worth_of(program.rows, proof.plan) < proof.bound
    return solved.proven and short


def _in_whole_numbers(
    problem: Problem, program: Program, start: Int64s | None, limits: Limits
) -> list[Proof]:
    """Solve the same in integers; nothing where its sums would be rounded on the way there."""
    rows = program.rows.among(program.columns)
    sums = np.bincount(rows.row, np.abs(rows.amount), minlength=1)
    if max(sums.max(), np.abs(rows.worth[program.columns]).sum()) > WHOLE_IN_FLOATS:
        return []
    hint = np.isin(program.columns, NOBODY if start is None else start)
    solved = solve_rest(program, limits, hint)
    proof = _shown(problem, program, solved)
    if solved.proven and proof.plan is not None:
        return [Proof(proof.plan, worth_of(rows, proof.plan))]
    return [proof]


def _all_known(rows: Rows, proofs: list[Proof]) -> Proof:
    """Join proofs: the first best plan, and the least bound, never below what the plan is worth."""
    plans = [proof.plan for proof in proofs if proof.plan is not None]
    best = max(plans, key=lambda plan: worth_of(rows, plan), default=None)
    bound = min(proof.bound for proof in proofs if proof.bound is not None)
    return Proof(best, bound if best is None else max(bound, worth_of(rows, best)))
