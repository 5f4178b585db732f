"""The slot flow: never worse, always feasible, and as good as the slots of a plan allow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solver.assignment import Problem, value_of, violations
from solver.assignment.rows import choices_of, values
from solver.assignment.slots import Slots
from tests.solver.assignment.problems import best_by_trying_all, problem_of, problems
from tests.solver.assignment.regions import first_fit, region

Plan = np.ndarray[Any, np.dtype[np.int64]]


def reassigned(problem: Problem, plan: Plan | list[int], seed: int = 0, **limits: Any) -> list[int]:
    """Fill the slots of a plan anew, all options being offered unless said."""
    offered = limits.pop("offered", np.arange(problem.options))
    rng = np.random.default_rng(seed)
    columns = np.array(plan, np.int64)
    return (
        Slots.of(problem).reassigned(values(problem, 0), columns, offered, rng, **limits).tolist()
    )


def worth(problem: Problem, plan: Plan | list[int]) -> int:
    return value_of(problem, *choices_of(problem, np.array(plan, np.int64)))[0]


def broken(problem: Problem, plan: Plan | list[int]) -> list[str]:
    return violations(problem, *choices_of(problem, np.array(plan, np.int64)))


def some_plan(problem: Problem, rng: np.random.Generator) -> Plan | None:
    """Give the first of a number of random plans that breaks no rule."""
    for chance in np.linspace(1, 0, 20):
        plan: list[int] = []
        for unit in np.flatnonzero(rng.random(problem.units) < chance):
            own = np.flatnonzero(problem.option_unit == unit)
            mates = np.flatnonzero(problem.companion_unit == unit) + problem.options
            option = int(rng.choice(own)) if len(own) else -1
            needed = option >= 0 and bool(problem.option_needs_companion[option])
            if option >= 0 and (len(mates) or not needed):
                plan += [option, *([rng.choice(mates)] if needed else [])]
        if not broken(problem, plan):
            return np.array(plan, np.int64)
    return None


def test_a_slot_does_not_grow_where_a_team_must_stay_full() -> None:
    needy = {"unit_needs_companion": [True, False, True], "min_use_if_used": [2]}
    mates = {"companion_ptr": [0, 1, 1], "companion_resource": [0], "companion_use": [0]}
    problem = Problem(
        capacity=np.array([2]),
        must_place=np.zeros(3, bool),
        option_unit=np.array([2]),
        option_value=np.array([[1]]),
        option_ptr=np.array([0, 1]),
        option_resource=np.array([0]),
        option_use=np.array([2]),
        companion_unit=np.array([0, 2]),
        companion_value=np.zeros((2, 1), int),
        **{name: np.array(given) for name, given in (needy | mates).items()},
    )

    plan = Slots.of(problem).reassigned(
        values(problem, 0), np.array([0, 2]), np.array([0]), np.random.default_rng(0)
    )

    assert plan.tolist() == [0, 2]


@given(problems(most_units=6, tiers=1), st.integers(0, 2**32))
def test_every_limit_and_side_constraint_is_kept_and_the_plan_is_never_worse(
    problem: Problem, seed: int
) -> None:
    plan = some_plan(problem, np.random.default_rng(seed))
    assume(plan is not None and len(plan) > 0)

    again = reassigned(problem, plan, seed)

    assert broken(problem, again) == []
    assert worth(problem, again) >= worth(problem, plan)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("side", ["none", "teams", "floors", "changes"])
def test_a_region_is_filled_better_within_its_limits(seed: int, side: str) -> None:
    problem = region(60, seed=seed)
    resource = np.arange(problem.resources)
    plan = first_fit(problem)
    sides: dict[str, dict[str, Any]] = {
        "none": {},
        "teams": {"min_use_if_used": np.where(resource < 15, resource % 3, 0)},
        "floors": {"unit_group": [0] * 60, "group_floor": [int((plan < problem.options).sum())]},
        "changes": {"present_option": choices_of(problem, plan)[0], "change_budget": 9},
    }
    limited = region(60, seed=seed, **sides[side])
    plan = first_fit(limited)

    again = reassigned(limited, plan, seed)

    assert broken(limited, again) == []
    assert worth(limited, again) > worth(limited, plan)


@given(st.data())
def test_with_seats_alone_the_plan_is_the_best_of_all(data: st.DataObject) -> None:
    capacity = data.draw(st.lists(st.integers(1, 2), min_size=2, max_size=3))
    seat = st.integers(0, len(capacity) - 1).map(lambda place: {place: 1})
    row = st.tuples(st.integers(0, 3), st.integers(-4, 12), seat)
    problem = problem_of(capacity, data.draw(st.lists(row, min_size=1, max_size=8)), units=4)

    again = reassigned(problem, [])

    assert (worth(problem, again),) == best_by_trying_all(problem)


def test_two_units_change_places_when_that_is_better() -> None:
    options = [(0, 5, {0: 1}), (0, 9, {1: 1}), (1, 9, {0: 1}), (1, 5, {1: 1})]

    assert reassigned(problem_of([1, 1], options), [0, 3]) == [1, 2]


def test_only_offered_options_are_taken_beside_those_of_the_plan() -> None:
    options = [(0, 5, {0: 1}), (0, 9, {1: 1}), (1, 9, {0: 1}), (1, 5, {1: 1})]

    assert reassigned(problem_of([1, 1], options), [0, 3], offered=np.array([1])) == [0, 3]


def test_a_larger_slot_serves_a_smaller_need() -> None:
    options = [(0, 5, {0: 1, 1: 60}), (1, 9, {0: 1, 1: 30})]

    assert reassigned(problem_of([1, 60], options), [0]) == [1]


def test_a_slot_with_guidance_serves_who_needs_none() -> None:
    options = [(0, 5, {0: 1, 1: 60}), (1, 9, {0: 1})]

    assert reassigned(problem_of([1, 60], options), [0]) == [1]


def test_a_slot_never_serves_a_larger_need() -> None:
    options = [(0, 5, {0: 1, 1: 30}), (1, 9, {0: 1, 1: 60})]

    assert reassigned(problem_of([1, 59], options), [0]) == [0]


def test_left_over_minutes_make_a_slot_larger() -> None:
    options = [(0, 5, {0: 1, 1: 30}), (1, 9, {0: 1, 1: 60})]

    assert reassigned(problem_of([1, 60], options), [0]) == [1]


def test_left_over_minutes_of_a_coach_let_another_in() -> None:
    options = [(0, 5, {0: 1}), (1, 5, {0: 1})]
    mates = [(0, 0, {1: 60}), (1, 0, {1: 30})]

    assert reassigned(problem_of([2, 89], options, mates, needy=[0, 1]), [0, 2]) == [0, 2]
    assert reassigned(problem_of([2, 90], options, mates, needy=[0, 1]), [0, 2]) == [0, 1, 2, 3]


def test_a_larger_slot_of_a_coach_serves_a_smaller_need() -> None:
    options = [(0, 5, {0: 1}), (1, 9, {0: 1})]
    mates = [(0, 0, {1: 60}), (1, 0, {1: 30})]

    assert reassigned(problem_of([1, 60], options, mates, needy=[0, 1]), [0, 2]) == [1, 3]


def test_a_free_seat_is_not_given_beyond_the_total_of_the_house() -> None:
    options = [(0, 5, {0: 1, 1: 1}), (1, 5, {0: 1, 1: 1})]

    assert len(reassigned(problem_of([2, 1], options), [0])) == 1
    assert reassigned(problem_of([2, 2], options), [0]) == [0, 1]


def test_options_on_several_places_change_hands_as_a_whole() -> None:
    both, one = {0: 1, 1: 1}, {0: 1}
    options = [(0, 5, both), (1, 9, both), (2, 20, one)]

    assert reassigned(problem_of([1, 1], options), [0]) == [1]


def test_only_some_units_move_when_asked() -> None:
    options = [(0, 5, {0: 1}), (1, 9, {0: 1}), (2, 5, {1: 1}), (3, 9, {1: 1})]
    problem = problem_of([1, 1], options)

    units = np.array([True, True, False, False])

    assert reassigned(problem, [0, 2], units=units) == [1, 2]
    assert reassigned(problem, [0, 2], units=~units) == [0, 3]


@pytest.mark.parametrize("seed", range(3))
def test_who_may_not_move_keeps_what_they_have_in_a_region(seed: int) -> None:
    problem = region(60, seed=seed)
    plan, units = first_fit(problem), np.arange(60) % 3 > 0

    again = np.array(reassigned(problem, plan, units=units))

    kept, moved = (np.concatenate(choices_of(problem, each)) for each in (plan, again))
    assert (kept == moved)[np.tile(~units, 2)].all()
    assert not (kept == moved).all()
    assert broken(problem, again) == []


def test_who_must_be_placed_stays_placed() -> None:
    options = [(0, -5, {0: 1}), (1, 9, {0: 1})]

    assert reassigned(problem_of([1], options, must=[0]), [0]) == [0]


def test_who_must_be_placed_keeps_a_companion() -> None:
    options, mates = [(0, 5, {0: 1}), (1, 9, {0: 1})], [(0, -9, {1: 60}), (1, 0, {1: 60})]

    problem = problem_of([2, 60], options, mates, must=[0], needy=[0, 1])

    assert reassigned(problem, [0, 2]) == [0, 2]


def test_who_may_go_with_a_companion_or_without_keeps_to_what_the_plan_says() -> None:
    options = [(0, 5, {0: 1}), (0, 6, {1: 1}), (0, 9, {2: 1})]
    problem = problem_of([1, 1, 1, 60], options, [(0, 0, {3: 60})], escorted=[0, 1])

    assert reassigned(problem, [0, 3]) == [1, 3]
    assert reassigned(problem, [2]) == [2]


def test_nobody_leaves_when_the_change_budget_is_used_up() -> None:
    options = [(0, 5, {0: 1}), (0, 9, {1: 1}), (1, 5, {0: 1}), (1, 9, {2: 1}), (2, 5, {3: 1})]
    sides = {"present_option": [0, 2, 4], "change_budget": 1}

    problem = problem_of([1, 1, 1, 1], options, **sides)

    assert reassigned(problem, [0, 3, 4]) == [0, 3, 4]
    assert reassigned(problem, [0, 4]) == [0, 3, 4]


def test_a_group_keeps_its_floor() -> None:
    options = [(0, 5, {0: 1}), (1, 9, {0: 1})]
    group = {"unit_group": [0, -1], "group_floor": [1]}

    assert reassigned(problem_of([1], options, **group), [0]) == [0]


def test_a_team_stays_large_enough() -> None:
    options = [(0, 5, {0: 1}), (1, 5, {0: 1}), (1, 9, {1: 1}), (2, 1, {0: 1})]

    problem = problem_of([2, 1], options, min_use_if_used=[2, 0])

    assert reassigned(problem, [0, 1]) == [0, 2, 3]
    assert reassigned(problem, [0, 1], offered=np.array([2])) == [0, 1]


def test_minutes_that_have_a_minimum_are_not_given_to_a_smaller_need() -> None:
    options = [(0, 5, {0: 1, 1: 60}), (1, 9, {0: 1, 1: 30})]

    assert reassigned(problem_of([1, 60], options, min_use_if_used=[0, 60]), [0]) == [0]


def test_a_team_is_not_begun_too_small() -> None:
    assert reassigned(problem_of([3], [(0, 5, {0: 1})], min_use_if_used=[2]), []) == []


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = region(60, seed=1)
    plan = first_fit(problem)

    assert reassigned(problem, plan, 7) == reassigned(problem, plan, 7)


def test_seeds_give_what_is_left_to_different_units() -> None:
    options = [(0, 5, {0: 1, 2: 60}), (1, 5, {1: 1, 2: 60})]
    problem = problem_of([1, 1, 60], options)

    assert {tuple(reassigned(problem, [], seed)) for seed in range(20)} == {(0,), (1,)}


def test_a_plan_is_kept_when_its_worth_is_too_large_for_exact_costs() -> None:
    problem = problem_of([1], [(0, 2, {0: 1}), (1, 2**45, {0: 1})])

    assert reassigned(problem, [0]) == [0]


def test_a_plan_without_who_must_be_placed_is_refused() -> None:
    problem = problem_of([1], [(0, 5, {0: 1}), (1, 5, {0: 1})], must=[0, 1])

    with pytest.raises(RuntimeError, match="expected an optimal end"):
        reassigned(problem, [0])
