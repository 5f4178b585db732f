"""The regional search: plans that keep every rule, worth no more than the bound, on any threads."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Problem, regional, violations
from solver.assignment.effort import Effort
from solver.assignment.regional import Hunt
from solver.assignment.rows import choices_of, values
from solver.assignment.threads import Threads
from solver.assignment.watch import Watch
from tests.solver.assignment.housed import EXAMPLES, any_form, best_with_each, housed_region
from tests.solver.assignment.problems import best_by_trying_all, problem_of
from tests.solver.assignment.test_dual import region_of

SIDES = {
    "teams": {"min_use_if_used": [2] * 20 + [0] * 30},
    "floors": {"unit_group": [k % 2 for k in range(80)], "group_floor": [20, 15]},
    "changes": {"present_option": [8 * k for k in range(80)], "change_budget": 60},
}


def hunted(
    problem: Problem,
    *,
    work: float = 40,
    threads: int = 1,
    cancelled: Callable[[], bool] | None = None,
    tier: int = 0,
    attained: tuple[int, ...] = (),
) -> Hunt:
    """Open a hunt and run it to its end."""
    with Threads(threads) as many, Watch(None, cancelled, 900.0) as watch:
        laid_out = region_of(problem, tier, attained)
        hunt = Hunt(laid_out, Effort(work), many, 7, watch)
        hunt.open()
        hunt.run()
    return hunt


def assert_sound(hunt: Hunt) -> None:
    """Assert that each plan kept breaks no rule, is worth what it says, and within the bound."""
    problem, region = hunt.region.problem, hunt.region
    for found in hunt.plans:
        assert violations(problem, *choices_of(problem, found.plan)) == []
        assert found.worth == region.worth[found.plan].sum() <= region.bound
        for tier, least in enumerate(region.attained):
            assert values(problem, tier)[found.plan].sum() >= least


@EXAMPLES
@given(any_form(tiers=1))
def test_whatever_the_problem_plans_are_sound_and_the_bound_is_above_the_best(
    problem: Problem,
) -> None:
    best = best_by_trying_all(problem)

    hunt = hunted(problem, work=3)

    assert_sound(hunt)
    assert best is None or hunt.region.bound >= best[0]
    assert best is not None or not hunt.plans


@EXAMPLES
@given(any_form(tiers=2), st.integers(0, 2))
def test_a_later_tier_keeps_what_the_first_attained(problem: Problem, less: int) -> None:
    first, _ = best_with_each(problem)
    if first is None or problem.tiers < 2:
        return
    second, _ = best_with_each(problem, 1, (first - less,))

    hunt = hunted(problem, work=3, tier=1, attained=(first - less,))

    assert_sound(hunt)
    assert second is not None
    assert hunt.region.bound >= second


@pytest.mark.parametrize("kind", [*SIDES, "none"])
def test_a_region_is_planned_within_every_rule_near_its_bound(kind: str) -> None:
    hunt = hunted(housed_region(80, seed=5, **SIDES.get(kind, {})))

    assert_sound(hunt)
    assert hunt.best is not None
    assert hunt.best.worth > 0.8 * hunt.region.bound


def test_a_team_that_nothing_completes_costs_no_more_than_its_own_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(regional, "REPAIRS", 0)
    monkeypatch.setattr(regional, "MOST_MENDED", 0)
    region = region_of(housed_region(80, seed=5, **SIDES["teams"]), 0, ())
    with Threads(1) as alone, Watch(None, None, 900.0) as watch:
        hunt = Hunt(region, Effort(40), alone, 7, watch)
        hunt.open()

    assert_sound(hunt)
    assert hunt.best is not None
    assert hunt.best.worth > 0.7 * hunt.region.bound


@pytest.mark.parametrize(("earlier", "following"), [(True, "cool"), (False, "breed")])
def test_after_the_first_plans_from_known_prices_comes_cooling(
    earlier: bool, following: str
) -> None:
    region = region_of(housed_region(80, seed=5), 0, ())
    if earlier:
        region.begin_from(np.zeros(region.problem.resources))
    with Threads(1) as alone, Watch(None, None, 900.0) as watch:
        hunt = Hunt(region, Effort(400), alone, 7, watch, earlier=earlier)
        hunt.open()

    assert hunt.tries.next() == following


@pytest.mark.parametrize("kind", [*SIDES, "none"])
def test_one_thread_and_two_end_in_the_same_plans_and_bound(kind: str) -> None:
    problem = housed_region(80, seed=5, **SIDES.get(kind, {}))

    alone, two = (hunted(problem, threads=count) for count in (1, 2))

    assert alone.region.best.bound == two.region.best.bound
    assert alone.effort.spent == two.effort.spent
    assert [one.plan.tolist() for one in alone.plans] == [one.plan.tolist() for one in two.plans]
    assert alone.plans


def test_who_must_be_placed_and_meets_no_limit_at_all_leaves_no_plan() -> None:
    hunt = hunted(problem_of([0], [], units=1, must=[0]), work=3)

    assert hunt.plans == []


def test_what_is_proven_ends_the_search() -> None:
    hunt = hunted(problem_of([1], [(0, 5, {0: 1}), (1, 9, {0: 1})]), work=1e9)

    assert hunt.proven
    assert hunt.region.bound == 9
    assert hunt.effort.left > 0


@pytest.mark.parametrize(("units", "seed"), [(80, 9), (300, 5)])
def test_where_the_bound_is_the_best_a_plan_is_found_that_meets_it(units: int, seed: int) -> None:
    hunt = hunted(housed_region(units, seed=seed), work=300)

    assert hunt.proven


@pytest.mark.parametrize("looks", [0, 3, 40])
def test_the_wish_to_stop_is_heard_within_a_step(looks: int) -> None:
    left = iter(range(looks))
    began = time.monotonic()

    hunt = hunted(
        housed_region(300, seed=5), work=1e9, threads=2, cancelled=lambda: next(left, None) is None
    )

    assert hunt.watch.stopped_by == "cancellation"
    assert time.monotonic() - began < 20
    assert hunt.region.seen
    assert_sound(hunt)


def test_a_stop_while_annealing_pays_what_is_owed_ends_it() -> None:
    problem = housed_region(300, seed=5, min_use_if_used=[3] * 75 + [0] * 112)
    began = time.monotonic()

    hunt = hunted(problem, work=1e9, cancelled=lambda: time.monotonic() > began + 2)

    assert hunt.watch.stopped_by == "cancellation"
    assert time.monotonic() - began < 10
    assert_sound(hunt)


@pytest.mark.parametrize("work", [0.1, 1, 10, 40])
def test_the_work_limit_is_kept_within_one_round(work: float) -> None:
    one_round = 3 * hunted(housed_region(80, seed=5), work=1e-9).effort.spent

    hunt = hunted(housed_region(80, seed=5), work=work)

    assert hunt.effort.left == 0 or hunt.proven
    assert hunt.effort.spent <= work + one_round


def test_the_least_work_still_gives_a_bound_and_a_plan() -> None:
    hunt = hunted(housed_region(80, seed=5), work=1e-9)

    assert hunt.best is not None
    assert hunt.region.bound < 2**50
    assert_sound(hunt)


def test_as_a_search_goes_on_plans_only_rise_and_bounds_only_fall() -> None:
    problem = housed_region(152, seed=4, min_use_if_used=[2] * 38 + [0] * 57)

    trace = hunted(problem, work=150).watch.trace

    values = [point.value for point in trace if point.value is not None]
    bounds = [point.bound for point in trace if point.bound is not None]
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert len(set(bounds)) > 2


def test_a_plan_in_hand_is_taken_once_and_only_when_it_owes_nothing() -> None:
    problem = problem_of([2], [(0, 5, {0: 1}), (1, 9, {0: 1})], must=[0])
    with Threads(1) as alone, Watch(None, None, 900.0) as watch:
        hunt = Hunt(region_of(problem), Effort(10), alone, 7, watch)

        hunt.take([np.array([0]), np.array([0]), np.array([1]), None])

    assert [found.worth for found in hunt.plans] == [5]
