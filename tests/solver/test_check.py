"""A person's own pairs, checked: the same as the short list where it suggests, and why not else."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import Any

import pytest

from solver.check import Asked, Check, Lack, check
from solver.coaches import Coach
from solver.codes import Kind
from solver.columns import Columns
from solver.desk import Desk
from solver.eligible import eligible_pairs
from solver.resources import ResourceKind, ResourceName
from solver.shortlist import Suggestion, short_list
from solver.snapshot import Placement
from solver.takers import Stands, Taker
from solver.weights import Mode, WeightSet
from tests.solver.builders import organisation, snapshot
from tests.solver.worlds import known_candidate, known_vacancy, scarce_world

WEIGHTS = WeightSet(placed_kinds=frozenset(Kind))
SAME = {one.name for one in fields(Check)} & {one.name for one in fields(Suggestion)} - {"motivate"}


@pytest.mark.parametrize("seed", range(8))
def test_what_the_short_list_suggests_is_checked_alike(seed: int) -> None:
    columns = Columns.of(scarce_world(seed), WEIGHTS)
    desk = Desk.of(columns)
    cols = {name: col for col, name in enumerate(columns.vacancy_names)}

    for row in range(len(columns.candidate_names)):
        for suggestion in short_list(columns, row, 5, desk).suggestions:
            asked = [Asked(row, cols[suggestion.vacancy])]
            (told,) = check(columns, asked, desk, compared=True).each

            assert {name: getattr(told, name) for name in SAME} == {
                name: getattr(suggestion, name) for name in SAME
            }
            assert (told.allowed, told.kept_out, told.broken) == (True, None, ())
            assert (told.below_minimum, told.lacking) == (False, ())
            assert told.motivate if suggestion.motivate else not told.motivate


@pytest.mark.parametrize("seed", range(8))
def test_of_every_pair_the_hard_rules_say_what_they_say_at_night(seed: int) -> None:
    columns = Columns.of(scarce_world(seed), WEIGHTS)
    width = len(columns.vacancy_names)
    every = [Asked(row, col) for row in range(len(columns.candidate_names)) for col in range(width)]
    pairs = eligible_pairs(columns)
    allowed = set(zip(pairs.row.tolist(), pairs.col.tolist(), strict=True))

    found = check(columns, every).each

    for asked, told in zip(every, found, strict=True):
        refusing = set(told.broken) - {"coach"}
        assert ((asked.row, asked.col) in allowed) == (not refusing and told.kept_out is None)
        assert sum(told.contributions.values()) == told.fit
        assert told.allowed == (not told.broken and told.kept_out is None)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_overbooked_together_is_what_all_ask_of_what_is_left(seed: int) -> None:
    columns = Columns.of(scarce_world(seed), WEIGHTS)
    pairs = eligible_pairs(columns)
    asked = [
        Asked(row, col) for row, col in zip(pairs.row.tolist(), pairs.col.tolist(), strict=True)
    ]

    found = check(columns, asked)

    seats = Counter(columns.vacancy_names[one.col] for one in asked)
    free = dict(zip(columns.vacancy_names, columns.vacancies.seats_free.tolist(), strict=True))
    assert {
        lack.resource.reference: (lack.left, lack.asked)
        for lack in found.overbooked
        if lack.resource.kind is ResourceKind.SEATS
    } == {name: (free[name], count) for name, count in seats.items() if count > free[name]}


def one(person: Any, place: Any, *, weights: WeightSet = WEIGHTS, **more: Any) -> Check:
    columns = Columns.of(snapshot(person, place, organisation(reference="o1"), **more), weights)
    return check(columns, [Asked(0, 0)]).each[0]


PLACE = known_vacancy(reference="v1", organisation="o1", demands={"lifting": 4})
WEAK = known_candidate(
    load={"abilities": {"lifting": 1}, "max_week_minutes": 60, "wish_week_minutes": 60,
          "min_week_minutes": 0},
)  # fmt: skip


def test_every_hard_rule_that_says_no_is_named() -> None:
    told = one(WEAK, PLACE)

    assert (told.allowed, told.broken) == (False, ("week_hours", "functional_load"))
    assert told.signals == ({"item": "lifting", "demand": 4, "ability": 1},)


@pytest.mark.parametrize(("mode", "field"), [(Mode.SOFT, "soft"), (Mode.MOTIVATE, "motivate")])
def test_a_rule_that_is_not_hard_is_named_apart(mode: Mode, field: str) -> None:
    weights = WeightSet(modes={"week_hours": mode}, item_modes={"lifting": mode})

    told = one(WEAK, PLACE, weights=weights)

    assert (told.allowed, told.broken) == (True, ())
    assert getattr(told, field) == ("week_hours", "functional_load")


NEEDY = known_candidate(coaching_minutes=60)
FREE = known_vacancy(reference="v1", organisation="o1", needs_coach=True)


def coach(reference: str, **given: object) -> Coach:
    return Coach(**{"reference": reference, "municipality": "GM0222", "week_minutes": 90, **given})


def test_the_coach_that_is_wanted_is_checked_not_the_best_one() -> None:
    coaches = (coach("k1"), coach("k2", languages=frozenset({"ara"})), coach("k3", week_minutes=30))
    world = snapshot(NEEDY, FREE, organisation(reference="o1"), coaches=coaches)
    columns = Columns.of(world, WEIGHTS)

    second, third = check(columns, [Asked(0, 0, 1), Asked(0, 0, 2)]).each

    assert (second.coach, second.allowed) == ("GM0222/k2", True)
    assert (third.coach, third.allowed, third.broken) == (None, False, ("coach",))


def test_a_coach_without_minutes_left_is_named_with_what_is_left() -> None:
    taken = Placement(
        candidate="GM0222/c99", vacancy="GM0222/v9", coach="GM0222/k1", coaching_minutes=60
    )

    told = one(NEEDY, FREE, coaches=(coach("k1"),), placements=(taken,))

    name = ResourceName(ResourceKind.COACHING, "GM0222/k1")
    assert told.allowed
    assert told.lacking == (Lack(name, 30, 60, (Taker(None, 60, Stands.PLACEMENT),)),)


def test_who_has_a_place_already_is_told_that_and_not_of_an_exemption() -> None:
    has = Placement(candidate="GM0222/c1", vacancy="GM0222/v9")

    told = one(known_candidate(), FREE, placements=(has,))

    assert (told.allowed, told.kept_out, told.broken) == (False, "placed", ())


def test_nothing_asked_is_nothing_told() -> None:
    columns = Columns.of(snapshot(), WEIGHTS)

    assert check(columns, []) == check(columns, [], Desk.of(columns))
    assert check(columns, []).each == ()
