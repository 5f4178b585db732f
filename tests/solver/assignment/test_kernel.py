"""The kernel does, to the last bit, what its plain twins do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Problem
from solver.assignment.houses import Houses, houses_for
from solver.assignment.pace import Best, Pace, Prices, Scale
from solver.assignment.rows import values
from solver.assignment.shelf import Shelf
from solver.assignment.walking import Taken, strains, walk
from tests.solver.assignment import kernel_twin as twin
from tests.solver.assignment.housed import EXAMPLES, any_form, given_of, housed
from tests.solver.assignment.problems import problem_of

LARGER = housed(most_units=12, most_options=40, tiers=1)
SEEDS = st.integers(0, 2**32 - 1)


def laid_out(problem: Problem, seed: int) -> tuple[Houses, Scale, Prices]:
    """Lay a problem out, with prices drawn around a placement's worth."""
    houses = houses_for(problem, values(problem, 0))
    scale, rng = Scale.of(houses, problem.must_place), np.random.default_rng(seed)
    unit = scale.grain * rng.uniform(-0.5, 1, houses.units)
    unit[~problem.must_place] = np.maximum(unit[~problem.must_place], 0)
    row = scale.grain * scale.row * np.maximum(rng.uniform(-0.3, 0.5, len(scale.row)), 0)
    return houses, scale, Prices(unit, row)


def looked(problem: Problem, seed: int) -> tuple[Houses, Taken]:
    houses, scale, prices = laid_out(problem, seed)
    return houses, walk(houses, prices, scale, Pace(1, scale.grain / 20))


def rounding(houses: Houses, house: int, profit: list[int]) -> int:
    """Give by how much a house may be worth more: nothing where profits need 29 bits or less."""
    places = twin.places_of(houses, house)
    most = sum(max(0, profit[part]) for place in places for part in twin.parts_of(houses, place))
    seats = sum(twin.seats_of(houses, place) for place in places)
    return seats * ((1 << max(0, most.bit_length() - 29)) - 1)


@EXAMPLES
@given(LARGER, SEEDS)
def test_each_house_earns_the_most_its_seats_and_budget_allow(problem: Problem, seed: int) -> None:
    houses, taken = looked(problem, seed)
    profit = twin.profits(houses, taken.worth, taken.price)

    for house, earned in enumerate(taken.house_value):
        best = twin.best_of_house(houses, house, profit)
        assert best <= earned <= best + rounding(houses, house, profit)


@EXAMPLES
@given(LARGER, SEEDS)
def test_what_a_house_takes_fits_it_and_earns_what_it_says(problem: Problem, seed: int) -> None:
    houses, taken = looked(problem, seed)
    profit = twin.profits(houses, taken.worth, taken.price)

    for house, earned in enumerate(taken.house_value):
        used = total = 0
        for place in twin.places_of(houses, house):
            parts = [part for part in twin.parts_of(houses, place) if taken.often[part]]
            assert len(parts) <= twin.seats_of(houses, place)
            used += int(houses.part_use[parts].sum())
            total += sum(profit[part] for part in parts)
        assert used <= houses.budget[house]
        assert total <= earned <= total + rounding(houses, house, profit)


def test_large_profits_are_rounded_up_and_never_beyond_the_seats_alone() -> None:
    dear = [2**45 + 3**k for k in range(12)]
    rows = [(k, value, {0: 1, 1: 1 + k % 3}) for k, value in enumerate(dear)]
    problem = problem_of([6, 8], rows, resource_house=[0, 0])
    houses = houses_for(problem, values(problem, 0))
    scale = Scale.of(houses, problem.must_place)

    taken = walk(houses, Prices(np.zeros(12), np.zeros(0)), scale, Pace(1, 0.0))

    best = twin.best_of_house(houses, 0, twin.profits(houses, taken.worth, taken.price))
    assert best <= taken.house_value[0] <= best + 6 * 2**20
    assert taken.house_value[0] <= sum(sorted(dear)[-6:])


@pytest.mark.parametrize("seats", [31, 32, 33, 40])
def test_many_seats_are_filled_best_first_and_ties_by_row(seats: int) -> None:
    rng = np.random.default_rng(seats)
    value = rng.integers(1, 20, 90)
    rows = [(k, int(value[k]), {0: 1, 1: 1}) for k in range(90)]
    problem = problem_of([seats, 80], rows, resource_house=[0, 0])
    houses = houses_for(problem, values(problem, 0))
    scale = Scale.of(houses, problem.must_place)

    taken = walk(houses, Prices(np.zeros(90), np.zeros(0)), scale, Pace(1, 0.0))

    best = np.lexsort((np.arange(90), -value))[:seats]
    assert sorted(houses.part_option[taken.often > 0]) == sorted(best)


@EXAMPLES
@given(st.one_of(any_form(tiers=1), LARGER), SEEDS)
def test_a_step_moves_every_price_as_its_twin_does(problem: Problem, seed: int) -> None:
    houses, scale, prices = laid_out(problem, seed)
    pace, best = Pace(1, scale.grain / 20), Best(prices.copy())
    walk(houses, prices, scale, pace)  # so that there is drift

    step = twin.Step(houses, _with_drift(prices), scale, pace)
    taken = walk(houses, prices, scale, pace, best=best)

    assert taken.price.tolist() == step.unit_prices().tolist()
    assert taken.worth.tolist() == step.worths().tolist()
    assert best.bound == step.value(taken.house_value)
    expected = step.moved(taken.often > 0)
    for name in ("unit", "row", "unit_drift", "row_drift", "row_peak"):
        assert getattr(prices, name).tobytes() == getattr(expected, name).tobytes(), name
    assert prices.decay == expected.decay


def _with_drift(prices: Prices) -> Prices:
    """Copy prices, their drift too."""
    copied = prices.copy()
    for name in ("unit_drift", "row_drift", "row_peak"):
        setattr(copied, name, getattr(prices, name).copy())
    copied.decay = prices.decay
    return copied


@EXAMPLES
@given(st.one_of(any_form(tiers=1), LARGER), SEEDS, st.integers(1, 20))
def test_many_small_walks_are_one_long_walk(problem: Problem, seed: int, cut: int) -> None:
    houses, scale, prices = laid_out(problem, seed)
    parted = prices.copy()
    first = scale.grain / 20

    walk(houses, prices, scale, Pace(30, first, 1.0))
    walk(houses, parted, scale, Pace(cut, first, 1.0))
    walk(houses, parted, scale, Pace(30 - cut, first, 1.0))

    assert parted.unit.tobytes() == prices.unit.tobytes()
    assert parted.row.tobytes() == prices.row.tobytes()


@EXAMPLES
@given(LARGER, SEEDS)
def test_the_price_of_a_budget_is_the_least_at_which_it_is_kept(
    problem: Problem, seed: int
) -> None:
    houses, taken = looked(problem, seed)
    profit = twin.profits(houses, taken.worth, taken.price)

    priced = strains(houses, taken)

    for house in range(len(houses.budget)):
        strain, seat = twin.strain_of_house(houses, house, profit)
        assert priced.budget[house] == strain
        assert {place: priced.seat[place] for place in seat} == seat


@EXAMPLES
@given(LARGER, SEEDS)
def test_no_house_earns_more_with_a_part_than_its_prices_allow(problem: Problem, seed: int) -> None:
    houses, taken = looked(problem, seed)
    profit = twin.profits(houses, taken.worth, taken.price)

    priced = strains(houses, taken)

    for house, earned in enumerate(taken.house_value):
        for place in twin.places_of(houses, house):
            for part in twin.parts_of(houses, place):
                most = int(earned) + int(priced.slack[house]) + min(0, int(priced.red[part]))
                assert twin.best_of_house(houses, house, profit, forced=part) <= most


def test_a_place_without_seats_has_a_price_all_the_same() -> None:
    rows = [(0, 5, {0: 1, 1: 1}), (1, 7, {0: 1, 1: 2})]
    problem = problem_of([1, 2], rows, resource_house=[0, 0])
    whole = houses_for(problem, values(problem, 0))
    houses = whole.with_room(np.array([0, 2]), whole.row_limit)
    scale = Scale.of(houses, problem.must_place)
    taken = walk(houses, Prices(np.zeros(2), np.zeros(0)), scale, Pace(1, 0.0))

    priced = strains(houses, taken)

    assert taken.house_value.tolist() == [0]
    assert priced.seat[0] == 7 << houses.shift


@EXAMPLES
@given(st.one_of(any_form(tiers=1), LARGER), SEEDS, st.integers(0, 5))
def test_options_are_placed_in_order_while_they_fit(
    problem: Problem, seed: int, quota: int
) -> None:
    houses, _, prices = laid_out(problem, seed)
    shelf, order = Shelf(problem, houses.mates), houses.part_option
    order = np.random.default_rng(seed).permutation(order)
    cost = houses.mates.uses.cost(prices.row) - houses.mates.worth

    settled = shelf.place(order, prices.row, quota)

    mate_cost = dict(zip(houses.mates.mate.tolist(), cost.tolist(), strict=True))
    choice, mates, room = twin.placed_in_order(problem, order, quota, mate_cost)
    assert settled == len(choice)
    assert {u: o for u, o in enumerate(shelf.choice.tolist()) if o >= 0} == choice
    assert {u: m for u, m in enumerate(shelf.companion.tolist()) if m >= 0} == mates
    assert shelf.room.tolist() == room


def test_what_names_a_resource_twice_needs_room_for_both() -> None:
    arrays = given_of(problem_of([1], [(0, 5, {0: 1})]))
    arrays["option_ptr"] = np.array([0, 2])
    arrays["option_resource"], arrays["option_use"] = np.zeros(2, np.int32), np.ones(2, np.int64)
    problem = Problem(**arrays)
    houses = houses_for(problem, values(problem, 0))
    shelf = Shelf(problem, houses.mates)

    settled = shelf.place(np.zeros(1, np.int32), np.zeros(len(houses.row_limit)), 1)

    assert settled == 0
    assert shelf.room.tolist() == [1]


def test_a_companion_that_names_a_resource_twice_needs_room_for_both() -> None:
    arrays = given_of(problem_of([1], [(0, 5, {})], [(0, 1, {0: 1})], needy=[0]))
    arrays["companion_ptr"] = np.array([0, 2])
    arrays["companion_resource"] = np.zeros(2, np.int32)
    arrays["companion_use"] = np.ones(2, np.int64)
    problem = Problem(**arrays)
    houses = houses_for(problem, values(problem, 0))
    shelf = Shelf(problem, houses.mates)

    settled = shelf.place(np.zeros(1, np.int32), np.zeros(len(houses.row_limit)), 1)

    assert settled == 0
    assert shelf.room.tolist() == [1]


def test_a_budget_far_larger_than_some_uses_is_priced_without_overflow() -> None:
    dear, wide = 2**46, 2**20
    rows = [(0, dear, {0: 1, 1: 1}), (1, dear, {0: 1, 1: wide})]
    problem = problem_of([2, wide], rows, resource_house=[0, 0])
    houses = houses_for(problem, values(problem, 0))
    scale = Scale.of(houses, problem.must_place)
    taken = walk(houses, Prices(np.zeros(2), np.zeros(0)), scale, Pace(1, 0.0))

    priced = strains(houses, taken)

    assert houses.budget.tolist() == [wide]
    profit = twin.profits(houses, taken.worth, taken.price)
    assert priced.budget.tolist() == [twin.strain_of_house(houses, 0, profit)[0]]
    for part in range(houses.parts):
        most = int(taken.house_value[0]) + int(priced.slack[0]) + min(0, int(priced.red[part]))
        assert twin.best_of_house(houses, 0, profit, forced=part) <= most
