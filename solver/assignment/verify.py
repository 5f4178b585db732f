"""The judge: recomputes use and value of a plan from the problem alone, without any solver."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.assignment.problem import Int64s, Problem

Rows = NDArray[Any]


def violations(problem: Problem, choice: Rows, companion: Rows) -> list[str]:
    """Name every broken rule of a plan; an empty list means that it may be carried out.

    Parameters
    ----------
    problem : Problem
    choice, companion : int[U]
        Row of the option (companion) each unit takes, -1 for none.
    """
    broken = [*_bad_rows("choice", choice, problem.units, problem.options)]
    broken += _bad_rows("companion", companion, problem.units, problem.companions)
    if broken:
        return broken
    broken += _broken_choices(problem, choice, companion)
    used = usage_of(problem, choice, companion)
    broken += _overbooked(problem, used)
    broken += _broken_side_constraints(problem, choice, used)
    return broken


def value_of(problem: Problem, choice: Rows, companion: Rows) -> tuple[int, ...]:
    """Sum the value of a plan per tier."""
    total = [0] * problem.tiers
    for rows, values in ((choice, problem.option_value), (companion, problem.companion_value)):
        for row in rows:
            if row >= 0:
                total = [t + int(v) for t, v in zip(total, values[row], strict=True)]
    return tuple(total)


def usage_of(problem: Problem, choice: Rows, companion: Rows) -> Int64s:
    """Sum what a plan uses of each resource (int64[R])."""
    used = np.zeros(problem.resources, np.int64)
    takes = (
        (choice, problem.option_ptr, problem.option_resource, problem.option_use),
        (companion, problem.companion_ptr, problem.companion_resource, problem.companion_use),
    )
    for rows, ptr, resource, use in takes:
        for row in rows:
            if row >= 0:
                for entry in range(int(ptr[row]), int(ptr[row + 1])):
                    used[resource[entry]] += use[entry]
    return used


def _bad_rows(name: str, rows: Rows, units: int, limit: int) -> Iterator[str]:
    if rows.shape != (units,) or rows.dtype.kind not in "iu":
        yield f"{name}: expected {units} whole numbers, got {rows.dtype}{list(rows.shape)}"
        return
    for unit, row in enumerate(rows):
        if not -1 <= row < limit:
            yield f"{name} of unit {unit}: expected a row below {limit} or -1, got {row}"


def _broken_choices(problem: Problem, choice: Rows, companion: Rows) -> Iterator[str]:
    for unit in range(problem.units):
        row, mate = int(choice[unit]), int(companion[unit])
        if row >= 0 and problem.option_unit[row] != unit:
            yield f"unit {unit}: option {row} belongs to unit {problem.option_unit[row]}"
        if mate >= 0 and problem.companion_unit[mate] != unit:
            yield f"unit {unit}: companion {mate} belongs to unit {problem.companion_unit[mate]}"
        if row < 0 and problem.must_place[unit]:
            yield f"unit {unit}: must be placed and is not"
        needed = row >= 0 and bool(problem.option_needs_companion[row])
        if needed and mate < 0:
            yield f"unit {unit}: needs a companion and has none"
        if mate >= 0 and not needed:
            yield f"unit {unit}: has companion {mate} without need"


def _overbooked(problem: Problem, used: Int64s) -> Iterator[str]:
    for resource in np.flatnonzero(used > problem.capacity):
        limit = problem.capacity[resource]
        yield f"resource {resource}: used {used[resource]}, capacity {limit}"


def _broken_side_constraints(problem: Problem, choice: Rows, used: Int64s) -> Iterator[str]:
    if problem.change_budget is not None and problem.present_option is not None:
        pairs = zip(problem.present_option, choice, strict=True)
        changes = sum(1 for present, row in pairs if present >= 0 and row != present)
        if changes > problem.change_budget:
            yield f"{changes} units left their present option, {problem.change_budget} may"
    if problem.unit_group is not None and problem.group_floor is not None:
        for group, floor in enumerate(problem.group_floor):
            placed = int(((problem.unit_group == group) & (choice >= 0)).sum())
            if placed < floor:
                yield f"group {group}: {placed} units placed, floor {floor}"
    if problem.min_use_if_used is not None:
        short = (used > 0) & (used < problem.min_use_if_used)
        for resource in np.flatnonzero(short):
            least = problem.min_use_if_used[resource]
            yield f"resource {resource}: used {used[resource]}, minimum if used {least}"
