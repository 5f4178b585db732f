"""What somebody has already counts against what they want and can carry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from solver.codes import daypart_mask
from solver.columns import Columns
from solver.ground import Period
from solver.judge import plan_violations
from solver.match import MatchParams, Plan, match
from solver.plan import UnplacedReason
from solver.rules import NO, UNKNOWN, YES, verdicts
from solver.shortlist import short_list
from solver.snapshot import Placement, Snapshot
from solver.weights import WeightSet
from tests.solver.builders import TODAY, snapshot
from tests.solver.worlds import known_candidate, known_vacancy

WEIGHTS = WeightSet()
MORNING, AFTERNOON = daypart_mask("monday_morning"), daypart_mask("monday_afternoon")
UNASKED = {"min_week_minutes": None, "max_week_minutes": None}
KEPT_OUT = UnplacedReason.KEPT_OUT


def beside(person: dict[str, Any], there: dict[str, Any] | None, **place: Any) -> Snapshot:
    """Candidate c1 has a place at v1, which is as given or not in the snapshot, and looks at v2."""
    usual = {"min_week_minutes": 240, "max_week_minutes": 480, "dayparts_needed": 1}
    vacancies = [known_vacancy(reference="v2", **{**usual, **place})]
    if there is not None:
        vacancies.append(known_vacancy(reference="v1", **{**usual, **there}))
    held = Placement(candidate="GM0222/c1", vacancy="GM0222/v1")
    return snapshot(known_candidate(**person), *vacancies, placements=(held,))


def at_most(minutes: int) -> dict[str, Any]:
    return {"min_week_minutes": None, "wish_week_minutes": None, "max_week_minutes": minutes}


def building_up(minutes: int) -> dict[str, Any]:
    return {"build_up_week_minutes": (minutes,), "build_up_from": TODAY}


def planned(world: Snapshot) -> Plan:
    return match(world, WEIGHTS, MatchParams(seed=1))


def answers(world: Snapshot) -> dict[str, int]:
    columns = Columns.of(world, WEIGHTS)
    return {rule: int(found[0, 0]) for rule, found in verdicts(columns.pairs([0], [0])).items()}


def test_whoever_has_the_places_wanted_gets_no_proposal() -> None:
    world = beside({}, {})

    plan = planned(world)

    assert plan.proposals == ()
    assert [(u.reason, u.detail) for u in plan.unplaced] == [(KEPT_OUT, "placed")]


def test_whoever_has_the_places_wanted_gets_no_short_list() -> None:
    found = short_list(Columns.of(beside({}, {}), WEIGHTS), 0)

    assert (found.suggestions, found.reason, found.detail) == ((), KEPT_OUT, "placed")


def test_a_place_that_has_ended_does_not_count() -> None:
    ended = Placement(candidate="GM0222/c1", vacancy="GM0222/v1",
                      period=Period(None, TODAY - timedelta(days=1)))  # fmt: skip
    world = snapshot(known_candidate(), known_vacancy(), placements=(ended,))

    assert len(planned(world).proposals) == 1


def test_with_room_for_one_more_there_is_no_combination_of_two() -> None:
    world = beside({"places_wanted": 2}, {})
    more = (*world.vacancies, known_vacancy(reference="v3"))

    plan = planned(snapshot(*world.candidates, *more, placements=world.placements))

    assert [len(proposal.vacancies) for proposal in plan.proposals] == [1]


@pytest.mark.parametrize(
    ("load", "there", "place", "rule", "answer"),
    [
        ({"max_week_minutes": 480}, {}, {}, "week_hours", YES),
        ({"max_week_minutes": 479, "wish_week_minutes": 240}, {}, {}, "week_hours", NO),
        ({"min_week_minutes": 480}, {}, {"max_week_minutes": 240}, "week_hours", YES),
        ({}, {"min_week_minutes": None}, {}, "week_hours", UNKNOWN),
        ({}, {"min_week_minutes": None}, {"min_week_minutes": 961, "max_week_minutes": 990},
         "week_hours", NO),
        ({}, None, {}, "week_hours", UNKNOWN),
        (at_most(240), {}, UNASKED, "week_hours", UNKNOWN),
        (at_most(239), {}, UNASKED, "week_hours", NO),
        (at_most(239), {}, {"min_week_minutes": 0}, "week_hours", NO),
        (building_up(480), {}, {}, "week_hours", YES),
        (building_up(479), {}, {}, "week_hours", NO),
        ({}, {"dayparts": MORNING}, {"dayparts": AFTERNOON}, "dayparts", YES),
        ({}, {"dayparts": MORNING}, {"dayparts": MORNING}, "dayparts", NO),
        ({"max_day_minutes": 479}, {"dayparts": MORNING}, {"dayparts": AFTERNOON}, "dayparts", NO),
        ({"max_day_minutes": 480}, {"dayparts": MORNING}, {"dayparts": AFTERNOON}, "dayparts", YES),
        ({}, {"dayparts": None}, {}, "dayparts", UNKNOWN),
        ({}, {"day_minutes": None}, {}, "dayparts", UNKNOWN),
        ({}, None, {}, "dayparts", UNKNOWN),
    ],
)  # fmt: skip
def test_a_second_place_fits_in_one_week_with_the_first(
    load: dict[str, Any],
    there: dict[str, Any] | None,
    place: dict[str, Any],
    rule: str,
    answer: int,
) -> None:
    world = beside({"places_wanted": 2, "load": load}, there, **place)

    found = answers(world)

    assert found[rule] == answer
    assert plan_violations(world, WEIGHTS, planned(world)) == []
