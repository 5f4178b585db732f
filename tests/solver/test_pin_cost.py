"""What pins cost with everybody taking part: the truth where it is proven, else bounds of it."""

from __future__ import annotations

import random

import pytest

from solver.assignment import Outcome
from solver.changes import impossible
from solver.columns import Columns
from solver.contests import Pin
from solver.drafts import MOST_PAIRED
from solver.exchange import Cost
from solver.explain import coach_name
from solver.match import MatchParams, match
from solver.pin_cost import MOST_NEAR, PinTask
from solver.snapshot import Proposed
from tests.solver.builders import organisation, snapshot
from tests.solver.plan_twins import WEIGHTS, Whole, as_it_stands
from tests.solver.test_exchange import (
    after,
    exchanged,
    planned,
    possible_pins,
    scene_of,
    standing,
)
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world


def named(columns: Columns, pins: list[Pin]) -> tuple[Proposed, ...]:
    return tuple(
        Proposed(
            candidate=columns.candidate_names[pin.row],
            vacancies=tuple(columns.vacancy_names[col] for col in pin.cols),
            coach=coach_name(columns, pin.coach),
        )
        for pin in pins
    )


@pytest.mark.parametrize("seed", range(30))
def test_a_proven_cost_is_the_difference_with_the_best_of_all_plans(seed: int) -> None:
    dice = random.Random(seed)
    world = planned(scarce_world(seed, people=5, places=4))
    columns, whole = Columns.of(world, WEIGHTS), Whole.of(world)
    pins = possible_pins(columns, dice, most=1 + seed % 2)
    if not pins:
        return
    best = whole.best(pins)

    found = PinTask(snapshot=world, weights=WEIGHTS, pins=named(columns, pins)).solved()

    if best is None:
        assert (found.outcome, found.cost, found.moves) == (Outcome.INFEASIBLE, None, ())
        return
    true_cost = whole.worth(as_it_stands(world)) - best
    assert (found.outcome, found.cost) == (Outcome.OPTIMAL, Cost(true_cost, true_cost))
    then = as_it_stands(after(world, found.moves))
    assert whole.worth(then) == best


@pytest.mark.parametrize("seed", range(12))
def test_where_a_better_plan_could_be_had_anyway_the_cost_beside_that_one_is_exact(
    seed: int,
) -> None:
    world = planned(scarce_world(seed, people=5, places=4))
    lost = world.having(proposed=world.proposed[2:])
    columns, whole = Columns.of(lost, WEIGHTS), Whole.of(lost)
    pins = possible_pins(columns, random.Random(seed), most=1)
    best = whole.best(pins) if pins and not impossible(columns) else None
    if best is None:
        return

    found = PinTask(snapshot=lost, weights=WEIGHTS, pins=named(columns, pins)).solved()

    without = whole.best([])
    assert without is not None
    assert found.cost is not None
    assert found.cost.at_least == whole.worth(as_it_stands(lost)) - best
    if found.cost.exact:
        assert found.anew is None
    else:
        assert found.anew == Cost(without - best, without - best)


def test_of_two_places_that_were_not_all_looked_at_nothing_is_called_proven() -> None:
    places = [
        known_vacancy(reference=f"v{n}", organisation="o1", dayparts=0b11 << (3 * (n % 5)))
        for n in range(MOST_PAIRED + 6)
    ]
    person = known_candidate(reference="c1", places_wanted=2)
    world = snapshot(organisation(reference="o1"), *places, person)
    (pin,) = named(Columns.of(world, WEIGHTS), [Pin(0, (0,))])

    found = PinTask(snapshot=world, weights=WEIGHTS, pins=(pin,)).solved()

    assert found.cost is not None
    assert found.cost.exact  # of what was drawn up
    assert found.outcome == Outcome.FEASIBLE


def test_what_is_not_proven_is_told_by_a_plan_of_those_near_with_the_bound_of_all() -> None:
    world = scarce_world(1, people=400, places=150)
    plan = match(world, WEIGHTS, MatchParams(seed=1, work_limit=50), brief=True)
    world = standing(world, plan)
    columns = Columns.of(world, WEIGHTS)
    pins = possible_pins(columns, random.Random(1), most=1, first=9)
    task = PinTask(snapshot=world, weights=WEIGHTS, pins=named(columns, pins), work_limit=50)

    found = task.solved()

    near = exchanged(scene_of(world), pins, most_people=MOST_NEAR)
    assert near is not None
    assert near.cost is not None
    assert (found.outcome, found.moves, found.anew) == (Outcome.FEASIBLE, near.moves, None)
    assert found.cost is not None
    assert found.cost.at_most == near.cost.at_most
    assert found.cost.at_least is not None
    assert found.cost.at_least < found.cost.at_most
    assert impossible(Columns.of(after(world, found.moves), WEIGHTS)) == ()
