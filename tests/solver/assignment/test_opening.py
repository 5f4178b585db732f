"""The opening: a plan within moments, that keeps capacities, companions and minimum uses."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from solver.assignment import Outcome, Problem, SolveParams, solve, violations
from solver.assignment.opening import openings
from solver.assignment.rows import choices_of, rows_of
from tests.solver.assignment.problems import problem_of, problems
from tests.solver.assignment.regions import region


def opened(problem: Problem) -> list[list[int]]:
    """Give the choice per unit of every opening."""
    rows = rows_of(problem)
    plans = openings(problem, rows, rows.worth, lambda: 1e9)
    return [choices_of(problem, plan)[0].tolist() for plan in plans]


def test_who_must_be_placed_goes_before_who_brings_more() -> None:
    assert [0, -1] in opened(problem_of([1], [(0, 2, {0: 1}), (1, 9, {0: 1})], must=[0]))


def test_who_would_lose_most_chooses_first() -> None:
    options = [(0, 9, {0: 1}), (0, 8, {1: 1}), (1, 7, {0: 1}), (1, 1, {1: 1})]

    assert [1, 2] in opened(problem_of([1, 1], options))


def test_nobody_is_placed_without_the_companion_needed() -> None:
    options, mates = [(0, 5, {0: 1}), (1, 4, {0: 1})], [(0, 1, {1: 60})]

    assert [-1, 1] in opened(problem_of([1, 59], options, mates, needy=[0]))
    assert [0, -1] in opened(problem_of([1, 60], options, mates, needy=[0]))


def test_what_brings_nothing_is_left_unless_it_must() -> None:
    options = [(0, -1, {0: 1}), (1, -1, {0: 1})]

    assert all(choice == [-1, 1] for choice in opened(problem_of([2], options, must=[1])))


def test_a_team_that_stays_too_small_does_not_start() -> None:
    options = [(0, 5, {0: 1}), (1, 5, {0: 1})]

    assert all(c == [-1, -1] for c in opened(problem_of([3], options, min_use_if_used=[3])))
    assert [0, 1] in opened(problem_of([3], options, min_use_if_used=[2]))


def test_one_that_must_and_finds_no_room_leaves_no_opening() -> None:
    assert opened(problem_of([1], [(0, 5, {0: 1}), (1, 5, {0: 1})], must=[0, 1])) == []


def test_dear_choices_give_way_where_room_is_short() -> None:
    options = [(unit, 9 - 8 * cheap, {0: 3 - 2 * cheap}) for unit in range(4) for cheap in (0, 1)]

    plans = opened(problem_of([6], options, must=range(4)))

    assert plans
    assert all(-1 not in choice for choice in plans)


@given(problems())
def test_an_opening_keeps_every_capacity_and_minimum_use(problem: Problem) -> None:
    rows = rows_of(problem)
    judged = Problem(
        **{name: getattr(problem, name) for name in problem.__dataclass_fields__}
        | {"present_option": None, "change_budget": None, "unit_group": None, "group_floor": None}
    )

    for plan in openings(problem, rows, rows.worth, lambda: 1e9):
        flaws = violations(judged, *choices_of(problem, plan))
        assert [flaw for flaw in flaws if "must be placed" not in flaw] == []


def test_a_plan_is_told_before_the_first_bound() -> None:
    result = solve(region(60, seed=4), SolveParams(work_limit=1))

    first = result.trace[0]
    assert first.bound is None
    assert first.value is not None
    assert first.value > 0
    assert result.value[0] >= first.value


def test_a_large_problem_has_a_plan_within_seconds() -> None:
    rng = np.random.default_rng(1)
    use = rng.integers(1, 101, (1200, 60))
    options = [
        (j, int(use[j, a]) - 111 + int(rng.integers(-10, 11)), {a: int(use[j, a])})
        for j in range(1200)
        for a in range(60)
    ]
    problem = problem_of((use.sum(axis=0) * 8 // 600).tolist(), options, must=range(1200))

    result = solve(problem, SolveParams(work_limit=100_000, time_limit_s=2.0))

    assert result.outcome is Outcome.FEASIBLE
    assert result.seconds < 4
