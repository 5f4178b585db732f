"""What stands in the way of whoever a plan leaves out: what others took, or no team."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from solver.coaches import Coach
from solver.codes import GuidanceLevel, Wish
from solver.columns import Columns
from solver.match import MatchParams, Plan, match
from solver.options import build
from solver.people import Preferences
from solver.plan import Unplaced, UnplacedReason
from solver.reasons import Decided, reasons
from solver.resources import ResourceKind, ResourceName
from solver.snapshot import Placement
from solver.weights import WeightSet
from tests.solver.builders import organisation, snapshot
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet()
NOWHERE = UnplacedReason.NOWHERE_ELIGIBLE
TAKEN = UnplacedReason.RESOURCE_TAKEN
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
            assert unplaced.reason in (TAKEN, NOWHERE)
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

    found = reasons(columns, options, Decided(nobody, nobody, np.zeros(0), False))

    assert found == tuple(
        Unplaced(f"GM0222/c{number}", UnplacedReason.NOT_KNOWN, None) for number in (1, 2)
    )


def likes(work: str) -> dict[str, Any]:
    return {"preferences": Preferences(work={work: Wish.FIRST_CHOICE})}


def test_a_coach_who_is_wanting_everywhere_is_named_before_a_seat_wanting_somewhere() -> None:
    needs = {"coaching_minutes": 60, **likes("sorting")}
    places = [known_vacancy(reference=f"v-{work}", work=work, needs_coach=True)
              for work in ("sorting", "cooking")]  # fmt: skip

    found = why_not(person(1, **needs), person(2, **needs, **URGENT), *places, coaches=(COACH,))

    assert found == {"c1": (TAKEN, name(ResourceKind.COACHING, "k1"))}


def test_a_seat_that_alone_is_wanting_is_named_before_two_things_elsewhere() -> None:
    needs = {"guidance_level": LIGHT, "guidance_minutes": 60}
    house = organisation(reference="o2", guidance_minutes={LIGHT: 60})
    places = [
        known_vacancy(reference="v1", work="sorting"),
        known_vacancy(reference="v2", work="cooking", organisation="o2"),
    ]
    rivals = [person(n, **needs, **URGENT, **likes(work))
              for n, work in ((2, "sorting"), (3, "cooking"))]  # fmt: skip

    found = why_not(person(1, **needs, **likes("cooking")), *rivals, *places, organisation(), house)

    assert found == {"c1": (TAKEN, name(ResourceKind.SEATS, "v1"))}


def test_a_seat_is_named_where_every_option_lacks_one_and_its_guide_too() -> None:
    needs = {"guidance_level": LIGHT, "guidance_minutes": 60}
    houses = [organisation(reference=f"o{n}", guidance_minutes={LIGHT: 60}) for n in (1, 2)]
    places = [known_vacancy(reference=f"v{n}", organisation=f"o{n}") for n in (1, 2)]
    people = [person(1, **needs), *(person(n, **needs, **URGENT) for n in (2, 3))]

    reason, detail = why_not(*people, *places, *houses)["c1"]

    assert reason is TAKEN
    assert detail.kind in (ResourceKind.SEATS, ResourceKind.GUIDANCE)


def test_what_the_best_lacks_is_named_where_every_option_lacks_two_things_of_its_own() -> None:
    needs = {"guidance_level": LIGHT, "guidance_minutes": 60, "coaching_minutes": 60}
    houses = [
        organisation(reference="o1", total_seats=1),
        organisation(reference="o2", guidance_minutes={LIGHT: 60}),
    ]
    places = [
        known_vacancy(reference="v1", organisation="o1", work="sorting"),
        known_vacancy(reference="v2", organisation="o2", work="cooking", seats=2, needs_coach=True),
    ]
    only_sorting = Preferences(work={"sorting": Wish.LIKED, "cooking": Wish.NEVER})
    rivals = [person(2, **URGENT, preferences=only_sorting),
              person(3, **needs, **URGENT, **likes("cooking"))]  # fmt: skip

    found = why_not(person(1, **needs), *rivals, *places, *houses, coaches=(COACH,))

    reason, detail = found["c1"]
    assert reason is TAKEN
    assert detail in (
        name(ResourceKind.SEATS, "v1"),
        name(ResourceKind.TOTAL, "o1"),
        name(ResourceKind.GUIDANCE, "o2", LIGHT),
        name(ResourceKind.COACHING, "k1"),
    )


def test_more_guidance_than_there_is_at_all_was_taken_by_nobody() -> None:
    needs = person(guidance_level=LIGHT, guidance_minutes=120)
    house = organisation(guidance_minutes={LIGHT: 60})

    found = why_not(needs, known_vacancy(), house)

    assert found == {"c1": (NOWHERE, name(ResourceKind.GUIDANCE, "o1", LIGHT))}


def test_a_group_larger_than_the_place_is_eligible_for_no_seat_there() -> None:
    trio = [person(n, group="trio") for n in (1, 2, 3)]

    found = why_not(*trio, known_vacancy(seats=2))

    assert set(found.values()) == {(NOWHERE, name(ResourceKind.SEATS, "v1"))}


def test_guidance_that_running_placements_hold_is_taken() -> None:
    needs = person(guidance_level=LIGHT, guidance_minutes=60)
    house = organisation(guidance_minutes={LIGHT: 60})
    held = Placement(candidate="GM0222/c9", vacancy="GM0222/v1", guidance_minutes=1)

    found = why_not(needs, known_vacancy(seats=2), house, placements=(held,))

    assert found == {"c1": (TAKEN, name(ResourceKind.GUIDANCE, "o1", LIGHT))}


@pytest.mark.parametrize(
    ("people", "proven", "expected"),
    [
        (4, False, (UnplacedReason.NOT_KNOWN, None)),
        (4, True, (NOWHERE, "min_start")),
        (3, False, (NOWHERE, "min_start")),
    ],
    ids=["might come together", "proven not to", "not enough people"],
)
def test_that_no_team_comes_together_is_said_only_when_it_is_known(
    people: int, proven: bool, expected: tuple[UnplacedReason, Any]
) -> None:
    team = known_vacancy(seats=4, min_start=4)
    columns = Columns.of(snapshot(*(person(n) for n in range(people)), team), WEIGHTS)
    options = build(columns)
    nobody = np.full(options.problem.units, -1, np.int32)

    found = reasons(columns, options, Decided(nobody, nobody, np.zeros(0), proven))

    assert {(unplaced.reason, unplaced.detail) for unplaced in found} == {expected}
