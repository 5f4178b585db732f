"""Places one after the other: turns of a vacancy, on its start dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from solver.assignment import Outcome
from solver.bottlenecks import bottlenecks, seen_by
from solver.codes import Kind
from solver.columns import Columns
from solver.errors import InvalidRecord
from solver.ground import Period, name_of
from solver.judge import plan_violations
from solver.match import MatchParams, Plan, match
from solver.options import NONE, build
from solver.places import Vacancy
from solver.plan import UnplacedReason
from solver.resources import ResourceKind
from solver.snapshot import Forbid, Placement, Snapshot
from solver.supply import Supply
from solver.supposed import More, supposed
from solver.turns import is_turn, room_until, turns_of, vacancy_of
from solver.weights import WeightSet
from tests.solver.builders import TODAY, Dice, organisation, snapshot, vacancy
from tests.solver.worlds import known_candidate, known_vacancy

WEIGHTS = WeightSet()
TERM = 4
FIRST, SECOND, THIRD = (TODAY + timedelta(weeks=weeks) for weeks in (1, 5, 9))
V1 = "GM0222/v1"


def on(*days: date, **given: Any) -> Vacancy:
    return known_vacancy(**{"term_weeks": TERM, "start_dates": days, **given})


def turn(day: date, name: str = V1) -> str:
    return f"{name}@{day}"


def world_of(*records: Any, **given: Any) -> Snapshot:
    """Give a snapshot with its vacancies as turns."""
    places = [*turns_of((each for each in records if isinstance(each, Vacancy)), TODAY)]
    others = [each for each in records if not isinstance(each, Vacancy)]
    return snapshot(*others, *places, **given)


def people(count: int, **given: Any) -> list[Any]:
    return [known_candidate(reference=f"c{number}", **given) for number in range(count)]


def planned(world: Snapshot) -> Plan:
    plan = match(world, WEIGHTS, MatchParams(seed=1))
    assert plan_violations(world, WEIGHTS, plan) == []
    return plan


def placed(world: Snapshot) -> list[str]:
    return sorted(name for proposal in planned(world).proposals for name in proposal.vacancies)


def there(days: Period, name: str = V1, who: str = "GM0222/c9") -> Placement:
    return Placement(candidate=who, vacancy=name, period=days)


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


def small_world(seed: int) -> Snapshot:
    """A few people, and vacancies of which most have turns, with somebody there already."""
    dice = Dice(seed)
    places = []
    for number in range(dice.number(1, 3)):
        term = dice.number(1, 4)
        days = [TODAY + timedelta(days=dice.number(-20, 20))]
        for _ in range(dice.number(0, 3)):
            days.append(days[-1] + timedelta(days=7 * term + dice.one(0, 0, 1, 9)))
        dated = {"start_dates": tuple(days), "term_weeks": term} if dice.chance(0.8) else {}
        seats = dice.number(1, 2)
        given = {"seats": seats, "work": dice.one("sorting", "garden_work"), **dated}
        places.append(known_vacancy(reference=f"v{number}", **given))
    them = [
        known_candidate(
            reference=f"c{number}",
            priority=dice.number(1, 5),
            priority_reason="waits",
            available=Period(TODAY + timedelta(days=dice.number(0, 40)), None),
        )
        for number in range(dice.number(3, 5))
    ]
    days = [sorted(TODAY + timedelta(days=dice.number(-5, 60)) for _ in "ab") for _ in range(2)]
    running = tuple(
        there(Period(first, dice.maybe(last)), f"GM0222/v{dice.number(0, 2)}", f"GM0222/x{at}")
        for at, (first, last) in enumerate(days)
    )
    house = organisation(total_seats=dice.maybe(dice.number(2, 6), 0.3))
    return world_of(*them, *places, house, placements=running)


def best_by_hand(world: Snapshot) -> int:
    """Try every assignment, and look day by day at how many people are at each vacancy."""
    columns = Columns.of(world, WEIGHTS)
    options = build(columns)
    worth: dict[tuple[int, str], int] = {}
    for option, cols in enumerate(options.option_cols.tolist()):
        assert cols[1] == NONE
        row = options.members[int(options.problem.option_unit[option])][0]
        name = columns.vacancy_names[cols[0]]
        worth[row, name] = int(options.problem.option_value[option, 0])
    choices = [
        [None, *sorted({name for whose, name in worth if whose == row})]
        for row in range(len(world.candidates))
    ]
    best = 0
    for assigned in product(*choices):
        taken = [(row, name) for row, name in enumerate(assigned) if name is not None]
        value = sum(worth[each] for each in taken)
        if value > best and _holds(world, [name for _, name in taken]):
            best = value
    return best


def _holds(world: Snapshot, taken: list[str]) -> bool:
    places = {name_of(place): place for place in world.vacancies}
    limit = world.organisations[0].total_seats
    known = {vacancy_of(name) for name in places}
    inside = {p.candidate for p in world.placements if _runs(p) and p.vacancy in known}
    if limit is not None and len(taken) + len(inside) > limit and taken:
        return False
    for whole in {vacancy_of(name) for name in taken}:
        here = [places[name] for name in taken if vacancy_of(name) == whole]
        if here[0].start_dates:
            stays = [(place.period.start, place.period.end) for place in here]
            days = {
                first + timedelta(days=day)
                for first, last in stays
                if first is not None and last is not None
                for day in range((last - first).days + 1)
            }
            held = [
                (p.period.start or date.min, p.period.end or date.max)
                for p in world.placements
                if p.vacancy == whole
            ]
            everybody = [(f or date.min, t or date.max) for f, t in stays] + held
            crowd = (sum(first <= day <= last for first, last in everybody) for day in days)
            if max(crowd) > here[0].seats:
                return False
        elif len(here) + sum(_runs(p) and p.vacancy == whole for p in world.placements) > (
            here[0].seats
        ):
            return False
    return True


def _runs(placement: Placement) -> bool:
    return (placement.period.end or date.max) >= TODAY


@pytest.mark.parametrize("seed", range(120))
def test_the_best_plan_of_a_small_world_with_turns_is_found(seed: int) -> None:
    world = small_world(seed)

    plan = planned(world)

    assert plan.result.outcome is Outcome.OPTIMAL
    assert plan.result.value == (best_by_hand(world),)


def test_the_small_worlds_have_people_one_after_the_other() -> None:
    after, left = 0, 0
    for seed in range(120):
        plan = planned(small_world(seed))
        named = [name for p in plan.proposals for name in p.vacancies if is_turn(name)]
        after += len(set(named)) > len(set(map(vacancy_of, named)))
        left += any(u.reason is UnplacedReason.RESOURCE_TAKEN for u in plan.unplaced)

    assert after > 20
    assert left > 20


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
