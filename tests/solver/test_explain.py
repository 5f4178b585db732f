from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from solver.coaches import Coach
from solver.codes import GuidanceLevel, LegalRoute, Wish
from solver.columns import Columns
from solver.ground import Period
from solver.match import MatchParams, Plan, match
from solver.options import build
from solver.people import Preferences
from solver.plan import Unplaced, UnplacedReason
from solver.reasons import reasons
from solver.resources import ResourceKind, ResourceName
from solver.snapshot import Forbid, Placement, Snapshot
from solver.weights import Mode, WeightSet
from tests.solver.builders import TODAY, organisation, snapshot
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet()
KEPT_OUT, NOWHERE = UnplacedReason.KEPT_OUT, UnplacedReason.NOWHERE_ELIGIBLE
TAKEN, BELOW = UnplacedReason.RESOURCE_TAKEN, UnplacedReason.BELOW_MINIMUM_FIT
LIGHT = GuidanceLevel.LIGHT
COACH = Coach(reference="k1", municipality="GM0222", week_minutes=60)
URGENT = {"priority": 5, "priority_reason": "because"}


def planned(*records: Any, weights: WeightSet = WEIGHTS, **given: Any) -> Plan:
    return match(snapshot(*records, **given), weights, MatchParams(seed=1))


def why_not(*records: Any, **given: Any) -> dict[str, tuple[UnplacedReason, Any]]:
    plan = planned(*records, **given)
    return {person.candidate[7:]: (person.reason, person.detail) for person in plan.unplaced}


def person(number: int = 1, **given: Any) -> Any:
    return known_candidate(reference=f"c{number}", **given)


@pytest.mark.parametrize("kept", [{"exempt": Period()}, {"paused": Period(None, TODAY)}])
def test_whoever_is_exempt_or_paused_is_kept_out(kept: dict[str, Any]) -> None:
    assert why_not(person(**kept), known_vacancy()) == {"c1": (KEPT_OUT, "exemption")}


def test_whoever_waits_for_one_who_is_kept_out_is_too() -> None:
    duo = (person(1, group="duo", exempt=Period()), person(2, group="duo"))

    assert why_not(*duo, known_vacancy(seats=2)) == {
        "c1": (KEPT_OUT, "exemption"),
        "c2": (KEPT_OUT, "group"),
    }


def test_whoever_declined_the_only_place_is_kept_out_by_that() -> None:
    declined = (Forbid(candidate="GM0222/c1", vacancy="GM0222/v1"),)

    assert why_not(person(), known_vacancy(), forbids=declined) == {"c1": (KEPT_OUT, "forbidden")}


def test_a_place_that_was_declined_and_impossible_anyway_is_no_decision() -> None:
    declined = (Forbid(candidate="GM0222/c1", vacancy="GM0222/v1"),)

    found = why_not(person(), known_vacancy(dayparts_needed=11), forbids=declined)

    assert found["c1"][0] is NOWHERE


def test_nowhere_names_the_rule_that_alone_removes_most() -> None:
    far = {"location": None, "dayparts_needed": 3, "min_week_minutes": 961, "max_week_minutes": 990}
    places = [
        known_vacancy(reference="v1", dayparts_needed=11),
        known_vacancy(reference="v2", dayparts_needed=11),
        known_vacancy(reference="v3", day_minutes=481),
        *(known_vacancy(reference=f"v{n}", day_minutes=481, **far) for n in range(4, 9)),
    ]

    assert why_not(person(), *places) == {"c1": (NOWHERE, "dayparts")}


def test_nowhere_names_the_rule_that_says_no_most_often_when_none_stands_alone() -> None:
    places = [
        known_vacancy(reference="v1", dayparts_needed=11, day_minutes=481),
        known_vacancy(reference="v2", day_minutes=481, demands={"lifting": 4}),
    ]

    assert why_not(person(), *places) == {"c1": (NOWHERE, "day_hours")}


def test_a_functional_item_that_is_soft_is_not_what_stands_in_the_way() -> None:
    soft = WeightSet(item_modes={"lifting": Mode.SOFT})
    place = known_vacancy(demands={"lifting": 4}, dayparts_needed=11)

    assert why_not(person(), place, weights=soft) == {"c1": (NOWHERE, "dayparts")}


def test_without_places_there_is_no_seat() -> None:
    assert why_not(person()) == {"c1": (NOWHERE, "seat_free")}


@pytest.mark.parametrize(
    "coaches",
    [
        (),
        (Coach(reference="k1", municipality="GM1509", week_minutes=600),),
        (Coach(reference="k1", municipality="GM0222", week_minutes=59),),
        (Coach(reference="k1", municipality="GM0222", week_minutes=600,
               available=Period(None, TODAY.replace(day=1))),),
    ],
    ids=["none", "elsewhere", "too short a week", "left"],
)  # fmt: skip
def test_nowhere_for_want_of_a_coach_who_fits(coaches: tuple[Coach, ...]) -> None:
    needs = person(coaching_minutes=60)

    found = why_not(needs, known_vacancy(needs_coach=True), coaches=coaches)

    assert found == {"c1": (NOWHERE, "coach")}


def test_a_group_without_a_place_in_common_is_nowhere() -> None:
    duo = (
        person(1, group="duo", preferences=Preferences(work={"sorting": Wish.NEVER})),
        person(2, group="duo", preferences=Preferences(work={"cooking": Wish.NEVER})),
    )
    places = [known_vacancy(reference=f"v-{work}", seats=2, work=work)
              for work in ("sorting", "cooking")]  # fmt: skip

    assert why_not(*duo, *places) == {"c1": (NOWHERE, "group"), "c2": (NOWHERE, "group")}


def test_a_group_waits_for_the_one_who_can_go_nowhere() -> None:
    duo = (person(1, group="duo", load={"dayparts": 0}), person(2, group="duo"))

    found = why_not(*duo, known_vacancy(seats=2))

    assert found == {"c1": (NOWHERE, "dayparts"), "c2": (NOWHERE, "group")}


def test_a_team_that_does_not_come_together_takes_nothing_from_anybody() -> None:
    team = known_vacancy(seats=4, min_start=3)

    found = why_not(person(1), person(2), team)

    assert found == {"c1": (NOWHERE, "min_start"), "c2": (NOWHERE, "min_start")}


def test_whoever_is_eligible_but_fits_badly_everywhere_is_below_the_minimum() -> None:
    strict = WeightSet(minimum_fit=9_900)

    assert why_not(person(), known_vacancy(), weights=strict) == {"c1": (BELOW, None)}


def test_a_poor_fit_at_a_place_without_a_coach_is_not_for_want_of_one() -> None:
    strict = WeightSet(minimum_fit=9_900)
    places = [known_vacancy(reference=f"v{n}", needs_coach=n > 1) for n in (1, 2)]

    assert why_not(person(coaching_minutes=60), *places, weights=strict) == {"c1": (BELOW, None)}


def test_what_a_person_would_rather_not_is_not_below_the_minimum() -> None:
    unliked = person(preferences=Preferences(work={"other": Wish.RATHER_NOT}))
    strict = WeightSet(minimum_fit=9_900)

    plan = planned(unliked, known_vacancy(), weights=strict)

    assert [proposal.fit for proposal in plan.proposals] == [9_900]


def name(kind: ResourceKind, reference: str, level: GuidanceLevel | None = None) -> ResourceName:
    return ResourceName(kind, f"GM0222/{reference}", level)


def test_the_last_seat_was_taken() -> None:
    found = why_not(person(1), person(2, **URGENT), known_vacancy())

    assert found == {"c1": (TAKEN, name(ResourceKind.SEATS, "v1"))}


def test_the_house_is_full() -> None:
    house = organisation(total_seats=1)

    found = why_not(person(1), person(2, **URGENT), known_vacancy(seats=2), house)

    assert found == {"c1": (TAKEN, name(ResourceKind.TOTAL, "o1"))}


def test_the_guide_has_no_minutes_left() -> None:
    needs = {"guidance_level": LIGHT, "guidance_minutes": 60}
    house = organisation(guidance_minutes={LIGHT: 119})

    found = why_not(person(1, **needs), person(2, **needs, **URGENT), known_vacancy(seats=2), house)

    assert found == {"c1": (TAKEN, name(ResourceKind.GUIDANCE, "o1", LIGHT))}


@pytest.mark.parametrize("together", [True, False], ids=["chosen apart", "written out"])
def test_the_coach_has_no_minutes_left(together: bool) -> None:
    wish = {} if together else {"preferences": Preferences(work={"other": Wish.RATHER_NOT})}
    needs = {"coaching_minutes": 60, **wish}
    place = known_vacancy(seats=2, needs_coach=True)

    found = why_not(person(1, **needs), person(2, **needs, **URGENT), place, coaches=(COACH,))

    assert found == {"c1": (TAKEN, name(ResourceKind.COACHING, "k1"))}


def test_the_coach_gave_all_minutes_before() -> None:
    busy = (Placement(candidate="GM0222/c9", vacancy="GM0222/v9", coach="GM0222/k1",
                      coaching_minutes=60),)  # fmt: skip
    needs, place = person(coaching_minutes=60), known_vacancy(needs_coach=True)

    found = why_not(needs, place, coaches=(COACH,), placements=busy)

    assert found == {"c1": (TAKEN, name(ResourceKind.COACHING, "k1"))}


def test_somebody_to_be_kept_apart_from_is_there() -> None:
    people = (person(1, not_together_with=frozenset({"c2"})), person(2, **URGENT))

    found = why_not(*people, known_vacancy(seats=2))

    assert found == {"c1": (TAKEN, name(ResourceKind.APART, "v1"))}


@pytest.mark.parametrize("seed", range(20))
def test_a_resource_that_is_named_is_really_short(seed: int) -> None:
    world = scarce_world(seed)
    plan = match(world, WEIGHTS, MatchParams(seed=1))
    people = {f"{c.municipality}/{c.reference}": c for c in world.candidates}
    left = {use.name: use.capacity - use.used for use in plan.resources}

    for unplaced in plan.unplaced:
        if isinstance(unplaced.detail, ResourceName):
            kind, group = unplaced.detail.kind, people[unplaced.candidate].group
            mates = [c for c in world.candidates if group and c.group == group]
            need = 0
            for mate in mates or [people[unplaced.candidate]]:
                asked = {ResourceKind.GUIDANCE: 2 * mate.guidance_minutes,
                         ResourceKind.COACHING: mate.coaching_minutes}  # fmt: skip
                need += asked.get(kind, 1)
            assert unplaced.reason is TAKEN
            assert left[unplaced.detail] < need


@pytest.mark.parametrize(
    ("people", "place"),
    [
        ((person(1), person(2)), known_vacancy()),
        ((person(1, group="duo"), person(2, group="duo")), known_vacancy(seats=2, min_start=2)),
    ],
    ids=["a seat", "a team of two"],
)
def test_a_place_left_for_somebody_without_one_is_not_explained_away(
    people: tuple[Any, ...], place: Any
) -> None:
    columns = Columns.of(snapshot(*people, place), WEIGHTS)
    options = build(columns)
    nobody = np.full(options.problem.units, -1, np.int32)

    found = reasons(columns, options, nobody, nobody, np.zeros(0))

    assert found == tuple(
        Unplaced(f"GM0222/c{number}", UnplacedReason.NOT_KNOWN, None) for number in (1, 2)
    )


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
