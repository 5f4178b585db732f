"""A task written down and read again: the same, and without whoever was deleted."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from service.bridge import document_of, plan_hash, read_document, without_person
from solver.codes import GuidanceLevel
from solver.match import MatchParams, Plan, Task, match
from solver.resources import ResourceKind, ResourceName
from solver.snapshot import Proposed
from solver.weights import WeightSet
from tests.solver.builders import random_snapshot
from tests.solver.worlds import scarce_world

PRICES = {
    ResourceName(ResourceKind.SEATS, "GM0222/v1"): 0.1 + 0.2,
    ResourceName(ResourceKind.GUIDANCE, "GM0222/o1", GuidanceLevel.MEDIUM): 1e-9,
}


def task_of(seed: int) -> Task:
    world = random_snapshot(seed, 30, 20) if seed % 2 else scarce_world(seed)
    names = [f"{p.municipality}/{p.reference}" for p in world.candidates]
    stands = [Proposed(candidate=n, vacancies=("GM0222/v1",), since=("person",)) for n in names[:3]]
    asked = MatchParams(
        seed=seed,
        work_limit=10,
        change_budget=seed,
        prices=PRICES,
        person_prices={names[0]: 0.1 + 0.2},
        floors={"GM0222": 0} if seed % 3 else None,
        newcomers=tuple(names[:4]) if seed % 4 else None,
    )
    return Task(world.having(proposed=tuple(stands)), WeightSet(), asked)


@pytest.mark.parametrize("seed", range(20))
def test_what_was_written_down_is_read_as_it_was(seed: int) -> None:
    task = task_of(seed)

    again = read_document(document_of(task).compressed)

    assert again.snapshot.candidates == task.snapshot.candidates
    assert again.snapshot.proposed == task.snapshot.proposed
    assert again.params == task.params
    assert document_of(again) == document_of(task)


@pytest.mark.parametrize("seed", range(0, 20, 2))
def test_what_was_read_comes_to_the_same_plan(seed: int) -> None:
    task = task_of(seed)

    again = read_document(document_of(task).compressed)

    assert plan_hash(_matched(again)) == plan_hash(_matched(task))


def _matched(task: Task) -> Plan:
    return match(task.snapshot, task.weights, task.params)


@pytest.mark.parametrize("seed", range(10))
def test_without_a_person_nothing_tells_of_them_and_all_else_stays(seed: int) -> None:
    task = task_of(seed)
    gone, *others = task.snapshot.candidates
    name = f"{gone.municipality}/{gone.reference}"
    apart = [replace(person, not_together_with=frozenset({name})) for person in others]
    free = [replace(person, not_together_with=frozenset()) for person in others]
    whole = replace(task, snapshot=task.snapshot.having(candidates=(gone, *apart)))

    left = without_person(document_of(whole).compressed, name)

    assert left is not None
    assert name.encode() not in gzip.decompress(left)
    assert read_document(left).snapshot.candidates == tuple(free)
    assert without_person(left, name) is None
