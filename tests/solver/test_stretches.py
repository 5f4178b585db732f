"""What an organisation has is counted stretch by stretch where people come one after the other."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from solver import stretches
from solver.assignment import Outcome
from solver.bottlenecks import bottlenecks, seen_by
from solver.check import Asked, check
from solver.codes import GuidanceLevel
from solver.columns import Columns
from solver.desk import Desk, Prices
from solver.ground import Period
from solver.judge import plan_violations
from solver.longer import lacking_longer
from solver.match import MatchParams, match
from solver.plan import Would
from solver.resources import ResourceKind, ResourceName, Resources
from solver.shortlist import short_list
from solver.snapshot import Placement, Proposed, Snapshot
from solver.steps import Adjustment, Step
from solver.stretches import Stretches, cuts_of
from solver.supposed import supposed
from solver.takers import proposed_takes, running_takes
from solver.turns import is_turn, turns_of, vacancy_of
from tests.solver.builders import TODAY, Dice, organisation
from tests.solver.turn_worlds import (
    FIRST,
    SECOND,
    TERM,
    V1,
    WEIGHTS,
    best_by_hand,
    on,
    people,
    placed,
    planned,
    small_world,
    there,
    turn,
    world_of,
)
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

SEATS, GUIDANCE, TOTAL = ResourceKind.SEATS, ResourceKind.GUIDANCE, ResourceKind.TOTAL
LIGHT = GuidanceLevel.LIGHT
HOUSE, OTHER = "GM0222/o1", "GM0222/v2"
DAY = timedelta(days=1)
ENDED = SECOND + timedelta(weeks=TERM)
GUIDED: dict[str, Any] = {"guidance_level": LIGHT, "guidance_minutes": 60}
#: Guides with time for one person; room for one person.
NARROW = [{"guidance_minutes": {LIGHT: 60}}, {"total_seats": 1}]
narrow = pytest.mark.parametrize("house", NARROW, ids=["guidance", "total"])


def guided(count: int, **given: Any) -> list[Any]:
    return people(count, **{**GUIDED, **given})


def busy(days: Period, name: str = V1, who: str = "GM0222/c9") -> Placement:
    return replace(there(days, name, who), guidance_minutes=60)


def named(day: date | None = None) -> str:
    return HOUSE if day is None else f"{HOUSE}@{day}"


def test_time_is_cut_where_turns_begin_and_have_ended() -> None:
    begun = TODAY - timedelta(weeks=TERM)
    vacancies = turns_of([on(begun, TODAY, SECOND), on(FIRST, reference="v2", organisation="o2"),
                          known_vacancy(reference="v3", organisation="o3")], TODAY)  # fmt: skip

    assert cuts_of(vacancies, TODAY) == {
        HOUSE: [TODAY + timedelta(weeks=TERM), SECOND, ENDED],
        "GM0222/o2": [FIRST, SECOND],
    }


def test_of_a_turn_that_has_begun_only_the_end_is_a_cut() -> None:
    begun, gone = TODAY - timedelta(weeks=1), TODAY - timedelta(weeks=TERM)
    others = on(gone, reference="v2", organisation="o2")

    cuts = cuts_of(turns_of([on(begun), others], TODAY), TODAY)

    assert cuts == {HOUSE: [begun + timedelta(weeks=TERM)]}


def test_where_there_would_be_too_many_days_near_beginnings_stay() -> None:
    days = [TODAY + timedelta(weeks=weeks) for weeks in (2, 8, 14, 20)]
    more = [day + DAY for day in days]
    most = stretches.MOST_STRETCHES - 1

    places = [on(*days, term_weeks=2), on(*more, reference="v2", term_weeks=2)]
    (cuts,) = cuts_of(turns_of(places, TODAY), TODAY).values()

    ended = sorted(day + timedelta(weeks=2) for day in (*days, *more))
    assert cuts == sorted([*days, *more, *ended[: most - 8]])
    assert len(cuts) == most < 16


def test_a_stretch_holds_its_days_and_is_named_with_the_first() -> None:
    found = Stretches.of({HOUSE: [FIRST, SECOND]}, ["GM0222/o0", HOUSE])
    first, second = ((day - date(1970, 1, 1)).days for day in (FIRST, SECOND))

    assert found.numbered(1, first - 1, first - 1) == [0]
    assert found.numbered(1, first, second - 1) == [1]
    assert found.numbered(1, first - 1, second) == [0, 1, 2]
    assert found.numbered(0, first, second) == [0]
    assert [found.at(1, day) for day in (None, FIRST, SECOND - DAY, SECOND)] == [0, 1, 1, 2]
    assert [found.name(HOUSE, number) for number in range(3)] == [
        HOUSE, f"{HOUSE}@{FIRST}", f"{HOUSE}@{SECOND}",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_without_start_dates_an_organisation_has_one_of_each(seed: int) -> None:
    world = scarce_world(seed)

    scarce = Resources.of(Columns.of(world, WEIGHTS).supply, world.candidates)

    kinds = (GUIDANCE, TOTAL)
    names = Counter((name.kind, name.reference, name.level) for name in scarce.names)
    assert set(names.values()) == {1}
    assert not any("@" in name.reference for name in scarce.names if name.kind in kinds)
    assert scarce.thing == [*range(len(scarce.names))]


@narrow
def test_two_people_have_what_is_enough_for_one_one_after_the_other(house: dict[str, Any]) -> None:
    world = world_of(*guided(3), on(FIRST, SECOND, seats=2), organisation(**house))

    plan = planned(world)

    assert sorted(name for one in plan.proposals for name in one.vacancies) == [
        turn(FIRST), turn(SECOND),
    ]  # fmt: skip
    (left,) = plan.unplaced
    assert isinstance(left.detail, ResourceName)
    assert left.detail.kind is (GUIDANCE if "guidance_minutes" in house else TOTAL)
    assert left.detail.reference in {named(FIRST), named(SECOND)}
    assert left.competing == 3


@narrow
def test_turns_of_two_vacancies_that_meet_are_counted_together(house: dict[str, Any]) -> None:
    meeting = on(FIRST + timedelta(weeks=1), SECOND + timedelta(weeks=2), reference="v2")
    apart = on(SECOND, ENDED, reference="v2")
    world = world_of(*guided(4), on(FIRST), meeting, organisation(**house))

    # The first of v2 meets that of v1, the second does not.
    assert len(placed(world)) == 2
    assert len(placed(world_of(*guided(4), on(FIRST), apart, organisation(**house)))) == 3


@narrow
def test_a_place_without_an_end_is_taken_from_its_start_on(house: dict[str, Any]) -> None:
    def both(begins: date) -> list[str]:
        late = known_candidate(reference="late", available=Period(begins, None), **GUIDED)
        open_ended = known_vacancy(reference="v2", work="sorting")
        never = replace(late, not_together_with=frozenset())
        short = guided(1, available=Period(None, begins - DAY))
        return placed(world_of(never, *short, on(FIRST), open_ended, organisation(**house)))

    assert both(SECOND) == [turn(FIRST), OTHER]
    assert len(both(SECOND - DAY)) == 1


@narrow
@pytest.mark.parametrize(
    ("first", "last", "free"),
    [
        (TODAY, FIRST - DAY, [FIRST, SECOND]),
        (TODAY, FIRST, [SECOND]),
        (FIRST, SECOND - DAY, [SECOND]),
        (TODAY, SECOND, []),
        (None, None, []),
        (SECOND, None, [FIRST]),
        (ENDED, None, [FIRST, SECOND]),
    ],
)
def test_a_placement_takes_of_each_stretch_that_it_overlaps(
    first: date | None, last: date | None, free: list[date], house: dict[str, Any]
) -> None:
    runs = busy(Period(first, last), OTHER)
    other = known_vacancy(reference="v2", seats=1)

    world = world_of(
        *guided(3), on(FIRST, SECOND), other, organisation(**house), placements=(runs,)
    )

    assert [name for name in placed(world) if is_turn(name)] == [turn(day) for day in free]


@narrow
def test_who_is_introduced_to_a_turn_is_there_until_it_ends(house: dict[str, Any]) -> None:
    introduced = busy(Period(FIRST, None), turn(FIRST))
    world = world_of(*guided(2), on(FIRST, SECOND), organisation(**house), placements=(introduced,))

    assert placed(world) == [turn(SECOND)]


def test_who_has_two_places_at_once_is_one_person_of_the_total() -> None:
    (person,) = people(1, places_wanted=2)
    other = known_vacancy(reference="v2", work="sorting")
    world = world_of(person, on(FIRST, dayparts_needed=1), other, organisation(total_seats=1))

    (proposal,) = planned(world).proposals

    assert proposal.vacancies == (turn(FIRST), OTHER)


@pytest.mark.parametrize("seed", range(24))
def test_the_parts_of_who_takes_what_add_up_stretch_by_stretch(seed: int) -> None:
    world = small_world(seed, aligned=False)
    plan = planned(world)
    stands = tuple(
        Proposed(candidate=each.candidate, vacancies=each.vacancies) for each in plan.proposals
    )
    columns = Columns.of(world.having(proposed=stands), WEIGHTS)
    scarce = Resources.of(columns.supply, world.candidates)
    held, used = ([0] * len(scarce.names) for _ in range(2))

    for take in running_takes(columns.supply, scarce, world.candidates, world.placements):
        held[take.resource] += take.amount
    for take in proposed_takes(columns, scarce):
        used[take.resource] += take.amount

    assert held == scarce.held
    assert used == [use.used for use in plan.resources]


def test_the_desk_says_of_what_stretch_too_little_is_left_and_who_has_it() -> None:
    world = world_of(
        *guided(2), known_candidate(reference="c9", **GUIDED), on(FIRST, SECOND, seats=2),
        organisation(guidance_minutes={LIGHT: 60}),
        placements=(busy(Period(FIRST, SECOND - DAY)),),
    )  # fmt: skip
    columns = Columns.of(world, WEIGHTS)

    first, second = check(columns, [Asked(0, 0), Asked(0, 1)]).each
    (shown,) = short_list(columns, 0).suggestions

    (lack,) = first.lacking
    assert lack.resource == ResourceName(GUIDANCE, named(FIRST), LIGHT)
    assert (lack.left, lack.asked) == (0, 60)
    assert [(taker.candidate, taker.amount) for taker in lack.by] == [("GM0222/c9", 60)]
    assert second.lacking == ()
    assert shown.vacancy == turn(SECOND)


def test_what_was_never_enough_is_named_without_a_day() -> None:
    world = world_of(
        *guided(1), on(FIRST, SECOND), organisation(guidance_minutes={LIGHT: 30})
    )  # fmt: skip
    whole = ResourceName(GUIDANCE, HOUSE, LIGHT)

    assert [left.detail for left in planned(world).unplaced] == [whole]
    assert short_list(Columns.of(world, WEIGHTS), 0).detail == whole


@pytest.mark.parametrize(
    ("day", "dear"), [(None, None), (FIRST, FIRST), (SECOND, SECOND), (SECOND + DAY, SECOND)]
)
def test_a_place_costs_what_its_own_stretch_was_worth(day: date | None, dear: date | None) -> None:
    world = world_of(*guided(1), on(FIRST, SECOND), organisation(guidance_minutes={LIGHT: 90}))
    columns = Columns.of(world, WEIGHTS)
    prices = Prices.of({ResourceName(GUIDANCE, named(day), LIGHT): 2.0})

    desk = Desk.over(columns.supply, world.candidates, prices)
    (shown,) = short_list(columns, 0, 5, desk.as_seen_by(columns)).suggestions

    rates = {desk.scarce.names[at].reference: rate for at, rate in enumerate(desk.rate) if rate}
    assert rates == {named(dear): 2.0}
    assert (shown.vacancy, shown.price) == (turn(FIRST), 120 if dear == FIRST else 0)


def test_a_bottleneck_is_what_the_organisation_has_in_all_stretches() -> None:
    world = world_of(
        *guided(4), on(FIRST, SECOND, seats=2), organisation(guidance_minutes={LIGHT: 60})
    )  # fmt: skip
    plan = planned(world)
    priced = tuple(replace(use, price=float(at)) for at, use in enumerate(plan.resources))
    prices = [use.price for use in priced if use.name.kind is GUIDANCE]

    (one,) = bottlenecks(world, replace(plan, resources=priced), 1)

    assert one.name == ResourceName(GUIDANCE, HOUSE, LIGHT)
    assert one.price == sum(prices) > max(prices)
    assert (one.waiting, one.competing) == (2, None)
    assert seen_by(world, one.name) == {"GM0222"}
    assert len(planned(supposed(world, [one.more])).proposals) == 4


def test_more_of_it_would_help_is_said_of_the_organisation() -> None:
    world = world_of(
        *guided(3), on(FIRST, SECOND, seats=2), on(FIRST + DAY, reference="v2"),
        organisation(guidance_minutes={LIGHT: 60}),
    )  # fmt: skip

    (left,) = planned(world).unplaced

    more = Adjustment(Step.GUIDANCE, HOUSE, 60)
    (told,) = (one for one in left.enabling if one.change.step is Step.GUIDANCE)
    assert (told.change, told.would) == (more, Would.PLACED)
    assert told.opens == 2


@narrow
def test_the_judge_finds_a_day_on_which_too_many_are_there(house: dict[str, Any]) -> None:
    world = world_of(*guided(2), on(FIRST, SECOND, seats=2), organisation(**house))
    plan = match(world, WEIGHTS, MatchParams(seed=1))
    one, other = plan.proposals
    crowded = replace(plan, proposals=(one, replace(
        other, vacancies=one.vacancies, start=one.start)))  # fmt: skip

    broken = plan_violations(world, WEIGHTS, crowded)

    assert [f"on {one.start}, got" in line for line in broken] == [True]


@narrow
@pytest.mark.parametrize(
    ("name", "days", "broken"),
    [
        (V1, Period(FIRST, FIRST), 1),
        (V1, Period(TODAY, FIRST - DAY), 0),
        (turn(FIRST), Period(FIRST, None), 1),
        (OTHER, Period(TODAY, None), 2),
        (OTHER, Period(ENDED, None), 0),
        (OTHER, Period(ENDED - DAY, None), 1),
    ],
)
def test_the_judge_counts_placements_on_their_days(
    house: dict[str, Any], name: str, days: Period, broken: int
) -> None:
    world = world_of(
        *guided(2), on(FIRST, SECOND, seats=2), known_vacancy(reference="v2"), organisation(**house)
    )  # fmt: skip
    plan = match(world, WEIGHTS, MatchParams(seed=1))
    chosen = [turn(FIRST), turn(SECOND)]
    first = plan.proposals[0]
    both = tuple(
        replace(first, candidate=f"GM0222/c{at}", vacancies=(place,), start=start)
        for at, (place, start) in enumerate(zip(chosen, (FIRST, SECOND), strict=True))
    )
    later = world.having(placements=(busy(days, name), busy(days, name, "GM0222/c8")))

    found = plan_violations(later, WEIGHTS, replace(plan, proposals=both, unplaced=()))

    assert len([line for line in found if line.startswith(HOUSE)]) == broken


def test_who_asks_nothing_of_guides_who_have_too_much_already_may_come() -> None:
    crowd = (busy(Period(TODAY, None)), busy(Period(TODAY, None), who="GM0222/c8"))
    house = organisation(guidance_minutes={LIGHT: 60})

    world = world_of(*people(1), on(FIRST, seats=3), house, placements=crowd)

    assert placed(world) == [turn(FIRST)]


def test_who_would_stay_longer_is_told_of_what_too_little_is_left_and_when() -> None:
    runs, comes = busy(Period(TODAY, FIRST)), busy(Period(SECOND, ENDED), OTHER, "GM0222/c8")
    other = known_vacancy(reference="v2")
    world = world_of(
        on(FIRST, SECOND), other, organisation(guidance_minutes={LIGHT: 90}, total_seats=1),
        placements=(runs, comes),
    )  # fmt: skip

    def lacks(last: date | None) -> list[tuple[ResourceName, int, int]]:
        found = lacking_longer(world, replace(runs, period=Period(TODAY, last)), FIRST)
        return [(lack.resource, lack.left, lack.asked) for lack in found]

    assert lacks(SECOND - DAY) == lacks(FIRST) == []
    assert lacks(SECOND) == [
        (ResourceName(GUIDANCE, named(SECOND), LIGHT), 30, 60),
        (ResourceName(TOTAL, named(SECOND)), 0, 1),
    ]
    assert len(lacks(None)) == 4


def test_nobody_stays_longer_into_what_another_was_given_when_the_last_turn_has_begun() -> None:
    begun = TODAY - timedelta(days=1)
    runs, comes = busy(Period(begun, FIRST)), busy(Period(SECOND, None), OTHER, "GM0222/c8")
    gone = busy(Period(TODAY, FIRST + DAY), OTHER, "GM0222/c7")
    world = world_of(
        on(begun), known_vacancy(reference="v2", seats=2),
        organisation(guidance_minutes={LIGHT: 60}), placements=(runs, comes, gone),
    )  # fmt: skip

    def lacks(last: date) -> int:
        return len(lacking_longer(world, replace(runs, period=Period(begun, last)), FIRST + DAY))

    assert (lacks(SECOND - DAY), lacks(SECOND) > 0) == (0, True)


def test_who_would_stay_longer_may_where_there_is_enough_for_all() -> None:
    runs, comes = busy(Period(TODAY, FIRST)), busy(Period(SECOND, ENDED), OTHER, "GM0222/c8")
    world = world_of(
        on(FIRST, SECOND), known_vacancy(reference="v2"), placements=(runs, comes)
    )  # fmt: skip
    house = organisation(guidance_minutes={LIGHT: 120}, total_seats=2)
    world = world.having(organisations=(house,))

    assert lacking_longer(world, replace(runs, period=Period(TODAY, None)), FIRST) == ()


def test_without_turns_it_does_not_matter_how_long_somebody_stays() -> None:
    runs = busy(Period(TODAY, FIRST))
    world = world_of(
        known_vacancy(), organisation(guidance_minutes={LIGHT: 30}), placements=(runs,)
    )

    assert lacking_longer(world, replace(runs, period=Period(TODAY, None)), FIRST) == ()


@pytest.fixture
def every_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no most to the stretches of an organisation."""
    monkeypatch.setattr(stretches, "MOST_STRETCHES", 99)


@pytest.mark.usefixtures("every_cut")
@pytest.mark.parametrize("seed", range(160))
def test_the_best_plan_of_a_small_world_with_turns_is_found(seed: int) -> None:
    world = small_world(seed)

    plan = planned(world)

    assert plan.result.outcome is Outcome.OPTIMAL
    assert plan.result.value == (best_by_hand(world),)


@pytest.mark.parametrize("most", [1, 3, 12])
@pytest.mark.parametrize("seed", range(40))
def test_with_few_stretches_a_plan_is_still_sound_and_no_worse_than_all_at_once(
    seed: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "MOST_STRETCHES", most)
    world = small_world(seed, aligned=False)

    (value,) = planned(world).result.value

    assert best_by_hand(world, at_once=True) <= value <= best_by_hand(world)


def with_turns(world: Snapshot, seed: int) -> Snapshot:
    """Give every other vacancy of a world start dates, and so turns."""
    dice = Dice(seed)
    for number, place in enumerate(world.vacancies):
        if number % 2 == 0:
            term, first = dice.number(2, 6), TODAY + timedelta(days=dice.number(-9, 30))
            days = tuple(first + timedelta(weeks=at * term, days=at) for at in range(4))
            dated = replace(place, term_weeks=term, start_dates=days, period=Period())
            places = tuple(dated if each is place else each for each in world.vacancies)
            world = world.having(vacancies=places)
    return world.having(vacancies=tuple(turns_of(world.vacancies, TODAY)))


@pytest.mark.parametrize("seed", range(24))
def test_a_plan_of_a_whole_world_with_turns_is_sound_and_stays_as_it_is(seed: int) -> None:
    world = with_turns(scarce_world(seed), seed)
    plan = planned(world)
    stands = tuple(
        Proposed(candidate=each.candidate, vacancies=each.vacancies, coach=each.coach)
        for each in plan.proposals
    )

    again = planned(world.having(proposed=stands))

    assert any(is_turn(place.reference) for place in world.vacancies)
    assert {one.candidate: one.vacancies for one in again.proposals} == {
        one.candidate: one.vacancies for one in plan.proposals
    }


def test_the_small_worlds_have_people_one_after_the_other() -> None:
    after = 0
    kinds: Counter[object] = Counter()
    better = 0
    for seed in range(120):
        world = small_world(seed)
        plan = planned(world)
        named = [name for p in plan.proposals for name in p.vacancies if is_turn(name)]
        after += len(set(named)) > len(set(map(vacancy_of, named)))
        kinds.update({getattr(one.detail, "kind", None) for one in plan.unplaced})
        better += plan.result.value[0] > best_by_hand(world, at_once=True)

    assert after > 20
    assert better > 20
    assert min(kinds[kind] for kind in (GUIDANCE, TOTAL, SEATS)) > 5, kinds
