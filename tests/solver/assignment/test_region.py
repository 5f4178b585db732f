"""The bound holds over all options, whatever a walk looked at, and so does each option's loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Problem, region
from solver.assignment.dual import EARLIER, SECOND, THENCE, descend
from solver.assignment.effort import Effort
from solver.assignment.pace import Prices
from solver.assignment.region import NEAR, Region
from solver.assignment.rows import choices_of, values
from solver.assignment.verify import violations
from solver.assignment.walking import ALONE
from tests.solver.assignment.anneal_twin import drawn_plan
from tests.solver.assignment.housed import EXAMPLES, any_form, best_with_each, housed_region
from tests.solver.assignment.problems import best_by_trying_all, problem_of
from tests.solver.assignment.test_dual import PHASE, SEEDS, drawn, region_of


def looked(problem: Problem, seeds: Sequence[int], **tier: Any) -> Region:
    """Lay a problem out, and look at it at some prices, one after the other."""
    laid_out = region_of(problem, **tier)
    for seed in seeds:
        laid_out.see(drawn(laid_out, seed))
    return laid_out


def descended(laid_out: Region, slices: int = 1_000) -> Region:
    left = iter(range(slices))
    descend(laid_out, PHASE, Effort(1e9), ALONE, lambda: next(left, None) is not None)
    return laid_out


def assert_losses_hold(laid_out: Region, best: int | None, each: list[int | None]) -> None:
    certificate = laid_out.certificate()
    assert certificate.bound is not None
    assert best is None or best <= certificate.bound
    for with_it, loss in zip(each, certificate.loss.tolist(), strict=True):
        assert with_it is None or with_it <= certificate.bound - loss


@EXAMPLES
@given(any_form(tiers=1), st.data())
def test_a_pool_however_small_leaves_the_bound_over_all_options(
    problem: Problem, data: st.DataObject
) -> None:
    best = best_by_trying_all(problem)
    laid_out = region_of(problem)
    parts = laid_out.houses.parts
    laid_out.pool[:] = data.draw(st.lists(st.booleans(), min_size=parts, max_size=parts))

    descended(laid_out, data.draw(st.sampled_from([1, 2, 1_000])))

    assert best is None or laid_out.bound >= best[0]


@EXAMPLES
@given(any_form(tiers=1), st.lists(SEEDS, min_size=1, max_size=3))
def test_a_plan_with_a_column_is_worth_at_most_the_bound_less_its_loss(
    problem: Problem, seeds: list[int]
) -> None:
    laid_out = looked(problem, seeds)

    assert_losses_hold(laid_out, *best_with_each(problem))


@EXAMPLES
@given(any_form(tiers=1))
def test_the_losses_of_a_descent_hold(problem: Problem) -> None:
    laid_out = descended(region_of(problem))

    assert_losses_hold(laid_out, *best_with_each(problem))


@EXAMPLES
@given(any_form(tiers=2), st.lists(SEEDS, min_size=1, max_size=2), st.integers(0, 3))
def test_the_losses_of_a_later_tier_hold(problem: Problem, seeds: list[int], less: int) -> None:
    first, _ = best_with_each(problem)
    if first is None or problem.tiers < 2:
        return
    attained = (first - less,)

    laid_out = looked(problem, seeds, tier=1, attained=attained)

    assert_losses_hold(laid_out, *best_with_each(problem, 1, attained))


def test_the_worth_of_an_option_is_a_whole_number_however_high_a_price_is() -> None:
    problem = problem_of([1], [(0, (2**48, 5), {0: 1}), (1, (0, 9), {0: 1})])
    laid_out = region_of(problem, tier=1, attained=(2**48,))
    high = Prices(np.zeros(2), np.full_like(laid_out.best.prices.row, 1e30))

    guided = laid_out._guided(high)

    assert len(high.row) == 1
    assert np.abs(guided).tolist() == [2**60, 9]


def test_a_worse_look_leaves_the_losses_of_the_better_one() -> None:
    problem = problem_of([1, 1], [(0, 100, {0: 1}), (1, 90, {0: 1}), (1, 10, {1: 1})])
    laid_out = region_of(problem)
    good = Prices(np.array([10.0, 0.0]) * (1 << laid_out.houses.shift), np.zeros(0))
    poor = Prices(np.array([5_000.0, 0.0]) * (1 << laid_out.houses.shift), np.zeros(0))

    laid_out.see(good)
    laid_out.see(poor)

    assert_losses_hold(laid_out, *best_with_each(problem))


def test_what_can_never_be_taken_loses_more_than_any_bound() -> None:
    rows = [(0, 5, {0: 1}), (0, 9, {0: 3}), (1, 8, {0: 1})]
    problem = problem_of([2], rows, [(0, 1, {0: 0})], needy=[1])

    laid_out = looked(problem, [0])

    loss = laid_out.certificate().loss
    assert loss[0] < 2**20
    assert loss[[1, 2, 3]].min() > 2**40


def test_a_very_large_number_of_options_begins_with_those_worth_most() -> None:
    rng = np.random.default_rng(4)
    rows = [(k % 2, int(rng.integers(1_000)), {k % 7: 1}) for k in range(400)]
    laid_out = region_of(problem_of([1] * 7, rows))

    kept = laid_out.houses.part_option[laid_out.pool]

    worth = np.array([row[1] for row in rows])
    for unit in range(2):
        own, mine = np.arange(unit, 400, 2), kept[kept % 2 == unit]
        assert len(mine) == 60
        assert worth[mine].min() >= np.sort(worth[own])[-60]


def test_an_option_that_the_walk_never_saw_joins_once_it_earns() -> None:
    options = [(0, 9, {0: 1}), (0, 5, {1: 1}), (1, 1, {1: 1}), (1, 6, {2: 1})]
    laid_out = region_of(problem_of([1, 1, 1], options))
    laid_out.pool[:] = laid_out.houses.part_option == 1

    joined = laid_out.see(Prices(np.array([6.0, 6.0]) * (1 << laid_out.houses.shift), np.zeros(0)))

    assert joined == 1
    assert laid_out.pool[laid_out.houses.part_option == 0].all()
    assert not laid_out.pool[laid_out.houses.part_option == 2].any()


def test_a_descent_from_a_small_pool_ends_about_where_that_of_all_ends() -> None:
    problem = housed_region(60, seed=2)
    whole, small = (region_of(problem) for _ in range(2))
    small.pool[:] = np.random.default_rng(0).random(small.houses.parts) < 0.2

    for laid_out in (whole, small):
        descend(laid_out, replace(SECOND, steps=1_000), Effort(1e9), ALONE, lambda: True)

    assert small.bound == pytest.approx(whole.bound, rel=0.001)


@pytest.mark.parametrize("off", [1.0, 0.7, 1.4])
def test_from_known_prices_a_walk_looks_at_few_options_and_ends_as_low(
    off: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(region, "KNOWN_POOL_PER_UNIT", 1)
    problem = housed_region(200, seed=2)
    whole, known = (region_of(problem) for _ in range(2))
    descend(whole, SECOND, Effort(1e9), ALONE, lambda: True)

    known.begin_from(off * whole.price, off * whole.unit_price)
    few = int(known.pool.sum())
    for phase in (EARLIER, THENCE):
        descend(known, phase, Effort(1e9), ALONE, lambda: True)

    assert few < 0.5 * known.houses.parts
    assert known.bound == pytest.approx(whole.bound, rel=0.005)


@EXAMPLES
@given(any_form(tiers=1), SEEDS)
def test_whatever_prices_it_begins_from_a_walk_bounds_all_options(
    problem: Problem, seed: int
) -> None:
    best = best_by_trying_all(problem)
    laid_out, rng = region_of(problem), np.random.default_rng(seed)

    laid_out.begin_from(rng.integers(0, 50, problem.resources).astype(float))
    descend(laid_out, replace(PHASE, steps=400), Effort(1e9), ALONE, lambda: True)

    assert best is None or laid_out.bound >= best[0]


@EXAMPLES
@given(any_form(), SEEDS)
def test_what_owes_nothing_breaks_no_rule(problem: Problem, seed: int) -> None:
    plan = drawn_plan(problem, np.random.default_rng(seed))

    owes_nothing = region_of(problem).owes_nothing(plan)

    assert owes_nothing == (violations(problem, *choices_of(problem, plan)) == [])


@EXAMPLES
@given(any_form(tiers=2), SEEDS, st.integers(-20, 20))
def test_a_plan_owes_what_an_earlier_tier_attained(
    problem: Problem, seed: int, attained: int
) -> None:
    if problem.tiers < 2:
        return
    plan = drawn_plan(problem, np.random.default_rng(seed))

    owes_nothing = region_of(problem, 1, (attained,)).owes_nothing(plan)

    kept = violations(problem, *choices_of(problem, plan)) == []
    assert owes_nothing == (kept and values(problem, 0)[plan].sum() >= attained)


@EXAMPLES
@given(any_form(tiers=1))
def test_every_option_of_a_plan_close_to_the_bound_is_near(problem: Problem) -> None:
    laid_out = descended(region_of(problem))
    _, each = best_with_each(problem)

    near = set(laid_out.near.part_option.tolist())

    for option, worth in enumerate(each[: problem.options]):
        if worth is not None and laid_out.bound - worth < NEAR * laid_out.points - 1:
            assert option in near


def test_an_option_that_loses_nothing_is_near() -> None:
    laid_out = descended(region_of(housed_region(80, seed=9)))

    lost_nothing = np.flatnonzero(laid_out.certificate().loss[: laid_out.problem.options] == 0)

    assert len(lost_nothing) > 80
    assert set(lost_nothing.tolist()) <= set(laid_out.near.part_option.tolist())


def test_a_companion_of_the_last_unit_loses_nothing_by_costing_something() -> None:
    problem = problem_of([1], [(0, 9, {0: 1})], [(0, -2, {}), (0, -5, {})], needy=[0])
    laid_out = region_of(problem)

    laid_out.see(Prices(np.zeros(1), np.zeros(len(laid_out.houses.row_limit))))

    certificate = laid_out.certificate()
    assert certificate.bound == 7
    assert certificate.loss.tolist() == [0, 0, 3]


@pytest.mark.parametrize(("seats", "priced"), [(2, False), (1, True)])
def test_a_seat_has_no_price_where_there_is_one_for_everybody(seats: int, priced: bool) -> None:
    problem = problem_of([seats], [(0, 9_000, {0: 1}), (1, 9_000, {0: 1})], resource_house=[0])

    (price,) = descended(region_of(problem)).price

    assert (price > 0) == priced
