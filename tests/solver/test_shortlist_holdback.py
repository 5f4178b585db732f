"""Short lists where something is kept for people who are expected."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

from solver.codes import Wish
from solver.columns import Columns
from solver.desk import Desk, Prices
from solver.ground import name_of
from solver.people import Preferences
from solver.resources import ResourceName
from solver.shortlist import Choice, ShortList, Suggestion
from solver.snapshot import Proposed, Snapshot
from solver.weighed import most_worth
from tests.solver.builders import snapshot
from tests.solver.test_shortlist import names, places
from tests.solver.test_shortlist_prices import WEIGHTS, drawn_prices, plain_price, seats
from tests.solver.worlds import known_candidate, scarce_world

ByName = Mapping[ResourceName, float]
LIKED = Preferences(work={"sorting": Wish.FIRST_CHOICE})


def choice(
    world: Snapshot,
    prices: ByName,
    held: ByName | None,
    row: int = 0,
    proposed: Proposed | None = None,
) -> Choice:
    columns = Columns.of(world, WEIGHTS)
    kept = None if held is None else Prices.of(held)
    desk = Desk.over(columns.supply, world.candidates, Prices.of(prices), kept)
    return Choice.of(columns, row, desk.as_seen_by(columns), proposed)


def listed(made: Choice, size: int = 5, *, neutral: bool = False) -> ShortList:
    return made.listed(made.different(size), size, neutral=neutral)


def larger(prices: ByName, held: ByName) -> dict[ResourceName, float]:
    return {name: max(prices.get(name, 0.0), held.get(name, 0.0)) for name in {**prices, **held}}


@pytest.mark.parametrize("seed", range(12))
def test_of_price_and_hold_back_the_larger_counts_for_each_thing_that_is_taken(seed: int) -> None:
    world = scarce_world(seed, people=12, places=16)
    prices, held = drawn_prices(world, seed), drawn_prices(world, seed + 100)
    both = larger(prices, held)
    lower = more = 0
    for row, person in enumerate(world.candidates):
        first = listed(choice(world, {}, None, row)).suggestions
        for proposed in [None, *(Proposed(candidate=name_of(person), vacancies=(one.vacancy,),
                                          coach=one.coach) for one in first[-1:])]:  # fmt: skip
            found = listed(choice(world, prices, held, row, proposed)).suggestions

            for one in found:
                assert one.price == plain_price(world, one, person, (prices, proposed))
                kept = plain_price(world, one, person, (both, proposed))
                assert one.price + one.hold_back == kept
            expect_ranked(world, found)
            lower += sum(one.kept_for_expected for one in found)
            more += sum(one.others_need_more for one in found)
    assert lower > 0
    assert more > 0


def expect_ranked(world: Snapshot, found: tuple[Suggestion, ...]) -> None:
    order = [name_of(place) for place in world.vacancies]

    def stands(one: Suggestion, cost: int) -> tuple[int, bool, int]:
        return cost - one.fit, one.question, order.index(one.vacancy)

    assert list(found) == sorted(found, key=lambda one: stands(one, one.price + one.hold_back))
    for at, one in enumerate(found):
        worse = [each for each in found[:at] if each.fit <= one.fit
                 and stands(each, 0) > stands(one, 0)]  # fmt: skip
        dear = [stands(each, each.price) < stands(one, one.price) for each in worse]
        assert one.others_need_more == any(dear)
        assert one.kept_for_expected == (False in dear)
        if one.kept_for_expected:
            assert one.hold_back > 0


def test_what_only_people_who_are_expected_need_is_never_said_to_be_needed_by_others() -> None:
    best, other, *houses = places(2)
    world = snapshot(known_candidate(preferences=LIKED), replace(best, work="sorting"), other,
                     *houses)  # fmt: skip
    free = listed(choice(world, {}, {})).suggestions
    gap = free[0].fit - free[1].fit
    held, needed = seats("v1", gap + 1), seats("v1", gap + 1)

    expected = listed(choice(world, {}, held)).suggestions
    at_once = listed(choice(world, needed, held)).suggestions
    off = listed(choice(world, {}, None))

    assert names(listed(choice(world, {}, held))) == names(listed(choice(world, needed, held)))
    assert [one.vacancy for one in expected] == ["GM0222/v2", "GM0222/v1"]
    assert [(one.hold_back, one.others_need_more, one.kept_for_expected) for one in expected] == [
        (0, False, False), (gap + 1, False, True),
    ]  # fmt: skip
    assert [(one.hold_back, one.others_need_more, one.kept_for_expected) for one in at_once] == [
        (0, False, False), (0, True, False),
    ]  # fmt: skip
    assert off.suggestions == free


def test_ones_own_proposal_is_not_held_back_from_oneself() -> None:
    world = snapshot(known_candidate(), *places(2))
    own = Proposed(candidate=name_of(world.candidates[0]), vacancies=("GM0222/v1",))
    held = seats("v1", 9_000)

    ours, theirs = (listed(choice(world, {}, held, proposed=each)) for each in (own, None))

    assert [(one.vacancy, one.hold_back) for one in ours.suggestions] == [
        ("GM0222/v1", 0), ("GM0222/v2", 0),
    ]  # fmt: skip
    assert [(one.vacancy, one.hold_back) for one in theirs.suggestions] == [
        ("GM0222/v2", 0), ("GM0222/v1", 9_000),
    ]  # fmt: skip


def test_in_a_neutral_order_it_decides_what_is_on_the_list_and_nothing_stands_lower() -> None:
    dice, numbers = random.Random(5), range(1, 9)
    world = snapshot(known_candidate(), *places(8))
    held = {}
    for number in numbers:
        held |= seats(f"v{number}", dice.uniform(1, 4_000))
    made = choice(world, {}, held)

    ranked, neutral = (listed(made, 3, neutral=each) for each in (False, True))

    assert {*names(ranked)} == {*names(neutral)}
    cheap = sorted(held.items(), key=lambda each: each[1])[:3]
    assert {*names(ranked)} == {name.reference.partition("/")[2] for name, _ in cheap}
    assert not any(one.kept_for_expected or one.rank for one in neutral.suggestions)


def test_together_they_are_no_larger_than_any_place_can_be_worth() -> None:
    world = snapshot(known_candidate(), *places(1))

    (one,) = listed(choice(world, seats("v1", 700.0), seats("v1", 1e300))).suggestions

    assert (one.price, one.price + one.hold_back) == (700, most_worth(WEIGHTS))
