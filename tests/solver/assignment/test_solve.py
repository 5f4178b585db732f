"""However a solve ends, it says so: proof, work, time, or the caller."""

from __future__ import annotations

import threading
import time
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from solver.assignment import Outcome, Problem, SolveParams, exact, solve
from tests.solver.assignment.problems import problem_of
from tests.solver.assignment.regions import region

KNAPSACK = problem_of([5], [(0, 5, {0: 3}), (1, 4, {0: 2}), (2, 6, {0: 4})])


@pytest.fixture
def _nothing_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "MOST_COLUMNS", 0)


@pytest.mark.parametrize(
    ("changed", "flaw"),
    [
        ({"seed": -1}, "expected seed >= 0, got -1"),
        ({"work_limit": 0}, "expected work_limit >= 1, got 0"),
        ({"time_limit_s": 0.0}, "expected time_limit_s > 0, got 0.0"),
        ({"time_limit_s": float("nan")}, "expected time_limit_s > 0, got nan"),
        ({"hint_s": 0.0}, "expected hint_s > 0, got 0.0"),
        ({"threads": 0}, "expected threads from 1 to 64, got 0"),
        ({"prices": np.array([1.0, float("nan")])}, "expected prices that are finite and >= 0"),
        ({"prices": np.array([-1.0])}, "expected prices that are finite and >= 0"),
    ],
)
def test_impossible_parameters_are_refused(changed: dict[str, Any], flaw: str) -> None:
    with pytest.raises(ValueError, match=flaw):
        SolveParams(**changed)


def test_a_proof_stops_by_itself_and_says_which_method_could_not() -> None:
    result = solve(KNAPSACK)

    assert (result.outcome, result.method, result.stopped_by) == (
        Outcome.OPTIMAL,
        "exact",
        "proof",
    )
    assert result.value == result.bound == (9,)
    assert result.gap == (0.0,)
    assert result.handover == (
        "flow: the best plan on seats alone uses 9 of resource 0, capacity 5",
    )


@pytest.mark.usefixtures("_nothing_is_small")
def test_a_work_limit_leaves_a_feasible_plan_with_an_honest_gap() -> None:
    result = solve(region(100, seed=1), SolveParams(work_limit=1))

    assert (result.outcome, result.stopped_by) == (Outcome.FEASIBLE, "work limit")
    assert result.bound > result.value
    assert "at most 0" in result.handover[1]


@pytest.mark.usefixtures("_nothing_is_small")
def test_a_time_limit_ends_a_solve_early_with_what_there_is() -> None:
    began = time.monotonic()

    result = solve(region(400, seed=1), SolveParams(work_limit=100_000, time_limit_s=1.5))

    assert (result.outcome, result.stopped_by) == (Outcome.FEASIBLE, "time limit")
    assert time.monotonic() - began < 8


def test_no_time_and_no_easy_plan_is_unknown() -> None:
    problem = region(200, seed=1, unit_group=[0] * 200, group_floor=[100])

    result = solve(problem, SolveParams(time_limit_s=1e-6))

    assert (result.outcome, result.stopped_by) == (Outcome.UNKNOWN, "time limit")
    assert result.choice is None
    assert result.value == ()


@pytest.mark.usefixtures("_nothing_is_small")
def test_a_cancelled_solve_keeps_the_plan_it_had() -> None:
    wish = threading.Event()

    def progress(step: dict[str, Any]) -> None:
        if step["value"] is not None:
            wish.set()

    problem = region(400, seed=1)
    params = SolveParams(work_limit=100_000)
    result = solve(problem, params, progress=progress, cancelled=wish.is_set)

    assert (result.outcome, result.stopped_by) == (Outcome.CANCELLED, "cancellation")
    assert result.choice is not None


def test_a_solve_cancelled_before_it_began_ends_at_once() -> None:
    result = solve(region(200, seed=1), cancelled=lambda: True)

    assert result.outcome is Outcome.CANCELLED


def hard() -> Problem:
    """Draw sixty jobs for eight machines dear where they are quick (gap, type d)."""
    rng = np.random.default_rng(0)
    use = rng.integers(1, 101, (60, 8))
    value = use - 111 + rng.integers(-10, 11, (60, 8))
    rows = [(j, int(value[j, a]), {a: int(use[j, a])}) for j in range(60) for a in range(8)]
    return problem_of((use.sum(axis=0) // 10).tolist(), rows, must=range(60))


def test_work_that_finds_no_plan_says_so_and_keeps_the_bound() -> None:
    use = np.random.default_rng(0).integers(250, 500, 12).tolist()
    rows = [(job, 1, {machine: use[job]}) for job in range(12) for machine in range(4)]
    filled = problem_of([-(-sum(use) // 4)] * 4, rows, must=range(12))

    result = solve(filled, SolveParams(work_limit=1))

    assert (result.outcome, result.stopped_by) == (Outcome.UNKNOWN, "work limit")
    assert (result.value, result.bound) == ((), (11,))


def test_an_exact_search_is_cancelled_while_it_runs() -> None:
    began = time.monotonic()

    result = solve(
        hard(),
        SolveParams(work_limit=1_000_000),
        cancelled=lambda: time.monotonic() - began > 2,
    )

    assert result.outcome is Outcome.CANCELLED
    assert time.monotonic() - began < 15


def test_a_start_that_breaks_a_rule_is_left_aside() -> None:
    both = (np.array([0, 1, 2], np.int32), np.full(3, -1, np.int32))

    assert solve(KNAPSACK, SolveParams(start=both)).value == (9,)


def test_an_empty_problem_is_solved() -> None:
    result = solve(problem_of([], [], units=0))

    assert (result.outcome, result.value) == (Outcome.OPTIMAL, (0,))


def test_units_without_options_stay_where_they_are() -> None:
    result = solve(problem_of([1], [], units=2, needy=[1]))

    assert (result.outcome, result.value) == (Outcome.OPTIMAL, (0,))
    assert result.placed == 0


@pytest.mark.usefixtures("_nothing_is_small")
def test_one_thread_and_two_end_in_the_same_plan_prices_and_trace() -> None:
    problem = region(150, seed=3)

    alone, together = (solve(problem, SolveParams(work_limit=150, threads=n)) for n in (1, 2))

    assert alone.choice is not None
    assert together.choice is not None
    assert alone.choice.tobytes() == together.choice.tobytes()
    assert alone.price.tobytes() == together.price.tobytes()
    assert (alone.bound, alone.work) == (together.bound, together.work)
    told = [[(at.value, at.bound) for at in result.trace] for result in (alone, together)]
    assert told[0] == told[1]


@pytest.mark.usefixtures("_nothing_is_small")
def test_prices_of_an_earlier_solve_are_a_better_beginning() -> None:
    problem = region(300, seed=6)
    before = solve(problem, SolveParams(work_limit=300))

    cold = solve(problem, SolveParams(work_limit=1))
    known = SolveParams(work_limit=1, prices=before.price, unit_prices=before.unit_price)
    warm = solve(problem, known)

    assert warm.bound < cold.bound


@pytest.mark.usefixtures("_nothing_is_small")
def test_a_wish_in_seconds_becomes_work_that_is_recorded() -> None:
    result = solve(region(150, seed=3), SolveParams(hint_s=0.5))

    assert result.stopped_by == "work limit"
    assert 75 <= result.work < 150


@pytest.mark.usefixtures("_nothing_is_small")
def test_progress_is_told_at_least_every_second_and_the_value_never_falls() -> None:
    told: list[tuple[float, int | None]] = []

    solve(
        region(400, seed=1),
        SolveParams(work_limit=100_000, time_limit_s=4),
        progress=lambda step: told.append((time.monotonic(), step["value"])),
    )

    moments = [at for at, _ in told]
    values = [value for _, value in told if value is not None]
    assert max(b - a for a, b in pairwise(moments)) < 2
    assert values == sorted(values)


@pytest.mark.usefixtures("_nothing_is_small")
def test_what_the_bound_holds_to_only_in_part_is_said() -> None:
    least = [2] * 10 + [0] * 15
    with_teams = solve(region(40, seed=1, min_use_if_used=least), SolveParams(work_limit=20))
    without = solve(region(40, seed=1), SolveParams(work_limit=20))

    assert with_teams.weakly == ("minimum use: 10 resources, not in the bound",)
    assert without.weakly == ()
