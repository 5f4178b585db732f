"""Why somebody has no place: the one true main reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from solver.coaches import Coach
from solver.codes import Wish
from solver.ground import Period
from solver.match import MatchParams, Plan, match
from solver.people import Preferences
from solver.plan import UnplacedReason
from solver.snapshot import Forbid
from solver.weights import Mode, WeightSet
from tests.solver.builders import TODAY, snapshot
from tests.solver.worlds import known_candidate, known_vacancy

YESTERDAY = TODAY - timedelta(days=1)

WEIGHTS = WeightSet()
KEPT_OUT, NOWHERE = UnplacedReason.KEPT_OUT, UnplacedReason.NOWHERE_ELIGIBLE
BELOW = UnplacedReason.BELOW_MINIMUM_FIT


def planned(*records: Any, weights: WeightSet = WEIGHTS, **given: Any) -> Plan:
    return match(snapshot(*records, **given), weights, MatchParams(seed=1))


def why_not(*records: Any, **given: Any) -> dict[str, tuple[UnplacedReason, Any]]:
    plan = planned(*records, **given)
    return {person.candidate[7:]: (person.reason, person.detail) for person in plan.unplaced}


def person(number: int = 1, **given: Any) -> Any:
    return known_candidate(reference=f"c{number}", **given)


@pytest.mark.parametrize(
    ("kept", "named"),
    [
        ({"exempt": Period()}, "exemption"),
        ({"paused": Period(None, TODAY)}, "paused"),
        ({"exempt": Period(None, YESTERDAY), "paused": Period()}, "paused"),
        ({"exempt": Period(), "paused": Period()}, "exemption"),
    ],
)
def test_whoever_is_exempt_or_paused_is_kept_out(kept: dict[str, Any], named: str) -> None:
    assert why_not(person(**kept), known_vacancy()) == {"c1": (KEPT_OUT, named)}


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
