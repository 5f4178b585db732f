"""The next way to better plans: each gets its share of the work, the rest goes where it gains."""

from __future__ import annotations

import pytest

from solver.assignment.ways import LEAST_SHARE, WAYS, Tries


def work_shared(tries: Tries, gains: dict[str, float], times: int = 500) -> dict[str, float]:
    """Spend one unit of work at a time, each way gaining what is given; give the share of each."""
    for _ in range(times):
        name = tries.next()
        tries.note(name, gains.get(name, 0.0), 1.0)
    return {name: spent / times for name, spent in tries.spent.items()}


@pytest.mark.parametrize("gaining", WAYS)
def test_what_gains_gets_most_of_the_work_and_no_way_is_starved(gaining: str) -> None:
    share = work_shared(Tries(), {gaining: 1.0})

    assert share[gaining] == pytest.approx(1 - LEAST_SHARE * (len(WAYS) - 1), abs=0.02)
    assert min(share.values()) >= LEAST_SHARE - 0.01


def test_what_gained_long_ago_gives_way_to_what_gains_now() -> None:
    tries = Tries()
    work_shared(tries, {"breed": 1.0})

    before = tries.spent["cool"]
    work_shared(tries, {"cool": 1.0})

    assert tries.spent["cool"] - before > 300


def test_a_gain_counts_for_the_work_it_took() -> None:
    tries = Tries()
    tries.note("breed", 10.0, 100.0)
    tries.note("cool", 5.0, 20.0)
    tries.note("mend", 0.0, 20.0)

    assert tries.next() == "cool"


def test_a_way_left_out_is_never_tried() -> None:
    tries = Tries()
    tries.without("mend")

    share = work_shared(tries, {"mend": 1.0})

    assert share["mend"] == 0
