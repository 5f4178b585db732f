from __future__ import annotations

import random
from functools import cache

import numpy as np
import pytest

from solver import criteria
from solver.codes import POINTS
from solver.columns import Columns
from solver.criteria import CRITERIA, Criterion
from solver.ground import qualified
from solver.weights import DEFAULT_WEIGHTS, WeightSet
from tests.solver import criterion_twins
from tests.solver.builders import snapshot
from tests.solver.conftest import PROOF
from tests.solver.criterion_twins import TWINS, scored_snapshot
from tests.solver.pair_twins import Pair
from tests.solver.worlds import known_candidate, known_vacancy

PEOPLE = VACANCIES = 100 if PROOF else 50
WEIGHTS = WeightSet(skill_rarity={"welding": 4.17, "sewing": 2.53, "driving": 0.31})
METRE = 2e-3  # what a metre of float32 does to a score of a trip of a kilometre


@cache
def world() -> Columns:
    return Columns.of(scored_snapshot(20260302, PEOPLE, VACANCIES), WEIGHTS)


@cache
def every_pair() -> tuple[tuple[Pair, ...], ...]:
    everybody = world().snapshot
    keeps = {qualified(o.reference, o.municipality): o for o in everybody.organisations}
    places = [(v, keeps[qualified(v.organisation, v.municipality)]) for v in everybody.vacancies]
    return tuple(
        tuple(Pair(person, place, owner, everybody, WEIGHTS) for place, owner in places)
        for person in everybody.candidates
    )


@cache
def listed() -> criteria.Pairs:
    rows, cols = (place.ravel() for place in np.indices((PEOPLE, VACANCIES)))
    return world().pair_list(rows, cols)


def test_criteria_twins_and_weights_have_the_same_names() -> None:
    names = [criterion.__name__ for criterion in CRITERIA]

    assert names == [twin.__name__ for twin in TWINS]
    assert {*names, criteria.COACH} == set(DEFAULT_WEIGHTS)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.__name__)
def test_a_criterion_agrees_with_its_twin_on_every_pair(criterion: Criterion) -> None:
    twin = TWINS[CRITERIA.index(criterion)]
    scores = [[twin(pair) for pair in row] for row in every_pair()]
    expected = np.array(scores, dtype=float)

    grid = world().pairs(slice(None))
    found = np.broadcast_to(criterion(grid), grid.shape)

    np.testing.assert_allclose(found, expected, rtol=0, atol=METRE)
    known = expected[~np.isnan(expected)]
    assert 0 < len(known) < expected.size
    assert len(np.unique(known)) > 2
    assert known.min() >= 0
    assert known.max() <= 1


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.__name__)
def test_a_list_of_pairs_is_scored_as_the_grid_is_to_the_last_bit(criterion: Criterion) -> None:
    grid = world().pairs(slice(None))

    alone = np.broadcast_to(criterion(listed()), listed().shape)

    whole = np.broadcast_to(criterion(grid), grid.shape).ravel()
    np.testing.assert_array_equal(alone, whole)


def test_many_skills_of_odd_rarity_score_the_same_in_grid_and_list() -> None:
    dice = random.Random(5)
    codes = [f"skill_{number}" for number in range(40)]
    rarity = {code: dice.uniform(0.01, 9) for code in codes}
    some = [frozenset(dice.sample(codes, 25)) for _ in range(60)]
    people = [known_candidate(reference=f"c{n}", skills=each) for n, each in enumerate(some)]
    places = [known_vacancy(reference=f"v{n}", skills=each) for n, each in enumerate(some[::-1])]
    columns = Columns.of(snapshot(*people, *places), WeightSet(skill_rarity=rarity))
    rows, cols = (each.ravel() for each in np.indices((60, 60)))

    grid, alone = columns.pairs(slice(None)), columns.pair_list(rows, cols)

    np.testing.assert_array_equal(criteria.skills(alone), criteria.skills(grid).ravel())


def test_a_block_of_rows_is_scored_as_the_whole_is() -> None:
    whole = criteria.score(world().pairs(slice(None)))

    block = criteria.score(world().pairs(np.arange(20, 40), np.arange(10, 45)))

    np.testing.assert_array_equal(block, whole[20:40, 10:45])


def test_the_fit_is_the_weighted_mean_in_grid_and_list() -> None:
    expected = [[criterion_twins.fit(pair) for pair in row] for row in every_pair()]

    grid, alone = criteria.score(world().pairs(slice(None))), criteria.score(listed())

    np.testing.assert_array_equal(alone, grid.ravel())
    np.testing.assert_allclose(grid, expected, rtol=0, atol=1 + POINTS * METRE * 10 / 100)


def test_what_is_rather_not_wanted_agrees_with_the_twin() -> None:
    expected = [[criterion_twins.rather_not(pair) for pair in row] for row in every_pair()]

    grid, alone = criteria.rather_not(world().pairs(slice(None))), criteria.rather_not(listed())

    np.testing.assert_array_equal(grid, expected)
    np.testing.assert_array_equal(alone, np.ravel(expected))


def test_the_coach_agrees_with_its_twin_for_every_person() -> None:
    everybody = world().snapshot
    expected = [
        [criterion_twins.coach(person, coach, everybody) for coach in everybody.coaches]
        for person in everybody.candidates
    ]

    found = criteria.coach(world(), np.arange(PEOPLE))

    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)
    np.testing.assert_array_equal(criteria.coach(world(), np.array([7])), found[7:8])


def test_the_contributions_of_ten_thousand_pairs_add_up_to_their_fit() -> None:
    points = criteria.score(listed())

    shares = criteria.contributions(listed(), criteria.judged(listed()))

    assert [sum(share.values()) for share in shares] == points.tolist()
    assert all(part >= 0 for share in shares for part in share.values())
