"""The pool of plans: the best of each worth, and children that hold what two parents share."""

from __future__ import annotations

import numpy as np
import pytest

from solver.assignment.pool import FEW, MOST_PLANS, Found, pooled, shared, without_small_teams
from solver.assignment.rows import accompanied_by, choices_of
from tests.solver.assignment.problems import problem_of
from tests.solver.assignment.regions import first_fit, region


def test_the_best_plans_are_kept_best_first() -> None:
    worth = np.arange(20)

    pool = pooled([], [np.array([column]) for column in (3, 17, 5, *range(6, 17))], worth)

    assert [found.worth for found in pool] == list(range(17, 17 - MOST_PLANS, -1))
    assert [found.plan.tolist() for found in pool] == [[found.worth] for found in pool]


def test_of_plans_of_one_worth_the_first_stays() -> None:
    worth = np.array([4, 4, 1])

    pool = pooled(pooled([], [np.array([0])], worth), [np.array([1]), np.array([2])], worth)

    assert [found.plan.tolist() for found in pool] == [[0], [2]]


@pytest.mark.parametrize("seed", range(5))
def test_a_child_keeps_only_what_all_parents_have_and_who_has_a_companion_keeps_it(
    seed: int,
) -> None:
    problem = region(60, seed=seed)
    plan = first_fit(problem)
    unit = np.concatenate([problem.option_unit, problem.companion_unit])[plan]
    pool = [Found(plan[unit % FEW != left], left) for left in range(FEW)]

    children = [shared(problem, pool, np.random.default_rng([seed, k])) for k in range(40)]

    assert any(len(child) for child in children)
    for child in children:
        choice, companion = choices_of(problem, child)
        assert np.isin(child, plan).all()
        assert ((companion >= 0) == accompanied_by(problem, choice)).all()
        assert len(np.unique(np.flatnonzero(choice >= 0) % FEW)) <= FEW - 2


def test_two_plans_that_agree_on_nobody_have_nobody_in_common() -> None:
    options = [(0, 5, {0: 1}), (0, 9, {1: 1})]
    mates = [(0, 0, {2: 1}), (0, 1, {2: 1})]
    problem = problem_of([1, 1, 2], options, mates, needy=[0])
    pool = [Found(np.array([o, m]), 2 * o + m) for o in (0, 1) for m in (2, 3)]

    children = [shared(problem, pool, np.random.default_rng(seed)) for seed in range(40)]

    assert not any(len(child) for child in children)


def test_few_plans_have_no_child() -> None:
    problem = problem_of([1], [(0, 5, {0: 1})])
    pool = [Found(np.array([0]), 5)] * (FEW - 1)

    assert not any(len(shared(problem, pool, np.random.default_rng(k))) for k in range(40))


def test_a_team_that_is_too_small_goes_and_so_does_one_that_is_too_small_without_it() -> None:
    both, beside, elsewhere = (0, 5, {0: 1, 1: 1}), (1, 5, {1: 1}), (2, 5, {2: 1})
    problem = problem_of(
        [3, 3, 3, 3],
        [both, beside, elsewhere],
        [(0, 1, {3: 1}), (2, 1, {3: 1})],
        needy=[0, 2],
        min_use_if_used=[2, 2, 0, 0],
    )

    assert without_small_teams(problem, np.arange(5)).tolist() == [2, 4]


def test_a_coach_whose_team_is_too_small_takes_the_person_along() -> None:
    problem = problem_of(
        [2, 2], [(0, 5, {0: 1}), (1, 5, {0: 1})], [(0, 1, {1: 1})],
        needy=[0], min_use_if_used=[0, 2],
    )  # fmt: skip

    assert without_small_teams(problem, np.arange(3)).tolist() == [1]


def test_where_no_team_is_asked_everybody_stays() -> None:
    problem = problem_of([2], [(0, 5, {0: 1}), (1, 5, {0: 1})])

    assert without_small_teams(problem, np.arange(2)).tolist() == [0, 1]
