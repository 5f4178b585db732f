from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from solver.coaches import Coach
from solver.codes import GuidanceLevel, Kind, LanguageLevel, Wish
from solver.columns import Columns
from solver.desk import Desk
from solver.ground import Period
from solver.match import MatchParams, match
from solver.people import Preferences
from solver.plan import Proposal, UnplacedReason
from solver.resources import ResourceKind, ResourceName
from solver.shortlist import ShortList, short_list
from solver.snapshot import Placement
from solver.weights import WeightSet
from tests.solver.builders import organisation, snapshot
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

#: With a bonus for every kind, a plan for one person is the best fit.
WEIGHTS = WeightSet(placed_kinds=frozenset(Kind))
COACH = Coach(reference="k1", municipality="GM0222", week_minutes=60)
LIGHT = GuidanceLevel.LIGHT


def listed(*records: Any, size: int = 5, weights: WeightSet = WEIGHTS, **given: Any) -> ShortList:
    return short_list(Columns.of(snapshot(*records, **given), weights), 0, size)


def places(count: int, **given: Any) -> list[Any]:
    """Vacancies v1, v2 … of the organisations o1, o2 … and those organisations."""
    numbers = range(1, count + 1)
    vacancies = [known_vacancy(reference=f"v{n}", organisation=f"o{n}", **given) for n in numbers]
    return vacancies + [organisation(reference=f"o{n}") for n in numbers]


def names(found: ShortList) -> list[str]:
    return [suggestion.vacancy[7:] for suggestion in found.suggestions]


def held(vacancy: str, **given: Any) -> Placement:
    return Placement(candidate="GM0222/c99", vacancy=f"GM0222/{vacancy}", **given)


@pytest.mark.parametrize("seed", range(6))
def test_the_best_suggestion_is_what_the_night_run_proposes_to_one_person_alone(seed: int) -> None:
    world = scarce_world(seed)
    teams_open = tuple(replace(vacancy, min_start=1) for vacancy in world.vacancies)
    for person in world.candidates:
        alone = replace(person, group=None, places_wanted=1)
        one = replace(world, candidates=(alone,), vacancies=teams_open)

        found = short_list(Columns.of(one, WEIGHTS), 0)
        plan = match(one, WEIGHTS, MatchParams(seed=1))

        assert (found.reason is None) == (not plan.unplaced)
        for unplaced in plan.unplaced:
            assert found.reason is unplaced.reason
        for proposal in plan.proposals:
            assert abs(found.suggestions[0].fit - proposal.fit) <= proposal.question
            for suggestion in found.suggestions:
                if (suggestion.vacancy,) == proposal.vacancies:
                    assert same_words(suggestion, proposal)


def same_words(suggestion: Any, proposal: Proposal) -> bool:
    names = {field.name for field in fields(suggestion)} & {f.name for f in fields(proposal)}
    tied = {"coach"} if suggestion.coach == proposal.coach else {"coach", "contributions"}
    return all(getattr(suggestion, name) == getattr(proposal, name) for name in names - tied)


@pytest.mark.parametrize("seed", range(12))
def test_suggestions_are_different_open_and_ordered(seed: int) -> None:
    columns = Columns.of(scarce_world(seed, people=12, places=16), WEIGHTS)
    desk = Desk.of(columns)

    for row in range(len(columns.candidate_names)):
        found = short_list(columns, row, 5, desk)
        fits = [suggestion.fit for suggestion in found.suggestions]

        assert fits == sorted(fits, reverse=True)
        assert len(set(names(found))) == len(fits) <= min(5, found.eligible)
        assert all(suggestion.seats_free > 0 for suggestion in found.suggestions)
        assert all(sum(s.contributions.values()) == s.fit for s in found.suggestions)
        assert bool(fits) == (found.reason is None)
        assert found == short_list(columns, row)


def test_one_organisation_is_named_once_while_others_remain() -> None:
    liked = Preferences(work={"sorting": Wish.FIRST_CHOICE})
    others = places(3, work="cooking")
    best = [known_vacancy(reference=f"w{n}", organisation="o1", work="sorting") for n in (1, 2, 3)]

    found = listed(known_candidate(preferences=liked), *best, *others, size=3)
    more = listed(known_candidate(preferences=liked), *best, *others, size=5)

    assert names(found) == ["w1", "v2", "v3"]
    assert names(more) == ["w1", "w2", "w3", "v2", "v3"]


def test_one_kind_of_work_is_named_twice_while_others_remain() -> None:
    liked = Preferences(work={"sorting": Wish.FIRST_CHOICE})
    vacancies, houses = places(5)[:5], places(5)[5:]
    works = ("sorting", "sorting", "sorting", "sorting", "cooking")
    offered = [replace(v, work=work) for v, work in zip(vacancies, works, strict=True)]
    person = known_candidate(preferences=liked)

    assert names(listed(person, *offered, *houses, size=3)) == ["v1", "v2", "v5"]
    assert names(listed(person, *offered, *houses, size=4)) == ["v1", "v2", "v3", "v5"]


def test_a_third_place_of_one_work_comes_before_a_second_of_one_organisation() -> None:
    vacancies, houses = places(3, work="sorting")[:3], places(3)[3:]
    second = known_vacancy(reference="w1", organisation="o1", work="cooking")

    found = listed(known_candidate(), *vacancies[:2], second, vacancies[2], *houses, size=3)

    assert names(found) == ["v1", "v2", "v3"]


def test_of_two_equal_places_the_one_without_a_question_comes_first() -> None:
    unsure, sure, *houses = places(2)

    found = listed(known_candidate(), replace(unsure, dutch=LanguageLevel.A2), sure, *houses)

    assert [(s.vacancy, s.question) for s in found.suggestions] == [
        ("GM0222/v2", False),
        ("GM0222/v1", True),
    ]


def test_a_full_place_and_a_full_house_are_not_suggested() -> None:
    vacancies, houses = places(3)[:3], places(3)[3:]
    houses[1] = replace(houses[1], total_seats=1)
    roomy = replace(vacancies[1], seats=2)

    found = listed(known_candidate(), vacancies[0], roomy, vacancies[2], *houses,
                   placements=(held("v1"), held("v2")))  # fmt: skip

    assert names(found) == ["v3"]
    assert found.eligible == 2  # no seat is no place; a full house is an eligible one


def test_the_best_coach_with_minutes_left_is_named() -> None:
    needs = known_candidate(coaching_minutes=60, known_coach="k1")
    coaches = (COACH, replace(COACH, reference="k2"))
    place = known_vacancy(needs_coach=True)

    known = listed(needs, place, coaches=coaches)
    busy = listed(needs, place, coaches=coaches, placements=(
        held("v9", coach="GM0222/k1", coaching_minutes=1),))  # fmt: skip

    assert [suggestion.coach for suggestion in known.suggestions] == ["GM0222/k1"]
    assert [suggestion.coach for suggestion in busy.suggestions] == ["GM0222/k2"]
    assert known.suggestions[0].fit - busy.suggestions[0].fit == 180  # 30 % of the coach's 6 %


def test_a_place_counts_as_eligible_when_a_coach_fits_or_none_is_needed() -> None:
    needs = known_candidate(coaching_minutes=60)
    coached, free = places(2)[:2]
    coached = replace(coached, needs_coach=True)
    houses = places(2)[2:]
    busy = held("v9", coach="GM0222/k1", coaching_minutes=60)

    nobody = listed(needs, coached, free, *houses)
    taken = listed(needs, coached, free, *houses, coaches=(COACH,), placements=(busy,))
    nowhere = listed(needs, coached, houses[0])

    assert [names(found) for found in (nobody, taken, nowhere)] == [["v2"], ["v2"], []]
    assert [found.eligible for found in (nobody, taken, nowhere)] == [1, 2, 0]
    assert nowhere.reason is UnplacedReason.NOWHERE_ELIGIBLE


@pytest.mark.parametrize(
    ("person", "place", "given", "reason", "detail"),
    [
        ({"exempt": Period()}, {}, {}, UnplacedReason.KEPT_OUT, "exemption"),
        ({}, {"dayparts_needed": 11}, {}, UnplacedReason.NOWHERE_ELIGIBLE, "dayparts"),
        ({"coaching_minutes": 60}, {"needs_coach": True}, {}, UnplacedReason.NOWHERE_ELIGIBLE,
         "coach"),
        ({"coaching_minutes": 60}, {"needs_coach": True},
         {"coaches": (COACH,),
          "placements": (held("v9", coach="GM0222/k1", coaching_minutes=1),)},
         UnplacedReason.RESOURCE_TAKEN, ResourceName(ResourceKind.COACHING, "GM0222/k1")),
        ({}, {}, {"weights": WeightSet(minimum_fit=9_900)}, UnplacedReason.BELOW_MINIMUM_FIT, None),
        ({"not_together_with": frozenset({"c99"})}, {"seats": 2}, {"placements": (held("v1"),)},
         UnplacedReason.RESOURCE_TAKEN, ResourceName(ResourceKind.APART, "GM0222/v1")),
    ],
    ids=["exempt", "a rule", "no coach", "a busy coach", "a poor fit", "somebody is there"],
)  # fmt: skip
def test_an_empty_list_says_why(
    person: dict[str, Any],
    place: dict[str, Any],
    given: dict[str, Any],
    reason: UnplacedReason,
    detail: Any,
) -> None:
    found = listed(known_candidate(**person), known_vacancy(**place), **given)

    assert (found.suggestions, found.reason, found.detail) == ((), reason, detail)


def test_guidance_that_is_given_already_is_not_suggested_again() -> None:
    house = organisation(guidance_minutes={LIGHT: 60})
    needs = known_candidate(guidance_level=LIGHT, guidance_minutes=45)
    there = (held("v1", guidance_minutes=30),)

    found = listed(needs, known_vacancy(seats=2), house, placements=there)

    taken = ResourceName(ResourceKind.GUIDANCE, "GM0222/o1", LIGHT)
    assert (found.reason, found.detail) == (UnplacedReason.RESOURCE_TAKEN, taken)


def test_a_place_that_is_not_liked_comes_last_and_says_so() -> None:
    wish = Preferences(organisations={"o1": Wish.RATHER_NOT})

    found = listed(known_candidate(preferences=wish), *places(2))

    assert [(s.vacancy, s.rather_not) for s in found.suggestions] == [
        ("GM0222/v2", False),
        ("GM0222/v1", True),
    ]
    assert found.suggestions[1].fit == WEIGHTS.minimum_fit


def test_more_guidance_than_there_is_at_all_was_taken_by_nobody() -> None:
    needs = known_candidate(guidance_level=GuidanceLevel.LIGHT, guidance_minutes=120)
    house = organisation(guidance_minutes={GuidanceLevel.LIGHT: 60})

    found = listed(needs, known_vacancy(), house)

    assert (found.eligible, found.reason) == (0, UnplacedReason.NOWHERE_ELIGIBLE)
    assert isinstance(found.detail, ResourceName)
    assert found.detail.kind is ResourceKind.GUIDANCE
