"""What each resource becomes to the houses: a place, a budget, a priced row; and who is charged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Problem
from solver.assignment.houses import Houses, houses_for
from solver.assignment.rows import values
from tests.solver.assignment.housed import EXAMPLES, any_form
from tests.solver.assignment.problems import Row, problem_of


def laid_out(problem: Problem, **given: Any) -> Houses:
    return houses_for(problem, values(problem, 0), **given)


def charged_options(houses: Houses) -> dict[int, dict[int, int]]:
    """Give, of each charged option, the amount it uses of each priced row."""
    uses, charged = houses.charged.uses, houses.charged.part
    options = houses.part_option[charged].tolist()
    spans = [slice(uses.first[k], uses.first[k + 1]) for k in range(len(options))]
    amounts = [
        dict(zip(uses.row[at].tolist(), uses.amount[at].tolist(), strict=True)) for at in spans
    ]
    return dict(zip(options, amounts, strict=True))


def test_what_all_take_alike_is_a_place_and_the_minutes_are_the_budget() -> None:
    rows = [(0, 5, {0: 1, 2: 30}), (1, 6, {0: 1, 2: 90}), (2, 7, {1: 1, 2: 60})]

    houses = laid_out(problem_of([1, 1, 120], rows, resource_house=[0, 0, 0]))

    assert houses.place_resource.tolist() == [0, 1]
    assert np.diff(houses.seat_first).tolist() == [1, 1]
    assert houses.budget_resource.tolist() == [2]
    assert houses.budget_divisor.tolist() == [30]
    assert houses.budget.tolist() == [4]
    assert houses.part_use.tolist() == [1, 3, 2]
    assert len(houses.row_limit) == len(houses.charged.part) == 0


def test_seats_taken_in_twos_are_counted_in_twos() -> None:
    rows = [(unit, 5, {0: 2}) for unit in range(4)]

    houses = laid_out(problem_of([5], rows, resource_house=[0]))

    assert houses.place_amount.tolist() == [2]
    assert np.diff(houses.seat_first).tolist() == [2]


def test_a_resource_of_no_house_is_its_own_where_nothing_is_used_beside_it() -> None:
    rows = [(0, 5, {0: 1}), (1, 5, {0: 1}), (1, 5, {1: 1, 2: 1}), (0, 5, {1: 1})]

    houses = laid_out(problem_of([1, 1, 1], rows))

    assert houses.place_resource[houses.place_resource >= 0].tolist() == [0]
    assert houses.row_resource.tolist() == [1]


def test_an_option_of_two_houses_stands_in_the_first_and_is_charged_for_the_other() -> None:
    rows = [(0, 5, {0: 1, 1: 1}), (1, 6, {1: 1}), (2, 7, {0: 1})]

    houses = laid_out(problem_of([1, 1], rows, resource_house=[0, 1]))

    assert houses.place_resource.tolist() == [0, 1]
    assert houses.part_option.tolist() == [0, 2, 1]
    assert houses.row_resource.tolist() == [1]
    assert charged_options(houses) == {0: {0: 1}, 1: {0: 1}}


def test_of_several_budgets_the_scarcest_is_exact_and_the_others_are_priced() -> None:
    rows = [(unit, 5, {0: 1, 1: 10 * (1 + unit), 2: 1 + unit}) for unit in range(3)]

    houses = laid_out(problem_of([3, 50, 4], rows, resource_house=[0, 0, 0]))

    assert houses.budget_resource.tolist() == [2]
    assert houses.row_resource.tolist() == [1]
    assert houses.row_limit.tolist() == [50]
    assert charged_options(houses)[1] == {0: 20}


def test_a_total_beside_guidance_is_priced_and_seats_stay_places() -> None:
    rows = [(unit, 5, {unit % 2: 1, 2: 30 * (1 + unit), 3: 1}) for unit in range(4)]

    houses = laid_out(problem_of([2, 2, 130, 3], rows, resource_house=[0] * 4))

    assert houses.place_resource.tolist() == [0, 1]
    assert houses.budget_resource.tolist() == [2]
    assert houses.row_resource.tolist() == [3]


def test_a_total_is_the_budget_where_no_guidance_is_scarce() -> None:
    rows = [(unit, 5, {unit % 2: 1, 2: 1}) for unit in range(4)]

    houses = laid_out(problem_of([2, 2, 3], rows, resource_house=[0] * 3))

    assert houses.place_resource.tolist() == [0, 1]
    assert houses.budget_resource.tolist() == [2]
    assert houses.budget.tolist() == [3]


def test_what_cannot_run_out_is_no_budget_and_no_row() -> None:
    rows = [(unit, 5, {0: 1, 1: 30 + unit}) for unit in range(3)]

    houses = laid_out(problem_of([1, 93], rows, resource_house=[0, 0]))

    assert houses.budget_resource.tolist() == [-1]
    assert len(houses.row_limit) == 0


def test_each_period_is_a_house_and_who_stays_for_two_is_charged_for_the_second() -> None:
    first, second = {0: 1, 1: 60}, {2: 1, 3: 60}
    rows = [(0, 9, first | second), (1, 5, first), (2, 6, second)]

    houses = laid_out(problem_of([1, 60, 1, 60], rows, resource_house=[0, 0, 1, 1]))

    assert len(houses.budget) == 2
    assert houses.part_option.tolist() == [0, 1, 2]
    assert {int(r) for r in houses.row_resource} == {2, 3}
    assert set(charged_options(houses)[0].values()) == {1, 60}


def test_what_companions_use_is_priced_and_options_that_use_it_are_charged() -> None:
    rows = [(0, 5, {0: 1, 1: 60}), (1, 6, {0: 1, 1: 30})]
    mates = [(0, 2, {1: 30}), (0, 3, {2: 90})]

    houses = laid_out(problem_of([2, 90, 90], rows, mates, needy=[0], resource_house=[0, 0, -1]))

    assert houses.row_resource.tolist() == [1, 2]
    assert charged_options(houses) == {0: {0: 60}, 1: {0: 30}}
    assert houses.mates.mate.tolist() == [0, 1]
    assert houses.mates.uses.row.tolist() == [0, 1]
    assert houses.mates.uses.amount.tolist() == [30, 90]


def test_a_budget_too_large_to_search_is_priced() -> None:
    rows = [(unit, 5, {0: 1, 1: 10**9 + unit}) for unit in range(4)]

    houses = laid_out(problem_of([4, 2 * 10**9], rows, resource_house=[0, 0]))

    assert houses.budget_resource.tolist() == [-1]
    assert houses.row_resource.tolist() == [1]
    assert houses.part_use.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(("most_cells", "budget"), [(1_000, 2), (10, -1)])
def test_the_cells_a_search_may_take_decide_what_is_too_large(most_cells: int, budget: int) -> None:
    rows = [(unit, 5, {0: 1, 2: 1 + unit}) for unit in range(4)]

    houses = laid_out(problem_of([2, 0, 6], rows, resource_house=[0, 0, 0]), most_cells=most_cells)

    assert houses.budget_resource.tolist() == [budget]


def test_a_huge_budget_of_one_house_leaves_that_of_another_exact() -> None:
    rows: list[Row] = [(unit, 5, {0: 1, 1: 2**31 + 7 * unit + 1}) for unit in range(4)]
    rows += [(unit, 5, {2: 1, 3: 1 + unit}) for unit in range(4)]
    problem = problem_of([4, 2**33, 4, 6], rows, resource_house=[0, 0, 1, 1])

    houses = laid_out(problem, most_cells=200)

    assert houses.budget_resource.tolist() == [-1, 3]


def test_what_can_never_be_taken_is_left_out() -> None:
    rows = [(0, 5, {0: 3}), (0, 4, {0: 2}), (1, 3, {0: 1}), (2, 2, {0: 1})]
    mates = [(1, 9, {1: 5}), (2, 9, {1: 1}), (0, 9, {1: 1})]

    houses = laid_out(problem_of([2, 4], rows, mates, needy=[1, 2]))

    assert sorted(houses.part_option.tolist()) == [1, 3]
    assert houses.mates.mate.tolist() == [1]


def test_an_option_that_uses_nothing_stands_in_a_house_of_its_unit() -> None:
    houses = laid_out(problem_of([], [(0, 5, {}), (1, 6, {}), (0, 7, {})]))

    assert np.diff(houses.house_first).tolist() == [1, 1]
    assert houses.part_option.tolist() == [0, 2, 1]
    assert np.diff(houses.seat_first).tolist() == [1, 1]


def test_side_constraints_are_rows_of_no_resource() -> None:
    rows = [(0, (5, 1), {0: 1}), (1, (6, -2), {0: 1})]
    problem = problem_of(
        [1], rows, unit_group=[0, 0], group_floor=[1], present_option=[0, -1], change_budget=0
    )

    houses = houses_for(problem, values(problem, 1), attained=(5,))

    assert houses.row_resource.tolist() == [-1, -1, -1]
    assert houses.row_limit.tolist() == [-1, -1, -5]
    assert charged_options(houses) == {0: {0: -1, 1: -1, 2: -5}, 1: {1: -1, 2: -6}}


@pytest.mark.parametrize(("value", "shift"), [(0, 16), (200, 16), (2**12, 11), (2**40, 0)])
def test_worths_are_as_fine_as_their_size_allows(value: int, shift: int) -> None:
    houses = laid_out(problem_of([1], [(0, value, {0: 1})]))

    assert houses.shift == shift
    assert houses.part_worth.tolist() == [value << shift]


@EXAMPLES
@given(any_form(tiers=1), st.data())
def test_some_of_the_parts_are_what_they_were_among_all(
    problem: Problem, data: st.DataObject
) -> None:
    houses = laid_out(problem)
    size = houses.parts
    kept = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)), np.bool_)

    some = houses.among(kept)

    assert some.part_option.tolist() == houses.part_option[kept].tolist()
    assert some.part_worth.tolist() == houses.part_worth[kept].tolist()
    place = np.repeat(np.arange(len(houses.place_amount)), np.diff(houses.place_first))
    there = np.repeat(np.arange(len(some.place_amount)), np.diff(some.place_first))
    assert there.tolist() == place[kept].tolist()
    all_charged = charged_options(houses)
    chosen = set(some.part_option.tolist())
    assert charged_options(some) == {o: uses for o, uses in all_charged.items() if o in chosen}


@EXAMPLES
@given(any_form(tiers=1))
def test_with_all_the_room_there_is_nothing_changes(problem: Problem) -> None:
    houses = laid_out(problem)

    same = houses.with_room(problem.capacity, houses.row_limit)

    assert same.seat_first.tolist() == houses.seat_first.tolist()
    assert same.budget.tolist() == houses.budget.tolist()
    mine = houses.row_resource >= 0
    assert (same.row_limit[mine] >= houses.row_limit[mine]).all()
    assert same.row_limit[~mine].tolist() == houses.row_limit[~mine].tolist()


def test_what_is_left_of_room_is_seats_minutes_and_rows() -> None:
    rows = [(unit, 5, {0: 1, 1: 30 * (1 + unit), 2: 1}) for unit in range(3)]
    problem = problem_of([3, 100, 2], rows, [(0, 1, {2: 1})], resource_house=[0, 0, 0])
    houses = laid_out(problem)

    left = houses.with_room(np.array([1, 65, 0]), houses.row_limit)

    assert np.diff(left.seat_first).tolist() == [1]
    assert left.budget.tolist() == [2]
    assert left.row_limit.tolist() == [0]
