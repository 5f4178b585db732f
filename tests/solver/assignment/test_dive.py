"""A dive keeps to what fits, keeps what it was given, and repeats itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.assignment import Problem
from solver.assignment.dive import Diving, dive
from solver.assignment.problem import Int64s
from solver.assignment.region import Region
from solver.assignment.rows import choices_of
from solver.assignment.threads import Threads
from tests.solver.assignment.anneal_twin import drawn_plan, hard_flaws
from tests.solver.assignment.housed import EXAMPLES, any_form, given_of, housed, housed_region
from tests.solver.assignment.problems import problem_of
from tests.solver.assignment.test_dual import SEEDS, drawn, region_of
from tests.solver.assignment.test_region import descended

FORMS = st.one_of(any_form(tiers=1), housed(most_units=12, most_options=40, tiers=1))
DIVINGS = st.builds(Diving, noise=st.sampled_from([0.0, 0.02, 0.5]), seed=SEEDS)


def seen(problem: Problem, seed: int = -1) -> Region:
    """Lay a problem out and look at it, at drawn prices or at those to begin with."""
    laid_out = region_of(problem)
    laid_out.see(laid_out.best.prices.copy() if seed < 0 else drawn(laid_out, seed))
    return laid_out


def worth_of(laid_out: Region, plan: Int64s) -> int:
    return int(laid_out.worth[plan].sum())


@EXAMPLES
@given(FORMS, SEEDS, DIVINGS)
def test_a_dive_from_any_prices_keeps_capacities_and_companions(
    problem: Problem, seed: int, diving: Diving
) -> None:
    plan = dive(seen(problem, seed), diving)

    assert hard_flaws(problem, plan) == []


@EXAMPLES
@given(FORMS, SEEDS, DIVINGS, st.floats(0, 1))
def test_what_is_kept_stays_and_the_rest_fits_beside_it(
    problem: Problem, seed: int, diving: Diving, share: float
) -> None:
    rng = np.random.default_rng(seed)
    kept = drawn_plan(problem, rng)
    unit = np.append(problem.option_unit, problem.companion_unit)[kept]
    kept = kept[(rng.random(problem.units) < share)[unit]]

    plan = dive(seen(problem, seed), diving, kept=kept)

    assert hard_flaws(problem, plan) == []
    assert set(kept.tolist()) <= set(plan.tolist())


@EXAMPLES
@given(FORMS, DIVINGS)
def test_the_same_seed_gives_the_same_plan_and_leaves_the_prices(
    problem: Problem, diving: Diving
) -> None:
    laid_out = seen(problem)
    before = laid_out.best.prices.unit.tobytes(), laid_out.best.prices.row.tobytes()

    first, second = dive(laid_out, diving), dive(laid_out, diving)

    assert first.tolist() == second.tolist()
    prices = laid_out.best.prices
    assert (prices.unit.tobytes(), prices.row.tobytes()) == before


def test_dives_at_the_same_time_end_as_one_after_the_other() -> None:
    laid_out = descended(region_of(housed_region(150, seed=4)), 4)
    jobs: list[Callable[[], Int64s]] = [
        lambda seed=seed: dive(laid_out, Diving(noise=0.5, seed=seed))  # type: ignore[misc]
        for seed in range(4)
    ]
    with Threads(2) as threads:
        together = threads.each(jobs)

    apart = [job() for job in jobs]

    assert [plan.tolist() for plan in together] == [plan.tolist() for plan in apart]
    assert len({tuple(plan.tolist()) for plan in apart}) > 1


def test_a_dive_from_good_prices_comes_near_the_bound() -> None:
    laid_out = descended(region_of(housed_region(150, seed=4)))

    plan = dive(laid_out, Diving())

    assert hard_flaws(laid_out.problem, plan) == []
    assert 0.9 * laid_out.bound < worth_of(laid_out, plan) <= laid_out.bound


def test_better_prices_give_a_better_plan() -> None:
    problem = housed_region(150, seed=4)
    first, last = seen(problem), descended(region_of(problem))

    plans = [dive(laid_out, Diving()) for laid_out in (first, last)]

    assert worth_of(last, plans[1]) > worth_of(first, plans[0])


def test_a_dive_from_good_prices_comes_near_a_change_budget() -> None:
    problem = housed_region(150, seed=4)
    present, _ = choices_of(problem, dive(seen(problem), Diving()))
    sides = {"present_option": present, "change_budget": 15}
    laid_out = descended(region_of(Problem(**given_of(problem) | sides)))

    plan = dive(laid_out, Diving())

    choice, _ = choices_of(problem, plan)
    left = (present >= 0) & (choice != present)
    assert 12 <= left.sum() <= 18
    assert worth_of(laid_out, plan) > 0.99 * laid_out.bound


def test_no_one_sits_where_there_is_no_companion_left() -> None:
    rows = [(unit, 9, {0: 1}) for unit in range(3)]
    mates = [(unit, 0, {1: 1}) for unit in range(3)]
    problem = problem_of([3, 2], rows, mates, needy=[0, 1, 2])

    plan = dive(descended(region_of(problem)), Diving())

    assert hard_flaws(problem, plan) == []
    assert len(plan) == 4


def test_a_stopped_dive_gives_what_was_kept() -> None:
    laid_out = descended(region_of(housed_region(40, seed=4)))
    kept = dive(laid_out, Diving())[:3]

    plan = dive(laid_out, Diving(), kept=kept, stopped=lambda: True)

    assert sorted(plan.tolist()) == sorted(kept.tolist())


@pytest.mark.parametrize("kind", ["option", "companion"])
def test_what_names_a_resource_twice_is_taken_only_with_room_for_both(kind: str) -> None:
    written = problem_of([1, 1], [(0, 5, {0: 1})], [(0, 1, {1: 1})], needy=[0])
    arrays = given_of(written)
    resource = arrays[f"{kind}_resource"]
    arrays[f"{kind}_ptr"] = np.array([0, 2])
    arrays[f"{kind}_resource"] = np.repeat(resource, 2)
    arrays[f"{kind}_use"] = np.ones(2, np.int64)

    plan = dive(seen(Problem(**arrays)), Diving())

    assert plan.tolist() == []
