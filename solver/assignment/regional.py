"""Regional: a bound from prices, plans from dives, and better plans from what good ones share.

1. Walk down the dual: prices, and a bound over all options (`dual.py`).
2. Dive from the prices: a plan that fits (`dive.py`); fill its slots anew by one flow (`slots.py`).
3. Walk on: better prices, a better bound.
4. Again and again: keep what two good plans have in common, or nothing, dive for the rest from
   prices with a little noise, and fill the slots anew.

Where a plan owes something that is only priced in a dive (who must be placed, floors, the change
budget, teams, earlier tiers), annealing with penalties pays it first (`anneal.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from solver.assignment.anneal import Cooling, annealed
from solver.assignment.dive import Diving, dive
from solver.assignment.dual import Phase, descend
from solver.assignment.effort import Effort
from solver.assignment.problem import Int32s, Int64s
from solver.assignment.region import Region
from solver.assignment.rows import choices_of
from solver.assignment.threads import Threads
from solver.assignment.verify import value_of, violations

FIRST = Phase(steps=400, first=0.05, last=0.002, momentum=0.8)
SECOND = Phase(steps=1200, first=0.015, last=0.00015, momentum=0.9)
AGAIN = Phase(steps=1500, first=0.05, last=0.0005, momentum=0.8)
WIDE_GAP, LESS = 0.002, 0.1
PAIR = 2
POOL = 8
FRESH_SHARE = 0.15
NOISE = 0.02
FORGOTTEN = 0.15
REPAIRS = 3
REPAIR_MOVES = 200
REPAIR_HOT, REPAIR_COLD = 0.02, 0.002
PENALTY = 4

Plan = Int64s


@dataclass(frozen=True, slots=True)
class Found:
    """A plan and what it is worth."""

    plan: Plan
    worth: int


@dataclass(slots=True)
class Hunt:
    """A search of one tier under way; the same on one thread and on several.

    `watch` is told of each step with the best plan and the bound, and says whether to stop.
    """

    region: Region
    effort: Effort
    threads: Threads
    seed: int
    watch: Callable[[Found | None, int], bool]
    plans: list[Found] = field(default_factory=list)
    stop: Int32s = field(default_factory=lambda: np.zeros(1, np.int32))
    rounds: int = 0

    @property
    def best(self) -> Found | None:
        """The best plan so far."""
        return self.plans[0] if self.plans else None

    def run(self, start: Plan | None = None) -> Found | None:
        """Search until the bound is met, the work is spent, or `watch` says stop."""
        if start is not None:
            self.take([Found(start, self._worth(start))])
        for phase in (FIRST, SECOND):
            self._descend(phase)
            self._breed()
        while self._goes_on():
            while self._is_wide() and self._descend(AGAIN) > LESS * self._gap():
                self._breed()
            self._breed()
        return self.best

    def take(self, found: list[Found | None]) -> None:
        """Add plans to the pool, best first, each once."""
        known = {one.worth: one for one in reversed([one for one in found if one]) }
        known |= {one.worth: one for one in self.plans}
        self.plans = [known[worth] for worth in sorted(known, reverse=True)[:POOL]]

    def _descend(self, phase: Phase) -> int:
        """Walk down; give by how much the bound fell."""
        before = self.region.bound
        for _ in descend(self.region, phase, self.effort, self.threads):
            if not self._goes_on():
                break
        return before - self.region.bound

    def _gap(self) -> int:
        return self.region.bound - self.best.worth if self.best else self.region.bound

    def _is_wide(self) -> bool:
        """Tell whether the bound may be what is wrong, and has not stopped falling."""
        return self._goes_on() and self._gap() > WIDE_GAP * abs(self.region.bound)

    def _goes_on(self) -> bool:
        if self.watch(self.best, self.region.bound):
            self.stop[0] = 1
        met = self.best is not None and self.best.worth >= self.region.bound
        return not self.stop[0] and not met and self.effort.left > 0

    def _breed(self) -> None:
        """Make two plans at once, each on a thread of its own."""
        self.rounds += 1
        seeds = np.random.SeedSequence([self.seed, self.rounds]).spawn(PAIR)
        if self.stop[0]:
            return
        jobs = [partial(self._offspring, np.random.default_rng(seed)) for seed in seeds]
        self.take(self.threads.each(jobs))
        self._goes_on()

    def _offspring(self, rng: np.random.Generator) -> Found | None:
        kept = self._shared(rng)
        diving = Diving(noise=NOISE * rng.random(), seed=int(rng.integers(2**32)))
        region = self.region
        plan = dive(
            region.problem,
            region.near,
            region.best.prices,
            region.scale,
            diving=diving,
            kept=kept,
            stopped=lambda: bool(self.stop[0]),
        )
        self.effort.dive(region.problem.units - len(kept))
        plan = self._paid(plan, rng)
        if plan is None or self.stop[0]:
            return None if plan is None else Found(plan, self._worth(plan))
        offered = region.near.part_option
        self.effort.flow(len(offered))
        plan = region.slots.reassigned(region.worth, plan, offered, rng)
        if not self._owes_nothing(plan):
            return None
        return Found(plan, self._worth(plan))

    def _shared(self, rng: np.random.Generator) -> Plan:
        """Give what two plans of the pool have in common, less a little; or nothing."""
        if len(self.plans) < 2 or rng.random() < FRESH_SHARE:
            return np.zeros(0, np.int64)
        first = 0 if rng.random() < 0.5 else int(rng.integers(len(self.plans)))
        second = (first + 1 + int(rng.integers(len(self.plans) - 1))) % len(self.plans)
        (mine, with_me), (yours, with_you) = (
            choices_of(self.region.problem, self.plans[at].plan) for at in (first, second)
        )
        kept = (mine >= 0) & (mine == yours) & (with_me == with_you)
        kept &= rng.random(len(kept)) >= FORGOTTEN * rng.random()
        mates = with_me[kept & (with_me >= 0)] + np.int64(self.region.problem.options)
        return np.concatenate([mine[kept].astype(np.int64), mates])

    def _paid(self, plan: Plan, rng: np.random.Generator) -> Plan | None:
        """Give the plan once it owes nothing; None when that does not come about."""
        if self._owes_nothing(plan):
            return plan
        penalty = PENALTY * self.region.points
        for _ in range(REPAIRS):
            end = annealed(self.region.space, plan, self._cooling(penalty, rng))
            self.effort.moves(end.moves)
            if end.best is not None:
                return end.best
            plan, penalty = end.plan, PENALTY * penalty
        return None

    def _cooling(self, penalty: float, rng: np.random.Generator) -> Cooling:
        region = self.region
        rows = np.abs(region.space.amount)
        usual = rows.sum(axis=1) / np.maximum((rows > 0).sum(axis=1), 1)
        return Cooling(
            moves=REPAIR_MOVES * region.problem.units,
            hot=REPAIR_HOT * region.points,
            cold=REPAIR_COLD * region.points,
            shortlist=region.shortlist(),
            seed=int(rng.integers(2**63)),
            row_penalty=np.maximum(1, np.rint(penalty / np.maximum(usual, 1))).astype(int).tolist(),
            unplaced_penalty=int(penalty),
            team_penalty=int(penalty),
            stop=self.stop,
        )

    def _owes_nothing(self, plan: Plan) -> bool:
        problem, attained = self.region.problem, self.region.attained
        choice, companion = choices_of(problem, plan)
        if violations(problem, choice, companion):
            return False
        return all(
            tier_worth >= least
            for tier_worth, least in zip(value_of(problem, choice, companion), attained, strict=False)
        )

    def _worth(self, plan: Plan) -> int:
        return int(self.region.worth[plan].sum())
