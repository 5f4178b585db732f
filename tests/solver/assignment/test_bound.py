"""Floats of a backend become whole numbers on the safe side."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment.bound import SAFE_SUM, whole_bound


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
