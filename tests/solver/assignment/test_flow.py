"""The flow on seats is tried where it may be exact, and finds the best plan there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Outcome, Problem, flow, seats, solve, value_of
from solver.assignment.flow import most_used, seat_of_options, solve_flow, takes
from tests.solver.assignment.problems import Row, best_by_trying_all, problem_of
from tests.solver.assignment.regions import region

SEATS = [(0, 5, {0: 1}), (0, 4, {1: 1}), (1, 6, {0: 1})]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"options": [(0, (5, 1), {0: 1})]}, "more than one tier"),
        ({"present_option": [0, -1], "change_budget": 0}, "a change budget that may bind"),
        ({"unit_group": [0, 0], "group_floor": [0]}, "a side constraint"),
        ({"min_use_if_used": [0, 0]}, "a side constraint"),
        ({"options": [(0, 2**45, {0: 1})]}, "values too large for exact costs"),
    ],
)
def test_what_flow_cannot_take_is_said(changed: dict[str, Any], reason: str) -> None:
    reasons = takes(problem_of(**({"capacity": [1, 1], "options": SEATS} | changed)))

    assert reasons == f"flow: {reason}"


def test_a_change_budget_that_cannot_bind_is_no_hindrance() -> None:
    problem = problem_of([1, 1], SEATS, present_option=[0, -1], change_budget=1)

    result = solve(problem)

    assert (result.method, result.value) == ("flow", (10,))


def test_a_side_resource_that_cannot_bind_is_left_out() -> None:
    options: list[Row] = [(0, 5, {0: 1, 1: 30}), (0, 4, {1: 60}), (1, 6, {0: 1, 1: 40})]

    result = solve(problem_of([1, 100], options))

    assert (result.method, result.outcome, result.value) == ("flow", Outcome.OPTIMAL, (10,))
    assert result.price.tolist() == [1, 0]


def test_a_side_resource_that_could_bind_but_does_not_leaves_the_flow_proven() -> None:
    problem = problem_of([2, 70], [(0, 9, {0: 1, 1: 30}), (0, 1, {0: 1, 1: 60}), (1, 6, {1: 40})])

    result = solve(problem)

    assert most_used(problem).tolist() == [1, 100]
    assert (result.method, result.outcome, result.value) == ("flow", Outcome.OPTIMAL, (15,))


def test_a_side_resource_that_binds_is_named_and_the_problem_handed_over() -> None:
    result = solve(problem_of([2, 50], [(0, 9, {0: 1, 1: 30}), (1, 6, {0: 1, 1: 40})]))

    assert (result.method, result.outcome, result.value) == ("exact", Outcome.OPTIMAL, (9,))
    assert result.handover == (
        "flow: the best plan on seats alone uses 70 of resource 1, capacity 50",
    )


@pytest.mark.parametrize(("tight", "ample"), [(0, 1), (1, 0)])
def test_of_two_resources_used_once_the_one_that_can_bind_is_the_seat(
    tight: int, ample: int
) -> None:
    many_of_one_unit: list[Row] = [(0, 1, {tight: 1, ample: 1})] * 9
    capacity = {tight: 2, ample: 1}

    seat = seat_of_options(
        problem_of(
            [capacity[0], capacity[1]],
            [*many_of_one_unit, (1, 2, {tight: 1}), (2, 3, {tight: 1})],
        )
    )

    assert seat.tolist() == [tight] * 11


def test_an_option_without_a_seat_is_open_to_all() -> None:
    result = solve(problem_of([0], [(0, 5, {}), (1, 4, {0: 0})]))

    assert result.choice is not None
    assert result.choice.tolist() == [0, 1]


def test_each_unit_takes_the_best_of_its_companions_the_first_of_equals() -> None:
    mates: list[Row] = [(0, 2, {1: 60}), (0, 3, {1: 60}), (0, 3, {2: 60}), (1, 9, {2: 60})]
    problem = problem_of([2, 60, 60], [(0, 5, {0: 1}), (1, 4, {0: 1})], mates, needy=[0])

    result = solve(problem)

    assert (result.method, result.value) == ("flow", (12,))
    assert result.companion is not None
    assert result.companion.tolist() == [1, -1]


def test_a_companion_that_costs_more_than_the_seat_brings_keeps_its_unit_out() -> None:
    options: list[Row] = [(0, 5, {0: 1}), (1, 4, {0: 1})]

    result = solve(problem_of([1, 9], options, [(0, -2, {1: 1})], needy=[0]))

    assert result.choice is not None
    assert result.choice.tolist() == [-1, 1]


def test_an_option_without_the_companion_it_needs_is_left_for_another() -> None:
    options: list[Row] = [(0, 9, {0: 1}), (0, 5, {1: 1}), (1, 4, {1: 1})]

    free = solve(problem_of([1, 1], options, escorted=[0]))
    bound = solve(problem_of([1, 0], options, escorted=[0], must=[0]))

    assert (free.method, free.value) == ("flow", (5,))
    assert (bound.method, bound.outcome) == ("flow", Outcome.INFEASIBLE)


def test_a_needy_unit_without_companions_stays_out() -> None:
    result = solve(problem_of([2], [(0, 5, {0: 1}), (1, 4, {0: 1})], needy=[0]))

    assert (result.method, result.value) == ("flow", (4,))


def test_a_needy_unit_without_companions_that_must_be_placed_is_infeasible() -> None:
    result = solve(problem_of([2], [(0, 5, {0: 1}), (1, 4, {0: 1})], needy=[0], must=[0]))

    assert (result.method, result.outcome) == ("flow", Outcome.INFEASIBLE)


def test_coaches_that_all_want_are_handed_over() -> None:
    mates: list[Row] = [(0, 3, {1: 60}), (1, 3, {1: 60}), (1, 1, {2: 60})]
    problem = problem_of([2, 60, 60], [(0, 5, {0: 1}), (1, 4, {0: 1})], mates, needy=[0, 1])

    result = solve(problem)

    assert (result.method, result.value) == ("exact", (13,))
    assert "uses 120 of resource 1, capacity 60" in result.handover[0]


def test_many_options_whose_first_choices_overbook_guidance_are_not_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(flow, "FEW_OPTIONS", 0)

    scarce, ample = (solve_flow(with_minutes(region(80, seed=5), m)) for m in (60, 10**6))

    assert scarce.reason == "flow: first choices overbook more than seats"
    assert ample.reason is None


def test_two_who_want_one_seat_are_placed_best_together() -> None:
    result = solve(problem_of([1, 1], SEATS))

    assert (result.method, result.outcome, result.value) == ("flow", Outcome.OPTIMAL, (10,))
    assert result.choice is not None
    assert result.choice.tolist() == [1, 2]


def test_a_seat_short_of_a_unit_that_must_be_placed_is_infeasible() -> None:
    result = solve(problem_of([1], [(0, 5, {0: 1}), (1, 5, {0: 1})], must=[0, 1]))

    assert (result.outcome, result.stopped_by) == (Outcome.INFEASIBLE, "proof")
    assert result.choice is None
    assert result.bound == ()


def test_what_the_flow_solver_does_not_settle_is_handed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(flow, "LARGEST_COST", 2**90)
    options = [(unit, 2**44 - unit, {0: 1}) for unit in range(3)]
    idle = [1] * 300_000

    result = solve(problem_of(idle, options))

    assert (result.outcome, result.value) == (Outcome.OPTIMAL, (2**44,))
    assert result.handover[0] == "flow: ended with BAD_COST_RANGE"


def test_the_limit_of_costs_counts_every_node() -> None:
    options = [(0, 2**43, {0: 1})]

    assert takes(problem_of([1], options)) == "flow: values too large for exact costs"
    assert takes(problem_of([1], [(0, 2**42, {0: 1})])) is None


def test_capacities_beyond_all_units_are_harmless() -> None:
    result = solve(problem_of([2**63 - 1] * 9, SEATS))

    assert (result.method, result.outcome, result.value) == ("flow", Outcome.OPTIMAL, (11,))


def test_an_option_that_costs_more_than_it_brings_is_left() -> None:
    result = solve(problem_of([1], [(0, -3, {0: 1}), (1, -2, {0: 1})], must=[1]))

    assert result.choice is not None
    assert result.choice.tolist() == [-1, 1]


def test_a_scarce_seat_has_a_price() -> None:
    result = solve(problem_of([1, 5], [(0, 9, {0: 1}), (1, 6, {0: 1}), (1, 2, {1: 1})]))

    assert result.price[0] > 0
    assert result.price[1] == 0


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("few", [0, 100])
def test_a_region_with_ample_guidance_is_placed_as_the_exact_method_does(
    monkeypatch: pytest.MonkeyPatch, seed: int, few: int
) -> None:
    monkeypatch.setattr(seats, "FEW_PER_UNIT", few)
    monkeypatch.setattr(seats, "NEAREST_PER_UNIT", 1)
    drawn = with_minutes(region(40, seed=seed), 10**6)
    slack = {"unit_group": np.full(40, -1, np.int32), "group_floor": np.zeros(1, np.int64)}

    flowed, proven = solve(drawn), solve(replace(drawn, **slack))

    assert (flowed.method, proven.method) == ("flow", "exact")
    assert flowed.outcome is proven.outcome is Outcome.OPTIMAL
    assert flowed.value == proven.value


def with_minutes(problem: Problem, minutes: int) -> Problem:
    """Give every resource but the seats so many minutes."""
    seat = np.isin(np.arange(problem.resources), seat_of_options(problem))
    return replace(problem, capacity=np.where(seat, problem.capacity, minutes))


@st.composite
def seat_problems(draw: st.DrawFn) -> Problem:
    """Draw seats, minutes beside them, coaches with minutes, and who must be placed."""
    units, kinds = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    minutes = draw(st.sampled_from([0, 6, 10, 100]))
    seat = st.one_of(st.just({}), st.builds(lambda r: {r: 1}, st.integers(0, kinds - 1)))
    side = st.one_of(st.just({}), st.builds(lambda n: {kinds: n}, st.integers(0, 6)))
    use = st.builds(lambda first, second: first | second, seat, side)
    unit = st.integers(0, units - 1)
    coach = st.builds(lambda n: {kinds + 1: n}, st.integers(0, 6))
    some_units = st.lists(unit, max_size=2)
    options = draw(st.lists(st.tuples(unit, st.integers(-5, 12), use), max_size=8))
    mates = st.lists(st.tuples(unit, st.integers(-3, 3), coach), max_size=4)
    return problem_of(
        [*draw(st.lists(st.integers(0, 2), min_size=kinds, max_size=kinds)), minutes, minutes],
        options,
        draw(mates) if options else (),
        units=units,
        must=draw(some_units),
        needy=draw(some_units),
    )


@given(seat_problems(), st.sampled_from([0, 100]))
def test_flow_finds_the_best_plan_of_all_or_says_what_it_overbooks(
    problem: Problem, few: int
) -> None:
    best = best_by_trying_all(problem)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seats, "FEW_PER_UNIT", few)
        patch.setattr(seats, "NEAREST_PER_UNIT", 1)
        result = solve(problem)

    assert result.value == (() if best is None else best)
    assert result.outcome is (Outcome.INFEASIBLE if best is None else Outcome.OPTIMAL)
    assert np.all(result.price >= 0)
    assert result.method == "flow" or result.handover[0].startswith("flow: ")
    if (most_used(problem)[-2:] <= problem.capacity[-2:]).all():
        assert result.method == "flow"


@given(seat_problems())
def test_the_prices_of_a_flow_prove_its_value(problem: Problem) -> None:
    flowed = solve_flow(replace(problem, capacity=np.append(problem.capacity[:-2], [99, 99])))

    if flowed.choice is None:
        assert problem.must_place.any()
        return
    assert bound_of(problem, flowed.price) == value_of(problem, flowed.choice, flowed.companion)[0]


def bound_of(problem: Problem, price: np.ndarray) -> int:
    """Add up the seats at their prices, and the most each unit can gain beside them."""
    total = int(problem.capacity[:-2] @ price[:-2])
    for unit in range(problem.units):
        mates = problem.companion_value[problem.companion_unit == unit, 0]
        best_mate = mates.max(initial=-(10**6))
        gains = [] if problem.must_place[unit] else [0]
        for option in np.flatnonzero(problem.option_unit == unit):
            mine = slice(*problem.option_ptr[option : option + 2])
            paid = problem.option_use[mine] @ price[problem.option_resource[mine]]
            mate = best_mate if problem.option_needs_companion[option] else 0
            gains.append(int(problem.option_value[option, 0] + mate - paid))
        total += max(gains)
    return total
