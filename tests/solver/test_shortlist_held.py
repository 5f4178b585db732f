"""Short lists without the places that enough others consider, and in a neutral order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from solver.shortlist import HELD, Choice
from solver.snapshot import Proposed
from tests.solver.builders import TODAY, snapshot
from tests.solver.test_shortlist import names, places
from tests.solver.test_shortlist_prices import LIKED, choice, listed, seats
from tests.solver.worlds import known_candidate

DAYS = [TODAY + timedelta(days=days) for days in (5, 3)]


def held_of(made: Choice, *vacancies: str) -> dict[int, date]:
    cols = made.columns.supply.cols
    return {cols[f"GM0222/{name}"]: day for name, day in zip(vacancies, DAYS, strict=False)}


@pytest.mark.parametrize(
    ("held", "size", "left", "reason", "until"),
    [
        ((), 3, ["v1", "v2"], None, None),
        (("v1",), 1, ["v2"], None, None),
        (("v1",), 2, ["v2"], None, DAYS[0]),
        (("v1", "v2"), 2, [], HELD, DAYS[1]),
    ],
    ids=["none", "the list is full without", "one", "all"],
)
def test_what_is_held_is_left_out_and_said(
    held: tuple[str, ...], size: int, left: list[str], reason: str | None, until: date | None
) -> None:
    made = choice(snapshot(known_candidate(), *places(2)), {})
    days = held_of(made, *held)

    found = made.listed(made.different(size, days), size, days)

    assert (names(found), found.eligible) == (left, 2)
    assert (found.reason, found.detail, found.held_until) == (reason, None, until)


def test_the_first_place_of_a_plan_is_kept_on_a_list_of_one() -> None:
    own = Proposed(candidate="GM0222/c1", vacancies=("GM0222/v3",))
    best, *rest = places(3)
    world = (known_candidate(preferences=LIKED), replace(best, work="sorting"), *rest)

    one = listed(*world, prices={}, size=1, proposed=own)
    three = listed(*world, prices={}, size=3, proposed=own)

    assert (names(one), names(three)) == (["v3"], ["v1", "v2", "v3"])


def in_week(week: int, person: str = "c1") -> list[str]:
    day = TODAY + timedelta(weeks=week)
    world = snapshot(known_candidate(reference=person), *places(5))
    made = choice(world.having(today=day), {})
    found = made.listed(made.different(5), 5, neutral=True)
    assert [(one.rank, one.others_need_more) for one in found.suggestions] == [(None, False)] * 5
    assert {one.price for one in found.suggestions} == {0}
    return names(found)


def test_a_neutral_order_is_one_for_each_person_and_week() -> None:
    weeks = [in_week(week) for week in range(30)]

    assert weeks == [in_week(week) for week in range(30)]
    assert {week[0] for week in weeks} == {f"v{number}" for number in range(1, 6)}
    assert in_week(0) != in_week(0, "c2") or in_week(1) != in_week(1, "c2")


def test_a_neutral_order_holds_from_monday_to_sunday_and_ranks_nobody() -> None:
    monday = date.fromisocalendar(2027, 5, 1)
    best, *rest = places(5)
    dear = seats("v1", 9_000)
    world = snapshot(known_candidate(preferences=LIKED), replace(best, work="sorting"), *rest)
    shown = []
    for day in range(7):
        made = choice(world.having(today=monday + timedelta(days=day)), dear)
        found = made.listed(made.different(5), 5, neutral=True)
        shown.append(names(found))
        assert not any(one.others_need_more or one.rank for one in found.suggestions)

    assert shown == [shown[0]] * 7
