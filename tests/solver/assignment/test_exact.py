"""Exact: every side constraint, tiers and companions, proven."""

from __future__ import annotations

import math

import numpy as np
import pytest

from solver.assignment import Outcome, Problem, Result, SolveParams, solve
from solver.assignment.exact import MOST_COLUMNS, takes
from solver.assignment.program import NOTHING_KNOWN, Limits, program_of, solve_whole
from solver.assignment.rows import rows_of
from tests.solver.assignment.problems import problem_of
from tests.solver.assignment.regions import region

WHOLE = problem_of([5], [(0, 5, {0: 3}), (1, 4, {0: 3})])


def proven(problem: Problem) -> Result:
    result = solve(problem)
    assert result.method == "exact"
    assert result.outcome is Outcome.OPTIMAL
    assert result.bound == result.value
    assert result.stopped_by == "proof"
    return result


def chosen(problem: Problem) -> list[int]:
    choice = proven(problem).choice
    assert choice is not None
    return choice.tolist()


def test_a_team_starts_with_enough_or_not_at_all() -> None:
    options = [(0, 5, {0: 2}), (1, 5, {0: 2}), (2, 1, {0: 2})]

    assert chosen(problem_of([6], options, min_use_if_used=[6])) == [0, 1, 2]
    assert chosen(problem_of([4], options, min_use_if_used=[6])) == [-1, -1, -1]


def test_a_floor_places_the_group_that_brings_less() -> None:
    options = [(0, 9, {0: 1}), (1, 2, {0: 1})]
    sides = {"unit_group": [0, 1], "min_use_if_used": [0]}

    assert chosen(problem_of([1], options, **sides, group_floor=[0, 0])) == [0, -1]
    assert chosen(problem_of([1], options, **sides, group_floor=[0, 1])) == [-1, 1]


def test_a_change_budget_keeps_all_but_so_many_where_they_are() -> None:
    options = [(0, 1, {}), (0, 5, {0: 1}), (1, 1, {}), (1, 9, {0: 1})]
    sides = {"present_option": [0, 2], "min_use_if_used": [0]}

    assert chosen(problem_of([2], options, **sides, change_budget=0)) == [0, 2]
    assert chosen(problem_of([2], options, **sides, change_budget=1)) == [0, 3]
    assert chosen(problem_of([2], options, **sides, change_budget=2)) == [1, 3]


def test_the_first_tier_is_never_given_up_for_the_second() -> None:
    options = [(0, (2, 0), {0: 2}), (0, (1, 90), {0: 1}), (1, (1, 5), {0: 1})]

    result = proven(problem_of([2], options))

    assert result.value == (2, 95)
    assert proven(problem_of([2], [*options, (1, (2, 1), {0: 1})])).value == (3, 91)


def test_a_companion_is_taken_by_who_needs_one_and_by_nobody_else() -> None:
    options = [(0, 5, {}), (1, 5, {})]
    mates = [(0, 1, {0: 60}), (0, 3, {1: 60}), (1, 9, {})]

    result = proven(problem_of([60, 59], options, mates, needy=[0]))

    assert result.value == (11,)
    assert result.companion is not None
    assert result.companion.tolist() == [0, -1]


def test_a_companion_comes_with_some_options_of_a_unit_and_not_with_others() -> None:
    options = [(0, 5, {}), (0, 3, {}), (1, 5, {}), (1, 3, {})]
    problem = problem_of([60], options, [(0, 0, {0: 60}), (1, 1, {0: 60})], escorted=[0, 2])

    result = proven(problem)

    assert result.value == (9,)
    assert result.choice is not None
    assert result.choice.tolist() == [1, 2]
    assert result.companion is not None
    assert result.companion.tolist() == [-1, 1]


def test_who_needs_a_companion_and_finds_none_is_not_placed() -> None:
    problem = problem_of([30], [(0, 5, {}), (1, 5, {})], [(0, 1, {0: 60})], needy=[0])

    assert chosen(problem) == [-1, 1]


@pytest.mark.parametrize(
    "problem",
    [
        problem_of([2], [(0, 5, {0: 2}), (1, 5, {0: 2})], must=[0, 1]),
        problem_of([2], [(0, 5, {0: 3})], must=[0]),
        problem_of([2], [(0, 5, {0: 2})], must=[0], needy=[0]),
        problem_of([2], [(0, 5, {0: 2})], unit_group=[0], group_floor=[2]),
        problem_of([5], [(0, 5, {0: 2})], must=[0], min_use_if_used=[3]),
    ],
    ids=["two for one seat", "too much", "no companion", "floor above the group", "team too small"],
)
def test_what_cannot_be_planned_is_infeasible(problem: Problem) -> None:
    result = solve(problem)

    assert result.outcome is Outcome.INFEASIBLE
    assert result.choice is None
    assert result.value == result.bound == ()
    assert result.stopped_by == "proof"


@pytest.mark.parametrize("must", [(), (0,)])
def test_uses_too_large_for_floats_are_proven_in_whole_numbers(must: tuple[int, ...]) -> None:
    uses = [40_000_002, 40_000_003, 40_000_003]
    options = [(unit, value, {0: uses[unit]}) for unit, value in enumerate((7, 5, 4))]

    assert proven(problem_of([80_000_004], options, must=must)).value == (7,)
    assert proven(problem_of([80_000_005], options, must=must)).value == (12,)


def test_two_that_exceed_a_large_capacity_by_one_are_infeasible() -> None:
    options = [(0, 1, {0: 10**12}), (1, 1, {0: 10**12 - 1})]

    fitting = solve(problem_of([2 * 10**12 - 1], options, must=[0, 1], min_use_if_used=[0]))
    short = solve(problem_of([2 * 10**12 - 2], options, must=[0, 1], min_use_if_used=[0]))

    assert (fitting.outcome, fitting.value) == (Outcome.OPTIMAL, (2,))
    assert short.outcome is Outcome.INFEASIBLE


def test_values_too_large_for_a_tolerance_are_proven_to_the_last_point() -> None:
    dear = 10**13
    options = [(0, 2 * dear, {0: 2}), (1, 3 * dear, {0: 3}), (2, 5 * dear - 1, {0: 5})]

    assert proven(problem_of([5], options)).value == (5 * dear,)


def test_a_team_of_millions_is_not_started_by_a_rounding_error() -> None:
    options = [(0, 3, {0: 10**11, 1: 3}), (1, 8, {0: 1, 1: 3}), (2, 9, {0: 1, 1: 3})]

    assert chosen(problem_of([10**12, 6], options, min_use_if_used=[10**9, 0])) == [0, -1, 2]


def test_a_capacity_beyond_all_uses_is_harmless() -> None:
    options = [(0, 5, {0: 2}), (1, 4, {0: 3})]

    problem = problem_of([2**63 - 1], options, min_use_if_used=[0])

    assert proven(problem).value == (9,)


def test_more_nodes_than_a_backend_can_count_are_no_error() -> None:
    program = program_of(WHOLE, rows_of(WHOLE), np.arange(2), whole=True)

    assert solve_whole(program, Limits(nodes=2**40)).proven


def test_what_a_backend_cannot_read_leaves_nothing_known(caplog: pytest.LogCaptureFixture) -> None:
    program = program_of(WHOLE, rows_of(WHOLE), np.arange(2), whole=True)
    program.model.objective.offset = math.inf

    assert solve_whole(program, Limits()) is NOTHING_KNOWN
    assert "HIGHS could not solve a programme" in caplog.text


def test_a_mistake_of_ours_is_not_taken_for_one_of_a_backend() -> None:
    program = program_of(WHOLE, rows_of(WHOLE), np.arange(2), whole=True)

    with pytest.raises(TypeError):
        solve_whole(program, Limits(nodes="few"))  # type: ignore[arg-type]


def test_more_columns_than_measured_are_handed_over() -> None:
    assert takes(np.arange(MOST_COLUMNS)) is None
    assert takes(np.arange(MOST_COLUMNS + 1)) == (
        f"exact: {MOST_COLUMNS + 1} options and companions may improve, at most {MOST_COLUMNS}"
    )


def test_a_proof_with_teams_floors_and_tiers_at_once() -> None:
    places, units = 4, 16
    sides = {
        "min_use_if_used": [2] * places + [0] * (places + units // 8),
        "unit_group": [unit % 2 for unit in range(units)],
        "group_floor": [3, 3],
    }

    result = solve(region(units, seed=6, tiers=2, **sides), SolveParams(work_limit=2_000))

    assert result.outcome is Outcome.OPTIMAL
    assert result.placed >= 6
