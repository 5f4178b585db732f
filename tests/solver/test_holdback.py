"""What is left is worth something to those who are expected, and to nobody else."""

from __future__ import annotations

import numpy as np
import pytest

from solver.holdback import hold_back_prices
from tests.solver.assignment.problems import problem_of

#: Unit 0 fits the first seat only, unit 1 the second only.
TWO = problem_of([3, 3], [(0, 8_000, {0: 1}), (1, 5_000, {1: 1})])


def prices(sample: list[int], expected: int, left: list[int]) -> list[float]:
    found = hold_back_prices(TWO, np.array(sample, np.int64), expected, np.array(left, np.int64))
    return [float(price) for price in found]


def test_a_seat_for_which_more_will_come_than_there_are_costs_what_it_is_worth_to_them() -> None:
    wanted, unwanted = prices([0], expected=3, left=[1, 1])

    assert wanted == pytest.approx(8_000, rel=0.1)
    assert unwanted == 0


def test_what_is_left_counts_and_not_what_there_was() -> None:
    assert prices([0], expected=2, left=[3, 3])[0] == 0
    assert prices([0], expected=2, left=[1, 3])[0] == pytest.approx(8_000, rel=0.1)


def test_where_fewer_are_expected_than_came_the_last_of_them_count() -> None:
    early, late = prices([0, 0, 1, 1], expected=2, left=[1, 1])

    assert early == 0
    assert late == pytest.approx(5_000, rel=0.1)


@pytest.mark.parametrize(("sample", "expected"), [([], 5), ([0, 1], 0)])
def test_where_nobody_came_or_is_expected_nothing_costs_anything(
    sample: list[int], expected: int
) -> None:
    assert prices(sample, expected, left=[0, 0]) == [0, 0]
