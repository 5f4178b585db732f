"""What is proven of a tier: a bound, and what each option or companion would cost against it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.assignment.problem import Int64s

Float64s = NDArray[np.float64]
SAFE_SUM = 2**62


@dataclass(frozen=True, slots=True)
class Certificate:
    """A bound that holds, and what taking each column would cost against it.

    Attributes
    ----------
    bound : int
    loss : int64[columns]
        A plan with this column is worth at most `bound - loss`.
    """

    bound: int
    loss: Int64s


def whole_bound(bound: float) -> int:
    """Round a backend's float bound on a whole number: down, past the backend's own noise.

    The noise allowed is 1e-6, and 1e-9 of the number; an infinite bound says nothing.
    """
    if not np.isfinite(bound):
        return SAFE_SUM
    return int(np.floor(bound + max(1e-6, 1e-9 * abs(bound))))
