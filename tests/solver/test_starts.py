"""When people who start together, or at two places at once, can start at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from solver.codes import Kind, daypart_mask
from solver.columns import Columns
from solver.ground import Period
from solver.match import MatchParams, match
from solver.options import Options, build
from solver.people import Candidate
from solver.places import Recognition, Vacancy
from solver.plan import UnplacedReason
from solver.snapshot import Snapshot
from solver.weights import Mode, WeightSet
from tests.solver.builders import TODAY, organisation, snapshot
from tests.solver.worlds import known_candidate, known_vacancy

WEIGHTS = WeightSet()
MONDAY, TUESDAY = daypart_mask("monday_morning"), daypart_mask("tuesday_morning")


def until(days: int) -> Period:
    return Period(None, TODAY + timedelta(days=days))


def since(days: int) -> Period:
    return Period(TODAY + timedelta(days=days), None)


def built(world: Snapshot, weights: WeightSet = WEIGHTS) -> Options:
    return build(Columns.of(world, weights))


def duo(one: dict[str, Any], other: dict[str, Any]) -> tuple[Candidate, Candidate]:
    first, second = (
        known_candidate(reference=name, group="duo", **given)
        for name, given in (("c1", one), ("c2", other))
    )
    return first, second


def twins(one: dict[str, Any], other: dict[str, Any]) -> tuple[Vacancy, Vacancy]:
    """Two vacancies of one daypart each that fit in one week."""
    usual = {"min_week_minutes": 120, "dayparts_needed": 1}
    return (
        known_vacancy(reference="v1", dayparts=MONDAY, **usual, **one),
        known_vacancy(reference="v2", dayparts=TUESDAY, **usual, **other),
    )


@pytest.mark.parametrize(("leaves", "possible"), [(60, True), (59, False)])
def test_a_group_starts_on_a_day_when_everybody_is_there(leaves: int, possible: bool) -> None:
    people = duo({"available": until(leaves)}, {"available": since(60)})

    options = built(snapshot(*people, known_vacancy(seats=2)))

    assert options.problem.options == possible


def test_a_group_that_cannot_start_on_one_day_has_no_place_in_common() -> None:
    people = duo({"available": until(30)}, {"available": since(60)})

    plan = match(snapshot(*people, known_vacancy(seats=2)), WEIGHTS, MatchParams(seed=1))

    assert {(u.reason, u.detail) for u in plan.unplaced} == {
        (UnplacedReason.NOWHERE_ELIGIBLE, "group")
    }


@pytest.mark.parametrize(("ends", "possible"), [(66, True), (65, False)])
def test_a_group_has_the_whole_term_from_the_day_on_which_all_start(
    ends: int, possible: bool
) -> None:
    people = duo({"available": until(ends)}, {"available": since(60)})

    options = built(snapshot(*people, known_vacancy(seats=2, term_weeks=1)))

    assert options.problem.options == possible


@pytest.mark.parametrize(("ends", "possible"), [(60, True), (59, False)])
def test_a_group_starts_while_the_place_is_recognised(ends: int, possible: bool) -> None:
    people = duo({"crebo": "25655"}, {"crebo": "25655", "available": since(60)})
    house = organisation(recognitions=(Recognition(crebo="25655", period=until(ends)),))
    place = known_vacancy(seats=2, kind=Kind.INTERNSHIP)

    options = built(snapshot(*people, place, house))

    assert options.problem.options == possible


@pytest.mark.parametrize(("ends", "possible"), [(40, True), (39, False)])
def test_two_places_start_on_a_day_when_both_are_there(ends: int, possible: bool) -> None:
    places = twins({"period": until(ends)}, {"period": since(40)})

    options = built(snapshot(known_candidate(places_wanted=2), *places))

    assert bool((options.option_cols[:, 1] >= 0).any()) == possible


@pytest.mark.parametrize(("ends", "possible"), [(67, True), (66, False)])
def test_each_of_two_places_has_its_whole_term(ends: int, possible: bool) -> None:
    places = twins({"period": until(ends), "term_weeks": 4}, {"period": since(40)})

    options = built(snapshot(known_candidate(places_wanted=2), *places))

    assert bool((options.option_cols[:, 1] >= 0).any()) == possible


def test_a_soft_term_that_is_broken_from_the_start_is_no_reason_not_to_wait() -> None:
    weights = WeightSet(modes={"fixed_term": Mode.SOFT}, minimum_fit=0)
    people = duo({"available": until(90)}, {"available": since(60)})

    broken = built(snapshot(*people, known_vacancy(seats=2, term_weeks=20)), weights)
    only_later = built(snapshot(*people, known_vacancy(seats=2, term_weeks=10)), weights)

    assert (broken.problem.options, only_later.problem.options) == (1, 0)
