"""Min-cost flow is chosen where it is exact, and finds the best plan there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Outcome, Problem, flow, solve
from solver.assignment.flow import takes
from tests.solver.assignment.problems import best_by_trying_all, problem_of

SEATS = [(0, 5, {0: 1}), (0, 4, {1: 1}), (1, 6, {0: 1})]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"options": [(0, (5, 1), {0: 1})]}, "more than one tier"),
        ({"needy": [0]}, "units with companions"),
        ({"present_option": [0, -1], "change_budget": 0}, "a side constraint"),
        ({"unit_group": [0, 0], "group_floor": [0]}, "a side constraint"),
        ({"min_use_if_used": [0, 0]}, "a side constraint"),
        ({"options": [(0, 5, {0: 2})]}, "options that use more than one unit of one resource"),
        ({"options": [(0, 5, {0: 1, 1: 1})]}, "options that use more than one unit of one"),
        ({"options": [(0, 2**45, {0: 1})]}, "values too large for exact costs"),
    ],
)
def test_what_flow_cannot_take_is_said(changed: dict[str, Any], reason: str) -> None:
    reasons = takes(problem_of(**({"capacity": [1, 1], "options": SEATS} | changed)))

    assert reasons is not None
    assert reason in reasons


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


@st.composite
def seat_problems(draw: st.DrawFn) -> Problem:
    units, seats = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    use = st.one_of(st.just({}), st.builds(lambda r: {r: 1}, st.integers(0, seats - 1)))
    row = st.tuples(st.integers(0, units - 1), st.integers(-5, 12), use)
    return problem_of(
        draw(st.lists(st.integers(0, 2), min_size=seats, max_size=seats)),
        draw(st.lists(row, max_size=8)),
        units=units,
        must=draw(st.lists(st.integers(0, units - 1), max_size=2)),
    )


@given(seat_problems())
def test_flow_finds_the_best_plan_of_all(problem: Problem) -> None:
    best = best_by_trying_all(problem)

    result = solve(problem)

    assert result.method == "flow"
    assert result.value == (() if best is None else best)
    assert result.outcome is (Outcome.INFEASIBLE if best is None else Outcome.OPTIMAL)
    assert np.all(result.price >= 0)
