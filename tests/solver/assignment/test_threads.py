"""Any number of threads ends the same, and what fails in one is heard."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Problem
from solver.assignment.pace import Best, Pace
from solver.assignment.region import Region
from solver.assignment.threads import Threads
from solver.assignment.walking import walk
from tests.solver.assignment.housed import EXAMPLES, any_form, housed_region
from tests.solver.assignment.test_dual import drawn, region_of

COUNTS = [1, 2, 3]


def walked(laid_out: Region, seed: int, threads: Threads) -> tuple[object, ...]:
    """Walk, and give all that came of it."""
    prices, first = drawn(laid_out, seed), laid_out.scale.grain / 20
    best = Best(prices.copy())
    taken = walk(
        laid_out.houses, prices, laid_out.scale, Pace(40, first, 0.98), best=best, threads=threads
    )
    arrays = (prices.unit, prices.row, best.prices.unit, best.prices.row, taken.often, taken.price)
    return best.bound, *(array.tobytes() for array in arrays)


@EXAMPLES
@given(any_form(tiers=1), st.integers(0, 99))
def test_a_walk_is_the_same_to_the_last_bit_on_any_number_of_threads(
    problem: Problem, seed: int
) -> None:
    laid_out = region_of(problem)

    ends = []
    for count in COUNTS:
        with Threads(count) as threads:
            ends.append(walked(laid_out, seed, threads))

    assert ends[0] == ends[1] == ends[2]


@pytest.mark.parametrize("count", COUNTS[1:])
def test_a_whole_region_is_walked_the_same_on_more_threads(count: int) -> None:
    laid_out = region_of(housed_region(400, seed=3))
    with Threads(1) as alone, Threads(count) as more:
        first, second = (walked(laid_out, 5, threads) for threads in (alone, more))

    assert first == second


def test_two_walks_at_once_end_as_one_after_the_other() -> None:
    regions = [region_of(housed_region(120, seed=seed)) for seed in range(2)]
    with Threads(1) as alone, Threads(2) as two:
        apart = [walked(laid_out, 1, alone) for laid_out in regions]
        together = two.each([lambda r=r: walked(r, 1, alone) for r in regions])  # type: ignore[misc]

    assert together == apart


@pytest.mark.parametrize("count", COUNTS)
def test_each_rank_runs_once_and_all_at_the_same_time(count: int) -> None:
    meeting, ran = threading.Barrier(count, timeout=10), []

    def part(rank: int) -> None:
        meeting.wait()
        ran.append(rank)

    with Threads(count) as threads:
        threads.together(part)

    assert sorted(ran) == list(range(count))


@pytest.mark.parametrize("count", COUNTS)
def test_answers_come_in_the_order_of_the_jobs(count: int) -> None:
    with Threads(count) as threads:
        answers = threads.each([lambda k=k: k * k for k in range(7)])  # type: ignore[misc]

    assert answers == [k * k for k in range(7)]


@pytest.mark.parametrize("failing", [0, 1])
def test_what_fails_on_any_thread_is_raised(failing: int) -> None:
    def part(rank: int) -> None:
        if rank == failing:
            raise MemoryError(f"on {rank}")

    with Threads(2) as threads, pytest.raises(MemoryError, match=f"on {failing}"):
        threads.together(part)


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()

    with Threads(3) as threads:
        threads.together(lambda rank: None)

    assert threading.active_count() == before


def test_the_kernel_lets_other_threads_run_meanwhile() -> None:
    laid_out = region_of(housed_region(800, seed=1))
    counted, over = [0], threading.Event()

    def count() -> None:
        while not over.is_set():
            counted[0] += 1

    prices = laid_out.best.prices.copy()
    other = threading.Thread(target=count)
    other.start()
    before = counted[0]
    walk(laid_out.houses, prices, laid_out.scale, Pace(400, laid_out.scale.grain / 50))
    during = counted[0] - before
    over.set()
    other.join()

    assert np.isfinite(prices.unit).all()
    assert during > 1_000
