"""Strict tiers at size: a multiplier finds the plan, and each tier has a bound that holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from solver.assignment import Problem, SolveParams, exact, solve, violations
from tests.solver.assignment.problems import best_by_trying_all, problems
from tests.solver.assignment.regions import region
from tests.solver.conftest import PROOF

WORK = SolveParams(work_limit=300)


@pytest.fixture(autouse=True)
def _nothing_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "MOST_COLUMNS", 0)


@pytest.mark.parametrize("seed", range(3) if PROOF else [2])
def test_both_tiers_of_a_region_come_near_to_what_is_proven(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = region(60, seed=seed, tiers=2)

    sought = solve(problem, WORK)
    monkeypatch.undo()
    proven = solve(problem, SolveParams(work_limit=20_000))

    assert sought.choice is not None
    assert sought.companion is not None
    assert violations(problem, sought.choice, sought.companion) == []
    assert sought.value <= proven.value
    assert sought.bound[0] >= proven.value[0]
    assert sought.gap[0] < 0.05
    if sought.value[0] == proven.value[0]:
        assert sought.bound[1] >= proven.value[1]


@settings(max_examples=600 if PROOF else 20)
@given(problems(tiers=2))
def test_no_tier_is_bounded_below_the_best_plan(problem: Problem) -> None:
    best = best_by_trying_all(problem)

    result = solve(problem, WORK)

    if best is None or result.choice is None:
        return
    assert result.value <= best
    for tier, bound in enumerate(result.bound):
        if result.value[:tier] == best[:tier]:
            assert bound >= best[tier]
