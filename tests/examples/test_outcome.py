"""What came of a practice in numbers: the hours a week of everybody together."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from examples.common.outcome import Matched, week_minutes
from solver.people import LoadCapacity
from solver.places import Vacancy
from tests.solver.builders import candidate, snapshot, vacancy

#: Somebody who can do four to ten hours, and would like eight.
LOAD = LoadCapacity(min_week_minutes=240, wish_week_minutes=480, max_week_minutes=600)


def half_day(reference: str, least: int = 180, most: int | None = 300) -> Vacancy:
    return vacancy(reference=reference, min_week_minutes=least, max_week_minutes=most)


@pytest.mark.parametrize(
    ("places", "minutes"),
    [
        ([half_day("v1")], 300),
        ([half_day("v1"), half_day("v2")], 480),
        ([half_day("v1", most=None), half_day("v2")], 480),
        ([half_day("v1", least=290), half_day("v2", least=290)], 580),
        ([half_day("v1", most=200), half_day("v2", most=200)], 400),
    ],
)
def test_places_are_given_the_hours_nearest_the_wish_together(
    places: list[Vacancy], minutes: int
) -> None:
    assert week_minutes(candidate(load=LOAD), places) == minutes


def test_without_a_wish_two_places_are_given_what_both_ask_at_least() -> None:
    assert week_minutes(candidate(), [half_day("v1"), half_day("v2")]) == 360


def test_the_hours_of_a_practice_count_a_person_with_two_places_once() -> None:
    there = snapshot(candidate(load=LOAD), half_day("v1"), half_day("v2"))
    one: Any = SimpleNamespace(candidate="GM0222/c1", vacancies=("GM0222/v1", "GM0222/v2"))

    assert Matched(there, [one], 0.0, 0.0).hours == 8.0
