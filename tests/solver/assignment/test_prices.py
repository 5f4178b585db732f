"""Prices from a growing pool settle where those of all columns would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from solver.assignment import Problem, prices
from solver.assignment.bound import certify
from solver.assignment.prices import prices_of
from solver.assignment.rows import rows_of
from tests.solver.assignment.problems import best_by_trying_all, problem_of, problems
from tests.solver.assignment.regions import region

pytestmark = pytest.mark.usefixtures("_small_pools")


def plenty() -> float:
    return 1e9


@pytest.fixture
def _small_pools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "SMALL", 0)
    monkeypatch.setattr(prices, "FIRST_PER_UNIT", 1)
    monkeypatch.setattr(prices, "MORE_PER_UNIT", 1)


def test_a_pool_gives_the_bound_of_all_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = region(40, seed=3)
    rows = rows_of(problem)

    pooled = certify(problem, rows, prices_of(problem, rows, plenty)).bound
    monkeypatch.setattr(prices, "SMALL", rows.columns)
    whole = certify(problem, rows, prices_of(problem, rows, plenty)).bound

    assert pooled is not None
    assert whole is not None
    assert whole <= pooled <= whole * 1.0001


def test_a_pool_that_cannot_place_all_who_must_grows_until_it_can() -> None:
    options = [(unit, 9 - place, {place: 1}) for unit in range(3) for place in range(3)]
    problem = problem_of([1, 1, 1], options, must=[0, 1, 2])
    rows = rows_of(problem)

    certificate = certify(problem, rows, prices_of(problem, rows, plenty))

    assert certificate.bound == 9 + 8 + 7


def test_without_time_there_are_no_prices_and_still_a_bound() -> None:
    problem = region(10, seed=1)
    rows = rows_of(problem)

    price = prices_of(problem, rows, lambda: 0.0)

    assert not price.any()
    assert certify(problem, rows, price).bound is not None


@given(problems())
def test_pooled_prices_never_put_the_bound_below_the_best(problem: Problem) -> None:
    rows = rows_of(problem)
    best = best_by_trying_all(problem)

    price = prices_of(problem, rows, plenty)

    bound = certify(problem, rows, price).bound
    assert np.isfinite(price).all()
    assert best is None or (bound is not None and bound >= best[0])
