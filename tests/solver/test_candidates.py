"""Candidates for one vacancy: the best of all who are free for it, and why there is nobody."""

from __future__ import annotations

from typing import Any

import pytest

from solver.candidates import CandidateList, candidates_for
from solver.check import Asked, check
from solver.coaches import Coach
from solver.codes import GuidanceLevel, Kind
from solver.columns import Columns
from solver.desk import Desk
from solver.ground import Period
from solver.plan import UnplacedReason
from solver.resources import ResourceKind, ResourceName
from solver.snapshot import Placement
from solver.weights import WeightSet
from tests.solver.builders import organisation, snapshot
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet(placed_kinds=frozenset(Kind))
PLACE = known_vacancy(reference="v1", organisation="o1", needs_coach=True)
HOUSE = organisation(reference="o1")


@pytest.mark.parametrize("seed", range(4))
def test_the_list_holds_the_best_of_all_whom_a_check_lets_go_there(seed: int) -> None:
    columns = Columns.of(scarce_world(seed, people=40), WEIGHTS)
    desk, people = Desk.of(columns), range(len(columns.candidate_names))

    for col in range(len(columns.vacancy_names)):
        lists = {size: candidates_for(columns, col, size, desk) for size in (1, 3, 100)}

        told = check(columns, [Asked(row, col) for row in people], desk, compared=True).each
        able = [one for one in told if one.allowed and not one.below_minimum and not one.lacking]
        able.sort(key=lambda one: (-one.fit, one.question, one.candidate))
        for size, found in lists.items():
            assert list(found.suggestions) == able[:size]
            assert (found.reason is None) == bool(able)
            assert found.eligible >= len(able)


def of_one(*people: Any, place: Any = PLACE, house: Any = HOUSE, **more: Any) -> CandidateList:
    columns = Columns.of(snapshot(*people, place, house, **more), WEIGHTS)
    return candidates_for(columns, 0, 5, Desk.of(columns))


def coach(minutes: int, **given: Any) -> Coach:
    return Coach(reference="k1", municipality="GM0222", week_minutes=minutes, **given)


def taken(**given: Any) -> tuple[Placement, ...]:
    return (Placement(candidate="GM0222/c99", vacancy="GM0222/v1", **given),)


NEEDY = known_candidate(coaching_minutes=60)
GUIDED = known_candidate(guidance_level=GuidanceLevel.LIGHT, guidance_minutes=60)
AWAY = known_candidate(paused=Period())


@pytest.mark.parametrize(
    ("people", "more", "reason", "detail"),
    [
        ((), {}, UnplacedReason.NOWHERE_ELIGIBLE, None),
        ((AWAY,), {}, UnplacedReason.NOWHERE_ELIGIBLE, None),
        (
            (known_candidate(load={"max_week_minutes": 120, "wish_week_minutes": 120}),),
            {},
            UnplacedReason.NOWHERE_ELIGIBLE,
            "week_hours",
        ),
        (
            (known_candidate(),),
            {"placements": taken()},
            UnplacedReason.NOWHERE_ELIGIBLE,
            "seat_free",
        ),
        ((NEEDY,), {}, UnplacedReason.NOWHERE_ELIGIBLE, "coach"),
        (
            (NEEDY,),
            {
                "coaches": (coach(90),),
                "placements": (
                    Placement(
                        candidate="GM0222/c99",
                        vacancy="GM0222/v9",
                        coach="GM0222/k1",
                        coaching_minutes=60,
                    ),
                ),
            },
            UnplacedReason.RESOURCE_TAKEN,
            ResourceName(ResourceKind.COACHING, "GM0222/k1"),
        ),
        (
            (GUIDED,),
            {"house": organisation(reference="o1", guidance_minutes={GuidanceLevel.LIGHT: 30})},
            UnplacedReason.RESOURCE_TAKEN,
            ResourceName(ResourceKind.GUIDANCE, "GM0222/o1", GuidanceLevel.LIGHT),
        ),
    ],
)
def test_an_empty_list_says_why(
    people: tuple[Any, ...], more: dict[str, Any], reason: UnplacedReason, detail: object
) -> None:
    found = of_one(*people, **more)

    assert (found.suggestions, found.reason, found.detail) == ((), reason, detail)


def test_somebody_whose_coach_is_busy_gives_way_to_somebody_who_needs_none() -> None:
    other = known_candidate(reference="c2")

    found = of_one(NEEDY, other, coaches=(coach(30),))

    assert [one.candidate for one in found.suggestions] == ["GM0222/c2"]
    assert found.eligible == 2
