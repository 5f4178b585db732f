"""Beyond exact: a good plan with an honest gap, and every rule kept in each repair."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from solver.assignment import Outcome, Problem, SolveParams, exact, solve, violations
from tests.solver.assignment.problems import best_by_trying_all, problem_of, problems
from tests.solver.assignment.regions import region

WORK = SolveParams(work_limit=4)


@pytest.fixture(autouse=True)
def _nothing_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "MOST_COLUMNS", 0)


def sides(units: int) -> dict[str, dict[str, Any]]:
    places = max(2, units // 4)
    present = [8 * unit if unit % 2 else -1 for unit in range(units)]
    least = [2 if place % 2 else 0 for place in range(places)]
    return {
        "teams": {"min_use_if_used": [*least, *[0] * places, *[0] * max(1, units // 8)]},
        "floors": {
            "unit_group": [u % 3 - 1 for u in range(units)],
            "group_floor": [units // 5] * 2,
        },
        "budget": {"present_option": present, "change_budget": units // 3},
        "tiers": {"tiers": 2},
    }


@pytest.mark.parametrize("kind", [*sides(80), "all", "none"])
def test_a_region_is_planned_within_every_rule_and_a_small_gap(kind: str) -> None:
    every = sides(80)
    chosen = {"all": {k: v for side in every.values() for k, v in side.items()}, "none": {}}
    problem = region(80, seed=5, **(every | chosen)[kind])

    result = solve(problem, WORK)

    assert result.method == "regional"
    assert result.choice is not None
    assert result.companion is not None
    assert violations(problem, result.choice, result.companion) == []
    assert result.gap[0] < 0.15


def test_as_a_solve_goes_on_its_plans_only_rise_below_bounds_that_only_fall() -> None:
    result = solve(region(120, seed=2), SolveParams(work_limit=300))

    values = [point.value for point in result.trace if point.value is not None]
    bounds = [point.bound for point in result.trace if point.bound is not None]
    assert values == sorted(values)
    assert values[0] < values[-1]
    assert bounds == sorted(bounds, reverse=True)
    assert max(values) == result.value[0] <= result.bound[0] == min(bounds)


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = region(100, seed=8, **sides(100)["teams"])

    plans = [solve(problem, SolveParams(work_limit=6, seed=3)) for _ in range(2)]

    first, second = plans
    assert first.choice is not None
    assert second.choice is not None
    assert first.choice.tobytes() == second.choice.tobytes()
    assert first.companion is not None
    assert second.companion is not None
    assert first.companion.tobytes() == second.companion.tobytes()


def test_a_team_too_small_alone_is_filled_or_left() -> None:
    options = [(unit, 5 + unit, {0: 1}) for unit in range(3)]
    filled = problem_of([3], options, min_use_if_used=[3])
    left = problem_of([2], options, min_use_if_used=[3])

    assert solve(filled, WORK).value == (18,)
    assert solve(left, WORK).value == (0,)


def test_who_must_be_placed_keeps_the_place_others_would_pay_more_for() -> None:
    problem = problem_of([2], [(0, 1, {0: 2}), (1, 50, {0: 1}), (2, 50, {0: 1})], must=[0])

    result = solve(problem, WORK)

    assert result.value == (1,)
    assert result.choice is not None
    assert result.choice.tolist() == [0, -1, -1]


def test_a_plan_to_start_from_is_never_made_worse() -> None:
    problem = region(60, seed=4)
    best = solve(problem, SolveParams(work_limit=10))
    assert best.choice is not None
    assert best.companion is not None

    again = solve(problem, SolveParams(work_limit=1, start=(best.choice, best.companion)))

    assert again.value >= best.value


@given(problems())
def test_pruned_search_never_puts_the_bound_below_the_best_of_all(problem: Problem) -> None:
    best = best_by_trying_all(problem)

    result = solve(problem, WORK)

    if best is None:
        assert result.outcome in (Outcome.INFEASIBLE, Outcome.UNKNOWN)
        return
    assert result.outcome in (Outcome.OPTIMAL, Outcome.FEASIBLE, Outcome.UNKNOWN)
    if result.choice is not None:
        assert result.companion is not None
        assert violations(problem, result.choice, result.companion) == []
        assert result.value <= best
        assert result.bound[0] >= best[0]
    if result.outcome is Outcome.OPTIMAL:
        assert result.value == best


@given(problems(tiers=1))
def test_a_plan_is_found_whenever_nobody_placed_is_one(problem: Problem) -> None:
    nobody = np.full(problem.units, -1)
    if violations(problem, nobody, nobody):
        return

    result = solve(problem, WORK)

    assert result.value >= (0,)
