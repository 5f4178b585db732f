"""The judge names every broken rule, and recomputes value and use."""

from __future__ import annotations

import numpy as np
import pytest

from solver.assignment import Problem, usage_of, value_of, violations
from tests.solver.assignment.problems import problem_of

TWO = problem_of(
    [2, 5],
    [(0, 5, {0: 1, 1: 3}), (0, 4, {}), (1, 7, {0: 2})],
    [(0, 2, {1: 2}), (1, 1, {})],
    needy=[0],
)


def judged(problem: Problem, choice: list[int], companion: list[int] | None = None) -> list[str]:
    mates = [-1] * problem.units if companion is None else companion
    return violations(problem, np.array(choice), np.array(mates))


def test_a_plan_that_keeps_every_rule_has_no_violations() -> None:
    assert judged(TWO, [0, -1], [0, -1]) == []
    assert judged(TWO, [-1, 2]) == []


def test_value_and_use_are_sums_over_options_and_companions() -> None:
    choice, companion = np.array([0, 2]), np.array([0, -1])

    assert value_of(TWO, choice, companion) == (14,)
    assert usage_of(TWO, choice, companion).tolist() == [3, 5]


@pytest.mark.parametrize(
    ("choice", "companion", "broken"),
    [
        ([0, 2], [0, -1], "resource 0: used 3, capacity 2"),
        ([2, -1], [0, -1], "unit 0: option 2 belongs to unit 1"),
        ([1, -1], [1, -1], "unit 0: companion 1 belongs to unit 1"),
        ([1, -1], [-1, -1], "unit 0: needs a companion and has none"),
        ([-1, -1], [0, -1], "unit 0: has companion 0 without need"),
        ([-1, 2], [-1, 1], "unit 1: has companion 1 without need"),
        ([3, -1], [-1, -1], "choice of unit 0: expected a row below 3 or -1, got 3"),
        ([-2, -1], [-1, -1], "choice of unit 0: expected a row below 3 or -1, got -2"),
        ([-1, -1], [-1, 2], "companion of unit 1: expected a row below 2 or -1, got 2"),
    ],
)
def test_each_broken_rule_is_named(choice: list[int], companion: list[int], broken: str) -> None:
    assert broken in judged(TWO, choice, companion)


def test_a_choice_of_another_length_or_kind_is_named() -> None:
    assert judged(TWO, [0]) == ["choice: expected 2 whole numbers, got int64[1]"]
    assert violations(TWO, np.array([0.0, 1.0]), np.array([-1, -1])) == [
        "choice: expected 2 whole numbers, got float64[2]"
    ]


def test_a_unit_that_must_be_placed_is_missed() -> None:
    problem = problem_of([1], [(0, 1, {0: 1}), (1, 1, {0: 1})], must=[1])

    assert judged(problem, [0, -1]) == ["unit 1: must be placed and is not"]
    assert judged(problem, [-1, 1]) == []


def test_changes_beyond_the_budget_are_counted() -> None:
    options = [(0, 1, {}), (0, 2, {}), (1, 1, {}), (2, 1, {})]
    problem = problem_of([], options, present_option=[0, 2, -1], change_budget=1)

    assert judged(problem, [1, 2, 3]) == []
    assert judged(problem, [1, -1, -1]) == ["2 units left their present option, 1 may"]


def test_a_group_below_its_floor_is_named() -> None:
    options = [(0, 1, {}), (1, 1, {}), (2, 1, {})]
    problem = problem_of([], options, unit_group=[0, 0, -1], group_floor=[1])

    assert judged(problem, [0, -1, -1]) == []
    assert judged(problem, [-1, -1, 2]) == ["group 0: 0 units placed, floor 1"]


def test_a_resource_is_used_enough_or_not_at_all() -> None:
    problem = problem_of([9], [(0, 1, {0: 2}), (1, 1, {0: 2})], min_use_if_used=[3])

    assert judged(problem, [-1, -1]) == []
    assert judged(problem, [0, 1]) == []
    assert judged(problem, [0, -1]) == ["resource 0: used 2, minimum if used 3"]
