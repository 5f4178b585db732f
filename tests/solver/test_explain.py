from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from solver.coaches import Coach
from solver.codes import LegalRoute, Wish
from solver.ground import Period
from solver.match import MatchParams, Plan, match
from solver.people import Preferences
from solver.snapshot import Snapshot
from solver.weights import Mode, WeightSet
from tests.solver.builders import snapshot
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet()
COACH = Coach(reference="k1", municipality="GM0222", week_minutes=60)
URGENT = {"priority": 5, "priority_reason": "because"}


def planned(*records: Any, weights: WeightSet = WEIGHTS, **given: Any) -> Plan:
    return match(snapshot(*records, **given), weights, MatchParams(seed=1))


def person(number: int = 1, **given: Any) -> Any:
    return known_candidate(reference=f"c{number}", **given)


@pytest.mark.parametrize("seed", range(20))
def test_the_contributions_add_up_to_the_fit(seed: int) -> None:
    plan = match(scarce_world(seed), WEIGHTS, MatchParams(seed=1))

    assert plan.proposals
    for proposal in plan.proposals:
        assert sum(proposal.contributions.values()) == proposal.fit


def test_a_weight_set_of_the_coach_alone_is_explained_by_the_coach() -> None:
    proposal = planned(person(), known_vacancy(), weights=WeightSet(weights={"coach": 1})).proposals

    assert [(p.fit, p.contributions) for p in proposal] == [(10_000, {"coach": 10_000})]


def test_a_soft_rule_and_a_thing_not_liked_are_shown_as_what_they_take() -> None:
    soft = WeightSet(modes={"day_hours": Mode.SOFT}, soft_penalty=1_000)
    long = known_vacancy(day_minutes=500)
    unliked = person(preferences=Preferences(work={"other": Wish.RATHER_NOT}))

    broken = planned(person(), long, weights=soft).proposals[0]
    refused = planned(unliked, known_vacancy()).proposals[0]

    assert broken.contributions["soft_rules"] == -1_000
    assert "rather_not" not in broken.contributions
    assert refused.contributions["rather_not"] < 0
    assert (refused.fit, refused.rather_not) == (WEIGHTS.minimum_fit, True)


def test_two_places_are_explained_by_the_mean_of_both() -> None:
    liked = Preferences(work={"sorting": Wish.FIRST_CHOICE, "cooking": Wish.LIKED})
    places = [known_vacancy(reference=f"v-{work}", work=work) for work in ("sorting", "cooking")]

    proposal = planned(person(preferences=liked, places_wanted=2), *places).proposals[0]

    assert proposal.vacancies == ("GM0222/v-sorting", "GM0222/v-cooking")
    assert proposal.contributions["work"] in (2_187, 2_188)  # 25 % of the mean of 1 and 0.75
    assert sum(proposal.contributions.values()) == proposal.fit


def test_each_member_of_a_group_has_a_fit_of_their_own() -> None:
    liked = Preferences(work={"other": Wish.FIRST_CHOICE})
    duo = (person(1, group="duo", preferences=liked), person(2, group="duo"))

    one, other = planned(*duo, known_vacancy(seats=2)).proposals

    assert one.fit - other.fit == 1_250  # 25 % of 1 and of the neutral half
    assert [sum(p.contributions.values()) for p in (one, other)] == [one.fit, other.fit]


def test_only_the_one_of_a_group_whom_it_concerns_is_asked_and_needs_a_reason() -> None:
    weights = WeightSet(item_modes={"lifting": Mode.MOTIVATE})
    weak = {"legal_route": None, "load": {"abilities": {"lifting": 2}}}
    duo = (person(1, group="duo"), person(2, group="duo", **weak))
    heavy = known_vacancy(seats=2, demands={"lifting": 3})

    one, other = planned(*duo, heavy, weights=weights).proposals

    assert (one.question, one.motivate) == (False, False)
    assert (other.question, other.motivate) == (True, True)


def test_what_is_not_known_and_what_asks_too_much_are_named() -> None:
    weights = WeightSet(item_modes={"lifting": Mode.MOTIVATE})
    unsure = person(legal_route=None)
    heavy = known_vacancy(demands={"lifting": 4})

    proposal = planned(unsure, heavy, weights=weights).proposals[0]

    assert proposal.question
    assert proposal.motivate
    assert proposal.unknowns == ("legal_route", "work", "learning", "organisation", "skills",
                                 "waiting")  # fmt: skip
    assert proposal.signals == ({"item": "lifting", "demand": 4, "ability": 3},)


def test_the_runner_up_is_the_best_other_place() -> None:
    liked = Preferences(work={"sorting": Wish.FIRST_CHOICE, "cooking": Wish.LIKED})
    places = [known_vacancy(reference=f"v-{work}", work=work) for work in ("sorting", "cooking")]

    only = planned(person(), known_vacancy()).proposals[0]
    best = planned(person(preferences=liked), *places).proposals[0]

    assert only.runner_up_fit is None
    assert best.runner_up_fit == best.fit - 625  # 25 % of the difference of 1 and 0.75


def test_two_places_that_are_both_proposed_have_no_runner_up() -> None:
    places = [known_vacancy(reference=f"v{n}") for n in (1, 2)]

    proposal = planned(person(places_wanted=2), *places).proposals[0]

    assert len(proposal.vacancies) == 2
    assert proposal.runner_up_fit is None


def test_each_of_a_group_has_a_runner_up_of_their_own() -> None:
    liked = Preferences(work={"sorting": Wish.FIRST_CHOICE, "cooking": Wish.LIKED})
    duo = (person(1, group="duo", preferences=liked), person(2, group="duo"))
    places = [known_vacancy(reference=f"v-{work}", seats=2, work=work)
              for work in ("sorting", "cooking")]  # fmt: skip

    one, other = planned(*duo, *places).proposals

    assert (one.fit - one.runner_up_fit, other.fit - other.runner_up_fit) == (625, 0)


def test_the_runner_up_is_with_the_best_coach_who_fits_there() -> None:
    liked = {"coaching_minutes": 60, "coach_specialisms": frozenset({"autism", "debts"})}
    places = [known_vacancy(reference=f"v{n}", needs_coach=True) for n in (1, 2)]
    half = replace(COACH, specialisms=frozenset({"autism"}))
    whole = replace(COACH, reference="k2", week_minutes=60,
                    specialisms=frozenset({"autism", "debts"}))  # fmt: skip
    rival = person(2, **liked, **URGENT)

    plan = planned(person(1, **liked), rival, *places, coaches=(half, whole))

    fits = {p.candidate[7:]: (p.coach, p.runner_up_fit - p.fit) for p in plan.proposals}
    assert sorted(fits.values()) == [("GM0222/k1", 300), ("GM0222/k2", 0)]


def test_nobody_needs_to_be_explained() -> None:
    world: Snapshot = snapshot(person(exempt=Period(), legal_route=LegalRoute.STUDENT))

    assert match(world, WEIGHTS).proposals == ()
