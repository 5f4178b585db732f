"""Who takes what: the parts add up to what is counted as taken."""

from __future__ import annotations

import numpy as np
import pytest

from solver.columns import Columns
from solver.match import MatchParams, match
from solver.plan import Plan
from solver.resources import ResourceKind, Resources
from solver.snapshot import Proposed, Snapshot
from solver.takers import Take, proposed_takes, running_takes
from solver.weights import WeightSet
from tests.solver.worlds import scarce_world

WEIGHTS = WeightSet()


def summed(takes: list[Take], resources: int) -> list[int]:
    total = np.zeros(resources, np.int64)
    for take in takes:
        total[take.resource] += take.amount
    return [int(each) for each in total]


@pytest.mark.parametrize("seed", range(12))
def test_the_parts_of_running_placements_add_up_to_what_they_hold(seed: int) -> None:
    world = scarce_world(seed)
    supply = Columns.of(world, WEIGHTS).supply
    scarce = Resources.of(supply, world.candidates)

    takes = running_takes(supply, scarce, world.candidates, world.placements)

    assert summed(takes, len(scarce.names)) == scarce.held


def with_plan(world: Snapshot, plan: Plan) -> Snapshot:
    """What a plan proposes stands open."""
    return world.having(
        proposed=tuple(Proposed(candidate=p.candidate, vacancies=p.vacancies, coach=p.coach,
                                fit=p.fit) for p in plan.proposals)
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_the_parts_of_what_stands_open_add_up_to_what_the_plan_uses(seed: int) -> None:
    world = scarce_world(seed)
    plan = match(world, WEIGHTS, MatchParams(seed=1))
    columns = Columns.of(with_plan(world, plan), WEIGHTS)
    scarce = Resources.of(columns.supply, world.candidates)

    takes = proposed_takes(columns, scarce)

    used = [use.used for use in plan.resources if use.name.kind is not ResourceKind.APART]
    assert summed(takes, len(scarce.names)) == used
    assert used
