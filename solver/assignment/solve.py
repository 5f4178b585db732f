"""The core's one entry: choose the method by the problem itself, run, judge, certify."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from solver.assignment import exact, flow, regional
from solver.assignment.bound import Certificate, Float64s, certify
from solver.assignment.opening import PRESSURES, PRICED_PRESSURES, openings
from solver.assignment.prices import kinds, nearest, prices_of
from solver.assignment.problem import Int32s, Int64s, Problem
from solver.assignment.program import Limits, interrupter_of
from solver.assignment.result import Outcome, Result, TracePoint
from solver.assignment.rows import Rows, choices_of, rows_of
from solver.assignment.verify import value_of, violations

Progress = Callable[[dict[str, Any]], None]
Cancelled = Callable[[], bool]

DEFAULT_WORK = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveParams:
    """How a solve may search; nothing here changes what is a good plan.

    Parameters
    ----------
    seed
        Draws the neighbourhoods of repair, >= 0; an exact search does not use it. The same
        problem, seed and work limit give the same plan.
    work_limit
        Work units, >= 1: 20 nodes of an exact search, or one repair round, each per tier. The
        root of an exact search comes before its first node and counts for none.
    time_limit_s
        Emergency stop in seconds, > 0; a run it ends cannot be repeated.
    start
        Choice and companion per unit of a plan to start from, -1 none.
    """

    seed: int = 0
    work_limit: int = DEFAULT_WORK
    time_limit_s: float = 900.0
    start: tuple[Int32s, Int32s] | None = None

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise ValueError(f"SolveParams: expected seed >= 0, got {self.seed}.")
        if self.work_limit < 1:
            raise ValueError(f"SolveParams: expected work_limit >= 1, got {self.work_limit}.")
        if not self.time_limit_s > 0:
            raise ValueError(f"SolveParams: expected time_limit_s > 0, got {self.time_limit_s}.")


def solve(
    problem: Problem,
    params: SolveParams | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Result:
    """Find the best plan the work limit allows, with a bound over all options.

    Small problems are proven; the plan is judged without any solver before it is handed back.
    """
    run = _Run(problem, params or SolveParams(), progress, cancelled)
    reason = flow.takes(problem) or run.by_flow()
    if reason is None:
        return run.result()
    run.handover.append(reason)
    for tier in range(problem.tiers):
        rows = rows_of(problem, tier, run.value)
        if tier == 0:
            run.open(rows)
        certificate = run.certify(rows, tier)
        plan = run.search(rows, certificate)
        if plan is None:
            break
        run.keep(plan)
    return run.result()


@dataclass
class _Run:
    """One solve under way."""

    problem: Problem
    params: SolveParams
    progress: Progress | None
    cancelled: Cancelled | None
    method: str = "flow"
    plan: Int64s | None = None
    opening: Int64s | None = None
    value: tuple[int, ...] = ()
    bound: tuple[int, ...] = ()
    impossible: bool = False
    price: Float64s = field(default_factory=lambda: np.zeros(0))
    stopped_by: str = "proof"
    handover: list[str] = field(default_factory=list)
    trace: list[TracePoint] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def by_flow(self) -> str | None:
        """Settle the problem by min-cost flow; give the reason when that did not."""
        flowed = flow.solve_flow(self.problem)
        if flowed.choice is None:
            self.impossible = flowed.reason is None
            return flowed.reason
        choice, mates = flowed.choice.astype(np.int64), flowed.companion.astype(np.int64)
        self.price = flowed.price
        self.plan = np.append(choice[choice >= 0], mates[mates >= 0] + self.problem.options)
        self.value = self.bound = value_of(self.problem, *choices_of(self.problem, self.plan))
        return None

    def open(self, rows: Rows) -> None:
        """Make a first plan within moments, in a quarter of the time at most."""
        self.opening = self._opened(rows, rows.worth, PRESSURES)
        if self.opening is not None:
            self._tell(exact.worth_of(rows, self.opening), None)

    def certify(self, rows: Rows, tier: int) -> Certificate:
        """Price every limit by the relaxation, and prove the bound of those prices."""
        price = prices_of(self.problem, rows, self._share_left(0.5), self.opening)
        if tier == 0:
            self.price = np.maximum(price[: self.problem.resources], 0.0)
        return certify(self.problem, rows, price)

    def search(self, rows: Rows, certificate: Certificate) -> Int64s | None:
        """Give the best plan found for this tier; the bound goes to `self.bound`."""
        if certificate.bound is None:
            self.impossible = True
            return None
        bound = certificate.bound
        self._tell(self.trace[-1].value if self.trace else None, bound)
        start = self._start(rows, certificate)
        if start is not None:
            self._tell(exact.worth_of(rows, start), bound)
        large = exact.takes(exact.promising(rows, certificate, start))
        if large is None:
            self.method = "exact"
            start, bound = self._prove(rows, certificate, start)
            if self.impossible:
                return None
        elif self.method != "regional":
            self.method = "regional"
            self.handover.append(large)
        if start is not None and bound > exact.worth_of(rows, start) and not self._ended():
            start = self._improve(rows, certificate, start, bound)
            if large and exact.takes(exact.promising(rows, certificate, start)) is None:
                start, bound = self._prove(rows, certificate, start)
        self.bound = (*self.bound, bound)
        return start

    def keep(self, plan: Int64s) -> None:
        """Take a plan as the start of the next tier."""
        self.plan = plan
        self.value = value_of(self.problem, *choices_of(self.problem, self.plan))[: len(self.bound)]

    def result(self) -> Result:
        """Hand back the plan, judged; a broken one is our own mistake and is never handed on."""
        if self.plan is None:
            return self._without_plan()
        choice, companion = choices_of(self.problem, self.plan)
        if broken := violations(self.problem, choice, companion):
            raise AssertionError(f"the {self.method} method broke a rule: {broken[0]}")
        optimal = self.bound == self.value
        outcome = Outcome.OPTIMAL if optimal else Outcome.FEASIBLE
        if self.stopped_by == "cancellation":
            outcome = Outcome.CANCELLED
        elif optimal:
            self.stopped_by = "proof"
        elif self.stopped_by == "proof":
            self.stopped_by = "work limit"
        return self._ending(outcome, choice, companion)

    def _without_plan(self) -> Result:
        """End without a plan: none exists, or none was found."""
        outcome = Outcome.INFEASIBLE if self.impossible else Outcome.UNKNOWN
        if self.stopped_by == "cancellation":
            outcome = Outcome.CANCELLED
        elif self.impossible:
            self.stopped_by = "proof"
        elif self.stopped_by == "proof":
            self.stopped_by = "work limit"
        return self._ending(outcome, None, None)

    def _ending(self, outcome: Outcome, choice: Int32s | None, companion: Int32s | None) -> Result:
        return Result(
            outcome=outcome,
            method=self.method,
            choice=choice,
            companion=companion,
            value=self.value,
            bound=self.bound,
            price=self.price,
            seed=self.params.seed,
            stopped_by=self.stopped_by,
            seconds=self.seconds,
            trace=tuple(self.trace),
            handover=tuple(self.handover),
        )

    def _start(self, rows: Rows, certificate: Certificate) -> Int64s | None:
        """Begin from the plan in hand; else the caller's, a dive, the opening or nobody placed."""
        if self.plan is not None:
            return self.plan
        priced = self._opened(rows, -certificate.loss, PRICED_PRESSURES)
        dived = regional.dive(self.problem, rows, certificate.loss, self._left)
        starts = [self._given(), np.zeros(0, np.int64), dived, priced, self.opening]
        found = [plan for plan in starts if plan is not None and self._allowed(plan)]
        return max(found, key=lambda plan: int(rows.worth[plan].sum()), default=None)

    def _opened(self, rows: Rows, score: Int64s, pressures: Sequence[float]) -> Int64s | None:
        left = self._share_left(0.25)
        plans = openings(self.problem, rows, score, left, pressures=pressures)
        allowed = [plan for plan in plans if self._allowed(plan)]
        return max(allowed, key=lambda plan: exact.worth_of(rows, plan), default=None)

    def _given(self) -> Int64s | None:
        if self.params.start is None:
            return None
        choice, companion = (np.asarray(rows, np.int64) for rows in self.params.start)
        mates = companion[companion >= 0] + self.problem.options
        return np.concatenate([choice[choice >= 0], mates])

    def _allowed(self, plan: Int64s) -> bool:
        return not violations(self.problem, *choices_of(self.problem, plan))

    def _prove(
        self, rows: Rows, certificate: Certificate, start: Int64s | None
    ) -> tuple[Int64s | None, int]:
        if start is not None and exact.worth_of(rows, start) == certificate.bound:
            return start, certificate.bound
        if self._ended():
            return start, certificate.bound or 0
        nodes = self.params.work_limit * exact.NODES_PER_WORK_UNIT
        with interrupter_of(self.cancelled) as interrupter:
            limits = Limits(nodes=nodes, seconds=self._left(), interrupter=interrupter)
            proof = exact.prove(self.problem, rows, certificate, start, limits)
        self._ended()
        self.impossible = proof.bound is None
        return proof.plan, proof.bound or 0

    def _improve(self, rows: Rows, certificate: Certificate, start: Int64s, bound: int) -> Int64s:
        large = exact.takes(exact.promising(rows, certificate, start)) is not None

        def report(plan: Int64s) -> bool:
            value = exact.worth_of(rows, plan)
            self._tell(value, bound)
            provable = exact.takes(exact.promising(rows, certificate, plan)) is None
            return value >= bound or (large and provable) or self._ended()

        kind, per_unit = kinds(self.problem, rows), regional.ROUND_PER_UNIT
        pool = nearest(np.arange(rows.columns), kind, certificate.loss, per_unit)
        rounds = regional.Rounds(
            count=self.params.work_limit,
            rng=np.random.default_rng(self.params.seed),
            report=report,
            left=self._left,
        )
        return regional.improve(self.problem, rows, pool, start, rounds=rounds)

    def _tell(self, value: int | None, bound: int | None) -> None:
        last = self.trace[-1] if self.trace else None
        if last is None or (last.value, last.bound) != (value, bound):
            self.trace.append(TracePoint(self.seconds, value, bound))
        if self.progress is not None:
            step = {"step": "search", "method": self.method, "seconds": round(self.seconds, 2)}
            self.progress({**step, "value": value, "bound": bound})

    def _left(self) -> float:
        """Give the seconds left, 0 once the caller cancelled."""
        return 0.0 if self._ended() else self.params.time_limit_s - self.seconds

    def _share_left(self, share: float) -> Callable[[], float]:
        """Give a clock that runs out when so much of the time left now is gone."""
        reserve = (1 - share) * self._left()
        return lambda: self._left() - reserve

    def _ended(self) -> bool:
        if self.cancelled is not None and self.cancelled():
            self.stopped_by = "cancellation"
        elif self.seconds >= self.params.time_limit_s:
            self.stopped_by = "time limit"
        return self.stopped_by != "proof"
