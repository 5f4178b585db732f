"""Short lists at the prices of a plan: ranked by worth less price, and varied."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest

from solver.codes import GuidanceLevel, Kind, Wish
from solver.columns import Columns
from solver.desk import Desk, Prices
from solver.ground import name_of, qualified
from solver.match import MatchParams, match
from solver.people import Candidate, Preferences
from solver.places import Organisation, Vacancy
from solver.resources import ResourceKind, ResourceName
from solver.shortlist import Choice, ShortList, Suggestion, short_list
from solver.snapshot import Proposed, Snapshot
from solver.weighed import most_worth
from solver.weights import WeightSet
from tests.solver.builders import organisation, snapshot
from tests.solver.test_shortlist import COACH, LIGHT, names, places
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet(placed_kinds=frozenset(Kind))
LIKED = Preferences(work={"sorting": Wish.FIRST_CHOICE})
ByName = Mapping[ResourceName, float]


def seats(vacancy: str, price: float) -> dict[ResourceName, float]:
    return {ResourceName(ResourceKind.SEATS, f"GM0222/{vacancy}"): price}


def choice(
    world: Snapshot, prices: ByName, row: int = 0, proposed: Proposed | None = None
) -> Choice:
    columns = Columns.of(world, WEIGHTS)
    known = Prices.of(prices)
    desk = Desk.over(columns.supply, world.candidates, known).as_seen_by(columns)
    return Choice.of(columns, row, desk, proposed)


def listed(
    *records: Any, prices: ByName, size: int = 5, proposed: Proposed | None = None, **given: Any
) -> ShortList:
    made = choice(snapshot(*records, **given), prices, proposed=proposed)
    return made.listed(made.different(size), size)


def plain_uses(
    world: Snapshot, person: Candidate, place: Vacancy, coach: str | None
) -> dict[ResourceName, int]:
    """Say in plain Python what a person takes of everything that may have a price."""
    named = qualified(place.organisation, place.municipality)
    (house,) = (one for one in world.organisations if name_of(one) == named)
    taken = {ResourceName(ResourceKind.SEATS, name_of(place)): 1}
    level = serving(house, person.guidance_level)
    if level is not None and person.guidance_minutes:
        taken[ResourceName(ResourceKind.GUIDANCE, named, level)] = person.guidance_minutes
    if house.total_seats is not None:
        taken[ResourceName(ResourceKind.TOTAL, named)] = 1
    if coach is not None:
        taken[ResourceName(ResourceKind.COACHING, coach)] = person.coaching_minutes
    return taken


def serving(house: Organisation, needed: GuidanceLevel | None) -> GuidanceLevel | None:
    """Give the level from which somebody draws: the nearest offered that is not below."""
    need = LIGHT if needed is None else needed
    offered = house.guidance_minutes
    if need is GuidanceLevel.NONE or offered is None:
        return None
    return min((level for level in offered if level >= need), default=None)


def plain_price(world: Snapshot, one: Suggestion, person: Candidate, given: Any) -> int:
    prices, proposed = given
    place = next(v for v in world.vacancies if name_of(v) == one.vacancy)
    own: dict[ResourceName, int] = {}
    if proposed is not None:
        theirs = next(v for v in world.vacancies if name_of(v) == proposed.vacancies[0])
        own = plain_uses(world, person, theirs, proposed.coach)
    worth = sum(
        max(0, amount - own.get(name, 0)) * prices.get(name, 0.0)
        for name, amount in plain_uses(world, person, place, one.coach).items()
    )
    return min(round(worth), 10_000 * 5 // 3 + 10_000)


def drawn_prices(world: Snapshot, seed: int) -> dict[ResourceName, float]:
    """Give some of everything scarce a price, and some things that are not there."""
    dice = random.Random(seed)
    columns = Columns.of(world, WEIGHTS)
    known = [*Desk.of(columns).scarce.names, *seats("gone", 1)]
    high = {ResourceKind.SEATS: 6_000, ResourceKind.TOTAL: 3_000}
    return {
        name: dice.uniform(0, high.get(name.kind, 40))
        for name in known
        if name.kind is not ResourceKind.APART and dice.random() < 0.6
    }


@pytest.mark.parametrize("seed", range(12))
def test_the_price_is_that_of_all_that_is_taken_beyond_ones_own_proposal(seed: int) -> None:
    world = scarce_world(seed, people=12, places=16)
    prices = drawn_prices(world, seed)
    bare = [choice(world, {}, row) for row in range(len(world.candidates))]
    checked = lower = 0
    for row, person in enumerate(world.candidates):
        first = bare[row].listed(bare[row].different(5), 5).suggestions
        for proposed in [None, *(Proposed(candidate=name_of(person), vacancies=(one.vacancy,),
                                          coach=one.coach) for one in first[-1:])]:  # fmt: skip
            made = choice(world, prices, row, proposed)
            found = made.listed(made.different(5), 5).suggestions

            for one in found:
                assert one.price == plain_price(world, one, person, (prices, proposed))
            expect_ranked(world, found)
            checked += len(found)
            lower += sum(one.others_need_more for one in found)
    assert checked > 20
    assert lower > 0


def expect_ranked(world: Snapshot, found: tuple[Suggestion, ...]) -> None:
    order = [name_of(place) for place in world.vacancies]

    def stands(one: Suggestion, price: int) -> tuple[int, bool, int]:
        return price - one.fit, one.question, order.index(one.vacancy)

    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    assert list(found) == sorted(found, key=lambda one: stands(one, one.price))
    for at, one in enumerate(found):
        above = any(stands(other, 0) > stands(one, 0) for other in found[:at])
        assert one.others_need_more == above
        if above:
            assert one.price > 0


@pytest.mark.parametrize("seed", range(8))
def test_what_the_night_proposes_to_somebody_is_on_the_list_and_has_no_price(seed: int) -> None:
    world = scarce_world(seed, people=20, places=10)
    plan = match(world, WEIGHTS, MatchParams(seed=1))
    prices = {use.name: use.price for use in plan.resources if use.price}
    rows = {name_of(person): row for row, person in enumerate(world.candidates)}
    shown = 0
    for proposal in plan.proposals:
        own = Proposed(candidate=proposal.candidate, vacancies=proposal.vacancies,
                       coach=proposal.coach)  # fmt: skip
        made = choice(world, prices, rows[proposal.candidate], own)

        found = {one.vacancy: one for one in made.listed(made.different(1), 1).suggestions}

        if len(proposal.vacancies) == 1 and made.own:
            (one,) = found.values()
            assert (one.vacancy,) == proposal.vacancies
            if one.coach == proposal.coach:
                assert one.price == 0
            shown += 1
    assert prices
    assert shown > 3


def test_a_place_that_others_need_more_stands_lower_and_says_so() -> None:
    best, other, *houses = places(2)
    world = (known_candidate(preferences=LIKED), replace(best, work="sorting"), other, *houses)
    free = listed(*world, prices={})
    gap = free.suggestions[0].fit - free.suggestions[1].fit

    dear = listed(*world, prices=seats("v1", gap + 1))
    equal = listed(*world, prices=seats("v1", gap))

    assert names(free) == names(equal) == ["v1", "v2"]
    assert names(dear) == ["v2", "v1"]
    assert [(one.rank, one.price, one.others_need_more) for one in dear.suggestions] == [
        (1, 0, False),
        (2, gap + 1, True),
    ]
    assert {one.vacancy: one.fit for one in dear.suggestions} == {
        one.vacancy: one.fit for one in free.suggestions
    }
    assert not any(one.others_need_more for one in (*free.suggestions, *equal.suggestions))


def test_a_route_earns_no_bonus_and_so_stands_below_a_placement_that_costs_less_than_it() -> None:
    route = known_vacancy(reference="v1", kind=Kind.ROUTE, organisation="o1")
    work = known_vacancy(reference="v2", organisation="o2")
    houses = (organisation(reference="o1"), organisation(reference="o2"))

    columns = Columns.of(snapshot(known_candidate(), route, work, *houses), WeightSet())

    cheap, dear = (
        short_list(columns, 0, desk=desk.as_seen_by(columns))
        for price in (9_000, 19_000)
        for desk in [Desk.over(columns.supply, (), Prices.of(seats("v2", price)))]
    )

    assert names(cheap) == ["v2", "v1"]
    assert names(dear) == ["v1", "v2"]


def test_a_price_that_changes_no_order_is_no_reason() -> None:
    best, other, *houses = places(2)
    world = (known_candidate(preferences=LIKED), replace(best, work="sorting"), other, *houses)

    found = listed(*world, prices=seats("v2", 900))

    assert names(found) == ["v1", "v2"]
    assert not any(one.others_need_more for one in found.suggestions)


@pytest.mark.parametrize(
    ("price", "counted"),
    [(1e300, most_worth(WEIGHTS)), (inf, 0), (nan, 0), (-50.0, 0), (0.4, 0), (0.6, 1)],
)
def test_no_price_is_larger_than_any_place_can_be_worth(price: float, counted: int) -> None:
    found = listed(known_candidate(), *places(1), prices=seats("v1", price))

    assert [one.price for one in found.suggestions] == [counted]


def test_the_coach_who_fits_best_is_named_whatever_the_minutes_are_worth_to_others() -> None:
    needs = known_candidate(coaching_minutes=60, known_coach="k1")
    coaches = (COACH, replace(COACH, reference="k2"))
    dear = {ResourceName(ResourceKind.COACHING, "GM0222/k1"): 4.0}

    (one,) = listed(
        needs, known_vacancy(needs_coach=True), coaches=coaches, prices=dear
    ).suggestions

    assert (one.coach, one.price) == ("GM0222/k1", 240)


def test_guidance_at_another_level_than_the_plan_knew_has_no_price() -> None:
    house = organisation(guidance_minutes={LIGHT: 60})
    needs = known_candidate(guidance_level=LIGHT, guidance_minutes=30)
    name = ResourceName(ResourceKind.GUIDANCE, "GM0222/o1", LIGHT)

    of_light = listed(needs, known_vacancy(), house, prices={name: 5.0})
    above = replace(house, guidance_minutes={GuidanceLevel.MEDIUM: 60})
    of_medium = listed(needs, known_vacancy(), above, prices={name: 5.0})

    assert [one.price for one in (*of_light.suggestions, *of_medium.suggestions)] == [150, 0]


@pytest.mark.parametrize("size", [3, 4, 5])
@pytest.mark.parametrize("seed", range(4))
def test_a_list_is_varied_at_any_prices(size: int, seed: int) -> None:
    dice = random.Random(seed)
    vacancies, prices = [], {}
    for number in range(30):
        work = dice.choice(["sorting", "cooking", "garden_work"])
        vacancies.append(known_vacancy(reference=f"v{number:02}", organisation=f"o{number % 8}",
                                       work=work))  # fmt: skip
        prices |= seats(f"v{number:02}", dice.uniform(0, 4_000))
    houses = [organisation(reference=f"o{number}") for number in range(8)]

    found = listed(known_candidate(preferences=LIKED), *vacancies, *houses, prices=prices,
                   size=size).suggestions  # fmt: skip

    assert len(found) == size
    assert len({one.organisation for one in found}) == size
    works = [one.work for one in found]
    assert max(map(works.count, works)) <= 2
    gains = [one.fit - one.price for one in found]
    assert gains == sorted(gains, reverse=True)


def test_a_list_without_a_plan_is_the_one_by_fit() -> None:
    world = scarce_world(3, people=12, places=16)
    columns = Columns.of(world, WEIGHTS)

    for row in range(len(world.candidates)):
        found = short_list(columns, row).suggestions
        assert [one.price for one in found] == [0] * len(found)
        assert [one.fit for one in found] == sorted((one.fit for one in found), reverse=True)
