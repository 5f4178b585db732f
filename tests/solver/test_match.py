from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import permutations
from typing import Any

import pytest

from solver.assignment import Outcome
from solver.codes import Kind, LanguageLevel
from solver.judge import plan_violations
from solver.match import MatchParams, Plan, match
from solver.plan import UnplacedReason
from solver.snapshot import Snapshot
from solver.weights import WeightSet
from tests.solver.builders import candidate, random_snapshot, snapshot, vacancy
from tests.solver.conftest import PROOF
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet()
SEEDS = range(150 if PROOF else 50)


def planned(world: Snapshot, seed: int = 1, **given: Any) -> Plan:
    return match(world, WEIGHTS, MatchParams(seed=seed), **given)


@cache
def small_plan(seed: int) -> Plan:
    return planned(scarce_world(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_judge_finds_nothing_in_a_plan(seed: int) -> None:
    plan = small_plan(seed)

    assert plan_violations(scarce_world(seed), WEIGHTS, plan) == []
    assert plan.result.outcome is Outcome.OPTIMAL


def test_hardly_anybody_in_the_small_worlds_has_no_reason_that_can_be_named() -> None:
    reasons = [person.reason for seed in SEEDS for person in small_plan(seed).unplaced]

    assert reasons.count(UnplacedReason.NOT_KNOWN) < 0.02 * len(reasons)


@pytest.mark.parametrize("seed", range(5))
def test_the_judge_finds_nothing_in_a_plan_of_people_of_whom_little_is_known(seed: int) -> None:
    world = random_snapshot(seed, 40, 40)

    assert plan_violations(world, WEIGHTS, planned(world)) == []


def test_the_small_worlds_reach_every_kind_of_answer() -> None:
    plans = [small_plan(seed) for seed in SEEDS]

    details = {getattr(u.detail, "kind", u.detail) for plan in plans for u in plan.unplaced}
    proposals = [proposal for plan in plans for proposal in plan.proposals]
    assert {"exemption", "group", "coach", "seats", "total", "coaching", "guidance"} <= details
    assert any(len(proposal.vacancies) == 2 for proposal in proposals)
    assert any(proposal.coach for proposal in proposals)
    assert any(proposal.question for proposal in proposals)
    assert any(proposal.rather_not for proposal in proposals)


@pytest.mark.parametrize("seed", range(6))
def test_the_same_seed_gives_the_same_plan(seed: int) -> None:
    world = scarce_world(seed)

    one, other = planned(world, seed), planned(world, seed)

    assert one.proposals == other.proposals
    assert one.unplaced == other.unplaced


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_people_and_places_does_not_change_the_value(seed: int) -> None:
    world = scarce_world(seed)
    turned = replace(
        world,
        candidates=world.candidates[::-1],
        vacancies=world.vacancies[::-1],
        organisations=world.organisations[::-1],
        coaches=world.coaches[::-1],
    )

    assert planned(turned).result.value == planned(world).result.value


@pytest.mark.parametrize("seed", range(12))
def test_a_plan_is_at_least_as_good_as_taking_the_best_fit_first(seed: int) -> None:
    plan = planned(scarce_world(seed))

    (value,) = plan.result.value or ()
    assert value >= plan.greedy_value


def test_a_rather_not_place_gets_exactly_the_minimum_fit() -> None:
    unliked = [p for seed in SEEDS for p in small_plan(seed).proposals if p.rather_not]

    assert {proposal.fit for proposal in unliked} == {WEIGHTS.minimum_fit}
    assert all("rather_not" in proposal.contributions for proposal in unliked)


def test_whoever_has_more_priority_gets_the_one_seat() -> None:
    people = [
        candidate(reference="c1"),
        candidate(reference="c2", priority=4, priority_reason="waits for two years"),
        candidate(reference="c3"),
    ]

    plans = [planned(snapshot(*order, vacancy())) for order in permutations(people)]

    assert {plan.proposals[0].candidate for plan in plans} == {"GM0222/c2"}
    assert {len(plan.unplaced) for plan in plans} == {2}


def test_a_question_loses_a_tie() -> None:
    place = known_vacancy(dutch=LanguageLevel.A2)
    people = [
        known_candidate(reference="c1"),
        known_candidate(reference="c2", dutch=LanguageLevel.B1),
        known_candidate(reference="c3"),
    ]

    plan = planned(snapshot(*people, place))

    assert [(p.candidate, p.question) for p in plan.proposals] == [("GM0222/c2", False)]


def test_a_route_earns_no_bonus() -> None:
    person = known_candidate(ladder_step=3)
    work, route = (known_vacancy(kind=kind) for kind in (Kind.SOCIAL_ACTIVATION, Kind.ROUTE))

    values = [planned(snapshot(person, place)).result.value for place in (work, route)]

    assert values[0][0] - values[1][0] == WEIGHTS.placement_bonus


def test_nobody_and_nowhere_give_an_empty_plan() -> None:
    nobody, nowhere = planned(snapshot(vacancy())), planned(snapshot(candidate()))

    assert (nobody.proposals, nobody.unplaced) == ((), ())
    assert [person.reason for person in nowhere.unplaced] == [UnplacedReason.NOWHERE_ELIGIBLE]


@pytest.mark.parametrize("given", [{"work_limit": 0}, {"seed": -1}, {"time_limit_s": 0}])
def test_a_search_without_work_or_time_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"expected {next(iter(given))}"):
        MatchParams(**given)


def test_the_steps_are_told_and_timed() -> None:
    told: list[dict[str, Any]] = []

    plan = planned(scarce_world(1), progress=told.append)

    steps = [step["step"] for step in told if set(step) == {"step"}]
    expected = ["columns", "options", "greedy", "search", "reasons", "robust", "explain"]
    assert steps == expected
    assert list(plan.seconds) == expected
