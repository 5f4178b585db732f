"""What cannot be planned is named: who, or which floor and how many at best."""

from __future__ import annotations

from solver.assignment import Outcome, solve
from tests.solver.assignment.problems import problem_of


def test_who_must_be_placed_and_has_no_option_is_named() -> None:
    problem = problem_of([1], [(0, 1, {0: 1})], units=3, must=[1, 2])

    result = solve(problem)

    assert (result.outcome, result.stopped_by) == (Outcome.INFEASIBLE, "proof")
    assert result.because == (
        "unit 1: must be placed, no option fits",
        "unit 2: must be placed, no option fits",
    )


def test_an_option_larger_than_all_there_is_does_not_count() -> None:
    problem = problem_of([2], [(0, 1, {0: 3})], must=[0])

    assert solve(problem).because == ("unit 0: must be placed, no option fits",)


def test_only_the_first_twenty_of_many_are_named() -> None:
    problem = problem_of([1], [], units=30, must=range(30))

    because = solve(problem).because

    assert len(because) == 21
    assert because[-1] == "and 10 more units"


def test_a_floor_above_all_who_have_an_option_is_named_with_the_best_possible() -> None:
    options = [(unit, 1, {0: 1}) for unit in range(2)]
    problem = problem_of([5], options, units=4, unit_group=[0] * 4, group_floor=[3])

    result = solve(problem)

    assert result.outcome is Outcome.INFEASIBLE
    assert result.because == ("group 0: floor 3, at most 2 can be placed",)


def test_a_floor_above_what_the_seats_allow_is_named_with_the_best_possible() -> None:
    options = [(unit, 1, {0: 1}) for unit in range(6)]
    problem = problem_of([2], options, unit_group=[0] * 6, group_floor=[4])

    result = solve(problem)

    assert result.outcome is Outcome.INFEASIBLE
    assert result.because == ("group 0: floor 4, at most 2 can be placed",)
