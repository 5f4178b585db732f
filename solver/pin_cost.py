"""What pins cost a plan when everybody may take part: for where there is time to find it.

Everybody is solved for anew with the pins, which gives the least that they cost. A plan that is not
proven best moves people who have nothing to do with the pins: then one is told in which only those
near them take part, and the bound is that of the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from solver.assignment import Outcome, Result, SolveParams, solve
from solver.assignment.watch import Cancelled, Progress
from solver.columns import Columns
from solver.contests import Pin, Scene
from solver.desk import Desk
from solver.drafts import NONE
from solver.exchange import Cost, Exchange, Move, told, worth
from solver.match import MatchParams
from solver.pinning import Drawn, draw, scale
from solver.resources import ResourceName
from solver.snapshot import Placement, Proposed, Snapshot
from solver.weights import WeightSet

#: People near the pins of whom a plan is sought by themselves, and its work units.
MOST_NEAR, NEAR_WORK = 200, 1_000
PROVEN = (Outcome.OPTIMAL, Outcome.INFEASIBLE)


@dataclass(frozen=True, slots=True)
class PinCost:
    """What pins cost, and whose part changes: of everybody, whatever the municipality.

    Attributes
    ----------
    cost
        None where no plan with the pins was found. The least is over all that was drawn up: of who
        wants two places that may not be every combination, and then nothing is called proven.
    outcome
        Of the solve with everybody: `OPTIMAL` where it is proven best, `INFEASIBLE` where it is
        proven that there is no plan with the pins.
    anew
        What the best plan with the pins is worth less than the best one without: where a better
        plan could be had anyway, the cost is not exact, and this may be. None where the cost is,
        and where the best plan with the pins is not known.
    """

    moves: tuple[Move, ...]
    cost: Cost | None
    outcome: Outcome
    anew: Cost | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PinTask:
    """Pins, and all that what they cost depends on.

    Parameters
    ----------
    snapshot
        Everybody who may take part, and what stands open for them.
    pins
        Who is to be where, with which coach: all of them in the snapshot.
    introduced
        Those placements of the snapshot that are of who is introduced.
    work_limit, prices, person_prices
        As in `MatchParams`: how long it searches, and where it begins.
    """

    snapshot: Snapshot
    weights: WeightSet
    pins: tuple[Proposed, ...]
    introduced: tuple[Placement, ...] = ()
    work_limit: int | None = None
    prices: Mapping[ResourceName, float] | None = None
    person_prices: Mapping[str, float] | None = None

    def solved(
        self,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        threads: int = 2,
    ) -> PinCost:
        """Find what the pins cost."""
        columns = Columns.of(self.snapshot, self.weights)
        scene = Scene(columns, Desk.of(columns), self.introduced)
        pins = [_pin(columns, each) for each in self.pins]
        drawn = draw(scene, pins, most_people=len(columns.candidate_names))
        if drawn is None:
            return PinCost((), None, _sure(Outcome.INFEASIBLE, all(len(p.cols) == 1 for p in pins)))
        search = partial(solve, progress=progress, cancelled=cancelled)
        result = search(drawn.problems[0], self._params(drawn, threads))
        outcome = _sure(result.outcome, drawn.whole)
        proven = result.outcome in PROVEN
        near = None if proven else _near(scene, pins, threads)
        best = near or told(drawn, [result])
        if best.cost is None:
            return PinCost((), None, outcome)
        cost = Cost(_least(drawn, result), best.cost.at_most)
        if cost.exact or not proven:
            return PinCost(best.moves, cost, outcome)
        base = search(drawn.options.problem, self._params(drawn, threads, pinned=False))
        with_pins = result.value[0] // scale(drawn.problems[0])
        anew = Cost(max(0, base.value[0] - with_pins), base.bound[0] - with_pins)
        return PinCost(best.moves, cost, outcome, anew)

    def _params(self, drawn: Drawn, threads: int, *, pinned: bool = True) -> SolveParams:
        """Give as much work as a run has; prices count what a point does in what is solved."""
        asked = MatchParams(
            work_limit=self.work_limit, prices=self.prices, person_prices=self.person_prices
        )
        core = replace(asked.for_core(drawn.columns, drawn.options), threads=threads)
        if not pinned:
            return core
        points = scale(drawn.problems[0])
        return replace(
            core,
            start=None,
            prices=None if core.prices is None else core.prices * points,
            unit_prices=None if core.unit_prices is None else core.unit_prices * points,
        )


def _pin(columns: Columns, named: Proposed) -> Pin:
    coach = NONE if named.coach is None else columns.vocabulary.coaches[named.coach]
    cols = tuple(columns.supply.cols[name] for name in named.vacancies)
    return Pin(columns.row_of[named.candidate], cols, coach)


def _sure(outcome: Outcome, whole: bool) -> Outcome:
    """Claim no proof where not every combination of two places was looked at."""
    unproven = {Outcome.OPTIMAL: Outcome.FEASIBLE, Outcome.INFEASIBLE: Outcome.UNKNOWN}
    return outcome if whole else unproven.get(outcome, outcome)


def _near(scene: Scene, pins: Sequence[Pin], threads: int) -> Exchange | None:
    """Find a plan in which only those near the pins take part, if there is one."""
    drawn = draw(scene, pins, most_people=MOST_NEAR)
    if drawn is None:
        return None
    params = SolveParams(work_limit=NEAR_WORK, threads=threads)
    found = told(drawn, [solve(drawn.problems[0], params)])
    return found if found.cost else None


def _least(drawn: Drawn, result: Result) -> int | None:
    """Give what no plan with the pins loses less than, of all that were drawn up."""
    stands = int(worth(drawn, drawn.choice, drawn.companion).sum())
    return stands - result.bound[0] // scale(drawn.problems[0]) if result.bound else None
