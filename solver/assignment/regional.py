"""Regional: a bound from prices, plans from dives, and better plans from what good ones share.

1. Walk down the dual: prices, and a bound over all options (`dual.py`).
2. Dive from the prices: a plan that fits (`dive.py`); fill its slots anew by one flow (`slots.py`).
3. Walk on: better prices, a better bound; from the prices of another day, before the first dive.
4. Again and again, whichever way has lately gained most for its work (`ways.py`):
   - keep what two good plans have in common, or nothing, dive for the rest from prices with a
     little noise, and fill the slots anew;
   - cool good plans down slowly, from a temperature at which little changes (`anneal.py`);
   - where a problem is small enough, solve neighbourhoods of the best plan whole (`repair.py`).

Where a plan owes something that is only priced in a dive (who must be placed, floors, the change
budget, teams, earlier tiers), annealing with penalties pays it first; a team still too small goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np

from solver.assignment import dual
from solver.assignment.anneal import Cooling, Shortlist, annealed
from solver.assignment.dive import Diving, dive
from solver.assignment.effort import Effort
from solver.assignment.pace import NO_BOUND
from solver.assignment.pool import MOST_PLANS, Found, Plan, pooled, shared, without_small_teams
from solver.assignment.program import Limits
from solver.assignment.region import Region
from solver.assignment.repair import ROUND_EFFORT, WHOLE_EFFORT, Neighbourhoods
from solver.assignment.rows import rows_of
from solver.assignment.threads import Threads
from solver.assignment.watch import Watch
from solver.assignment.ways import Tries

WALKED = 0.5  #: of the work left: no longer walk than that where prices are far off
FAR_GAP = 0.05  #: at which the first prices are nowhere near, and walk with larger steps

PAIR, NOISE = 2, 0.02
STEPS, PATIENT_STEPS = 25, 60

MOST_MENDED, MOST_FLOWED = 40_000, 250_000
MENDS, REPAIRS = 4, 3

MOVES_PER_UNIT, MOST_MOVES, LEAST_MOVES_PER_UNIT = 1_500, 2_000_000, 50
COOLED = 0.25  #: of the work left: no search that is short spends itself on one plan
COOL, WARMER = 0.003, 3.0
WIDELY_LISTED, MOST_WIDELY_LISTED = 0.3, 200
LISTED, MOST_LISTED = 0.06, 20
REPAIR_HOT, REPAIR_COLD, PENALTY = 0.02, 0.002, 4

Heat = tuple[float, float]  #: first and last temperature, in points


@dataclass(slots=True)
class Hunt:
    """A search of one tier under way; it ends the same on any number of threads."""

    region: Region
    effort: Effort
    threads: Threads
    seed: int
    watch: Watch
    plans: list[Found] = field(default_factory=list)
    rounds: int = 0
    earlier: bool = False
    tries: Tries = field(default_factory=Tries)

    @property
    def best(self) -> Found | None:
        """The best plan so far."""
        return self.plans[0] if self.plans else None

    @property
    def proven(self) -> bool:
        """Whether no plan can be better."""
        return self.best is not None and self.best.worth >= self.region.bound

    def open(self, *, warm: bool = False) -> None:
        """Get the first prices, and the first plans from them.

        From the prices of another day it walks on at once; cooling comes next.
        """
        first = (dual.WARM if warm else dual.FIRST,)
        for phase in (dual.EARLIER, dual.THENCE) if self.earlier else first:
            self._descend(phase)
        walked = self.effort.spent
        self._breed()
        if self.earlier:
            self.tries.spent["breed"] = self.effort.spent - walked

    def run(self) -> None:
        """Search on until the bound is met, the work is spent, or the watch says stop."""
        for phase in self._walks():
            self._descend(phase)
        if self.region.near.parts > MOST_MENDED:
            self.tries.without("mend")
        while self._goes_on():
            self._try_one()

    def take(self, plans: list[Plan | None]) -> None:
        """Add the plans that owe nothing to the pool, best first, one of each worth."""
        sound = [plan for plan in plans if plan is not None and self.region.owes_nothing(plan)]
        self.plans = pooled(self.plans, sound, self.region.worth)
        self._goes_on()

    def _walks(self) -> tuple[dual.Phase, ...]:
        """Choose how to walk on, by how far the prices may be off."""
        if self.earlier:
            return ()
        is_far = self._gap() > FAR_GAP * abs(self.region.bound)
        return (self._far(), dual.CLOSE) if is_far else (dual.SECOND,)

    def _far(self) -> dual.Phase:
        """Choose the longer walk where there is work enough to find plans too."""
        walk, houses = Effort(0.0), self.region.houses
        walk.steps(dual.FARTHER.steps, houses.parts, len(houses.budget))
        return dual.FARTHER if walk.spent <= WALKED * self.effort.left else dual.FAR

    def _descend(self, phase: dual.Phase) -> None:
        if self._goes_on() or not self.region.seen:
            dual.descend(self.region, phase, self.effort, self.threads, self._goes_on)

    def _goes_on(self) -> bool:
        best = self.best
        bound = self.region.bound if self.region.best.bound < NO_BOUND else None
        self.watch.tell(
            best.worth if best else None, bound, placed=self._placed, share=self.effort.share
        )
        return not self.watch.ended() and not self.proven and self.effort.left > 0

    @property
    def _placed(self) -> int:
        """Count the units that the best plan places."""
        return int((self.best.plan < self.region.problem.options).sum()) if self.best else 0

    @property
    def _moves(self) -> int:
        """Give how many moves each of a pair may cool: a quarter of the work left at most."""
        units = self.region.problem.units
        left = int(COOLED * self.effort.left / (PAIR * self.effort.moving(units)))
        return max(LEAST_MOVES_PER_UNIT * units, min(MOVES_PER_UNIT * units, MOST_MOVES, left))

    def _gap(self) -> int:
        return self.region.bound - self.best.worth if self.best else self.region.bound

    def _draws(self) -> list[np.random.Generator]:
        """Begin a round: give each of its jobs a generator of its own."""
        self.rounds += 1
        seeds = np.random.SeedSequence([self.seed, self.rounds]).spawn(PAIR)
        return [np.random.default_rng(seed) for seed in seeds]

    def _breed(self) -> None:
        """Make two plans at once, each on a thread of its own."""
        if self.watch.ended() or self.proven:
            return
        jobs = [partial(self._offspring, rng) for rng in self._draws()]
        made = self.threads.each(jobs)
        for _, effort in made:
            self.effort.spent += effort.spent
        self.take([plan for plan, _ in made])

    def _try_one(self) -> None:
        """Do what has lately gained most for its work, or what had less than its share of it.

        Without a plan there is nothing to cool or mend.
        """
        spent, worth = self.effort.spent, self.best.worth if self.best else 0
        name = self.tries.next() if self.plans else "breed"
        {"breed": self._breed, "cool": self._cool, "mend": self._mend}[name]()
        gain = self.best.worth - worth if self.best else 0
        self.tries.note(name, gain, self.effort.spent - spent)

    def _cool(self) -> None:
        """Cool the best plan and another one."""
        if not self._goes_on():
            return
        draws, moves = self._draws(), self._moves
        starts = [self.plans[0], self.plans[min(self.rounds % MOST_PLANS, len(self.plans) - 1)]]
        listed = self.region.shortlist(WIDELY_LISTED, MOST_WIDELY_LISTED)

        def cooled(found: Found, rng: np.random.Generator) -> Plan:
            hot = COOL * WARMER ** rng.random() * self.region.points
            owed = PENALTY * self.region.points
            cooling = self._cooling(owed, rng, (hot, hot / 5), listed, moves)
            end = annealed(self.region.space, found.plan, cooling)
            return self._filled(found.plan if end.best is None else end.best, rng)

        jobs = [partial(cooled, found, rng) for found, rng in zip(starts, draws, strict=True)]
        self.effort.moves(PAIR * moves, self.region.problem.units)
        self.effort.flow(PAIR * len(self.region.near.part_option))
        self.take([*self.threads.each(jobs)])

    def _mend(self) -> None:
        """Solve neighbourhoods of the best plan whole, on each thread others."""
        near = self._neighbourhoods(self.plans[0].plan)
        self.effort.mends(PAIR * MENDS)
        if near is None or not self._goes_on():
            return
        limits = Limits(effort=ROUND_EFFORT, seconds=self.watch.left())
        best = self.plans[0]

        def mended(rng: np.random.Generator) -> Plan:
            plan = best.plan
            for _ in range(MENDS):
                plan = plan if self.watch.ended() else near.repaired(plan, rng, limits)
            return plan

        self.take([*self.threads.each([partial(mended, rng) for rng in self._draws()])])

    def _neighbourhoods(self, plan: Plan) -> Neighbourhoods | None:
        """Give what may be taken by repair; None where that is too much."""
        region = self.region
        mates = region.houses.mates.mate + np.int64(region.problem.options)
        pool = np.union1d(
            np.concatenate([region.shortlist(LISTED, MOST_LISTED).option, mates]), plan
        )
        if len(pool) > MOST_MENDED:
            return None
        rows = rows_of(region.problem, 0, region.attained, region.worth)
        return Neighbourhoods.of(region.problem, rows, pool)

    def _offspring(self, rng: np.random.Generator) -> tuple[Plan | None, Effort]:
        """Make one plan: dive, pay what it owes, fill its slots anew."""
        region, effort = self.region, Effort(0)
        kept = shared(region.problem, self.plans, rng)
        priced = 2 * len(region.houses.charged.part) > region.houses.parts
        diving = Diving(
            noise=NOISE * rng.random(),
            seed=int(rng.integers(2**32)),
            steps=PATIENT_STEPS if priced else STEPS,
        )
        plan = dive(region, diving, kept=kept, stopped=self.watch.ended)
        effort.dive(region.problem.units - len(kept))
        sound = self._paid(plan, effort, rng)
        if sound is None or self.watch.ended():
            return sound, effort
        effort.flow(len(region.near.part_option))
        return self._filled(sound, rng), effort

    def _filled(self, plan: Plan, rng: np.random.Generator) -> Plan:
        """Fill the slots of a plan anew, block by block, where that makes it better."""
        region, offered = self.region, self.region.near.part_option.astype(np.int64)
        best = plan
        for units in region.neighbours(MOST_FLOWED):
            if self.watch.ended():
                break
            filled = region.slots.reassigned(region.guided, best, offered, rng, units=units)
            better = region.worth[filled].sum() > region.worth[best].sum()
            best = filled if better and region.owes_nothing(filled) else best
        return best

    def _paid(self, plan: Plan, effort: Effort, rng: np.random.Generator) -> Plan | None:
        """Give the plan once it owes nothing; None when that does not come about."""
        if self.region.owes_nothing(plan):
            return plan
        penalty = PENALTY * self.region.points
        for _ in range(REPAIRS):
            if self.watch.ended():
                return None
            heat = (REPAIR_HOT * self.region.points, REPAIR_COLD * self.region.points)
            listed = self.region.shortlist(LISTED, MOST_LISTED)
            cooling = self._cooling(penalty, rng, heat, listed, self._moves)
            end = annealed(self.region.space, plan, cooling)
            effort.moves(end.moves, self.region.problem.units)
            if end.best is not None:
                return end.best
            plan, penalty = end.plan, PENALTY * penalty
        near = self._neighbourhoods(plan)
        effort.mends(1)
        limits = Limits(effort=WHOLE_EFFORT, seconds=self.watch.left())
        whole = near.completed(plan, limits) if near else None
        rest = without_small_teams(self.region.problem, plan) if whole is None else whole
        return rest if self.region.owes_nothing(rest) else None

    def _cooling(
        self, penalty: float, rng: np.random.Generator, heat: Heat, listed: Shortlist, moves: int
    ) -> Cooling:
        amount = np.abs(self.region.space.amount)
        usual = amount.sum(axis=1) / np.maximum((amount > 0).sum(axis=1), 1)
        each = np.maximum(1, np.rint(penalty / np.maximum(usual, 1))).astype(int)
        return Cooling(
            moves=moves,
            hot=heat[0],
            cold=heat[1],
            shortlist=listed,
            seed=int(rng.integers(2**63)),
            row_penalty=each.tolist(),
            unplaced_penalty=max(1, int(penalty)),
            team_penalty=max(1, int(penalty)),
            stop=self.watch.stop,
        )
