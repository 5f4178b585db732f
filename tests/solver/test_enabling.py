"""What would help somebody without a place, and whether it would: everything claimed is checked."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from benchmarks.claims import Told, checked
from benchmarks.large_region import region_of
from benchmarks.reasons import measured, town_of
from solver import criteria
from solver.coaches import Coach
from solver.codes import GuidanceLevel, LanguageLevel, Licence, Sharing, Wish
from solver.columns import Columns
from solver.eligible import CoachFit
from solver.ground import Location, Period
from solver.match import MatchParams, match
from solver.opening import Opening, openings
from solver.people import Candidate, Preferences, Travel
from solver.plan import Enabling, UnplacedReason, Would
from solver.resources import ResourceKind
from solver.snapshot import Forbid, Snapshot
from solver.steps import TRIES, UNFIT, Adjustment, Step
from solver.weights import WeightSet
from tests.solver.builders import HOME, TODAY, organisation, random_snapshot, snapshot
from tests.solver.option_twins import options_by_hand
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet()
FAR = Location(HOME.latitude + 0.1, HOME.longitude)  # 14.5 km by road
FEW = 5
MORNINGS = sum(1 << 3 * day for day in range(5))
PLACED, NOT_PLACED, NOT_KNOWN = Would


def helps(*records: Any, **given: Any) -> tuple[Enabling, ...]:
    """What would help the last person of a small world."""
    plan = match(snapshot(*records, **given), WEIGHTS, MatchParams(seed=1))
    last = [each for each in records if isinstance(each, Candidate)][-1]
    (person,) = (one for one in plan.unplaced if one.candidate.endswith(f"/{last.reference}"))
    return person.enabling


def told(enabling: tuple[Enabling, ...]) -> dict[tuple[Step, str | None, int | None], Would]:
    return {(e.change.step, e.change.what, e.change.amount): e.would for e in enabling}


@pytest.mark.parametrize(
    ("person", "place", "expected"),
    [
        ({}, {"location": FAR}, (Step.TRAVEL_KM, None, 5)),
        ({"travel": Travel(max_minutes=50, transports=frozenset({"bicycle"}))}, {"location": FAR},
         (Step.TRAVEL_MINUTES, None, 10)),
        ({"share_with_region": False},
         {"municipality": "GM1509", "organisation": "GM0222/o1", "sharing": Sharing.REGION},
         (Step.SHARE_WITH_REGION, None, None)),
        ({"load": {"dayparts": MORNINGS << 1}}, {"dayparts": MORNINGS},
         (Step.DAYPARTS, "mornings", None)),
        ({"load": {"min_week_minutes": 480, "wish_week_minutes": 480}}, {"max_week_minutes": 300},
         (Step.FEWER_HOURS, None, 240)),
        ({"load": {"wish_week_minutes": 240, "max_week_minutes": 240}},
         {"min_week_minutes": 400, "max_week_minutes": 480}, (Step.HOURS, None, 240)),
        ({"load": {"max_day_minutes": 200}}, {"day_minutes": 240}, (Step.DAY_HOURS, None, 60)),
        ({"available": Period(TODAY, TODAY)}, {"term_weeks": 26},
         (Step.AVAILABLE_LONGER, None, None)),
        ({"ladder_step": 5}, {}, (Step.STEP_DOWN, None, None)),
        ({"ladder_step": 2}, {}, (Step.STEP_UP, None, None)),
        ({"preferences": Preferences(work={"garden_work": Wish.NEVER})}, {"work": "garden_work"},
         (Step.NEVER, "garden_work", None)),
        ({"dutch": LanguageLevel.A1}, {"dutch": LanguageLevel.B1}, (Step.LANGUAGE, "b1", None)),
        ({"licences": frozenset()}, {"licences": frozenset({Licence.AM})},
         (Step.LICENCE, "AM", None)),
        ({"load": {"conditions_needed": frozenset({"quiet_room"})}},
         {"conditions": {"quiet_room": False}}, (Step.CONDITION, "quiet_room", None)),
        ({"load": {"abilities": {"lifting": 1}}}, {"demands": {"lifting": 3}},
         (Step.ITEM, "lifting", None)),
        ({"paused": Period()}, {}, (Step.PAUSE_ENDS, None, None)),
    ],
)  # fmt: skip
def test_the_smallest_change_that_opens_the_place_is_told_and_places(
    person: dict[str, Any], place: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    found = helps(known_candidate(**person), known_vacancy(**place))
    assert told(found)[expected] is PLACED
    assert all(each.opens == 1 for each in found)


def test_lighter_guidance_or_another_coach_is_told_where_that_is_all() -> None:
    light = organisation(reference="o1", guidance_minutes={GuidanceLevel.LIGHT: 600})
    heavy = known_candidate(guidance_level=GuidanceLevel.INTENSIVE, guidance_minutes=30)
    assert told(helps(light, known_vacancy(), heavy)) == {
        (Step.GUIDANCE_LEVEL, "light", None): PLACED
    }
    coach = Coach(reference="k1", municipality="GM0222", week_minutes=120)
    asking = known_candidate(coaching_minutes=60, coach_specialisms=frozenset({"autism"}))
    found = helps(known_vacancy(needs_coach=True), asking, coaches=(coach,))
    assert told(found) == {(Step.COACH_ASKED, None, None): PLACED}


def test_where_two_things_stand_in_the_way_no_single_change_is_told() -> None:
    far_and_early = known_vacancy(location=FAR, dayparts=MORNINGS)
    assert helps(known_candidate(load={"dayparts": MORNINGS << 1}), far_and_early) == ()


def test_a_change_is_told_with_all_that_it_opens_and_places_that_are_open_do_not_count() -> None:
    near = known_vacancy(reference="v1")
    far = [known_vacancy(reference=f"v{number}", location=FAR) for number in (2, 3)]
    rival = known_candidate(reference="c1")
    person = known_candidate(reference="c2", priority=1, priority_reason="asked for less")
    found = helps(near, *far, rival, person)
    opened = {each.change.step: each.opens for each in found}
    assert opened == {Step.TRAVEL_KM: 2, Step.SEATS: 1}


def test_of_what_others_took_it_is_told_how_much_more_is_enough() -> None:
    house = organisation(reference="o1", guidance_minutes={GuidanceLevel.LIGHT: 100})
    place = known_vacancy(seats=5)
    people = [
        known_candidate(
            reference=f"c{number}", guidance_level=GuidanceLevel.LIGHT, guidance_minutes=80
        )
        for number in (1, 2)
    ]
    plan = match(snapshot(house, place, *people), WEIGHTS, MatchParams(seed=1))
    (lacking,) = plan.unplaced
    assert lacking.reason is UnplacedReason.RESOURCE_TAKEN
    assert lacking.competing == 2
    assert told(lacking.enabling) == {(Step.GUIDANCE, "GM0222/o1", 60): PLACED}


def test_nobody_is_said_to_be_placed_where_a_solve_proves_the_opposite() -> None:
    place = known_vacancy(demands={"lifting": 3})
    rival = known_candidate(reference="c1", priority=5, priority_reason="waited very long")
    weak = known_candidate(reference="c2", load={"abilities": {"lifting": 1}})
    assert told(helps(place, rival, weak)) == {(Step.ITEM, "lifting", None): NOT_PLACED}


def test_where_nothing_reaches_the_minimum_it_is_told_how_far_the_best_is_from_it() -> None:
    weights = WeightSet(minimum_fit=9_000)
    plan = match(snapshot(known_candidate(), known_vacancy()), weights, MatchParams(seed=1))
    (enabling,) = plan.unplaced[0].enabling
    short = enabling.change.amount
    assert enabling.change == Adjustment(Step.MINIMUM_FIT, None, short)
    for minimum, placed in ((9_000 - short, 1), (9_000 - short + 1, 0)):
        lower = WeightSet(minimum_fit=minimum)
        found = match(snapshot(known_candidate(), known_vacancy()), lower, MatchParams(seed=1))
        assert len(found.proposals) == placed


def test_what_was_declined_is_no_change_of_the_person() -> None:
    forbid = Forbid(candidate="GM0222/c1", vacancy="GM0222/v1")
    assert helps(known_vacancy(), known_candidate(), forbids=(forbid,)) == ()


def test_one_of_a_group_is_not_said_to_be_placed_without_a_solve() -> None:
    people = [known_candidate(reference=f"c{n}", group="duo") for n in (1, 2)]
    found = helps(known_vacancy(seats=2, location=FAR), *people)
    assert {each.would for each in found} <= {NOT_PLACED, NOT_KNOWN}


def test_every_try_changes_one_thing_and_is_a_person_still() -> None:
    people = (*random_snapshot(3, 60, 1).candidates, *scarce_world(3).candidates)
    seen = Counter[Step]()
    for person in people:
        for _, changes in TRIES:
            for change, changed in changes(person):
                assert replace(changed) == changed, "what inspects a person refuses it"
                names = [f.name for f in fields(person)]
                differs = [n for n in names if getattr(person, n) != getattr(changed, n)]
                assert (
                    len(differs) == 1
                    or change.step is Step.PAUSE_ENDS
                    or (change.step is Step.COACH_ASKED)
                )
                seen[change.step] += 1
    of_things = {Step.MINIMUM_FIT, Step.SEATS, Step.GUIDANCE, Step.TOTAL, Step.COACHING}
    assert seen.keys() == set(Step) - of_things


def all_tries(world: Snapshot) -> list[tuple[int, frozenset[str], Candidate]]:
    return [
        (row, touched, changed)
        for row, person in enumerate(world.candidates)
        for touched, changes in TRIES
        for _, changed in changes(person)
    ]


@pytest.mark.parametrize("world", [random_snapshot(7, 40, 12), scarce_world(7)])
def test_who_is_changed_is_encoded_as_anybody(world: Snapshot) -> None:
    columns, tries = Columns.of(world, WEIGHTS), all_tries(world)
    rows, people = np.array([row for row, _, _ in tries]), [person for _, _, person in tries]
    short, whole = (
        columns.what_if(rows, people),
        Columns.of(world.having(candidates=tuple(people), proposed=()), WEIGHTS, columns.supply),
    )
    for each in fields(whole.people):
        ours, theirs = getattr(short.people, each.name), getattr(whole.people, each.name)
        assert ours.dtype == theirs.dtype, each.name
        np.testing.assert_array_equal(ours, theirs, each.name)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_said_not_to_bear_on_the_fit_leaves_it_as_it_is(seed: int) -> None:
    world = random_snapshot(seed, 25, 20)
    columns = Columns.of(world, WEIGHTS)
    tries = [(row, person) for row, touched, person in all_tries(world) if UNFIT not in touched]
    rows = np.array([row for row, _ in tries])
    others = columns.what_if(rows, [person for _, person in tries])
    before, after = columns.pairs(rows), others.pairs(slice(None))
    for ours, theirs in (
        (criteria.score(before), criteria.score(after)),
        (criteria.rather_not(before), criteria.rather_not(after)),
        (CoachFit.of(columns, rows).points, CoachFit.of(others).points),
        (CoachFit.of(columns, rows).fits, CoachFit.of(others).fits),
    ):
        np.testing.assert_array_equal(ours, theirs)


def opened_by_hand(world: Snapshot, person: Candidate) -> set[int]:
    """The places open to somebody, from plain twins: a coach fits and so does the place."""
    alone = world.having(candidates=(replace(person, group=None),), proposed=())
    columns = Columns.of(alone, WEIGHTS)
    there: dict[Any, int] = defaultdict(lambda: 10**9)
    named = {name: col for col, name in enumerate(columns.vacancy_names)}
    return {
        named[option.places[0]]
        for option in options_by_hand(columns, there)
        if len(option.places) == 1
    }


def all_openings(world: Snapshot) -> Iterator[Opening]:
    columns = Columns.of(world, WEIGHTS)
    rows = np.arange(len(world.candidates))
    for mine in openings(columns, CoachFit.of(columns), rows).values():
        yield from mine


@pytest.mark.parametrize("seed", range(4))
def test_what_is_said_to_open_is_what_opens_when_everything_is_judged_by_hand(seed: int) -> None:
    counted = 0
    for world in (scarce_world(seed, people=20), random_snapshot(seed, people=25, vacancies=20)):
        world = replace_apart(world)
        for opening in all_openings(world):
            before = opened_by_hand(world, world.candidates[opening.row])
            after = opened_by_hand(world, opening.person)
            assert after - before == set(opening.cols.tolist()), opening.change
            counted += 1
    assert counted > 20


def replace_apart(world: Snapshot) -> Snapshot:
    """Let nobody have to be kept apart: that is a matter of who else is there."""
    people = tuple(replace(p, not_together_with=frozenset()) for p in world.candidates)
    return world.having(candidates=people)


def test_the_check_finds_what_is_not_true() -> None:
    region = region_of(120, 5)
    told = Told.of(town_of(region, random.Random(2)), WEIGHTS, MatchParams(work_limit=300))
    assert all(holds for _, holds in checked(told))
    people = {name: row for row, name in enumerate(told.columns.candidate_names)}
    assert len(told.plan.unplaced) >= FEW
    for at, person in enumerate(told.plan.unplaced[:FEW]):
        wrong = UnplacedReason.NOT_KNOWN
        others = list(told.plan.unplaced)
        others[at] = replace(person, reason=wrong)
        plan = replace(told.plan, unplaced=tuple(others))
        assert not all(holds for _, holds in checked(replace(told, plan=plan)))
        for number, claim in enumerate(told.claims.get(people[person.candidate], [])[:FEW]):
            mine = list(told.claims[people[person.candidate]])
            mine[number] = replace(claim, told=replace(claim.told, opens=claim.told.opens + 1))
            row = {people[person.candidate]: mine}
            assert not all(holds for _, holds in checked(replace(told, claims=told.claims | row)))


def expect_all_true(problems: int, seed: int) -> None:
    found = measured(problems, seed)
    assert found["false"] == []
    assert found["true_claims"] == found["claims"] > 10 * problems
    known, solved = found["witnesses"] + found["proven_none"], found["not_known"]
    assert found["optimal"] > problems / 2
    assert known >= 0.95 * (known + solved)


def test_every_claim_of_drawn_problems_is_true() -> None:
    expect_all_true(problems=4, seed=3)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(10, 14))
def test_every_claim_of_many_drawn_problems_is_true(seed: int) -> None:
    expect_all_true(problems=50, seed=seed)


def test_resources_that_more_is_told_of_are_kinds_of_scarce_things() -> None:
    from solver.enabling import MORE

    assert set(MORE) == set(ResourceKind) - {ResourceKind.APART}
    assert Adjustment(Step.SEATS, "GM0222/v1", 1) < Adjustment(Step.TOTAL, "GM0222/o1", 1)
