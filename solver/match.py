"""From a snapshot to a plan: columns, options, the core, and the plan in words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from solver.assignment import Outcome, Result, SolveParams, solve, usage_of
from solver.assignment.solve import DEFAULT_WORK
from solver.beside import beside
from solver.changes import changes
from solver.columns import Columns
from solver.explain import explained
from solver.floors import with_floors
from solver.greedy import greedy_by_fit
from solver.holdback import hold_back
from solver.options import NONE, Options, build
from solver.plan import Plan, Proposal, ResourceUse, Unplaced, UnplacedReason
from solver.reasons import Decided, in_parts, joined
from solver.resources import ResourceName
from solver.robust import robustness
from solver.snapshot import Snapshot
from solver.taken import Prices
from solver.weights import WeightSet

__all__ = [
    "MatchParams", "Plan", "Proposal", "ResourceUse", "Task", "Unplaced", "UnplacedReason",
    "match",
]  # fmt: skip


#: The usual work is enough for so many units, and a share of it where prices are known; beyond the
#: most, the emergency stop would end the search.
USUAL_UNITS, WARM_SHARE, MOST_WORK = 1_000, 0.07, 50_000


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
        Work units of the core, >= 1; None for the usual number: it grows with the people, and is
        less where the search begins from earlier prices.
    time_limit_s
        Emergency stop in seconds, > 0.
    most_options
        A problem with more is not solved: `TooManyOptions`.
    change_budget
        Most of what stands open that may change, >= 0; None: as much as is better.
    prices
        What one more of each resource was worth to an earlier plan, in points, >= 0: where the
        search begins.
    person_prices
        What it was worth to it that somebody takes part (`GM0222/c1`), in points.
    floors
        At least so many of each municipality (GM code) are placed, people who start together
        counting once; None: no floor.
    newcomers
        Who came in the last weeks (`GM0222/c1`): what they would give for everything scarce is told
        beside its price, and changes nothing else. None: not asked.
    """

    seed: int = 0
    work_limit: int | None = None
    time_limit_s: float = 900.0
    most_options: int | None = None
    change_budget: int | None = None
    prices: Mapping[ResourceName, float] | None = None
    person_prices: Mapping[str, float] | None = None
    floors: Mapping[str, int] | None = None
    newcomers: Sequence[str] | None = None

    def __post_init__(self) -> None:
        if self.change_budget is not None and self.change_budget < 0:
            raise ValueError(f"MatchParams: expected change_budget >= 0, got {self.change_budget}.")
        self.for_core()

    def for_core(
        self, columns: Columns | None = None, options: Options | None = None
    ) -> SolveParams:
        """Give what the core is asked, and of options where its search begins."""
        present = None if options is None else options.present
        return SolveParams(
            seed=self.seed,
            work_limit=self._work(options),
            time_limit_s=self.time_limit_s,
            start=None if present is None else (present.option, present.companion),
            prices=None if options is None else self._prices_of(options),
            unit_prices=None if columns is None else self._unit_prices_of(columns, options),
        )

    def _work(self, options: Options | None) -> int:
        if self.work_limit is not None:
            return self.work_limit
        units = 0 if options is None else options.problem.units
        whole = min(DEFAULT_WORK * max(1.0, units / USUAL_UNITS), MOST_WORK)
        return round(whole if self.prices is None else WARM_SHARE * whole)

    def _prices_of(self, options: Options) -> Prices | None:
        if self.prices is None:
            return None
        return np.array([self.prices.get(name, 0.0) for name in options.names])

    def _unit_prices_of(self, columns: Columns, options: Options | None) -> Prices | None:
        if self.person_prices is None or options is None:
            return None
        names = columns.candidate_names
        known = (self.person_prices.get(names[rows[0]], np.nan) for rows in options.members)
        return np.fromiter(known, float, len(options.members))


@dataclass(frozen=True, slots=True)
class Task:
    """What a match needs, and all that its plan depends on.

    `brief`: only the plan and its main reasons are asked; neither how robust a place is nor what
    would help.
    """

    snapshot: Snapshot
    weights: WeightSet
    params: MatchParams
    brief: bool = False

    def solved(self, progress: Progress, cancelled: Cancelled, threads: int) -> Plan:
        """Match everybody, as `match` does."""
        return match(
            self.snapshot,
            self.weights,
            self.params,
            progress=progress,
            cancelled=cancelled,
            threads=threads,
            brief=self.brief,
        )


def match(
    snapshot: Snapshot,
    weights: WeightSet,
    params: MatchParams | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    threads: int = 2,
    brief: bool = False,
) -> Plan:
    """Match everybody at once, with the same plan on any number of `threads` (1–64).

    `brief` is as in `Task`. `progress` is told each step; `cancelled` is asked now and then, and
    ends the search with the best plan so far.
    """
    asked, clock = params or MatchParams(), _Clock(progress)
    with clock.step("columns"):
        columns = Columns.of(snapshot, weights)
    with clock.step("options"):
        drawn = build(columns, asked.change_budget, threads=threads)
        options = with_floors(columns, drawn, asked.floors)
    _expect_few(options, asked)
    with clock.step("greedy"):
        greedy = greedy_by_fit(options)
    with clock.step("search"):
        core = replace(asked.for_core(columns, options), threads=threads)
        result = solve(options.problem, core, progress=progress, cancelled=cancelled)
        if options.left_out and result.outcome is Outcome.OPTIMAL:
            result = replace(result, outcome=Outcome.FEASIBLE)
    with clock.step("reasons"):
        decided = _decided(options, result)
        parts = in_parts(columns, options, decided, brief=brief)
    with beside(parts, threads) as told:
        with clock.step("robust"):
            sure = {}
            if result.choice is not None and not brief:
                sure = robustness(columns, options, result.choice, result.price)
        held = None
        if asked.newcomers is not None and not brief:
            with clock.step("hold_back"):
                held = hold_back(columns, asked.newcomers)
        with clock.step("explain"):
            proposals = explained(columns, options, decided.choice, decided.companion, sure)
            found = changes(columns, options, proposals)
            unplaced = joined(told())
    return Plan(
        proposals=proposals,
        unplaced=unplaced,
        resources=_uses(options, decided, held),
        result=result,
        greedy_placed=greedy.placed,
        greedy_value=greedy.value,
        seconds=clock.seconds,
        person_prices=_person_prices(columns, options, result),
        changes=found,
        changed=_changed(options, result),
        conflicts=options.conflicts,
        left_out=options.left_out,
    )


def _person_prices(columns: Columns, options: Options, result: Result) -> Mapping[str, float]:
    if not len(result.unit_price):
        return {}
    return {
        columns.candidate_names[row]: round(float(result.unit_price[unit]), 2)
        for unit, rows in enumerate(options.members)
        for row in rows
    }


def _changed(options: Options, result: Result) -> int:
    """Count the units at other places than they could have kept."""
    present, places = options.present, np.append(options.option_cols, [[NONE, NONE]], axis=0)
    if present is None or result.choice is None:
        return 0
    moved = np.any(places[present.option] != places[result.choice], axis=1)
    return int((moved & (present.option >= 0)).sum())


def _expect_few(options: Options, params: MatchParams) -> None:
    most = params.most_options
    if most is not None and options.problem.options > most:
        raise TooManyOptions(f"Expected at most {most:,} options, got {options.problem.options:,}.")


def _decided(options: Options, result: Result) -> Decided:
    """Give what is decided for each unit; nobody goes without a plan."""
    choice, companion = result.choice, result.companion
    if choice is None or companion is None:
        choice = companion = np.full(options.problem.units, NONE, np.int32)
    return Decided(choice, companion, result.price, result.outcome is Outcome.OPTIMAL)


def _uses(
    options: Options, decided: Decided, held: Mapping[ResourceName, float] | None
) -> tuple[ResourceUse, ...]:
    """Say how much of everything is used; `held` is what it is worth to people who are expected."""
    used = usage_of(options.problem, decided.choice, decided.companion)
    price = decided.price
    prices = price if len(price) else np.full(len(options.names), np.nan)
    return tuple(
        ResourceUse(
            name,
            int(capacity),
            int(amount),
            None if np.isnan(rate) else float(rate),
            None if held is None else held.get(name, 0.0),
        )
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
