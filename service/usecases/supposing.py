"""A run's day solved again, as it was and as it would be; proposals are never touched.

What stood open when the run began is left aside: everybody but who has a placement may be proposed
anything. Each search begins from a plan that is known and from the prices of the run.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Connection

from service import bridge
from service.errors import Conflict
from service.records.change import ChangeGiven
from service.usecases import replayed
from service.usecases.solving import Stopping, child, never
from solver.errors import InvalidRecord
from solver.floors import placed_of_each
from solver.judge import plan_violations
from solver.match import Plan, Proposal, Task
from solver.snapshot import Proposed
from solver.supposed import APART, Change, NothingThere, supposed
from solver.tally import Tallies, tallied

Solve: TypeAlias = Callable[[Task], Plan]
NO_PLAN = "No plan was found that keeps what was asked."
NOTHING = "There is nothing in what the run read of which there should be more."


@dataclass(frozen=True, slots=True)
class Day:
    """What a run read, to be solved again, and a plan of it."""

    task: Task
    plan: Plan

    def tallies(self) -> Tallies:
        """Count the plan."""
        return tallied(self.task.snapshot, self.task.weights, self.plan.proposals)


def day_of(connection: Connection, run_id: UUID) -> Task:
    """Read what a run read, with its plan and prices to begin from; raises as `task_of` does."""
    task = replayed.task_of(connection, run_id)
    prices = bridge.prices_of(connection, run_id)
    plan = bridge.stored_plan(connection, run_id)
    params = replace(
        task.params,
        change_budget=None,
        prices=prices.of_resources,
        person_prices=prices.of_people,
    )
    return begun_from(replace(task, params=params, brief=True), plan.proposals)


def begun_from(task: Task, proposals: Iterable[Proposal]) -> Task:
    """Give a task whose search begins from a plan.

    Its coaches are left out: to keep one is worth points, and that would be no part of the day.
    """
    standing = tuple(
        Proposed(candidate=one.candidate, vacancies=one.vacancies, fit=one.fit) for one in proposals
    )
    return replace(task, snapshot=task.snapshot.having(proposed=standing))


def as_it_was(task: Task, solve: Solve) -> Day:
    """Solve the day of a run again."""
    return Day(task, solve(task))


def as_it_would_be(day: Day, given: Sequence[ChangeGiven], solve: Solve) -> Day:
    """Solve a day with changes; raises `Conflict` where these cannot be."""
    changes = [change for each in given if (change := each.to_solver()) is not None]
    task = changed(day, changes)
    if any(each.change == "floor" for each in given):
        apart = changed(day, [*changes, APART])
        plan = solve(apart)
        floors = placed_of_each(apart.snapshot, {one.candidate for one in plan.proposals})
        task = begun_from(task, plan.proposals)
        task = replace(task, params=replace(task.params, floors=floors))
    return Day(task, solve(task))


def solves_of(given: Sequence[ChangeGiven]) -> int:
    """Count how many times a day is solved for changes, and once as it was."""
    return 2 + any(each.change == "floor" for each in given)


def changed(day: Day, changes: Sequence[Change]) -> Task:
    """Give a day with changes, its search to begin from the plan of the day as it was."""
    task = begun_from(day.task, day.plan.proposals)
    try:
        snapshot = supposed(task.snapshot, changes, task.params.seed)
    except NothingThere:
        raise Conflict(NOTHING) from None
    except InvalidRecord as refused:
        raise Conflict(f"A change makes more than there can be: {refused}") from None
    return replace(task, snapshot=snapshot)


def solver(
    done: Callable[[int], None], stopping: Callable[[], bool] = never, threads: int = 2
) -> Solve:
    """Give what solves a task in a child of its own and judges the plan.

    `done` is told how many were solved. It raises what following a child raises, and `Conflict`
    for a plan that may not be carried out, or where there is none.
    """
    counted = itertools.count(1)

    def solve(task: Task) -> Plan:
        with child(threads) as process:
            process.begin(task)
            plan: Plan = process.follow(lambda _: expect_going_on(stopping))
        if not plan.result.value:
            raise Conflict(NO_PLAN)
        if broken := plan_violations(task.snapshot, task.weights, plan):
            raise Conflict(f"A plan breaks {len(broken)} rules: nothing is said of it.")
        done(next(counted))
        return plan

    return solve


def expect_going_on(stopping: Callable[[], bool]) -> bool:
    """Raise `Stopping` when this process was asked to end; a search is never cancelled."""
    if stopping():
        raise Stopping
    return False


def certificate(plan: Plan) -> dict[str, Any]:
    """Say how a plan was found and how good it is at least."""
    result = plan.result
    return {
        "outcome": result.outcome.name,
        "method": result.method,
        "value": result.value[0],
        "bound": result.bound[0],
        "gap": plan.gap,
        "seconds": round(sum(plan.seconds.values()), 3),
    }
