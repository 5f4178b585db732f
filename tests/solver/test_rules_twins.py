from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from solver.columns import Columns
from solver.encoding import day_number
from solver.ground import qualified
from solver.rules import RULES, Rule, judge, verdicts
from solver.weights import DEFAULT_MODES, WeightSet
from tests.solver.builders import random_snapshot
from tests.solver.conftest import PROOF
from tests.solver.pair_twins import Pair
from tests.solver.rule_twins import TWINS

PEOPLE = VACANCIES = 100 if PROOF else 50
BINARY = {"sharing", "forbidden", "exemption", "seat_free", "period", "fixed_term", "preference"}


@cache
def world() -> Columns:
    return Columns.of(random_snapshot(20260302, PEOPLE, VACANCIES), WeightSet())


@cache
def every_pair() -> tuple[tuple[Pair, ...], ...]:
    snapshot, weights = world().snapshot, WeightSet()
    keeps = {qualified(o.reference, o.municipality): o for o in snapshot.organisations}
    places = [(v, keeps[qualified(v.organisation, v.municipality)]) for v in snapshot.vacancies]
    return tuple(
        tuple(Pair(person, place, owner, snapshot, weights) for place, owner in places)
        for person in snapshot.candidates
    )


def test_rules_twins_and_modes_have_the_same_names_in_the_same_order() -> None:
    names = [rule.__name__ for rule in RULES]

    assert names == list(DEFAULT_MODES)
    assert names == [twin.__name__ for twin in TWINS]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_agrees_with_its_twin_on_every_pair(rule: Rule) -> None:
    twin = TWINS[RULES.index(rule)]
    expected = np.array([[twin(pair) for pair in row] for row in every_pair()], dtype=np.int8)

    grid = world().pairs(slice(None))
    answers = np.broadcast_to(rule(grid), grid.shape)

    np.testing.assert_array_equal(answers, expected)
    assert set(np.unique(expected)) == ({0, 2} if rule.__name__ in BINARY else {0, 1, 2})


def test_a_list_of_pairs_is_judged_as_the_grid_is() -> None:
    rows, cols = (place.ravel() for place in np.indices((PEOPLE, VACANCIES)))

    grid, listed = verdicts(world().pairs(slice(None))), verdicts(world().pair_list(rows, cols))

    for name, answers in grid.items():
        np.testing.assert_array_equal(answers.ravel(), listed[name], err_msg=name)


def test_a_block_of_rows_is_judged_as_the_whole_is() -> None:
    whole = judge(world().pairs(slice(None)))

    block = judge(world().pairs(np.arange(20, 40), np.arange(10, 45)))

    np.testing.assert_array_equal(block.allowed, whole.allowed[20:40, 10:45])


def test_the_judgement_is_the_least_verdict() -> None:
    grid = world().pairs(slice(None))

    judged = judge(grid)

    least = np.min(list(verdicts(grid).values()), axis=0)
    np.testing.assert_array_equal(judged.allowed, least)
    np.testing.assert_array_equal(judged.question, least == 1)
    assert not judged.soft_broken.any()
    assert not judged.motivate.any()


def test_the_earliest_start_agrees_with_the_twin() -> None:
    expected = [[day_number(pair.start) for pair in row] for row in every_pair()]

    found = world().pairs(slice(None)).start_day

    np.testing.assert_array_equal(found, expected)
