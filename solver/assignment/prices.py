"""Prices of all limits by the relaxed programme, over as few columns as settle them.

A large problem is priced over a pool that grows: what the prices of the pool show to be worth more
than the best of its unit joins, until nothing does (column generation; Gilmore and Gomory 1961).
The prices are those of all columns then, and whatever they are, the certificate holds.
"""

from __future__ import annotations

import numpy as np

from solver.assignment.bound import Float64s, certify
from solver.assignment.problem import Int64s, Problem
from solver.assignment.program import Solved, program_of, solve_relaxed
from solver.assignment.rows import Rows

SMALL = 20_000
FIRST_PER_UNIT = 8
MORE_PER_UNIT = 6
MOST_ROUNDS = 30


def prices_of(problem: Problem, rows: Rows) -> Float64s:
    """Give a price per limit, 0 where the relaxation has none to give."""
    if rows.columns <= SMALL:
        return _price(rows, _relaxed(problem, rows, np.arange(rows.columns)))
    pool = _first(problem, rows, rows.worth, FIRST_PER_UNIT)
    for _ in range(MOST_ROUNDS):
        solved = _relaxed(problem, rows, pool)
        if solved.price is None:
            return _price(rows, _relaxed(problem, rows, np.arange(rows.columns)))
        loss = certify(problem, rows, solved.price).loss
        nearest = _first(problem, rows, -loss, MORE_PER_UNIT)
        fresh = np.setdiff1d(nearest[_better_than_pool(rows, pool, loss)[nearest]], pool)
        if not len(fresh):
            break
        pool = np.concatenate([pool, fresh])
    return _price(rows, solved)


def _relaxed(problem: Problem, rows: Rows, columns: Int64s) -> Solved:
    return solve_relaxed(program_of(problem, rows, columns, whole=False))


def _price(rows: Rows, solved: Solved) -> Float64s:
    return np.zeros(len(rows.limit)) if solved.price is None else solved.price


def _better_than_pool(rows: Rows, pool: Int64s, loss: Int64s) -> np.ndarray:
    """Tell which columns lose less than the best of their unit in the pool."""
    best = np.full(int(rows.unit.max(initial=0)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(best, rows.unit[pool], loss[pool])
    return loss < best[rows.unit]


def _first(problem: Problem, rows: Rows, score: Int64s, count: int) -> Int64s:
    """Give the best few options and companions of each unit."""
    kind = rows.unit * 2 + (np.arange(rows.columns) >= problem.options)
    order = np.lexsort((-score, kind))
    sorted_kind = kind[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_kind, sorted_kind)
    return np.sort(order[rank < count])
