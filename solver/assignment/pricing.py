"""Prices of resources without a plan, for any number of each unit of a problem."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np

from solver.assignment.bound import Float64s
from solver.assignment.dual import FIRST, descend
from solver.assignment.effort import Effort
from solver.assignment.parts import wide_sums
from solver.assignment.problem import Int64s, Problem
from solver.assignment.region import Region
from solver.assignment.rows import values
from solver.assignment.walking import ALONE


def prices_of(problem: Problem) -> Float64s:
    """Give what one more of each resource is worth at the margin, in points of the first tier.

    They are float64[R], >= 0, those of the first walk of a search, which is all that is done. The
    same problem has the same prices.
    """
    region = Region.of(problem, values(problem, 0))
    descend(region, FIRST, Effort(inf), ALONE, lambda: True)
    return region.price


def of_units(problem: Problem, units: Int64s, capacity: Int64s) -> Problem:
    """Give the problem of some units against other capacities; only these bind.

    Parameters
    ----------
    units
        int64[n]: unit `units[i]` comes as number i, as often as it is named.
    capacity
        int64[R], >= 0.
    """
    return Problem(
        capacity=capacity,
        resource_house=problem.resource_house,
        must_place=np.zeros(len(units), np.bool_),
        **_those_of(problem, "option", units, "needs_companion"),
        **_those_of(problem, "companion", units),
    )


def _those_of(problem: Problem, kind: str, units: Int64s, *more: str) -> dict[str, Any]:
    """Give the options or the companions of some units."""
    owner, ptr = getattr(problem, f"{kind}_unit"), getattr(problem, f"{kind}_ptr")
    order = np.argsort(owner, kind="stable")
    low, high = (np.searchsorted(owner, units, side, order) for side in ("left", "right"))
    rows = order[_runs(low, high - low)]
    count = np.diff(ptr)[rows]
    entries = _runs(ptr[rows], count)
    given = dict.fromkeys(("value", *more), rows) | dict.fromkeys(("resource", "use"), entries)
    found = {f"{kind}_{name}": getattr(problem, f"{kind}_{name}")[at] for name, at in given.items()}
    unit = np.repeat(np.arange(len(units)), high - low)
    return found | {f"{kind}_unit": unit, f"{kind}_ptr": wide_sums(count)}


def _runs(first: Int64s, count: Int64s) -> Int64s:
    """Give the numbers of some runs, one run after the other."""
    begins = wide_sums(count)
    return np.repeat(first - begins[:-1], count) + np.arange(begins[-1])
