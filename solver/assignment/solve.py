"""The core's one entry: choose the method by the problem itself, run, judge, certify."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from solver.assignment import exact, flow, tiers
from solver.assignment.bound import Float64s
from solver.assignment.dual import Phase, descend
from solver.assignment.effort import Effort, work_for
from solver.assignment.feasibility import impossible, unreachable_floors
from solver.assignment.pool import NOBODY
from solver.assignment.problem import Int32s, Int64s, Problem
from solver.assignment.program import Limits
from solver.assignment.region import Region
from solver.assignment.regional import Hunt
from solver.assignment.result import Outcome, Result
from solver.assignment.rows import choices_of, rows_of
from solver.assignment.threads import Threads
from solver.assignment.verify import value_of, violations
from solver.assignment.watch import Cancelled, Progress, Watch

DEFAULT_WORK = 2_500
HUNTED_SHARE, HUNTED_MOST = 0.3, 600  #: of the work, before a proof is sought
BLENDED_SHARE = 0.7  #: before a tier gets a bound of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveParams:
    """How a solve may search; nothing here changes what is a good plan.

    Parameters
    ----------
    seed
        Draws the noise of dives, >= 0. The same problem, seed and work limit give the same plan,
        on any number of threads.
    work_limit
        Work units for each tier, >= 1: about a hundredth of a second of one core (`effort.py`).
    hint_s
        A wish in seconds, > 0, turned into work units by a stored rate; it replaces `work_limit`.
    time_limit_s
        Emergency stop in seconds, > 0; a run it ends cannot be repeated.
    threads
        Threads at once, 1 to 64.
    start
        Choice and companion per unit of a plan to start from, -1 none.
    prices
        What one more of each resource was worth in an earlier solve, float64[R], >= 0: where the
        search for prices begins.
    unit_prices
        What each unit was worth in it, float64[U], NaN where that is not known.
    """

    seed: int = 0
    work_limit: int = DEFAULT_WORK
    hint_s: float | None = None
    time_limit_s: float = 900.0
    threads: int = 2
    start: tuple[Int32s, Int32s] | None = None
    prices: Float64s | None = None
    unit_prices: Float64s | None = None

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise ValueError(f"SolveParams: expected seed >= 0, got {self.seed}.")
        if self.work_limit < 1:
            raise ValueError(f"SolveParams: expected work_limit >= 1, got {self.work_limit}.")
        if self.hint_s is not None and not self.hint_s > 0:
            raise ValueError(f"SolveParams: expected hint_s > 0, got {self.hint_s}.")
        if not self.time_limit_s > 0:
            raise ValueError(f"SolveParams: expected time_limit_s > 0, got {self.time_limit_s}.")
        if not 1 <= self.threads <= 64:
            raise ValueError(f"SolveParams: expected threads from 1 to 64, got {self.threads}.")
        if self.prices is not None and not (np.isfinite(self.prices) & (self.prices >= 0)).all():
            raise ValueError("SolveParams: expected prices that are finite and >= 0.")


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
    asked = params or SolveParams()
    with Watch(progress, cancelled, asked.time_limit_s) as watch, Threads(asked.threads) as threads:
        run = _Run(problem, asked, watch, threads)
        if run.is_impossible() or run.by_flow():
            return run.result()
        for tier in range(problem.tiers):
            if not run.by_search(tier):
                break
        return run.result()


@dataclass
class _Run:
    """One solve under way."""

    problem: Problem
    params: SolveParams
    watch: Watch
    threads: Threads
    method: str = "flow"
    plan: Int64s | None = None
    value: tuple[int, ...] = ()
    bound: tuple[int, ...] = ()
    because: tuple[str, ...] = ()
    weakly: tuple[str, ...] = ()
    last: tuple[tiers.Aim, Region] | None = None
    infeasible: bool = False
    price: Float64s = field(default_factory=lambda: np.zeros(0))
    unit_price: Float64s = field(default_factory=lambda: np.zeros(0))
    work: float = 0.0
    handover: list[str] = field(default_factory=list)

    def is_impossible(self) -> bool:
        """Tell, and say why, when somebody who must be placed has nowhere to go."""
        self.because = impossible(self.problem)
        self.infeasible = bool(self.because)
        return self.infeasible

    def by_flow(self) -> bool:
        """Settle the problem by seats alone, when nothing else binds."""
        reason = flow.takes(self.problem)
        if reason is None:
            flowed = flow.solve_flow(self.problem)
            reason = flowed.reason
        if reason is not None:
            self.handover.append(reason)
            return False
        if flowed.choice is None:
            self.infeasible = True
            return True
        choice, mates = flowed.choice.astype(np.int64), flowed.companion.astype(np.int64)
        self.price = flowed.price
        self.plan = np.append(choice[choice >= 0], mates[mates >= 0] + self.problem.options)
        self.value = self.bound = value_of(self.problem, *choices_of(self.problem, self.plan))
        return True

    def by_search(self, tier: int) -> bool:
        """Search one tier, by proof where that is small; tell whether there is a plan."""
        hunt, aim = self._hunt(tier)
        hunt.take([self._given() if self.plan is None else self.plan])
        hunt.open(warm=self.last is not None)
        if hunt.best is None:
            hunt.take([NOBODY])
        large = exact.takes(self._promising(hunt))
        if large or hunt.region.houses.parts > exact.AT_ONCE:
            hunt.effort.limit = self._hunted(aim, provable=large is None)
            hunt.run()
        hunt.effort.limit = self._limit
        bound = self._prove(hunt, aim)
        if hunt.best is not None:
            walk = partial(self._descend, hunt.effort)
            bound = tiers.bound_of(aim, bound, hunt.region, walk)
        self.work += hunt.effort.spent
        return self._keep(hunt, aim, bound)

    def result(self) -> Result:
        """Hand back the plan, judged; a broken one is our own mistake and is never handed on."""
        if self.plan is None:
            return self._without_plan()
        choice, companion = choices_of(self.problem, self.plan)
        if broken := violations(self.problem, choice, companion):
            raise AssertionError(f"the {self.method} method broke a rule: {broken[0]}")
        optimal = self.bound == self.value
        outcome = Outcome.OPTIMAL if optimal else Outcome.FEASIBLE
        if self.watch.stopped_by == "cancellation":
            outcome = Outcome.CANCELLED
        return self._ending(outcome, choice, companion)

    @property
    def _limit(self) -> float:
        hint = self.params.hint_s
        if hint is None:
            return self.params.work_limit
        return work_for(hint, self.problem.units, self.problem.tiers)

    def _hunted(self, aim: tiers.Aim, *, provable: bool) -> float:
        """Give the work that goes into plans, before a proof is sought or a tier bounded alone."""
        if provable:
            return min(HUNTED_SHARE * self._limit, HUNTED_MOST)
        return self._limit * (BLENDED_SHARE if aim.multiplier else 1.0)

    def _hunt(self, tier: int) -> tuple[Hunt, tiers.Aim]:
        """Lay a tier out, beginning from the prices of the last one, or those that were given."""
        effort = Effort(self._limit)
        if self.last is not None:
            aim, region = tiers.settled(*self.last, self.value[-1], partial(self._descend, effort))
        else:
            small = self.problem.options + self.problem.companions <= exact.MOST_COLUMNS
            aim = tiers.aim_of(self.problem, tier, self.value, alone=small)
            region = Region.of(self.problem, aim.worth, aim.attained)
            if self.params.prices is not None:
                region.begin_from(self.params.prices, self.params.unit_prices)
        earlier = self.last is None and self.params.prices is not None
        hunt = Hunt(region, effort, self.threads, self.params.seed, self.watch, earlier=earlier)
        return hunt, aim

    def _descend(self, effort: Effort, region: Region, phase: Phase) -> None:
        descend(region, phase, effort, self.threads, self.watch.goes_on)

    def _given(self) -> Int64s | None:
        if self.params.start is None:
            return None
        choice, companion = (np.asarray(rows) for rows in self.params.start)
        if violations(self.problem, choice, companion):
            return None
        mates = companion[companion >= 0].astype(np.int64) + self.problem.options
        return np.concatenate([choice[choice >= 0].astype(np.int64), mates])

    def _promising(self, hunt: Hunt) -> Int64s:
        start = hunt.best.plan if hunt.best else None
        return exact.promising(hunt.region.worth, hunt.region.certificate(), start)

    def _prove(self, hunt: Hunt, aim: tiers.Aim) -> int:
        """Search exhaustively when few columns may improve; give the bound."""
        region, pool = hunt.region, self._promising(hunt)
        large = exact.takes(pool)
        self.method = "exact" if large is None else "regional"
        if large is not None:
            self.handover.append(large)
        if large is not None or hunt.proven or self.watch.ended():
            return region.bound
        rows = rows_of(self.problem, aim.tier, aim.attained, aim.worth)
        nodes = exact.nodes_for(hunt.effort.left, pool)
        limits = Limits(nodes=nodes, seconds=self.watch.left(), interrupter=self.watch.interrupter)
        start = hunt.best.plan if hunt.best else None
        proof = exact.prove(self.problem, rows, region.certificate(), start, limits)
        self.watch.ended()
        self.infeasible = proof.bound is None
        hunt.effort.spent = hunt.effort.limit
        hunt.take([proof.plan])
        return region.bound if proof.bound is None else min(region.bound, proof.bound)

    def _keep(self, hunt: Hunt, aim: tiers.Aim, bound: int) -> bool:
        """Take what a search of one tier came to; tell whether it is a plan."""
        if not aim.tier:
            self.price = hunt.region.price / max(1, aim.multiplier)
            self.unit_price = hunt.region.unit_price / max(1, aim.multiplier)
            self.weakly = hunt.region.weakly
        if hunt.best is None:
            self.bound = () if self.infeasible else (*self.bound, bound)
            return False
        self.last = (aim, hunt.region) if aim.multiplier else None
        self.plan = hunt.best.plan
        value = value_of(self.problem, *choices_of(self.problem, self.plan))
        if bound < value[aim.tier]:
            raise AssertionError(
                f"tier {aim.tier}: bound {bound} below a plan of {value[aim.tier]}"
            )
        self.value, self.bound = value[: aim.tier + 1], (*self.bound, bound)
        return True

    def _without_plan(self) -> Result:
        """End without a plan: none exists, or none was found."""
        if not self.because and not self.watch.ended():
            self.because = unreachable_floors(self.problem, self.watch, self.threads)
            self.infeasible = self.infeasible or bool(self.because)
        outcome = Outcome.INFEASIBLE if self.infeasible else Outcome.UNKNOWN
        if self.watch.stopped_by == "cancellation":
            outcome = Outcome.CANCELLED
        if self.infeasible:
            self.bound = ()
        return self._ending(outcome, None, None)

    def _ending(self, outcome: Outcome, choice: Int32s | None, companion: Int32s | None) -> Result:
        proven = outcome in (Outcome.OPTIMAL, Outcome.INFEASIBLE)
        return Result(
            outcome=outcome,
            method=self.method,
            choice=choice,
            companion=companion,
            value=self.value,
            bound=self.bound,
            price=self.price,
            unit_price=self.unit_price,
            seed=self.params.seed,
            stopped_by="proof" if proven else self.watch.stopped_by or "work limit",
            work=math.ceil(self.work),
            seconds=self.watch.seconds,
            trace=tuple(self.watch.trace),
            handover=tuple(self.handover),
            because=self.because,
            weakly=self.weakly,
        )
