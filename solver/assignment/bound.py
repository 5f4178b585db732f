"""The certificate: no plan is worth more than this, for any prices, over all options.

For prices y >= 0 per row of limits (Lagrange, see Geoffrion 1974):

    bound(y) = sum_r y_r limit_r + sum_u max(0, max_o (v_o - y use_o) + companion_u)

where `companion_u` is the best companion's v_c - y use_c of a unit that needs one, and a unit that
must be placed has no 0 to choose. The prices may come from anywhere, as floats; here they are
rounded to whole multiples of 2^-shift and everything after that is exact in integers, so that the
bound holds whatever the backend's tolerances were.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.assignment.problem import Int64s, Problem
from solver.assignment.rows import Rows, best_per_unit

Float64s = NDArray[np.float64]
MOST_SHIFT = 24
SAFE_SUM = 2**62
IMPOSSIBLE = -(2**61)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A bound that holds, and what taking each column would cost against it.

    Attributes
    ----------
    bound : int or None
        None when a unit that must be placed has nothing to take: there is no plan.
    loss : int64[columns]
        A plan with this column is worth at most `bound - loss`.
    """

    bound: int | None
    loss: Int64s


def certify(problem: Problem, rows: Rows, price: Float64s) -> Certificate:
    """Prove a bound with the given prices, one per row.

    Negative prices count as 0, and those too large for exact sums in int64 as less.
    """
    price, shift = _provable(rows, price)
    whole = np.rint(price * 2.0**shift).astype(np.int64)
    score = _reduced(rows, whole, shift)
    options = slice(0, problem.options)
    mates = slice(problem.options, rows.columns)
    mate = _mate_scores(problem, rows, score[mates], mates)
    gain = score[options] + mate[problem.option_unit]
    best = best_per_unit(gain, rows.unit[options], problem.units, IMPOSSIBLE)
    if (best[problem.must_place] <= IMPOSSIBLE // 2).any():
        return Certificate(None, np.zeros(rows.columns, np.int64))
    taken = np.where(problem.must_place, best, np.maximum(best, 0))
    total = int(taken.sum()) + sum(int(y) * int(b) for y, b in zip(whole, rows.limit, strict=True))
    loss_options = taken[problem.option_unit] - gain
    loss_mates = mate[rows.unit[mates]] - score[mates]
    loss = np.concatenate([loss_options, np.maximum(loss_mates, 0)])
    return Certificate(total >> shift, loss >> shift)


def whole_bound(bound: float) -> int:
    """Round a backend's float bound on a whole number: down, past the backend's own noise.

    The noise allowed is 1e-6, and 1e-9 of the number; an infinite bound says nothing.
    """
    if not np.isfinite(bound):
        return SAFE_SUM
    return int(np.floor(bound + max(1e-6, 1e-9 * abs(bound))))


def _reduced(rows: Rows, whole: Int64s, shift: int) -> Int64s:
    score = rows.worth << shift
    np.subtract.at(score, rows.column, rows.amount * whole[rows.row])
    return score


def _mate_scores(problem: Problem, rows: Rows, score: Int64s, mates: slice) -> Int64s:
    """Give the best companion's score per unit, 0 for a unit that needs none."""
    best = best_per_unit(score, rows.unit[mates], problem.units, IMPOSSIBLE)
    return np.where(problem.unit_needs_companion, best, 0)


def _provable(rows: Rows, price: Float64s) -> tuple[Float64s, int]:
    """Cap the prices, and choose the finest rounding, so that nothing can overflow."""
    units = float(rows.unit.max(initial=0) + 1)
    per_unit = SAFE_SUM / (4 * units)
    worth = float(np.abs(rows.worth).max(initial=1))
    entries = np.bincount(rows.column, minlength=max(rows.columns, 1)).max(initial=1)
    use = max(1.0, float(np.abs(rows.amount).max(initial=1)) * float(entries))
    capped = np.clip(np.nan_to_num(price), 0.0, max(0.0, per_unit - worth) / use)
    largest = max(1.0, worth + float(capped.max(initial=0.0)) * use)
    return capped, int(np.clip(np.log2(per_unit / largest), 0, MOST_SHIFT))
