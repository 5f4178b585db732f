from __future__ import annotations

import pytest

from solver.coaches import Coach
from solver.codes import Wish
from solver.columns import Columns
from solver.greedy import Greedy, greedy_by_fit
from solver.match import MatchParams, match
from solver.options import build
from solver.people import Preferences
from solver.snapshot import Snapshot
from solver.weights import WeightSet
from tests.solver.builders import snapshot
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet()
SORTING = {"preferences": Preferences(work={"sorting": Wish.FIRST_CHOICE})}
ONLY_SORTING = Preferences(work={"sorting": Wish.LIKED, "cooking": Wish.NEVER})


def greedy(world: Snapshot) -> Greedy:
    return greedy_by_fit(build(Columns.of(world, WEIGHTS)))


def test_the_best_fit_goes_first_and_takes_what_another_needs_more() -> None:
    world = snapshot(
        known_candidate(reference="c1", **SORTING),
        known_candidate(reference="c2", preferences=ONLY_SORTING),
        known_vacancy(reference="v1", work="sorting"),
        known_vacancy(reference="v2", work="cooking"),
    )

    taken, plan = greedy(world), match(world, WEIGHTS, MatchParams(seed=1))

    best_fit = max(build(Columns.of(world, WEIGHTS)).option_fit.tolist())
    assert (taken.placed, taken.value) == (1, WEIGHTS.placement_bonus + best_fit)
    assert len(plan.proposals) == 2


def test_whoever_needs_a_coach_takes_minutes_too() -> None:
    coach = Coach(reference="k1", municipality="GM0222", week_minutes=100)
    people = [known_candidate(reference=f"c{n}", coaching_minutes=60) for n in (1, 2)]
    place = known_vacancy(seats=2, needs_coach=True)

    assert greedy(snapshot(*people, place, coaches=(coach,))).placed == 1


def test_a_team_is_left_out() -> None:
    people = [known_candidate(reference=f"c{n}") for n in (1, 2)]

    assert greedy(snapshot(*people, known_vacancy(seats=2, min_start=2))).placed == 0


def test_a_group_counts_each_of_its_people() -> None:
    people = [known_candidate(reference=f"c{n}", group="duo") for n in (1, 2)]

    assert greedy(snapshot(*people, known_vacancy(seats=2))).placed == 2


@pytest.mark.parametrize("seed", range(10))
def test_taking_the_best_fit_first_is_never_above_the_plan(seed: int) -> None:
    plan = match(scarce_world(seed), WEIGHTS, MatchParams(seed=1))

    (value,) = plan.result.value or ()
    assert plan.greedy_value <= value
    assert plan.greedy_placed <= len(plan.proposals) + len(plan.unplaced)
