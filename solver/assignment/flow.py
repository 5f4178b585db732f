"""Min-cost flow: exact, and fast on millions of options, when each uses one unit of one resource.

Source -> unit (1) -> resource (1, worth) -> sink (capacity). A unit that need not be placed has an
arc past everything. Of several options of a unit on one resource only the best can be chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from solver.assignment.problem import Int32s, Problem
from solver.assignment.rows import values

LARGEST_COST = 2**44


def takes(problem: Problem) -> str | None:
    """Say why this method cannot take a problem; None when it can."""
    if problem.tiers != 1:
        return "flow: more than one tier"
    if problem.unit_needs_companion.any():
        return "flow: units with companions"
    side = (problem.change_budget, problem.group_floor, problem.min_use_if_used)
    if any(given is not None for given in side):
        return "flow: a side constraint"
    if (np.diff(problem.option_ptr) > 1).any() or (problem.option_use > 1).any():
        return "flow: options that use more than one unit of one resource"
    nodes = problem.units + problem.resources + 2
    if int(np.abs(values(problem, 0)).max(initial=0)) * nodes > LARGEST_COST:
        return "flow: values too large for exact costs"
    return None


@dataclass(frozen=True, slots=True)
class Flow:
    """The best choice per unit (-1 none); None when not all that must can be placed.

    `reason` says why nothing was settled, None when it was.
    """

    choice: Int32s | None
    reason: str | None = None


def solve_flow(problem: Problem) -> Flow:
    """Find the best choice of all units at once."""
    worth = problem.option_value[:, 0]
    sink = problem.units + problem.resources + 1
    source = sink - 1
    target = np.full(problem.options, sink, np.int64)
    uses = np.diff(problem.option_ptr) > 0
    used = problem.option_use[problem.option_ptr[:-1][uses]] > 0
    target[np.flatnonzero(uses)[used]] = (
        problem.units + problem.option_resource[problem.option_ptr[:-1][uses][used]]
    )
    free = np.flatnonzero(~problem.must_place)
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        problem.option_unit, target, np.ones(problem.options, np.int64), -worth
    )
    _connect(solver, np.full(problem.units, source), np.arange(problem.units), 1)
    _connect(solver, free, np.full(len(free), sink), 1)
    places = np.arange(problem.units, source)
    room = np.minimum(problem.capacity, problem.units)
    _connect(solver, places, np.full(len(places), sink), room)
    solver.set_node_supply(source, problem.units)
    solver.set_node_supply(sink, -problem.units)
    status = solver.solve()
    if status == solver.INFEASIBLE and problem.must_place.any():
        return Flow(None)
    if status != solver.OPTIMAL:
        return Flow(None, f"flow: ended with {status.name}")
    choice = np.full(problem.units, -1, np.int32)
    taken = np.flatnonzero(solver.flows(arcs))
    choice[problem.option_unit[taken]] = taken
    return Flow(choice)


def _connect(
    solver: min_cost_flow.SimpleMinCostFlow,
    tail: np.ndarray,
    head: np.ndarray,
    capacity: np.ndarray | int,
) -> None:
    wide = np.broadcast_to(np.asarray(capacity, np.int64), len(tail))
    solver.add_arcs_with_capacity_and_unit_cost(tail, head, wide, np.zeros(len(tail), np.int64))
