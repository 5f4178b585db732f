"""Places one after the other: turns of a vacancy, on its start dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from solver.bottlenecks import bottlenecks, seen_by
from solver.codes import Kind
from solver.errors import InvalidRecord
from solver.ground import Period, name_of
from solver.judge import plan_violations
from solver.match import MatchParams, match
from solver.plan import UnplacedReason
from solver.resources import ResourceKind
from solver.snapshot import Forbid
from solver.supply import Supply
from solver.supposed import More, supposed
from solver.turns import is_turn, room_until, turns_of, vacancy_of
from tests.solver.builders import TODAY, snapshot, vacancy
from tests.solver.turn_worlds import (
    FIRST,
    SECOND,
    TERM,
    THIRD,
    V1,
    WEIGHTS,
    on,
    people,
    placed,
    planned,
    small_world,
    there,
    turn,
    world_of,
)
from tests.solver.worlds import known_vacancy


@pytest.mark.parametrize(
    ("given", "flaws"),
    [
        ({"days": (0, 28, 56, 84)}, []),
        (
            {"days": (0, 28, 56, 84, 112)},
            [("start_dates", "5 days", "of at most 4")],
        ),
        (
            {"days": (28, 0)},
            [
                (
                    "start_dates",
                    "2026-03-30, 2026-03-02",
                    "in order, each 28 days or more",
                )
            ],
        ),
        (
            {"days": (0, 27)},
            [
                (
                    "start_dates",
                    "2026-03-02, 2026-03-29",
                    "in order, each 28 days or more",
                )
            ],
        ),
        (
            {"days": (0, 28), "period": Period(TODAY, TODAY + timedelta(days=27))},
            [("start_dates", "2026-03-30", "within the period, 2026-03-02 to 2026-03-29")],
        ),
        (
            {"days": (0, 28), "term_weeks": None},
            [("term_weeks", "nothing", "to be given, as a turn lasts a term")],
        ),
        (
            {"days": (2912382,)},
            [("start_dates", "9999-12-31", "of which the term has an end")],
        ),
        ({"days": (0,), "term_weeks": 10**12}, [("term_weeks", "1000000000000", "within 1-520")]),
        (
            {"days": (0, 0, 1, -1, 3), "term_weeks": None, "period": Period(TODAY)},
            [
                ("start_dates", "5 days", "of at most 4"),
                ("term_weeks", "nothing", "to be given, as a turn lasts a term"),
                ("start_dates", "2026-03-01", "within the period, 2026-03-02 to any day"),
                ("start_dates", "2026-03-02, 2026-03-02", "in order, each a day or more"),
                ("start_dates", "2026-03-03, 2026-03-01", "in order, each a day or more"),
            ],
        ),
    ],
)
def test_start_dates_are_few_in_order_within_the_period_and_a_term_apart(
    given: dict[str, Any], flaws: list[tuple[str, str, str]]
) -> None:
    days = tuple(TODAY + timedelta(days=each) for each in given.pop("days"))

    found = []
    try:
        on(*days, **given)
    except InvalidRecord as refused:
        found = [(flaw.field, flaw.value, flaw.expected) for flaw in refused.flaws]

    assert [(field, value) for field, value, _ in found] == [each[:2] for each in flaws]
    assert all(said in told for (*_, told), (*_, said) in zip(found, flaws, strict=True))


def test_a_turn_lasts_the_term_and_is_named_with_its_day() -> None:
    place = on(FIRST, SECOND, period=Period(TODAY, SECOND + timedelta(days=9)))

    one, other = turns_of([place], TODAY)

    assert [one.reference, other.reference] == [f"v1@{FIRST}", f"v1@{SECOND}"]
    assert one.period == Period(FIRST, SECOND - timedelta(days=1))
    assert other.period == Period(SECOND, SECOND + timedelta(days=9))
    assert [*turns_of([one, other], TODAY)] == [one, other]
    assert is_turn(one.reference)
    assert not is_turn(place.reference)
    assert vacancy_of(name_of(one)) == name_of(place)


def test_turns_that_have_begun_are_left_out_and_the_last_tells_that_all_have() -> None:
    yesterday, long_ago = TODAY - timedelta(days=1), TODAY - timedelta(days=60)

    some = [*turns_of([on(long_ago, TODAY, SECOND)], TODAY)]
    none = [*turns_of([on(long_ago, yesterday)], TODAY)]

    assert [each.reference for each in some] == [f"v1@{TODAY}", f"v1@{SECOND}"]
    assert [each.reference for each in none] == [f"v1@{yesterday}"]


def test_a_vacancy_without_start_dates_stays_the_same_object() -> None:
    place = vacancy()

    assert next(turns_of([place], TODAY)) is place


def test_a_snapshot_wants_turns() -> None:
    with pytest.raises(InvalidRecord, match="to be there as its turns"):
        snapshot(on(FIRST))


def test_two_people_have_one_seat_one_after_the_other() -> None:
    plan = planned(world_of(*people(3), on(FIRST, SECOND)))

    assert sorted((p.vacancies, p.start) for p in plan.proposals) == [
        ((turn(FIRST),), FIRST),
        ((turn(SECOND),), SECOND),
    ]
    (left,) = plan.unplaced
    assert left.reason is UnplacedReason.RESOURCE_TAKEN
    assert getattr(left.detail, "kind", None) is ResourceKind.SEATS
    assert vacancy_of(getattr(left.detail, "reference", "")) == V1


def test_a_turn_begins_on_its_day_only() -> None:
    late = people(1, available=Period(FIRST + timedelta(days=1), None))

    assert placed(world_of(*late, on(FIRST, SECOND))) == [turn(SECOND)]


def test_who_comes_too_late_for_every_turn_is_told_the_period() -> None:
    late = people(1, available=Period(THIRD + timedelta(days=1), None))

    (left,) = planned(world_of(*late, on(FIRST, SECOND, THIRD))).unplaced

    assert (left.reason, left.detail) == (UnplacedReason.NOWHERE_ELIGIBLE, "period")


def test_where_every_turn_has_begun_nobody_may_come() -> None:
    (left,) = planned(world_of(*people(1), on(TODAY - timedelta(days=1)))).unplaced

    assert (left.reason, left.detail) == (UnplacedReason.NOWHERE_ELIGIBLE, "period")


@pytest.mark.parametrize(
    ("first", "last", "free"),
    [
        (TODAY, FIRST - timedelta(days=1), [FIRST, SECOND]),
        (TODAY, FIRST, [SECOND]),
        (TODAY, SECOND, []),
        (TODAY, None, []),
        (SECOND, None, [FIRST]),
        (SECOND - timedelta(days=1), SECOND - timedelta(days=1), [SECOND]),
        (None, SECOND - timedelta(days=1), [SECOND]),
        (SECOND + timedelta(weeks=TERM), None, [FIRST, SECOND]),
    ],
)
def test_a_placement_holds_the_seat_of_each_turn_it_overlaps(
    first: date | None, last: date | None, free: list[date]
) -> None:
    world = world_of(*people(3), on(FIRST, SECOND), placements=(there(Period(first, last)),))

    assert placed(world) == [turn(day) for day in free]


def test_a_placement_that_names_a_turn_holds_no_other() -> None:
    held = there(Period(FIRST, None), turn(FIRST))

    assert placed(world_of(*people(2), on(FIRST, SECOND), placements=(held,))) == [turn(SECOND)]


@pytest.mark.parametrize("of", [V1, turn(FIRST)])
def test_who_has_one_turn_is_proposed_no_other(of: str) -> None:
    has = there(Period(FIRST, SECOND - timedelta(days=1)), of, "GM0222/c0")
    (person,) = people(1, places_wanted=2)

    world = world_of(person, on(FIRST, SECOND), placements=(has,))

    assert [left.detail for left in planned(world).unplaced] == ["forbidden"]


def test_what_somebody_does_already_in_a_turn_counts_in_the_week() -> None:
    has = there(Period(FIRST, SECOND - timedelta(days=1)), V1, "GM0222/c0")
    (person,) = people(1, places_wanted=2)
    whole_week, other = on(FIRST, SECOND, dayparts_needed=10), known_vacancy(reference="v2")

    (left,) = planned(world_of(person, whole_week, other, placements=(has,))).unplaced

    assert left.detail == "dayparts"


def test_a_refusal_holds_for_every_turn() -> None:
    refused = Forbid(candidate="GM0222/c0", vacancy=V1)

    (left,) = planned(world_of(*people(1), on(FIRST, SECOND), forbids=(refused,))).unplaced

    assert left.detail == "forbidden"


def test_two_turns_of_one_vacancy_are_never_two_places_of_one_person() -> None:
    (person,) = people(1, places_wanted=2)
    other = known_vacancy(reference="v2", kind=Kind.SOCIAL_ACTIVATION)

    both = planned(world_of(person, on(FIRST, SECOND, dayparts_needed=1), other)).proposals
    alone = planned(world_of(person, on(FIRST, SECOND, dayparts_needed=1))).proposals

    assert [len(set(map(vacancy_of, each.vacancies))) for each in both] == [2]
    assert [len(each.vacancies) for each in alone] == [1]


def test_people_to_be_kept_apart_may_come_one_after_the_other() -> None:
    one, other = people(2)
    apart = replace(one, not_together_with=frozenset({"c1"}))

    assert placed(world_of(apart, other, on(FIRST, SECOND, seats=2))) == [
        turn(FIRST), turn(SECOND),
    ]  # fmt: skip


def test_who_must_not_meet_somebody_comes_when_that_one_is_gone() -> None:
    (person,) = people(1, not_together_with=frozenset({"c9"}))
    runs = there(Period(TODAY, FIRST))

    world = world_of(person, on(FIRST, SECOND, seats=3), placements=(runs,))

    assert placed(world) == [turn(SECOND)]


def test_another_turn_is_no_runner_up() -> None:
    alone = planned(world_of(*people(1), on(FIRST, SECOND)))
    other = known_vacancy(reference="v2", work="sorting")
    beside = planned(world_of(*people(1), on(FIRST, SECOND), other))

    assert [each.runner_up_fit for each in alone.proposals] == [None]
    assert [each.runner_up_fit is None for each in beside.proposals] == [False]


def test_a_change_opens_a_vacancy_once_whatever_its_turns() -> None:
    (person,) = people(1, load={"max_week_minutes": 120, "wish_week_minutes": 120})
    other = known_vacancy(reference="v2")

    (left,) = planned(world_of(person, on(FIRST, SECOND), other)).unplaced

    assert {one.opens for one in left.enabling} == {2}


def test_a_seat_more_is_one_in_every_turn_and_of_a_turn_in_that_one() -> None:
    world = world_of(*people(6), on(FIRST, SECOND))

    def seats(vacancy_named: str) -> list[int]:
        more = More(what=ResourceKind.SEATS, amount=1, vacancy=vacancy_named)
        return [place.seats for place in supposed(world, [more]).vacancies]

    assert seats(V1) == [2, 2]
    assert seats(turn(SECOND)) == [1, 2]


def test_a_bottleneck_is_the_seats_of_one_turn() -> None:
    world = world_of(*people(3), on(FIRST, SECOND))

    (one,) = bottlenecks(world, planned(world))

    assert one.name.reference in {turn(FIRST), turn(SECOND)}
    assert seen_by(world, one.name) == {"GM0222"}
    assert len(planned(supposed(world, [one.more])).proposals) == 3


def test_somebody_may_stay_until_the_next_turn_or_the_end() -> None:
    place = on(FIRST, SECOND, period=Period(TODAY, THIRD))

    assert room_until(place, FIRST) == SECOND - timedelta(days=1)
    assert room_until(place, SECOND) == THIRD
    assert room_until(replace(place, period=Period(TODAY)), SECOND) is None
    assert room_until(known_vacancy(), SECOND) is None


@pytest.mark.parametrize("wrong", ["late", "crowded", "twice", "held"])
def test_the_judge_finds_a_turn_that_cannot_be(wrong: str) -> None:
    world = world_of(*people(2, places_wanted=2), on(FIRST, SECOND))
    plan = match(world, WEIGHTS, MatchParams(seed=1))
    one, other = plan.proposals
    changed = {
        "late": (replace(one, start=one.start + timedelta(days=1)), other),
        "crowded": (replace(one, vacancies=other.vacancies, start=other.start), other),
        "twice": (replace(one, vacancies=(turn(FIRST), turn(SECOND))), other),
        "held": (one, other),
    }[wrong]
    if wrong == "held":
        world = world.having(placements=(there(Period(FIRST, FIRST)),))

    broken = plan_violations(world, WEIGHTS, replace(plan, proposals=changed))

    said = {
        "late": "on the day of the turn",
        "crowded": "at most 1 people",
        "twice": "different places",
        "held": "at most 1 people",
    }[wrong]
    assert any(said in line for line in broken)


@pytest.mark.parametrize("seed", range(30))
def test_a_later_state_with_turns_is_encoded_as_from_the_start(seed: int) -> None:
    before, after = small_world(seed), small_world(seed + 1)
    kept = tuple(before.vacancies[:1]) + tuple(
        each for each in after.vacancies if each.reference != before.vacancies[0].reference
    )
    later = before.having(vacancies=kept, placements=after.placements)

    one, other = Supply.of(before).revised(later), Supply.of(later)

    assert (one.vacancy_names, one.turns) == (other.vacancy_names, other.turns)
    assert one.vacancies.seats_free.tolist() == other.vacancies.seats_free.tolist()
    assert one.vacancies.last_start.tolist() == other.vacancies.last_start.tolist()
