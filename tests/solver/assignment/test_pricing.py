"""Prices without a plan, and problems of the same units over and over."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Problem, of_units, prices_of
from tests.solver.assignment.problems import problem_of, problems
from tests.solver.assignment.regions import region


def of_unit(problem: Problem, unit: int) -> list[Any]:
    """List the options and companions of a unit the plain way."""
    found = []
    for kind in ("option", "companion"):
        owner, value, ptr, resource, use = (
            getattr(problem, f"{kind}_{name}")
            for name in ("unit", "value", "ptr", "resource", "use")
        )
        for row in range(len(owner)):
            if owner[row] == unit:
                at = slice(ptr[row], ptr[row + 1])
                needs = kind == "option" and bool(problem.option_needs_companion[row])
                uses = [*zip(resource[at].tolist(), use[at].tolist(), strict=True)]
                found.append((kind, value[row].tolist(), uses, needs))
    return found


@given(problems(), st.data())
def test_each_unit_comes_as_often_as_it_is_named_with_all_it_had(
    problem: Problem, data: st.DataObject
) -> None:
    units = data.draw(st.lists(st.integers(0, problem.units - 1), max_size=6))

    again = of_units(problem, np.array(units, np.int64), problem.capacity + 1)

    assert again.units == len(units)
    assert [of_unit(again, at) for at in range(len(units))] == [of_unit(problem, u) for u in units]
    assert again.capacity.tolist() == (problem.capacity + 1).tolist()
    assert not again.must_place.any()
    assert again.min_use_if_used is again.change_budget is again.group_floor is None


@pytest.mark.parametrize("house", [-1, 0])
def test_a_seat_costs_what_it_is_worth_between_the_last_who_has_one_and_the_next(
    house: int,
) -> None:
    wanted = [(unit, value, {0: 1}) for unit, value in enumerate((9_000, 7_000, 4_000))]
    alone = (3, 5_000, {1: 1})

    seat, plenty = prices_of(problem_of([2, 5], [*wanted, alone], resource_house=[house, -1]))

    assert 3_900 <= seat <= 7_100
    assert plenty == 0


def test_minutes_of_a_coach_have_a_price_too() -> None:
    options = [(unit, 6_000, {unit: 1}) for unit in range(3)]
    mates = [(unit, 0, {3: 60}) for unit in range(3)]

    prices = prices_of(problem_of([1, 1, 1, 60], options, mates, needy=range(3)))

    assert prices[3] * 60 == pytest.approx(6_000, rel=0.1)


def test_prices_are_the_same_twice_and_never_below_0() -> None:
    problem = region(40, seed=2)

    first, again = prices_of(problem), prices_of(problem)

    assert first.tolist() == again.tolist()
    assert len(first) == problem.resources
    assert (first >= 0).all()
    assert first.any()
