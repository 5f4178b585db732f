"""The plain twin of annealing: what a plan is worth and what it owes, counted from the problem."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.assignment import Problem, usage_of
from solver.assignment.anneal import Cooling
from solver.assignment.problem import Int64s
from solver.assignment.rows import choices_of


def worth_of(problem: Problem, plan: Int64s) -> int:
    """Sum the first tier's value of a plan's columns."""
    options = [int(problem.option_value[c, 0]) for c in plan if c < problem.options]
    mates = [c - problem.options for c in plan if c >= problem.options]
    return sum(options) + sum(int(problem.companion_value[c, 0]) for c in mates)


def owed(problem: Problem, plan: Int64s, cooling: Cooling, attained: Sequence[int] = ()) -> int:
    """Sum the penalties of all that is missing of a plan."""
    rows = missing_of_rows(problem, plan, attained)
    total = sum(p * missing for p, missing in zip(cooling.row_penalty, rows, strict=True))
    total += cooling.unplaced_penalty * missing_placements(problem, plan)
    return total + cooling.team_penalty * missing_of_teams(problem, plan)


def missing_of_rows(problem: Problem, plan: Int64s, attained: Sequence[int]) -> list[int]:
    choice, companion = choices_of(problem, plan)
    missing = []
    if problem.change_budget is not None and problem.present_option is not None:
        pairs = zip(problem.present_option, choice, strict=True)
        changes = sum(1 for present, row in pairs if present >= 0 and row != present)
        missing.append(max(0, changes - problem.change_budget))
    for tier, least in enumerate(attained):
        value = sum(int(problem.option_value[row, tier]) for row in choice if row >= 0)
        value += sum(int(problem.companion_value[row, tier]) for row in companion if row >= 0)
        missing.append(max(0, least - value))
    return missing


def missing_placements(problem: Problem, plan: Int64s) -> int:
    placed = choices_of(problem, plan)[0] >= 0
    missing = sum(
        1 for unit in range(problem.units) if problem.must_place[unit] and not placed[unit]
    )
    if problem.unit_group is not None and problem.group_floor is not None:
        for group, floor in enumerate(problem.group_floor.tolist()):
            here = sum(
                1 for u in range(problem.units) if placed[u] and problem.unit_group[u] == group
            )
            missing += max(0, floor - here)
    return missing


def missing_of_teams(problem: Problem, plan: Int64s) -> int:
    if problem.min_use_if_used is None:
        return 0
    pairs = zip(usage_of(problem, *choices_of(problem, plan)), problem.min_use_if_used, strict=True)
    return sum(int(least - used) for used, least in pairs if 0 < used < least)


def hard_flaws(problem: Problem, plan: Int64s) -> list[str]:
    """Name what may not be so at any moment of a search."""
    choice, companion = choices_of(problem, plan)
    flaws = []
    if len(plan) != (choice >= 0).sum() + (companion >= 0).sum():
        flaws.append("a unit takes two options or companions")
    if (usage_of(problem, choice, companion) > problem.capacity).any():
        flaws.append("a resource is overbooked")
    for unit in range(problem.units):
        option = int(choice[unit])
        needed = option >= 0 and bool(problem.option_needs_companion[option])
        if (companion[unit] >= 0) != needed:
            flaws.append(f"unit {unit} has a companion without need, or none")
    return flaws


def drawn_plan(problem: Problem, rng: np.random.Generator) -> Int64s:
    """Draw a plan without hard flaws, unit by unit; all else may be short."""
    plan = np.zeros(0, np.int64)
    for unit in rng.permutation(problem.units):
        options = rng.permutation(np.flatnonzero(problem.option_unit == unit))
        mates = rng.permutation(np.flatnonzero(problem.companion_unit == unit)) + problem.options
        needed = bool(problem.option_needs_companion[options[:1]].any())
        taken = np.concatenate([options[:1], mates[:1] if needed else []]).astype(np.int64)
        longer = np.concatenate([plan, taken])
        if not hard_flaws(problem, longer):
            plan = longer
    return plan
