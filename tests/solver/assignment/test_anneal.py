"""Annealing: hard rules always kept, all else counted truly, and the same seed the same plan."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Problem, solve, violations
from solver.assignment.anneal import Annealed, Cooling, Shortlist, annealed
from solver.assignment.problem import Int64s
from solver.assignment.rows import choices_of
from solver.assignment.space import Space
from tests.solver.assignment.anneal_twin import drawn_plan, hard_flaws, owed, worth_of
from tests.solver.assignment.problems import problem_of, problems
from tests.solver.assignment.regions import region

NOBODY: Int64s = np.zeros(0, np.int64)
SEEDS = st.integers(0, 2**64 - 1)


def cooling_of(space: Space, **given: Any) -> Cooling:
    settings: dict[str, Any] = {
        "moves": 2_000,
        "hot": 4.0,
        "cold": 0.2,
        "shortlist": Shortlist.of(space, space.worth[: space.problem.options], 1_000),
        "row_penalty": [30] * len(space.least),
        "unplaced_penalty": 20,
        "team_penalty": 10,
    }
    return Cooling(**(settings | given))


def assert_counted_truly(space: Space, end: Annealed, cooling: Cooling, attained: Any = ()) -> None:
    problem = space.problem
    assert hard_flaws(problem, end.plan) == []
    assert end.worth == worth_of(problem, end.plan)
    assert end.penalty == owed(problem, end.plan, cooling, attained)
    if end.best is not None:
        assert end.best_worth == worth_of(problem, end.best)
        assert violations(problem, *choices_of(problem, end.best)) == []
        assert owed(problem, end.best, cooling, attained) == 0


@given(problems(most_units=8, tiers=1), SEEDS)
def test_whatever_the_problem_rules_are_kept_and_sums_are_true(problem: Problem, seed: int) -> None:
    space = Space(problem)
    start = drawn_plan(problem, np.random.default_rng(seed))
    cooling = cooling_of(space, seed=seed, moves=seed % 300)

    end = annealed(space, start, cooling)

    assert end.moves == cooling.moves
    assert_counted_truly(space, end, cooling)


@given(problems(most_units=8, tiers=2), SEEDS)
def test_what_an_earlier_tier_attained_is_owed(problem: Problem, seed: int) -> None:
    start = drawn_plan(problem, np.random.default_rng(seed))
    attained = [worth_of(problem, start)]
    space = Space(problem, attained=attained)
    cooling = cooling_of(space, seed=seed)

    end = annealed(space, start, cooling)

    assert_counted_truly(space, end, cooling, attained)


@given(problems(most_units=8, tiers=1), SEEDS)
def test_the_best_is_no_worse_than_a_start_that_owed_nothing(problem: Problem, seed: int) -> None:
    space = Space(problem)
    start = drawn_plan(problem, np.random.default_rng(seed))
    cooling = cooling_of(space, seed=seed, hot=50.0, moves=200)

    end = annealed(space, start, cooling)

    if owed(problem, start, cooling) == 0:
        assert end.best is not None
        assert end.best_worth >= worth_of(problem, start)
    if end.penalty == 0:
        assert end.best is not None
        assert end.best_worth >= end.worth


@given(problems(most_units=6, tiers=1), SEEDS)
def test_no_moves_leave_the_plan_as_it_was(problem: Problem, seed: int) -> None:
    start = drawn_plan(problem, np.random.default_rng(seed))
    space = Space(problem)

    end = annealed(space, start, cooling_of(space, moves=0))

    assert sorted(end.plan) == sorted(start)


FORMS: dict[str, dict[str, Any]] = {
    "plain": {},
    "teams": {"min_use_if_used": [2, 0, 2, *[0] * 4]},
    "floors": {"unit_group": [u % 3 - 1 for u in range(12)], "group_floor": [3, 3]},
    "budget": {"present_option": [3 * u if u % 2 else -1 for u in range(12)], "change_budget": 3},
}


@pytest.mark.parametrize("form", FORMS)
def test_nearly_every_small_region_is_solved_to_the_optimum_or_found_to_have_none(
    form: str,
) -> None:
    hits = [anneals_to_optimum(region(12, seed=seed, **FORMS[form])) for seed in range(20)]

    assert np.mean(hits) >= 0.95


def anneals_to_optimum(problem: Problem) -> bool:
    space = Space(problem)
    end = annealed(space, NOBODY, regional_cooling(space, moves=100_000))
    value = () if end.best is None else (end.best_worth,)
    return value == solve(problem).value


def regional_cooling(space: Space, **given: Any) -> Cooling:
    dear: dict[str, Any] = {"row_penalty": [30_000] * len(space.least)}
    dear |= {"unplaced_penalty": 30_000, "team_penalty": 30_000}
    return cooling_of(space, **(dear | {"hot": 4_000.0, "cold": 50.0} | given))


def test_who_must_be_placed_is_placed_though_others_are_worth_more() -> None:
    options = [(0, 1, {0: 2}), (1, 50, {0: 1}), (2, 50, {0: 1})]
    space = Space(problem_of([2], options, must=[0]))

    end = annealed(space, NOBODY, cooling_of(space, unplaced_penalty=1_000))

    assert end.best is not None
    assert end.best.tolist() == [0]


def test_a_companion_is_changed_when_that_lets_another_in() -> None:
    options = [(0, 10, {0: 1}), (1, 10, {1: 1})]
    mates = [(0, 0, {2: 1}), (0, -1, {3: 1}), (1, 0, {2: 1})]
    space = Space(problem_of([1, 1, 1, 1], options, mates, needy=[0, 1]))

    end = annealed(space, np.array([0, 2]), cooling_of(space))

    assert end.best is not None
    assert sorted(end.best) == [0, 1, 3, 4]


def test_only_listed_options_are_taken() -> None:
    options = [(0, 9, {0: 1}), (0, 5, {0: 1}), (0, 7, {0: 1})]
    space = Space(problem_of([1], options))
    dearest = np.array([0, 3, 2])

    end = annealed(space, NOBODY, cooling_of(space, shortlist=Shortlist.of(space, dearest, most=1)))

    assert end.best_worth == 5


@pytest.mark.parametrize(("capacity", "worth"), [(3, 9), (2, 5)])
def test_a_resource_named_twice_by_an_option_counts_twice(capacity: int, worth: int) -> None:
    problem = problem_of([capacity, 1], [(0, 9, {0: 2, 1: 1}), (1, 5, {0: 2})])
    space = Space(replace(problem, option_resource=np.array([0, 0, 0])))

    end = annealed(space, NOBODY, cooling_of(space))

    assert end.best_worth == worth


def test_the_same_seed_gives_the_same_plan_and_another_seed_another() -> None:
    space = Space(region(80, seed=3))

    ends = [annealed(space, NOBODY, regional_cooling(space, seed=seed)) for seed in (1, 1, 2)]

    assert ends[0].plan.tobytes() == ends[1].plan.tobytes()
    assert ends[0].accepted == ends[1].accepted
    assert ends[0].plan.tobytes() != ends[2].plan.tobytes()


def test_two_threads_at_once_find_what_one_after_the_other_finds() -> None:
    space = Space(region(80, seed=4))
    coolings = [regional_cooling(space, seed=seed, moves=200_000) for seed in range(4)]

    def search(cooling: Cooling) -> bytes:
        return annealed(space, NOBODY, cooling).plan.tobytes()

    with ThreadPoolExecutor(2) as pool:
        at_once = list(pool.map(search, coolings))

    assert at_once == [search(cooling) for cooling in coolings]


def test_another_thread_ends_a_long_search_at_once() -> None:
    space = Space(region(80, seed=5))
    cooling = regional_cooling(space, moves=10**12)
    stopping = threading.Timer(0.2, cooling.stop.fill, [1])

    began = time.monotonic()
    stopping.start()
    end = annealed(space, NOBODY, cooling)

    assert time.monotonic() - began < 2
    assert 0 < end.moves < 10**12
    assert_counted_truly(space, end, cooling)


@pytest.mark.parametrize(
    ("start", "given", "flaw"),
    [
        ([0, 1], {}, "0 overbooked"),
        ([2], {}, "companion where needed"),
        ([3], {}, "companion where needed"),
        ([], {"row_penalty": [1]}, "0 penalties of rows, got 1"),
        ([], {"unplaced_penalty": 2**54}, "up to 2^55"),
        ([], {"shortlist": Shortlist(np.array([0, 1, 1, 1]), np.array([1], np.int32))}, "own"),
    ],
)
def test_what_cannot_be_searched_is_refused_with_its_flaw(
    start: Sequence[int], given: dict[str, Any], flaw: str
) -> None:
    options = [(0, 1, {0: 1}), (1, 1, {0: 1}), (2, 1, {})]
    space = Space(problem_of([1], options, [(2, 0, {})], needy=[2]))

    with pytest.raises(ValueError, match=re.escape(flaw)):
        annealed(space, np.array(start, np.int64), cooling_of(space, **given))


@pytest.mark.parametrize(
    ("given", "flaw"),
    [
        ({"moves": -1}, "moves >= 0"),
        ({"hot": 1.0, "cold": 2.0}, "hot >= cold > 0"),
        ({"cold": 0.0}, "hot >= cold > 0"),
        ({"seed": -1}, "seed < 2^64"),
        ({"team_penalty": -1}, "penalties >= 0"),
        ({"stop": np.zeros(1)}, "stop int32[1]"),
    ],
)
def test_settings_that_cannot_be_are_refused(given: dict[str, Any], flaw: str) -> None:
    space = Space(problem_of([1], [(0, 1, {0: 1})]))

    with pytest.raises(ValueError, match=re.escape(flaw)):
        cooling_of(space, **given)
