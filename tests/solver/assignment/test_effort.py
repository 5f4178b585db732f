"""Work is counted by what is done: more for more, and nothing is left when all is spent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment.effort import Effort, work_for

COUNTS = st.integers(0, 10**6)


@given(COUNTS, st.integers(1, 10**6), st.integers(1, 10**5))
def test_each_further_step_costs_the_same(count: int, parts: int, houses: int) -> None:
    spent = []
    for times in (count, 2 * count, 3 * count):
        effort = Effort(1e9)
        effort.steps(times, parts, houses)
        spent.append(effort.spent)

    assert spent[1] - spent[0] == pytest.approx(spent[2] - spent[1], abs=1e-6)
    assert (spent[1] > spent[0] > 0) or not count


@given(COUNTS, COUNTS, COUNTS)
def test_all_that_is_done_adds_up(units: int, options: int, moves: int) -> None:
    apart = [Effort(1e9) for _ in range(3)]
    apart[0].dive(units)
    apart[1].flow(options)
    apart[2].moves(moves, units)
    effort = Effort(1e9)

    effort.dive(units)
    effort.flow(options)
    effort.moves(moves, units)

    assert effort.spent == pytest.approx(sum(one.spent for one in apart))
    assert effort.left == pytest.approx(1e9 - effort.spent)


def test_more_than_all_leaves_nothing() -> None:
    effort = Effort(10)

    effort.dive(10**6)

    assert effort.left == 0
    assert effort.spent > 10


DONE: dict[str, Callable[[Effort, int], None]] = {
    "dive": Effort.dive,
    "flow": Effort.flow,
    "mends": Effort.mends,
    "moves of one unit": lambda effort, count: effort.moves(count, 1),
    "one move of many units": lambda effort, count: effort.moves(1, count),
}


@pytest.mark.parametrize("what", DONE)
def test_more_done_is_more_work(what: str) -> None:
    spent = []
    for count in (1, 100, 10_000):
        effort = Effort(1)
        DONE[what](effort, count)
        spent.append(effort.spent)

    assert spent[0] > 0
    assert spent == sorted(set(spent))


def test_a_wish_in_seconds_is_at_least_one_unit_and_grows_with_it() -> None:
    works = [work_for(seconds, 1_000) for seconds in (0, 0.001, 1, 60)]

    assert works[:2] == [1, 1]
    assert 1 < works[2] < works[3] == 60 * works[2]


def test_of_several_tiers_each_gets_its_share_and_no_more() -> None:
    alone, *shared = (work_for(60, 10_000, tiers) for tiers in (1, 2, 3))

    assert alone > 2 * shared[0] > 3 * shared[1] - 3 > 0


def test_in_the_same_time_a_larger_region_gets_no_more_work() -> None:
    works = [work_for(60, units) for units in (1, 1_000, 1_001, 3_000, 10_000, 30_000, 400_000)]

    assert works == sorted(works, reverse=True)
    assert works[0] > works[-1] > 1
