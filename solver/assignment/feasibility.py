"""What can be seen to be impossible before or after a search, in words that name it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from solver.assignment.dual import FIRST, descend
from solver.assignment.effort import Effort
from solver.assignment.problem import Bools, Problem
from solver.assignment.region import Region
from solver.assignment.roles import possible_mates, possible_options
from solver.assignment.threads import Threads
from solver.assignment.watch import Watch

MOST_NAMED = 20


def impossible(problem: Problem) -> tuple[str, ...]:
    """Name who must be placed and has nowhere to go, and floors above all who have somewhere."""
    if not problem.must_place.any() and problem.group_floor is None:
        return ()
    able = np.zeros(problem.units, bool)
    able[problem.option_unit[possible_options(problem, possible_mates(problem))]] = True
    stranded = np.flatnonzero(problem.must_place & ~able)
    named = [f"unit {unit}: must be placed, no option fits" for unit in stranded[:MOST_NAMED]]
    if len(stranded) > MOST_NAMED:
        named.append(f"and {len(stranded) - MOST_NAMED} more units")
    return (*named, *_low_floors(problem, able))


def _low_floors(problem: Problem, able: Bools) -> list[str]:
    named = []
    for group, members, floor in _floors(problem):
        most = int(members[able].sum())
        if most < floor:
            named.append(_low(group, floor, most))
    return named


def _floors(problem: Problem) -> Iterator[tuple[int, Bools, int]]:
    """Give each group, its members (bool[U]) and its floor."""
    if problem.unit_group is not None and problem.group_floor is not None:
        for group, floor in enumerate(problem.group_floor.tolist()):
            yield group, problem.unit_group == group, floor


def _low(group: int, floor: int, most: int) -> str:
    return f"group {group}: floor {floor}, at most {most} can be placed"


def unreachable_floors(problem: Problem, watch: Watch, threads: Threads) -> tuple[str, ...]:
    """Name floors that a bound on who can be placed of the group alone shows to be too high."""
    free = _without_sides(problem)
    named = []
    for group, members, floor in _floors(problem):
        worth = np.zeros(problem.options + problem.companions, np.int64)
        worth[: problem.options] = members[problem.option_unit]
        region = Region.of(free, worth)
        descend(region, FIRST, Effort(np.inf), threads, watch.goes_on)
        if region.bound < floor:
            named.append(_low(group, floor, region.bound))
    return tuple(named)


def _without_sides(problem: Problem) -> Problem:
    return replace(
        problem,
        present_option=None,
        change_budget=None,
        unit_group=None,
        group_floor=None,
        min_use_if_used=None,
    )
