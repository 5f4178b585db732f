"""Ik Werk!: a choice of different places, and placements to observe."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from examples.common.outcome import Matched
from examples.common.practices import practice_named
from solver.codes import Kind, LegalRoute, daypart_names
from solver.places import Vacancy
from solver.weights import DEFAULT_KINDS
from tests.examples.conftest import Draws

PRACTICE = practice_named("ik-werk")
DECLARED = import_module("examples.ik-werk.practice")
KINDS_OF_HOUSES = {
    "animal_ambulance", "football_club", "food_bank", "care_provider", "neighbourhood_house",
    "farm",
}  # fmt: skip
MORNING_MINUTES = 240


@pytest.fixture
def outcome(draws: Draws, seed: int) -> Matched:
    return draws.solved(PRACTICE.name, seed).outcome


@pytest.fixture(scope="module")
def lists(draws: Draws, seed: int) -> Any:
    """Give everybody's short list, made once for a seed."""
    return DECLARED.short_lists(draws.solved(PRACTICE.name, seed).outcome)


def observing(outcome: Matched) -> list[Vacancy]:
    return [place for place in outcome.places.values() if place.term_weeks is not None]


def test_its_own_number_is_kept(
    outcome: Matched, lists: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DECLARED, "short_lists", lambda _: lists)  # made once for all tests

    check = PRACTICE.check(outcome)

    assert check.kept, check.told


def test_the_check_finds_too_few_with_a_choice_and_a_crowd_at_one_place(
    outcome: Matched, lists: Any
) -> None:
    choice = next(options for options in lists.values() if DECLARED.is_a_choice(options))

    nothing, the_same = (dict.fromkeys(lists, options) for options in ([], choice))

    assert not DECLARED.check_of(outcome, nothing).kept
    assert DECLARED.most_crowded(outcome, the_same) == len(lists)
    assert not DECLARED.check_of(outcome, the_same).kept


@pytest.mark.parametrize(
    ("houses", "works", "choice"),
    [
        ("abc", "ppq", True),
        ("abcde", "ppqqr", True),
        ("ab", "pq", False),
        ("abcdef", "ppqqrr", False),
        ("aab", "pqr", False),
        ("abc", "ppp", False),
        ("", "", False),
    ],
)
def test_a_choice_is_three_to_five_houses_with_one_work_twice_at_most(
    houses: str, works: str, choice: bool
) -> None:
    options = [(house, house, work) for house, work in zip(houses, works, strict=True)]

    assert DECLARED.is_a_choice(options) == choice


def test_of_the_lists_that_are_long_enough_nine_in_ten_are_of_different_places(lists: Any) -> None:
    long = [options for options in lists.values() if len(options) >= DECLARED.FEWEST]

    assert max(len(options) for options in lists.values()) == DECLARED.SIZE
    assert sum(DECLARED.is_a_choice(options) for options in long) >= 0.9 * len(long)


def test_six_kinds_of_organisations_offer_places(outcome: Matched) -> None:
    offering = {outcome.house_of(place).sector for place in outcome.places.values()}

    assert offering == KINDS_OF_HOUSES


def test_a_placement_to_observe_is_four_to_six_months_of_two_or_three_mornings(
    outcome: Matched,
) -> None:
    today = outcome.snapshot.today

    for place in observing(outcome):
        days = timedelta(weeks=place.term_weeks or 0)
        assert today + timedelta(days=4 * 29) < today + days <= today + timedelta(days=183)
        assert (place.min_week_minutes, place.max_week_minutes) == (
            2 * MORNING_MINUTES, 3 * MORNING_MINUTES,
        )  # fmt: skip
        assert place.day_minutes == MORNING_MINUTES
        mornings = daypart_names(place.dayparts or 0)
        assert all(name.endswith("_morning") for name in mornings)
        assert len(mornings) >= 3
    assert any(
        outcome.places[name].term_weeks for one in outcome.proposals for name in one.vacancies
    )


def test_each_law_has_its_own_kinds_of_places(outcome: Matched) -> None:
    routes = Counter(person.legal_route for person in outcome.people.values())

    assert min(routes[LegalRoute.PARTICIPATION_ACT], routes[LegalRoute.SOCIAL_SUPPORT_ACT]) >= 20
    for one in outcome.proposals:
        route = outcome.people[one.candidate].legal_route
        kinds = {outcome.places[name].kind for name in one.vacancies}
        assert route is None or kinds <= DEFAULT_KINDS[route]
    observed = {place.kind for place in observing(outcome)}
    assert observed == {Kind.SOCIAL_ACTIVATION}
