"""That practices are hard: nothing here is easy to place well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from examples.common.practices import names
from solver.codes import ITEM_CODES
from solver.judge import plan_violations
from solver.people import Candidate
from solver.plan import UnplacedReason
from solver.resources import ResourceKind
from tests.examples.conftest import SEEDS, WEIGHTS, Draws, Solved

SLACK = 0.05
#: It is about sharing: seats are left where too few can reach them, and every place fits.
NOT_SCARCE = {"ibn"}


def each_of(practices: Iterable[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("name", "seed"), [(name, seed) for name in practices for seed in SEEDS]
    )


every_practice = each_of(names())
every_scarce_practice = each_of(name for name in names() if name not in NOT_SCARCE)


@pytest.fixture
def solved(draws: Draws, name: str, seed: int) -> Solved:
    return draws.solved(name, seed)


def has_an_unknown(person: Candidate) -> bool:
    load = person.load
    return (
        None in (person.location, person.legal_route, person.ladder_step, person.dutch)
        or None in (load.dayparts, load.max_week_minutes, person.guidance_level)
        or len(load.abilities) < len(ITEM_CODES)
    )


@every_practice
def test_the_plan_may_be_carried_out(solved: Solved) -> None:
    assert plan_violations(solved.snapshot, WEIGHTS, solved.plan) == []


@every_practice
def test_taking_the_best_fit_first_is_worse(solved: Solved) -> None:
    (value,) = solved.plan.result.value or ()

    assert solved.plan.greedy_value < value
    assert solved.plan.greedy_placed <= len(solved.plan.proposals)


@every_scarce_practice
def test_two_kinds_of_scarce_things_run_out(solved: Solved) -> None:
    used, there = Counter[ResourceKind](), Counter[ResourceKind]()
    for use in solved.plan.resources:
        used[use.name.kind] += use.used
        there[use.name.kind] += use.capacity

    slack = {kind: 1 - used[kind] / there[kind] for kind in there}

    assert sum(left < SLACK for left in slack.values()) >= 2, slack


@every_practice
def test_of_one_person_in_ten_something_that_a_rule_asks_is_not_known(solved: Solved) -> None:
    people = solved.snapshot.candidates

    assert sum(has_an_unknown(person) for person in people) >= 0.10 * len(people)


@every_scarce_practice
def test_every_reason_for_no_place_occurs(solved: Solved) -> None:
    reasons = {person.reason for person in solved.plan.unplaced}

    assert set(UnplacedReason) - {UnplacedReason.NOT_KNOWN} <= reasons
