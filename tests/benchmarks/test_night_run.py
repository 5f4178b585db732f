"""What two nights of a region are said to take."""

from __future__ import annotations

from benchmarks.night_run import measured

FORM = {
    "cold_seconds", "warm_seconds", "cold_gap", "warm_gap", "changed", "budget", "forced",
    "outside_solve_share", "peak_mib",
}  # fmt: skip


def test_two_nights_are_told_in_the_fixed_form_and_the_second_once_more_from_nothing() -> None:
    told = measured(60, seed=1, again=True)

    assert {*told} >= FORM | {"from_nothing"}
    assert told["changed"] <= told["budget"]  # type: ignore[operator]
    assert told["from_nothing"]["gap"] >= 0  # type: ignore[index]
