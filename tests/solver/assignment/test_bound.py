"""The certificate holds for any prices, and floats become whole numbers on the safe side."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Problem
from solver.assignment.bound import SAFE_SUM, certify, whole_bound
from solver.assignment.rows import rows_of
from tests.solver.assignment.problems import best_by_trying_all, problem_of, problems


@pytest.mark.parametrize(
    ("reported", "whole"),
    [
        (12.0, 12),
        (12.9, 12),
        (11.9999999, 12),
        (11.99, 11),
        (-0.5, -1),
        (-1.0000001, -1),
        (5e9 - 2.0, 5_000_000_003),
        (math.inf, SAFE_SUM),
        (math.nan, SAFE_SUM),
    ],
)
def test_a_reported_bound_is_rounded_down_past_the_noise(reported: float, whole: int) -> None:
    assert whole_bound(reported) == whole


@given(st.floats(-1e15, 1e15))
def test_rounding_never_puts_a_bound_more_than_one_below(reported: float) -> None:
    assert whole_bound(reported) > reported - 1


price = st.one_of(
    st.floats(-5, 20), st.floats(0, 1e18), st.sampled_from([math.nan, math.inf, -math.inf])
)


@given(problems(), st.lists(price, min_size=8, max_size=8))
def test_no_prices_at_all_give_a_bound_below_the_best(problem: Problem, drawn: list[float]) -> None:
    rows = rows_of(problem)
    best = best_by_trying_all(problem)

    certificate = certify(problem, rows, np.array(drawn[: len(rows.limit)]))

    assert best is None or (certificate.bound is not None and certificate.bound >= best[0])


@given(problems(tiers=1), st.lists(st.floats(0, 9), min_size=8, max_size=8))
def test_a_plan_with_a_column_is_worth_no_more_than_bound_less_loss(
    problem: Problem, drawn: list[float]
) -> None:
    rows = rows_of(problem)
    certificate = certify(problem, rows, np.array(drawn[: len(rows.limit)]))

    for option in range(problem.options):
        best = best_by_trying_all(problem, having=option)
        if best is not None:
            assert certificate.bound is not None
            assert best[0] <= certificate.bound - certificate.loss[option]


def test_a_unit_that_must_and_has_nothing_to_take_leaves_no_plan() -> None:
    problem = problem_of([1], [(0, 1, {0: 1})], units=2, must=[1])

    assert certify(problem, rows_of(problem), np.zeros(1)).bound is None


@pytest.mark.parametrize(("price", "most"), [(2**48 / 10**12, 2**49), (1e30, SAFE_SUM)])
def test_the_largest_numbers_allowed_are_proven_without_overflow(price: float, most: int) -> None:
    dear, much = 2**48, 10**12
    problem = problem_of([much], [(0, dear, {0: much}), (1, dear, {0: much})])

    certificate = certify(problem, rows_of(problem), np.array([price]))

    assert certificate.bound is not None
    assert dear <= certificate.bound <= most
