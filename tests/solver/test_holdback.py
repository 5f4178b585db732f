"""What is left is worth something to those who are expected, and to nobody else."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from solver.assignment import of_units, prices_of
from solver.codes import GuidanceLevel, Kind
from solver.columns import Columns
from solver.ground import ALWAYS, name_of
from solver.holdback import hold_back, hold_back_prices
from solver.match import MatchParams, match
from solver.options import build
from solver.resources import ResourceKind, ResourceName
from solver.snapshot import Forbid, Placement, Snapshot
from solver.weights import WeightSet
from tests.solver.assignment.problems import problem_of
from tests.solver.builders import organisation, snapshot
from tests.solver.worlds import LIGHT, known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet(placed_kinds=frozenset(Kind))

#: Unit 0 fits the first seat only, unit 1 the second only.
TWO = problem_of([3, 3], [(0, 8_000, {0: 1}), (1, 5_000, {1: 1})])


def prices(sample: list[int], expected: int, left: list[int]) -> list[float]:
    found = hold_back_prices(TWO, np.array(sample, np.int64), expected, np.array(left, np.int64))
    return [float(price) for price in found]


def test_a_seat_for_which_more_will_come_than_there_are_costs_what_it_is_worth_to_them() -> None:
    wanted, unwanted = prices([0], expected=3, left=[1, 1])

    assert wanted == pytest.approx(8_000, rel=0.1)
    assert unwanted == 0


def test_what_is_left_counts_and_not_what_there_was() -> None:
    assert prices([0], expected=2, left=[3, 3])[0] == 0
    assert prices([0], expected=2, left=[1, 3])[0] == pytest.approx(8_000, rel=0.1)


def test_where_fewer_are_expected_than_came_the_last_of_them_count() -> None:
    early, late = prices([0, 0, 1, 1], expected=2, left=[1, 1])

    assert early == 0
    assert late == pytest.approx(5_000, rel=0.1)


@pytest.mark.parametrize(("sample", "expected"), [([], 5), ([0, 1], 0)])
def test_where_nobody_came_or_is_expected_nothing_costs_anything(
    sample: list[int], expected: int
) -> None:
    assert prices(sample, expected, left=[0, 0]) == [0, 0]


def stand_ins(world: Snapshot, names: list[str]) -> Snapshot:
    """Let everybody be exempt, and somebody new come for each of those named."""
    people = world.candidates
    anew = [
        replace(one, reference=f"{one.reference}-new", group=None, places_wanted=1,
                not_together_with=frozenset())
        for name in names for one in people if name_of(one) == name
    ]  # fmt: skip
    kept_out = [replace(one, exempt=ALWAYS, group=None) for one in people]
    return world.having(candidates=(*kept_out, *anew))


def test_it_is_what_as_many_new_people_of_that_kind_would_give_for_what_placements_leave() -> None:
    priced = 0
    for seed in range(16):
        world, dice = scarce_world(seed, people=16, places=6), random.Random(seed)
        names = dice.sample([name_of(one) for one in world.candidates], 12)
        options = build(Columns.of(stand_ins(world, names), WEIGHTS))
        problem, first = options.problem, len(world.candidates)
        new = np.arange(first, first + len(names), dtype=np.int64)
        expected = prices_of(of_units(problem, new, problem.capacity)).tolist()

        found = hold_back(Columns.of(world, WEIGHTS), [*names, "GM0222/gone"])

        told = dict(zip(options.names, expected, strict=True))
        told = {name: price for name, price in told.items() if name.kind is not ResourceKind.APART}
        assert found == {name: pytest.approx(price) for name, price in told.items()}
        priced += any(expected)
    assert priced > 4


def guided(seats: int = 2) -> tuple[Any, ...]:
    """A place with guidance, and one without where there is room for everybody."""
    return (
        organisation(reference="o1", guidance_minutes={LIGHT: 900}),
        organisation(reference="o2", guidance_minutes={}),
        known_vacancy(reference="v1", organisation="o1", seats=seats),
        known_vacancy(reference="v2", organisation="o2", seats=9),
    )


SEAT = ResourceName(ResourceKind.SEATS, "GM0222/v1")
NEEDING = [
    known_candidate(reference=f"n{number}", guidance_level=LIGHT, guidance_minutes=60)
    for number in range(3)
]
NAMES = [name_of(one) for one in NEEDING]


def test_what_too_many_of_those_who_came_need_is_held_back_and_nothing_else() -> None:
    plain = [replace(one, guidance_level=GuidanceLevel.NONE) for one in NEEDING]
    needed = Columns.of(snapshot(*guided(), *NEEDING), WEIGHTS)
    free = Columns.of(snapshot(*guided(), *plain), WEIGHTS)

    assert {name for name, price in hold_back(needed, NAMES).items() if price} == {SEAT}
    for columns, came in ((needed, NAMES[:2]), (needed, []), (free, NAMES)):
        assert not any(hold_back(columns, came).values())


def test_who_came_and_has_a_place_by_now_stands_for_others_as_well() -> None:
    placed = Placement(candidate=NAMES[0], vacancy="GM0222/v1", guidance_minutes=60)
    forbid = Forbid(candidate=NAMES[1], vacancy="GM0222/v1")
    world = snapshot(*guided(), *NEEDING, placements=(placed,))

    found = hold_back(Columns.of(world, WEIGHTS), NAMES[:2])
    declined = hold_back(Columns.of(world.having(forbids=(forbid,)), WEIGHTS), NAMES[:2])

    assert found[SEAT] > 0  # two come, and one seat is left
    assert declined == found


def test_whoever_has_a_place_already_takes_the_guidance_that_they_need() -> None:
    needing = [replace(one, guidance_level=GuidanceLevel.INTENSIVE) for one in NEEDING]
    house = organisation(
        reference="o1", guidance_minutes={LIGHT: 900, GuidanceLevel.INTENSIVE: 180}
    )
    other, *places = guided()[1:]
    placed = Placement(candidate=NAMES[0], vacancy="GM0222/v1", guidance_minutes=180)
    free, taken = (
        Columns.of(snapshot(house, other, *places, *needing, placements=held), WEIGHTS)
        for held in ((), (placed,))
    )

    assert hold_back(free, NAMES)[SEAT] > 0
    assert not any(hold_back(taken, NAMES[1:]).values())  # nothing is left that they could take


def test_it_stands_beside_the_prices_of_a_plan_and_changes_nothing_else() -> None:
    world = scarce_world(3, people=14, places=8)
    names = tuple(name_of(one) for one in world.candidates[:9])

    asking = [MatchParams(seed=1, newcomers=given) for given in (None, names, names)]
    plain, asked, again = (match(world, WEIGHTS, each) for each in asking)
    brief = match(world, WEIGHTS, MatchParams(seed=1, newcomers=names), brief=True)

    held = hold_back(Columns.of(world, WEIGHTS), names)
    assert [use.hold_back for use in asked.resources] == [
        held.get(use.name, 0.0) for use in asked.resources
    ]
    assert asked.resources == again.resources
    assert {use.hold_back for use in (*plain.resources, *brief.resources)} == {None}
    assert tuple(replace(use, hold_back=None) for use in asked.resources) == plain.resources
    assert (asked.proposals, asked.unplaced) == (plain.proposals, plain.unplaced)
