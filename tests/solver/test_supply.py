"""The supply of a later state, encoded from an earlier one, says what one encoded anew says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from solver.columns import Columns
from solver.desk import Desk
from solver.eligible import eligible_pairs
from solver.ground import Period
from solver.places import Organisation, Recognition, Vacancy
from solver.shortlist import short_list
from solver.snapshot import Placement, Snapshot
from solver.supply import Supply
from solver.weights import WeightSet
from tests.solver.builders import Dice, random_snapshot, snapshot, vacancy
from tests.solver.conftest import PROOF
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet()
SEEDS = range(40 if PROOF else 12)


def changed(before: Snapshot, dice: Dice) -> Snapshot:
    """Some of everything that can happen on a day: changed, new and gone."""
    places = [each for each in before.vacancies if dice.chance(0.9)]
    places = [_changed_place(each, dice) for each in places]
    new = tuple(replace(p, reference=f"{p.reference}-new") for p in places if dice.chance(0.1))
    known = {(place.municipality, place.reference) for place in places}
    placements = [p for p in before.placements if dice.chance(0.7)]
    placements += [_placement(dice, before) for _ in range(dice.number(0, 2))]
    return before.having(
        vacancies=tuple(places)
        + tuple(p for p in new if (p.municipality, p.reference) not in known),
        organisations=tuple(_changed_house(each, dice) for each in before.organisations),
        coaches=tuple(
            replace(each, week_minutes=30) if dice.chance(0.2) else each for each in before.coaches
        ),
        placements=tuple(placements),
    )


def _changed_place(place: Vacancy, dice: Dice) -> Vacancy:
    if dice.chance(0.8):
        return place
    changed: Vacancy = dice.one(
        replace(place, seats=place.seats + 1),
        replace(place, learning=frozenset()),
        replace(place, work="a_new_work"),
        replace(place, needs_coach=not place.needs_coach),
        replace(place, demands={}),
    )
    return changed


def _changed_house(house: Organisation, dice: Dice) -> Organisation:
    if dice.chance(0.8):
        return house
    changed: Organisation = dice.one(
        replace(house, guidance_minutes=None),
        replace(house, total_seats=2),
        replace(house, recognitions=(Recognition(crebo="25655"), Recognition(crebo="23295"))),
    )
    return changed


def _placement(dice: Dice, there: Snapshot) -> Placement:
    person, place = dice.one(*there.candidates), dice.one(*there.vacancies)
    return Placement(
        candidate=f"{person.municipality}/{person.reference}",
        vacancy=f"{place.municipality}/{place.reference}",
        guidance_minutes=30,
        period=Period(there.today, None),
    )


def assert_says_the_same(supply: Supply, later: Snapshot) -> None:
    revised, anew = Columns.of(later, WEIGHTS, supply), Columns.of(later, WEIGHTS)
    for name in ("row", "col", "points", "question", "motivate", "rather_not", "start"):
        np.testing.assert_array_equal(
            *(getattr(eligible_pairs(columns), name) for columns in (revised, anew)), err_msg=name
        )
    desk, other = Desk.of(revised), Desk.of(anew)
    assert list(desk.scarce.names) == list(other.scarce.names)
    np.testing.assert_array_equal(desk.left, other.left)
    for row in range(len(later.candidates)):
        assert short_list(revised, row, 5, desk) == short_list(anew, row, 5, other)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_day_of_changes_ends_where_encoding_anew_does(seed: int) -> None:
    dice = Dice(seed)
    now = scarce_world(seed, people=6) if seed % 2 else random_snapshot(seed, 6, 12)
    supply = Supply.of(now)

    for _ in range(4):
        now = changed(now, dice)
        supply = supply.revised(now)

        assert_says_the_same(supply, now)


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_comes_alone_is_told_what_all_are_told_together(seed: int) -> None:
    now = scarce_world(seed, people=8)
    supply = Supply.of(now)
    desk, everybody = Desk.over(supply, now.candidates), Columns.of(now, WEIGHTS, supply)

    for row, person in enumerate(now.candidates):
        alone = Columns.of(now.having(candidates=(person,)), WEIGHTS, supply)

        told = short_list(alone, 0, 5, desk.as_seen_by(alone))

        assert told == short_list(everybody, row, 5, desk.as_seen_by(everybody))


def test_a_changed_place_leaves_the_numbers_of_all_codes_and_the_other_columns() -> None:
    before = snapshot(*(known_vacancy(reference=f"v{number}") for number in range(5)))
    first, second, *others = before.vacancies
    later = before.having(vacancies=(replace(second, seats=7), *others))
    supply = Supply.of(before)

    revised = supply.revised(later)

    assert revised.vocabulary.works is supply.vocabulary.works
    assert revised.houses is supply.houses
    assert revised.cols[f"{first.municipality}/{second.reference}"] == 0
    assert revised.vacancies.seats.tolist() == [7, 1, 1, 1]


def test_a_day_on_which_everything_ends_leaves_nothing() -> None:
    before = snapshot(known_vacancy(), known_candidate())
    later = before.having(vacancies=(), organisations=())

    revised = Supply.of(before).revised(later)

    assert len(revised.vacancies.start) == len(revised.houses.names) == 0
    assert list(Desk.over(revised, later.candidates).scarce.names) == []


def test_a_crebo_that_nobody_offers_is_still_a_crebo() -> None:
    person, place = known_candidate(crebo="25655"), vacancy(kind="internship")
    columns = Columns.of(snapshot(person, place), WEIGHTS)

    assert columns.people.crebo.tolist() == [len(columns.vocabulary.crebos)]
