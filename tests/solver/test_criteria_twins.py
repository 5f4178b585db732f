from __future__ import annotations

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
from tests.solver.criterion_twins import TWINS, scored_snapshot
from tests.solver.pair_twins import Pair

PEOPLE = VACANCIES = 100
WEIGHTS = WeightSet(skill_rarity={"welding": 4.0, "sewing": 2.5})
METRE = 2e-3  # what a metre of float32 does to a score of a trip of a kilometre


@cache
def world() -> Columns:
    return Columns.of(scored_snapshot(20260302, PEOPLE, VACANCIES), WEIGHTS)


@cache
def every_pair() -> tuple[tuple[Pair, ...], ...]:
    snapshot = world().snapshot
    keeps = {qualified(o.reference, o.municipality): o for o in snapshot.organisations}
    places = [(v, keeps[qualified(v.organisation, v.municipality)]) for v in snapshot.vacancies]
    return tuple(
        tuple(Pair(person, place, owner, snapshot, WEIGHTS) for place, owner in places)
        for person in snapshot.candidates
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
def test_a_criterion_agrees_with_its_twin_on_ten_thousand_pairs(criterion: Criterion) -> None:
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
def test_a_list_of_pairs_is_scored_as_the_grid_is(criterion: Criterion) -> None:
    grid = world().pairs(slice(None))

    alone = np.broadcast_to(criterion(listed()), listed().shape)

    whole = np.broadcast_to(criterion(grid), grid.shape).ravel()
    np.testing.assert_allclose(alone, whole, rtol=0, atol=1e-6)


def test_the_headroom_is_the_same_to_the_last_bit_in_grid_and_list() -> None:
    alone, grid = (criteria.load_headroom(p) for p in (listed(), world().pairs(slice(None))))

    np.testing.assert_array_equal(alone, grid.ravel())


def test_a_block_of_rows_is_scored_as_the_whole_is() -> None:
    whole = criteria.score(world().pairs(slice(None)))

    block = criteria.score(world().pairs(np.arange(40, 60), np.arange(10, 90)))

    np.testing.assert_array_equal(block, whole[40:60, 10:90])


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
    snapshot = world().snapshot
    expected = [
        [criterion_twins.coach(person, coach, snapshot) for coach in snapshot.coaches]
        for person in snapshot.candidates
    ]

    found = criteria.coach(world(), np.arange(PEOPLE))

    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)
    np.testing.assert_array_equal(criteria.coach(world(), np.array([7])), found[7:8])


def test_the_contributions_of_ten_thousand_pairs_add_up_to_their_fit() -> None:
    points = criteria.score(listed())

    shares = criteria.contributions(listed(), criteria.judged(listed()))

    assert [sum(share.values()) for share in shares] == points.tolist()
    assert all(part >= 0 for share in shares for part in share.values())
