"""The next night: what stands open, what of it changes, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from solver.assignment import Outcome
from solver.changes import impossible
from solver.check import Asked, Check, check
from solver.coaches import Coach
from solver.codes import GuidanceLevel
from solver.columns import Columns
from solver.ground import Period
from solver.judge import plan_violations
from solver.match import MatchParams, Plan, match
from solver.plan import FORCED, Cause, Change
from solver.reasons import kept_out
from solver.snapshot import Placement, Proposed, Snapshot
from solver.weights import WeightSet
from tests.solver.builders import TODAY, Dice, organisation, snapshot
from tests.solver.conftest import PROOF
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet()
SEEDS = range(100 if PROOF else 10)
BUDGETS = (0, 1, 3, None)


def standing(plan: Plan, **given: Any) -> tuple[Proposed, ...]:
    """What a plan proposes, once it stands open."""
    return tuple(
        Proposed(candidate=p.candidate, vacancies=p.vacancies, coach=p.coach, fit=p.fit, **given)
        for p in plan.proposals
    )


@cache
def next_night(seed: int, *, calm: bool = False) -> Snapshot:
    """A small world with a plan that stands open, of which a few things are not what they were."""
    dice, world = Dice(1_000 + seed), scarce_world(seed, people=16, places=10)
    plan = match(world, WEIGHTS)
    stands = tuple(replace(one, kept=dice.chance(0.2)) for one in standing(plan))
    if calm:
        return world.having(proposed=stands)
    people = [p for p in world.candidates if not dice.chance(0.08)]
    people = [replace(p, exempt=Period() if dice.chance(0.08) else p.exempt) for p in people]
    places = [v for v in world.vacancies if not dice.chance(0.1)]
    places = [replace(v, seats=max(v.min_start, v.seats - dice.number(0, 1))) for v in places]
    longer = [replace(v, min_week_minutes=900, max_week_minutes=900) for v in places]
    places = [dice.one(*[v] * 9, more) for v, more in zip(places, longer, strict=True)]
    return replace(
        world,
        candidates=tuple(people),
        vacancies=tuple(places),
        coaches=tuple(k for k in world.coaches if not dice.chance(0.15)),
        proposed=stands,
    )


@cache
def rematched(seed: int, budget: int | None) -> Plan:
    return match(next_night(seed), WEIGHTS, MatchParams(change_budget=budget))


def chosen(plan: Plan) -> list[Change]:
    """What changes of the places though it could have stayed."""
    could = [change for change in plan.changes if change.fit_now is not None]
    return [change for change in could if change.cause is not Cause.OTHER_COACH]


@pytest.mark.parametrize("budget", BUDGETS)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_more_changes_than_the_budget_and_the_plan_is_proven_best(
    seed: int, budget: int | None
) -> None:
    plan = rematched(seed, budget)

    assert plan.result.outcome is Outcome.OPTIMAL
    assert plan_violations(next_night(seed), WEIGHTS, plan) == []
    assert budget is None or plan.changed <= budget
    assert plan.changed == _units_of(seed, chosen(plan))


def _units_of(seed: int, found: list[Change]) -> int:
    """Count people, of those who start together one."""
    people = {f"{p.municipality}/{p.reference}": p for p in next_night(seed).candidates}
    names = [change.candidate for change in found]
    return len({(people[n].municipality, people[n].group) if people[n].group else n for n in names})


@pytest.mark.parametrize("seed", SEEDS)
def test_a_larger_budget_is_never_worse(seed: int) -> None:
    values = [rematched(seed, budget).result.value for budget in BUDGETS]

    assert values == sorted(values)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_person_is_listed_exactly_when_something_is_different(seed: int) -> None:
    plan = rematched(seed, 3)
    before = {one.candidate: (set(one.vacancies), one.coach) for one in next_night(seed).proposed}
    after = {one.candidate: (set(one.vacancies), one.coach) for one in plan.proposals}

    different = {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}
    assert {change.candidate for change in plan.changes} == different
    assert len(plan.changes) == len(different)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_was_changed_lately_is_moved_only_where_the_place_cannot_stay(seed: int) -> None:
    moved = chosen(rematched(seed, None))

    assert not [change for change in moved if change.before and change.before.kept]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_changes_when_nothing_did_and_the_plan_was_best(seed: int) -> None:
    plan = match(next_night(seed, calm=True), WEIGHTS, MatchParams(change_budget=0))

    assert plan.changes == ()


@pytest.mark.parametrize(("asked", "coach"), [((), "k2"), (("autism",), "k1")])
def test_a_coach_is_kept_unless_another_is_clearly_better(
    asked: tuple[str, ...], coach: str
) -> None:
    coaches = tuple(
        Coach(reference=name, municipality="GM0222", week_minutes=120, specialisms=frozenset(has))
        for name, has in (("k1", ("autism",)), ("k2", ()))
    )
    person = known_candidate(coaching_minutes=60, coach_specialisms=frozenset(asked))
    stands = Proposed(candidate="GM0222/c1", vacancies=("GM0222/v1",), coach="GM0222/k2")
    world = snapshot(person, known_vacancy(needs_coach=True), coaches=coaches)

    plan = match(world.having(proposed=(stands,)), WEIGHTS)

    assert [proposal.coach for proposal in plan.proposals] == [f"GM0222/{coach}"]
    assert [change.cause for change in plan.changes] == [Cause.OTHER_COACH] * (coach != "k2")


@pytest.mark.parametrize("seed", SEEDS)
def test_each_cause_is_true(seed: int) -> None:
    world, plan = next_night(seed), rematched(seed, 1)

    columns = Columns.of(world, WEIGHTS)
    for change in plan.changes:
        _expect_true(columns, change)


def _expect_true(columns: Columns, change: Change) -> None:
    cause, before, after = change.cause, change.before, change.after
    if before is None or cause is Cause.OTHER_COACH:
        assert (cause is Cause.NEW) == (before is None)
        return
    if cause is Cause.SECOND_PLACE:
        assert after is not None
        assert set(before.vacancies) < set(after.vacancies)
        return
    if cause not in FORCED:
        assert change.fit_now is not None
        assert (cause is Cause.BETTER) == (after is not None and after.fit > change.fit_now)
        return
    names = columns.candidate_names
    told = [] if before.candidate not in names else _checked(columns, before)
    gone = [name for name in before.vacancies if name not in columns.supply.cols]
    if cause is Cause.PERSON_GONE:
        assert before.candidate not in names or kept_out(columns, names.index(before.candidate))
    elif cause is Cause.PLACE_GONE:
        assert gone
    elif cause is Cause.COACH_GONE:
        known = columns.vocabulary.coaches
        assert before.coach not in known or any("coach" in one.broken for one in told)
    elif cause is Cause.NOT_ALLOWED and change.detail not in ("group", "two_places"):
        assert any(change.detail in one.broken for one in told)
    elif cause is Cause.BELOW_MINIMUM_FIT:
        assert any(one.below_minimum for one in told)
    elif cause is Cause.NO_ROOM:
        assert told
        assert not gone
        assert not any(one.broken for one in told)


def _checked(columns: Columns, before: Proposed) -> list[Check]:
    row, known = columns.candidate_names.index(before.candidate), columns.vocabulary.coaches
    coach = None if before.coach is None else known.get(before.coach)
    there = [columns.supply.cols[n] for n in before.vacancies if n in columns.supply.cols]
    return list(check(columns, [Asked(row, col, coach) for col in there]).each)


def test_the_small_nights_reach_every_cause() -> None:
    found = Counter(c.cause for seed in SEEDS for c in rematched(seed, 3).changes)

    assert set(found) >= set(Cause) - {Cause.BELOW_MINIMUM_FIT, Cause.NOT_KNOWN}
    assert found[Cause.NOT_KNOWN] <= 0.03 * sum(found[cause] for cause in FORCED)


def two_for_one_seat(**given: Any) -> Snapshot:
    people = [known_candidate(reference=name) for name in ("c1", "c2")]
    stands = [
        Proposed(candidate="GM0222/c1", vacancies=("GM0222/v1",), kept=True),
        Proposed(candidate="GM0222/c2", vacancies=("GM0222/v1",)),
    ]
    return snapshot(*people, known_vacancy(), proposed=tuple(stands), **given)


def test_of_two_for_one_seat_who_was_changed_lately_stays_and_the_budget_is_not_used() -> None:
    plan = match(two_for_one_seat(), WEIGHTS, MatchParams(change_budget=0))

    (change,) = plan.changes
    assert (change.candidate, change.cause, change.after) == ("GM0222/c2", Cause.NO_ROOM, None)
    assert plan.changed == 0


def test_a_place_that_others_hold_by_now_is_no_room() -> None:
    taken = Placement(candidate="GM0222/elsewhere", vacancy="GM0222/v1", period=Period(TODAY, None))
    plan = match(two_for_one_seat(placements=(taken,)), WEIGHTS, MatchParams(change_budget=0))

    details = {(change.cause, change.detail) for change in plan.changes}
    assert details == {(Cause.NOT_ALLOWED, "seat_free")}


def test_a_place_the_person_may_not_take_any_more_names_the_rule() -> None:
    world = snapshot(
        known_candidate(load={"max_week_minutes": 480}),
        known_vacancy(min_week_minutes=600, max_week_minutes=600),
        proposed=(Proposed(candidate="GM0222/c1", vacancies=("GM0222/v1",)),),
    )

    (change,) = match(world, WEIGHTS).changes

    assert (change.cause, change.detail) == (Cause.NOT_ALLOWED, "week_hours")


def test_nothing_that_stands_open_is_all_possible() -> None:
    assert impossible(Columns.of(snapshot(known_candidate(), known_vacancy()), WEIGHTS)) == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_not_possible_any_more_is_what_a_night_is_forced_to_change(seed: int) -> None:
    world = next_night(seed)
    free = world.having(proposed=tuple(replace(one, kept=False) for one in world.proposed))

    lost = impossible(Columns.of(free, WEIGHTS))

    forced = {c.candidate: c.cause for c in match(free, WEIGHTS).changes if c.cause in FORCED}
    known = {change.candidate: change.cause for change in lost}
    assert set(known.values()) <= FORCED
    alone = (Cause.NO_ROOM, Cause.NOT_KNOWN)
    certain = {name: cause for name, cause in forced.items() if cause not in alone}
    assert certain.items() <= known.items()


def test_two_things_open_for_one_person_are_refused() -> None:
    stands = [Proposed(candidate="GM0222/c1", vacancies=(name,)) for name in ("GM0222/v1", "v2")]

    with pytest.raises(ValueError, match="GM0222/c1"):
        snapshot(known_candidate(), known_vacancy(), proposed=tuple(stands))


def test_what_placements_hold_above_a_reduced_capacity_is_listed_and_nobody_is_moved() -> None:
    held = [Placement(candidate=f"GM0222/c{n}", vacancy="GM0222/v1") for n in (1, 2, 3)]
    people = [known_candidate(reference=f"c{n}") for n in (1, 2, 3, 4)]
    plan = match(snapshot(*people, known_vacancy(seats=2), placements=tuple(held)), WEIGHTS)

    (conflict,) = plan.conflicts
    assert (conflict.name.reference, conflict.capacity, conflict.held) == ("GM0222/v1", 2, 3)
    assert plan.proposals == ()
    assert plan.result.outcome is Outcome.OPTIMAL


def test_who_needs_no_guidance_may_come_where_placements_take_more_than_there_is() -> None:
    """A plan that asks for no more of it is sound, and is kept."""
    held = Placement(candidate="GM0222/c9", vacancy="GM0222/v1", guidance_minutes=450)
    house = organisation(guidance_minutes={GuidanceLevel.LIGHT: 300})
    person = known_candidate(guidance_level=GuidanceLevel.NONE)
    world = snapshot(person, known_vacancy(seats=2), house, placements=(held,))

    plan = match(world, WEIGHTS)

    assert [one.candidate for one in plan.proposals] == ["GM0222/c1"]
    assert [(one.capacity, one.held) for one in plan.conflicts] == [(300, 450)]
    assert plan_violations(world, WEIGHTS, plan) == []
