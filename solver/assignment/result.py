"""What a solve hands back: an outcome, a plan when there is one, and how good it is at least."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Outcome(StrEnum):
    """How a solve ended; none of these is an error."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class TracePoint:
    """What was known of the first tier still open after some seconds."""

    seconds: float
    value: int | None
    bound: int | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Result:
    """The end of a solve.

    Attributes
    ----------
    outcome : Outcome
        OPTIMAL only when every tier's bound equals its value. CANCELLED may carry a plan.
    method : str
        'flow', 'exact' or 'regional': what made the plan.
    choice, companion : int32[U] or None
        Row of the option (companion) taken per unit, -1 none. None: there is no plan.
    value : tuple of int, per tier; empty without a plan.
    bound : tuple of int, per tier; no plan whose earlier tiers are at least those attained is
        worth more. Empty when nothing is known, or when there can be no plan.
    price : float64[R], >= 0
        What one more unit of a resource is worth, at the margin, in points of the first tier.
    unit_price : float64[U]
        What one more of a unit would be worth, likewise; empty where a flow made the plan.
    seed : int
    stopped_by : str
        'proof', 'work limit', 'time limit' or 'cancellation'.
    seconds : float
    trace : tuple of TracePoint
    work : int
        Work units done, over all tiers.
    handover : tuple of str
        Which method could not take the problem, and why.
    because : tuple of str
        Without a plan: who cannot be placed, or which floor is too high, when that is known.
    weakly : tuple of str
        Rules that the bound holds to only in part, so that it may be further from the best plan.
    """

    outcome: Outcome
    method: str
    choice: NDArray[np.int32] | None
    companion: NDArray[np.int32] | None
    value: tuple[int, ...]
    bound: tuple[int, ...]
    price: NDArray[np.float64]
    seed: int
    stopped_by: str
    seconds: float
    trace: tuple[TracePoint, ...] = ()
    unit_price: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    work: int = 0
    handover: tuple[str, ...] = field(default=())
    because: tuple[str, ...] = ()
    weakly: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.choice is None) != (self.companion is None):
            raise ValueError("Result: expected choice and companion together, got one")
        if (self.choice is None) != (self.value == ()):
            raise ValueError("Result: expected a value exactly when there is a plan")
        if self.outcome in (Outcome.OPTIMAL, Outcome.FEASIBLE) and self.choice is None:
            raise ValueError(f"Result: expected a plan with outcome {self.outcome}, got none")
        if self.outcome is Outcome.OPTIMAL and self.bound != self.value:
            raise ValueError(f"Result: expected bound {self.value} to be optimal, got {self.bound}")
        if any(b < v for v, b in zip(self.value, self.bound, strict=bool(self.value))):
            raise ValueError(f"Result: expected bound >= {self.value}, got {self.bound}")

    @property
    def gap(self) -> tuple[float, ...]:
        """(bound - value) / max(1, |value|) per tier; empty without a plan."""
        return tuple((b - v) / max(1, abs(v)) for v, b in zip(self.value, self.bound, strict=False))

    @property
    def placed(self) -> int:
        """Number of units placed."""
        return 0 if self.choice is None else int((self.choice >= 0).sum())
