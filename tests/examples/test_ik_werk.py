"""Ik Werk! on five seeds: a choice of different places, and placements to observe."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from importlib import import_module

import pytest

from examples.common.outcome import Matched
from examples.common.practices import practice_named
from solver.codes import Kind, LegalRoute, daypart_names
from solver.places import Vacancy
from solver.shortlist import MOST_OF_ONE_WORK
from solver.weights import DEFAULT_KINDS
from tests.examples.conftest import SEEDS, Draws, Solved

pytestmark = pytest.mark.parametrize("seed", SEEDS)
PRACTICE = practice_named("ik-werk")
DECLARED = import_module("examples.ik-werk.practice")
KINDS_OF_HOUSES = {
    "animal_ambulance", "football_club", "food_bank", "care_provider", "neighbourhood_house",
    "farm",
}  # fmt: skip
MORNING_MINUTES = 240


@pytest.fixture
def solved(draws: Draws, seed: int) -> Solved:
    return draws.solved(PRACTICE.name, seed)


@pytest.fixture
def outcome(solved: Solved) -> Matched:
    return Matched(solved.snapshot, solved.plan.proposals, solved.plan.gap or 0.0, 0.0)


def observing(outcome: Matched) -> list[Vacancy]:
    return [place for place in outcome.places.values() if place.term_weeks is not None]


def test_its_own_number_is_kept(outcome: Matched) -> None:
    check = PRACTICE.check(outcome)

    assert check.kept, check.told


def test_the_check_finds_too_few_options_and_a_crowd(
    outcome: Matched, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_house = "GM0384/o1"
    alike = {name: [(name, one_house, "packing")] * 5 for name in outcome.people}
    few = {name: [(name, name, name)] * 2 for name in outcome.people}

    for lists in (alike, few):
        monkeypatch.setattr(DECLARED, "short_lists", lambda _, lists=lists: lists)
        monkeypatch.setattr(DECLARED, "most_crowded", lambda *_: 0.0)
        assert not PRACTICE.check(outcome).kept
    monkeypatch.undo()
    monkeypatch.setattr(DECLARED, "most_crowded", lambda *_: 6.5)
    assert not PRACTICE.check(outcome).kept


def test_no_list_is_longer_than_five_or_has_two_of_a_house_or_three_of_a_work(
    outcome: Matched,
) -> None:
    choices = [
        options for options in DECLARED.short_lists(outcome).values()
        if DECLARED.is_a_choice(options)
    ]  # fmt: skip

    assert choices
    for options in choices:
        houses = Counter(house for _, house, _ in options)
        works = Counter(work for _, _, work in options)
        assert 3 <= len(options) <= 5
        assert max(houses.values()) == 1
        assert max(works.values()) <= MOST_OF_ONE_WORK


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
