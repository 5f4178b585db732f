"""People who come one by one: what is full stays full, and nothing beats knowing them all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.arrivals import Given, Stream, drawn, measured, served
from benchmarks.arrivals_page import RULES, page
from benchmarks.stored import Line
from solver.assignment import Problem, solve, usage_of, value_of, violations
from tests.solver.assignment.problems import problem_of
from tests.solver.assignment.regions import region

COACHED, PLAIN, UNWANTED = range(3)
#: Units 0 to 2 fit the coached seats only; 3 fits both, 4 those for little, 5 what nobody needs.
ONLY_COACHED = [(unit, value, {COACHED: 1}) for unit, value in enumerate((10_000, 10_000, 11_000))]
EITHER = [(3, 9_500, {COACHED: 1}), (3, 9_000, {PLAIN: 1})]
HARDLY = [(4, 4_000, {COACHED: 1})]
ALONE = [(5, 1, {UNWANTED: 1})]


def stream(*last: int) -> Stream:
    """Let two come for a coached seat in the first week; then one seat is left for those named."""
    problem = problem_of([3, 1, 1], [*ONLY_COACHED, *EITHER, *HARDLY, *ALONE])
    unit = np.array([0, 1, *last])
    day = np.array([0, 3, *[7] * len(last)])
    return Stream(problem, unit, day, days=14)


def taken(given: Given, unit: int) -> list[int]:
    row = given.choice[unit]
    problem = given.problem
    return problem.option_resource[problem.option_ptr[row] :][:1].tolist() if row >= 0 else []


def town(seed: int, units: int = 30) -> Stream:
    problem = replace(region(units, seed=seed), min_use_if_used=None)
    return Stream.of(problem, 10, seed)


@pytest.fixture(scope="module")
def line() -> Line:
    return measured(10, 1)


def test_a_scarce_coached_seat_is_kept_for_those_who_need_it() -> None:
    assert taken(served(stream(3, 2), "greedy"), 3) == [COACHED]
    assert taken(served(stream(3, 2), "greedy"), 2) == []
    for rule in ("prices", "prices_and_wait"):
        given = served(stream(3, 2), rule)
        assert (taken(given, 3), taken(given, 2)) == ([PLAIN], [COACHED])


def test_prices_refuse_nobody_unless_people_may_wait() -> None:
    given, waited = (served(stream(4), rule) for rule in ("prices", "prices_and_wait"))

    assert (taken(given, 4), given.waiting) == ([COACHED], 0)
    assert (taken(waited, 4), waited.waiting) == ([], 1)


@pytest.mark.parametrize("rule", RULES)
def test_what_nobody_is_expected_to_need_is_given(rule: str) -> None:
    assert taken(served(stream(5), rule), 5) == [UNWANTED]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_taken_beyond_what_there_is_and_nothing_beats_hindsight(
    rule: str, seed: int
) -> None:
    came = town(seed)

    given = served(came, rule)

    assert violations(came.problem, given.choice, given.companion) == []
    used = usage_of(came.problem, given.choice, given.companion)
    assert given.left.tolist() == (came.problem.capacity - used).tolist()
    assert (given.left >= 0).all()
    assert value_of(came.problem, given.choice, given.companion) <= solve(came.problem).bound


def test_greedy_takes_what_is_worth_most_of_what_is_left_with_the_best_coach_left() -> None:
    problem = problem_of(
        [1, 1, 60, 60],
        [(0, 9, {0: 1}), (0, 8, {1: 1}), (1, 9, {0: 1}), (1, 8, {1: 1})],
        [(0, 5, {2: 60}), (0, 1, {3: 60}), (1, 5, {2: 60}), (1, 1, {3: 60})],
        needy=[0, 1],
    )

    given = served(Stream(problem, np.array([1, 0]), np.array([0, 0]), days=1), "greedy")

    assert given.choice.tolist() == [1, 2]
    assert given.companion.tolist() == [1, 2]


def test_everybody_comes_once_within_the_days() -> None:
    came = town(3)

    assert sorted(came.unit.tolist()) == [*range(came.problem.units)]
    assert came.day.min() >= 0
    assert came.day.max() < 10
    assert (np.diff(came.day) >= 0).all()


def test_a_seed_draws_the_same_days_and_another_seed_others() -> None:
    problem: Problem = town(1).problem

    first, again, other = (Stream.of(problem, 10, seed) for seed in (1, 1, 2))

    assert first.unit.tolist() == again.unit.tolist()
    assert first.unit.tolist() != other.unit.tolist()


@pytest.mark.proof
def test_the_example_is_measured_and_each_seed_ends_the_same_again(line: Line) -> None:
    hindsight = line["hindsight"]
    again = served(Stream.of(drawn(1).problem, 10, 1), "prices")

    assert line["people"] == 726
    assert value_of(again.problem, again.choice, again.companion) == (line["prices"]["value"],)
    for rule in RULES:
        assert line[rule]["value"] <= hindsight["bound"]
        assert line[rule]["share"] == line[rule]["value"] / hindsight["bound"]
        assert line[rule]["coached"] < line[rule]["placed"] <= hindsight["placed"]
    assert line["greedy"]["waiting"] == line["prices"]["waiting"] == 0 < hindsight["gap"] < 0.01


@pytest.mark.proof
def test_the_page_has_a_row_per_seed_and_says_how_often_prices_helped(line: Line) -> None:
    worse = line | {"seed": 2, "prices": line["greedy"]}

    told = page([line | {"prices": line["hindsight"] | {"share": 0.999}}, worse])

    assert "| 1 | " in told
    assert "| 2 | " in told
    assert "*prices* is worth more than greedy on 1 of 2 seeds" in told
