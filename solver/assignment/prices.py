"""Prices of all limits by the relaxed programme, over as few columns as settle them.

A large problem is priced over a pool that grows: what the prices of the pool show to be worth more
than the best of its unit joins, until hardly anything does (column generation; Gilmore and Gomory
1961). Whatever the prices are, the certificate they give holds over all columns.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from solver.assignment.bound import Float64s, certify
from solver.assignment.problem import Int64s, Problem
from solver.assignment.program import program_of, solve_relaxed
from solver.assignment.rows import Rows

SMALL = 20_000
FIRST_PER_UNIT = 4
MORE_PER_UNIT = 6
MOST_ROUNDS = 30
SETTLED = 3e-5

SecondsLeft = Callable[[], float]


def prices_of(
    problem: Problem, rows: Rows, left: SecondsLeft, known: Int64s | None = None
) -> Float64s:
    """Give the best prices seen, one per limit; 0 where the relaxation has none to give.

    A pool in which not all who must can be placed takes the columns of a `known` plan, or more of
    every unit.
    """
    if rows.columns <= SMALL:
        return _relaxed(problem, rows, np.arange(rows.columns), left)[0]
    best = np.zeros(len(rows.limit))
    least = certify(problem, rows, best)
    everything, kind = np.arange(rows.columns), kinds(problem, rows)
    per_unit = FIRST_PER_UNIT
    pool = nearest(everything, kind, -rows.worth, per_unit)
    for _ in range(MOST_ROUNDS):
        if left() <= 0 or least.bound is None:
            break
        price, worth = _relaxed(problem, rows, pool, left)
        if worth == -np.inf and len(pool) < rows.columns:
            if known is None:
                per_unit *= 4
                known = nearest(everything, kind, -rows.worth, per_unit)
            pool, known = np.union1d(pool, known), None
            continue
        certificate = certify(problem, rows, price)
        if certificate.bound is not None and certificate.bound < least.bound:
            best, least = price, certificate
        fresh = _fresh(pool, kind, certificate.loss)
        if not len(fresh) or (least.bound or 0) - worth <= SETTLED * abs(worth):
            break
        pool = np.concatenate([pool, fresh])
    return best


def kinds(problem: Problem, rows: Rows) -> Int64s:
    """Number the two choices of each unit, its option and its companion (int64[columns])."""
    return rows.unit * 2 + (np.arange(rows.columns) >= problem.options)


def nearest(columns: Int64s, kind: Int64s, loss: Int64s, count: int) -> Int64s:
    """Give, of some columns, the few of each kind that lose least, in column order."""
    order = columns[np.lexsort((loss[columns], kind[columns]))]
    grouped = kind[order]
    rank = np.arange(len(order)) - np.searchsorted(grouped, grouped)
    return np.sort(order[rank < count])


def _relaxed(
    problem: Problem, rows: Rows, columns: Int64s, left: SecondsLeft
) -> tuple[Float64s, float]:
    """Give the prices of a pool, and what the relaxation is worth; all 0 when it has no plan."""
    solved = solve_relaxed(program_of(problem, rows, columns, whole=False), left())
    if solved.price is None or solved.taken is None:
        return np.zeros(len(rows.limit)), -np.inf
    return solved.price, float(solved.taken @ rows.worth[columns])


def _fresh(pool: Int64s, kind: Int64s, loss: Int64s) -> Int64s:
    """Give columns outside the pool that would be their unit's choice at these prices."""
    wanted = _least(kind, loss, kind) == 0
    better = loss < _least(kind[pool], loss[pool], kind)
    return nearest(np.flatnonzero(wanted & better), kind, loss, MORE_PER_UNIT)


def _least(kind: Int64s, loss: Int64s, asked: Int64s) -> NDArray[np.int64]:
    """Give the least loss of each asked kind, very much for a kind without columns."""
    least = np.full(int(asked.max(initial=0)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, kind, loss)
    return least[asked]
