"""From a snapshot to a plan: columns, options, the core, and the plan in words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.assignment import Outcome, Result, SolveParams, solve, usage_of
from solver.assignment.solve import DEFAULT_WORK
from solver.columns import Columns
from solver.explain import explained
from solver.greedy import greedy_by_fit
from solver.options import Options, build
from solver.plan import Plan, Proposal, ResourceUse, Unplaced, UnplacedReason
from solver.reasons import Decided, reasons
from solver.snapshot import Snapshot
from solver.weights import WeightSet

__all__ = [
    "MatchParams", "Plan", "Proposal", "ResourceUse", "Unplaced", "UnplacedReason",
    "match",
]  # fmt: skip


class TooManyOptions(ValueError):
    """The problem has more options than the caller wants solved."""


Progress = Callable[[dict[str, Any]], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchParams:
    """How a match may search; refuses what the core refuses, with the core's `ValueError`.

    Parameters
    ----------
    seed
        >= 0; the same snapshot, weights, seed and work limit give the same plan.
    work_limit
        Work units of the core, >= 1; None for the usual number.
    time_limit_s
        Emergency stop in seconds, > 0.
    most_options
        A problem with more is not solved: `TooManyOptions`.
    """

    seed: int = 0
    work_limit: int | None = None
    time_limit_s: float = 900.0
    most_options: int | None = None

    def __post_init__(self) -> None:
        self.for_core()

    def for_core(self) -> SolveParams:
        """Give what the core is asked."""
        work = DEFAULT_WORK if self.work_limit is None else self.work_limit
        return SolveParams(seed=self.seed, work_limit=work, time_limit_s=self.time_limit_s)


def match(
    snapshot: Snapshot,
    weights: WeightSet,
    params: MatchParams | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Plan:
    """Match everybody at once.

    `progress` is told each step; `cancelled` is asked now and then, and ends the search with the
    best plan so far.
    """
    asked, clock = (params or MatchParams()).for_core(), _Clock(progress)
    with clock.step("columns"):
        columns = Columns.of(snapshot, weights)
    with clock.step("options"):
        options = build(columns)
    _expect_few(options, params)
    with clock.step("greedy"):
        greedy = greedy_by_fit(options)
    with clock.step("search"):
        result = solve(options.problem, asked, progress=progress, cancelled=cancelled)
    with clock.step("explain"):
        proposals, unplaced, resources = _in_words(columns, options, result)
    return Plan(
        proposals=proposals,
        unplaced=unplaced,
        resources=resources,
        result=result,
        greedy_placed=greedy.placed,
        greedy_value=greedy.value,
        seconds=clock.seconds,
    )


def _expect_few(options: Options, params: MatchParams | None) -> None:
    most = None if params is None else params.most_options
    if most is not None and options.problem.options > most:
        raise TooManyOptions(f"Expected at most {most:,} options, got {options.problem.options:,}.")


def _in_words(
    columns: Columns, options: Options, result: Result
) -> tuple[tuple[Proposal, ...], tuple[Unplaced, ...], tuple[ResourceUse, ...]]:
    """Say who goes where, who does not and why, and what is used; nobody goes without a plan."""
    choice, companion = result.choice, result.companion
    if choice is None or companion is None:
        choice = companion = np.full(options.problem.units, -1, np.int32)
    decided = Decided(choice, companion, result.price, result.outcome is Outcome.OPTIMAL)
    return (
        explained(columns, options, choice, companion),
        reasons(columns, options, decided),
        _uses(options, usage_of(options.problem, choice, companion), result.price),
    )


def _uses(
    options: Options, used: np.ndarray[Any, Any], price: np.ndarray[Any, Any]
) -> tuple[ResourceUse, ...]:
    prices = price if len(price) else np.full(len(options.names), np.nan)
    return tuple(
        ResourceUse(name, int(capacity), int(amount), None if np.isnan(rate) else float(rate))
        for name, capacity, amount, rate in zip(
            options.names, options.problem.capacity, used, prices, strict=True
        )
    )


class _Clock:
    """Tells each step and remembers how long it took."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step."""
        if self._progress is not None:
            self._progress({"step": name})
        began = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - began, 3)
