"""Whatever the prices and wherever a walk stops, its bound is never below the best of all plans."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Problem
from solver.assignment.dual import Phase, descend
from solver.assignment.effort import Effort
from solver.assignment.pace import MOST_UNIT_PRICE, STANDING, Best, Pace, Prices
from solver.assignment.region import Region
from solver.assignment.rows import values
from solver.assignment.walking import ALONE, walk
from tests.solver.assignment.housed import (
    EXAMPLES,
    any_form,
    best_with_each,
    given_of,
    housed_region,
)
from tests.solver.assignment.problems import Row, best_by_trying_all, problem_of

SEEDS = st.integers(0, 2**32 - 1)
STEPS = st.sampled_from([1, 7, 50])
PHASE = Phase(steps=200, first=0.05, last=0.002, momentum=0.8)


def region_of(problem: Problem, tier: int = 0, attained: tuple[int, ...] = ()) -> Region:
    return Region.of(problem, values(problem, tier), attained)


def drawn(region: Region, seed: int) -> Prices:
    """Draw prices, some far too high, of units below 0 where they may be."""
    rng, scale = np.random.default_rng(seed), region.scale
    size = scale.grain * 10.0 ** rng.integers(-2, 3)
    unit = size * rng.uniform(-1, 1, region.problem.units)
    unit[~scale.must] = np.maximum(unit[~scale.must], 0)
    return Prices(unit, size * scale.row * np.maximum(rng.uniform(-0.5, 1, len(scale.row)), 0))


def walked(region: Region, prices: Prices, steps: int) -> int:
    """Walk from prices over all parts, and give the bound in points."""
    best = Best(prices.copy())
    walk(region.houses, prices, region.scale, Pace(steps, region.scale.grain / 20), best=best)
    return best.bound >> region.houses.shift


@EXAMPLES
@given(any_form(tiers=1), STEPS)
def test_no_walk_ends_below_the_best_of_all(problem: Problem, steps: int) -> None:
    best = best_by_trying_all(problem)
    region = region_of(problem)

    bound = walked(region, region.best.prices.copy(), steps)

    assert best is None or bound >= best[0]


@EXAMPLES
@given(any_form(tiers=1), SEEDS, STEPS)
def test_no_prices_to_begin_with_lead_below_the_best(
    problem: Problem, seed: int, steps: int
) -> None:
    best = best_by_trying_all(problem)
    region = region_of(problem)

    bound = walked(region, drawn(region, seed), steps)

    assert best is None or bound >= best[0]


@EXAMPLES
@given(any_form(tiers=2), SEEDS, STEPS, st.integers(0, 3))
def test_a_later_tier_is_bounded_given_what_the_first_attained(
    problem: Problem, seed: int, steps: int, less: int
) -> None:
    first, _ = best_with_each(problem)
    if first is None or problem.tiers < 2:
        return
    attained = (first - less,)
    second, _ = best_with_each(problem, 1, attained)
    region = region_of(problem, 1, attained)

    bounds = [walked(region, prices, steps) for prices in (drawn(region, seed), drawn(region, 1))]

    assert second is not None
    assert min(bounds) >= second


@EXAMPLES
@given(any_form(tiers=1), SEEDS)
def test_the_best_prices_give_the_best_bound_again(problem: Problem, seed: int) -> None:
    region = region_of(problem)
    prices = drawn(region, seed)
    best = Best(prices.copy())
    walk(region.houses, prices, region.scale, Pace(20, region.scale.grain / 20), best=best)

    again = Best(best.prices.copy())
    walk(region.houses, best.prices.copy(), region.scale, Pace(1, 0.0), best=again)

    assert again.bound == best.bound


@EXAMPLES
@given(any_form(tiers=1), st.integers(1, 4), st.booleans())
def test_a_descent_broken_off_anywhere_bounds_all_the_same(
    problem: Problem, slices: int, pooled: bool
) -> None:
    best = best_by_trying_all(problem)
    region = region_of(problem)
    region.pool[: len(region.pool) // 2] &= not pooled
    left = iter(range(slices))

    descend(region, PHASE, Effort(1e9), ALONE, lambda: next(left, None) is not None)

    assert region.seen
    assert best is None or region.bound >= best[0]


def test_the_walks_between_looks_are_one_walk() -> None:
    first, *between, last = replace(PHASE, steps=450).parts()

    assert [part.steps for part in (first, *between, last)] == [112] * 4
    assert (first.first, last.last) == (PHASE.first, pytest.approx(PHASE.last))
    assert [part.last for part in (first, *between)] == [part.first for part in (*between, last)]


def test_a_long_walk_gives_a_far_smaller_bound_than_the_first_look() -> None:
    problem = housed_region(60, seed=3)
    laid_out = region_of(problem)

    first = walked(laid_out, laid_out.best.prices.copy(), 1)
    last = walked(laid_out, laid_out.best.prices.copy(), 400)

    assert last < 0.9 * first


def test_a_unit_that_must_be_placed_may_have_a_price_below_nothing() -> None:
    problem = problem_of([1], [(0, -50, {0: 1}), (1, 10, {0: 1})], must=[0])
    laid_out = region_of(problem)

    bound = walked(laid_out, laid_out.best.prices.copy(), 400)

    assert best_by_trying_all(problem) == (-50,)
    assert -50 <= bound < -40


def test_who_is_welcome_in_very_many_houses_is_not_priced_beyond_what_a_place_is_worth() -> None:
    houses = 200
    problem = problem_of([1] * houses, [(0, 100, {house: 1}) for house in range(houses)])
    laid_out = region_of(problem)

    descend(laid_out, replace(PHASE, steps=20), Effort(1e9), ALONE, lambda: True)

    assert best_by_trying_all(problem) == (100,)
    assert 100 <= laid_out.bound <= 102


def test_nor_is_who_would_be_kept_somewhere_for_the_sake_of_the_change_budget() -> None:
    houses = 200
    options: list[Row] = [(0, 100, {house: 1}) for house in range(houses)]
    problem = problem_of([1] * houses, options, present_option=[0], change_budget=0)
    laid_out = region_of(problem)

    descend(laid_out, replace(PHASE, steps=20), Effort(1e9), ALONE, lambda: True)

    assert best_by_trying_all(problem) == (100,)
    assert 100 <= laid_out.bound <= 102


@EXAMPLES
@given(any_form(tiers=1), SEEDS)
def test_at_its_highest_price_a_unit_earns_nothing_whatever_rows_are_worth(
    problem: Problem, seed: int
) -> None:
    region = region_of(problem)
    highest = Prices(np.full(problem.units, MOST_UNIT_PRICE), drawn(region, seed).row)

    taken = walk(region.houses, highest, region.scale, STANDING)

    assert (taken.worth - taken.price[region.houses.part_payer]).max(initial=0) <= 0
    assert (highest.unit < MOST_UNIT_PRICE).all()


def test_no_price_falls_below_nothing_for_who_need_not_be_placed() -> None:
    problem = housed_region(30, seed=1)
    laid_out = region_of(problem)
    prices = laid_out.best.prices.copy()

    walk(laid_out.houses, prices, laid_out.scale, Pace(100, laid_out.scale.grain))

    assert prices.unit.min() == 0
    assert prices.row.min() >= 0


def test_steps_are_asked_for() -> None:
    laid_out = region_of(problem_of([1], [(0, 1, {0: 1})]))

    with pytest.raises(ValueError, match="expected steps >= 1, got 0"):
        walk(laid_out.houses, laid_out.best.prices, laid_out.scale, Pace(0, 1.0))


def test_what_shuts_a_companion_proves_nothing_but_takes_no_one_with_it() -> None:
    problem = problem_of([1, 1], [(0, 9, {0: 1})], [(0, 0, {1: 1})], needy=[0])
    laid_out = region_of(problem)
    shut = np.ones(1, np.bool_)

    prices = laid_out.best.prices.copy()
    taken = walk(laid_out.houses, prices, laid_out.scale, Pace(5, 0.0), shut=shut)

    assert taken.often.tolist() == [0]


# The largest numbers a problem may have.


@pytest.mark.parametrize("steps", [1, 7, 50])
@pytest.mark.parametrize("rows", ["one house", "houses of their own", "priced"])
def test_many_options_of_the_largest_value_are_summed_without_overflow(
    rows: str, steps: int
) -> None:
    options, dear = 2**17, 2**48
    own = {"one house": [0] * options, "houses of their own": range(options)}
    unit = np.arange(options) % 2
    use = own.get(rows, [0] * options)
    problem = Problem(
        capacity=np.full(1 + max(use), options - 1),
        must_place=np.zeros(2, np.bool_),
        option_unit=unit.astype(np.int32),
        option_value=np.full((options, 1), dear),
        option_ptr=np.arange(options + 1),
        option_resource=np.array(use, np.int32),
        option_use=np.ones(options, np.int64),
        resource_house=np.zeros(1 + max(use), np.int32)
        if rows == "one house"
        else np.zeros(0, np.int32),
        **_a_companion_on_the_first_resource() if rows == "priced" else {},
    )
    laid_out = region_of(problem)

    bound = walked(laid_out, laid_out.best.prices.copy(), steps)

    assert bound >= 2 * dear


def _a_companion_on_the_first_resource() -> dict[str, np.ndarray]:
    return {
        "companion_unit": np.zeros(1, np.int32),
        "companion_value": np.zeros((1, 1), np.int64),
        "companion_ptr": np.array([0, 1]),
        "companion_resource": np.zeros(1, np.int32),
        "companion_use": np.ones(1, np.int64),
    }


@EXAMPLES
@given(st.data())
def test_the_largest_values_uses_and_capacities_never_give_a_wrong_bound(
    data: st.DataObject,
) -> None:
    drawn_problem = data.draw(any_form(tiers=1))
    arrays = given_of(drawn_problem)
    points = (2**50 // (2 * drawn_problem.units)) // 12
    arrays["option_value"] = np.sign(drawn_problem.option_value) * (
        np.minimum(np.abs(drawn_problem.option_value), 12) * points
    )
    arrays["companion_value"] = np.clip(drawn_problem.companion_value, -12, 12) * points
    amounts = data.draw(st.sampled_from([1, 10**5, 2 * 10**11]))
    for name in ("option_use", "companion_use", "capacity", "min_use_if_used"):
        if arrays[name] is not None and amounts > 1:
            arrays[name] = np.minimum(arrays[name], 4) * amounts + (arrays[name] > 4)
    if data.draw(st.booleans()):
        arrays["capacity"] = np.where(drawn_problem.capacity > 2, 2**63 - 1, arrays["capacity"])
    problem = Problem(**arrays)
    best = best_by_trying_all(problem)
    laid_out = region_of(problem)

    for seed in range(2):
        bound = walked(laid_out, drawn(laid_out, seed), data.draw(STEPS))
        assert best is None or bound >= best[0]


@pytest.mark.parametrize("floor", [3, 10**6, 10**12])
def test_a_floor_no_plan_can_meet_lets_the_bound_fall_without_end(floor: int) -> None:
    problem = problem_of([3], [(0, 7, {0: 1})], unit_group=[0], group_floor=[floor])
    laid_out = region_of(problem)

    bounds = [walked(laid_out, laid_out.best.prices.copy(), steps) for steps in (1, 100, 1_000)]

    assert bounds[2] < bounds[1] <= bounds[0]
    assert math.isfinite(bounds[2])


def test_an_amount_far_beyond_the_usual_is_charged_without_overflow() -> None:
    usual = [(unit % 2, 2**48, {0: 1}) for unit in range(3_000)]
    rows = [*usual, (0, 2**48, {0: 10**12})]
    problem = problem_of([10**12], rows, [(0, 0, {0: 1})], resource_house=[-1])
    laid_out = region_of(problem)

    bounds = [walked(laid_out, drawn(laid_out, seed), 7) for seed in range(10)]

    assert min(bounds) >= 2**49
