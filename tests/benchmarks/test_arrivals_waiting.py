"""Some wait and others come: each rule has the prices it says, and gives what there is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.arrivals_waiting import RULES, SHARES, Calls, given, page
from benchmarks.stored import measured_now
from solver.holdback import hold_back_prices
from tests.solver.assignment.regions import region

DAYS = 20


def calls(share: int, seed: int = 2) -> Calls:
    return Calls.of(replace(region(80, seed=seed), min_use_if_used=None), DAYS, seed, share)


@pytest.mark.parametrize("share", SHARES)
def test_so_many_wait_and_everybody_comes_once(share: int) -> None:
    made = calls(share)

    assert made.waits.sum() == made.problem.units * share // 100
    assert sorted(made.unit.tolist()) == [*range(made.problem.units)]


def test_the_larger_counts_for_each_thing_and_with_nobody_who_waits_all_are_the_same() -> None:
    made, none_wait = calls(50), calls(0)
    left = made.problem.capacity // 4
    plan, held, larger, total = (
        made.prices(rule, 7, left) for rule in ("plan", "hold_back", "larger", "sum")
    )

    assert plan.any()
    assert held.any()
    assert larger.tolist() == np.maximum(plan, held).tolist()
    assert total.tolist() == (plan + held).tolist()
    alone = [none_wait.prices(rule, 7, left).tolist() for rule in RULES[2:]]
    assert alone == alone[:1] * len(alone)
    assert not none_wait.prices("plan", 7, left).any()


def test_the_hold_back_is_that_of_short_lists_for_as_many_as_came_in_four_weeks() -> None:
    made = calls(50)
    came = made.unit[~made.waits & (made.day < 14)]
    expected = hold_back_prices(made.problem, came, 2 * len(came), made.problem.capacity)

    assert made.prices("hold_back", 14, made.problem.capacity).tolist() == expected.tolist()


def test_the_page_has_a_row_for_each_share_and_a_cell_for_each_rule() -> None:
    stored = measured_now()
    lines = []
    for share in SHARES:
        made = calls(share)
        told = {rule: dict(zip(("value", "placed"), given(made, rule), strict=True))
                for rule in RULES}  # fmt: skip
        lines.append({"seed": 2, "days": DAYS, "waiting": share, "people": made.problem.units,
                      "cpu_seconds": 1.0, **told, **stored})  # fmt: skip

    rows = [row for row in page(lines).splitlines() if row.startswith("|")]

    assert [row.split(" | ")[0] for row in rows[2:]] == [f"| {share} %" for share in SHARES]
    assert {row.count("|") for row in rows} == {len(RULES) + 2}
