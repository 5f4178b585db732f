"""What holds for every problem: rules kept, sums right, bounds honest, order of no account."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Outcome, Problem, solve, value_of, violations
from tests.solver.assignment.problems import best_by_trying_all, problems


@given(problems())
def test_the_plan_is_the_best_of_all_and_keeps_every_rule(problem: Problem) -> None:
    best = best_by_trying_all(problem)

    result = solve(problem)

    if best is None:
        assert result.outcome is Outcome.INFEASIBLE
        return
    assert result.choice is not None
    assert result.companion is not None
    assert violations(problem, result.choice, result.companion) == []
    assert value_of(problem, result.choice, result.companion) == result.value
    assert all(bound >= value for bound, value in zip(result.bound, result.value, strict=True))
    assert result.outcome is Outcome.OPTIMAL
    assert result.value == best


@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_units_options_and_resources_does_not_matter(
    problem: Problem, random: Any
) -> None:
    shuffled = reordered(problem, np.random.default_rng(random.randrange(2**32)))

    first, second = solve(problem), solve(shuffled)

    assert (first.outcome, first.value) == (second.outcome, second.value)


@given(problems(most_units=6))
def test_the_same_seed_gives_the_same_plan_twice(problem: Problem) -> None:
    first, second = solve(problem), solve(problem)

    assert first.value == second.value
    assert first.bound == second.bound
    if first.choice is not None and second.choice is not None:
        assert first.choice.tobytes() == second.choice.tobytes()


@given(problems(tiers=1), st.integers(2, 1_000))
def test_values_in_another_unit_give_the_same_plan_in_that_unit(
    problem: Problem, scale: int
) -> None:
    arrays = arrays_of(problem)
    arrays["option_value"] = problem.option_value * scale
    arrays["companion_value"] = problem.companion_value * scale

    first, second = solve(problem), solve(Problem(**arrays))

    assert second.outcome is first.outcome
    assert second.value == tuple(value * scale for value in first.value)


def arrays_of(problem: Problem) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in problem.__dataclass_fields__}


def reordered(problem: Problem, rng: np.random.Generator) -> Problem:
    """Write the same problem with its units, options, companions and resources shuffled."""
    unit, resource = rng.permutation(problem.units), rng.permutation(problem.resources)
    new_unit, new_resource = np.argsort(unit), np.argsort(resource)
    option = rng.permutation(problem.options)
    mate = rng.permutation(problem.companions)
    given = arrays_of(problem) | {
        "capacity": problem.capacity[resource],
        "must_place": problem.must_place[unit],
        "resource_house": problem.resource_house[resource],
        "unit_needs_companion": problem.unit_needs_companion[unit],
        "option_needs_companion": problem.option_needs_companion[option],
    }
    for kind, order in (("option", option), ("companion", mate)):
        given |= _rows_in_order(problem, kind, order, (new_unit, new_resource))
    if problem.min_use_if_used is not None:
        given["min_use_if_used"] = problem.min_use_if_used[resource]
    if problem.unit_group is not None:
        given["unit_group"] = problem.unit_group[unit]
    if problem.present_option is not None:
        row_of = np.append(np.argsort(option), -1)
        given["present_option"] = row_of[problem.present_option[unit]]
    return Problem(**given)


def _rows_in_order(
    problem: Problem, kind: str, order: np.ndarray, numbers: tuple[np.ndarray, np.ndarray]
) -> dict[str, np.ndarray]:
    new_unit, new_resource = numbers
    ptr = getattr(problem, f"{kind}_ptr")
    spans = [np.arange(ptr[row], ptr[row + 1]) for row in order]
    entries = np.concatenate([np.zeros(0, np.int64), *spans])
    return {
        f"{kind}_unit": new_unit[getattr(problem, f"{kind}_unit")[order]],
        f"{kind}_value": getattr(problem, f"{kind}_value")[order],
        f"{kind}_ptr": np.cumsum([0, *map(len, spans)]),
        f"{kind}_resource": new_resource[getattr(problem, f"{kind}_resource")[entries]],
        f"{kind}_use": getattr(problem, f"{kind}_use")[entries],
    }
