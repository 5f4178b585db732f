"""Compare a whole solve with a bare SimpleMinCostFlow on the same pairs, in one run.

    python -m benchmarks.bench_flow [--runs N] FILE.npz...

A FILE is a problem of which each option uses one unit of exactly one resource, its seat, and whose
other resources do not bind. `ours` runs from the problem in memory to the plan, `bare` is adding
the arcs of all pairs and solving; both are the median of N runs that take turns. `peak` is that of
a process that reads the problem and solves it, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from ortools.graph.python import min_cost_flow

from solver.assignment import Problem, solve


def bare(problem: Problem) -> tuple[float, int]:
    """Give the seconds of one flow over all pairs, and what its plan is worth."""
    tail, head, worth = _pairs(problem)
    units, sink = problem.units, problem.units + problem.resources
    unit, place = np.arange(units, dtype=np.int32), np.arange(units, sink, dtype=np.int32)
    room = np.minimum(problem.capacity, units)
    began = perf_counter()
    flow = min_cost_flow.SimpleMinCostFlow()
    connect = flow.add_arcs_with_capacity_and_unit_cost
    connect(tail, head, np.ones(len(worth), np.int64), -worth)
    connect(unit, np.full_like(unit, sink), np.ones(units, np.int64), np.zeros(units, np.int64))
    connect(place, np.full_like(place, sink), room, np.zeros(len(room), np.int64))
    flow.set_nodes_supplies(unit, np.ones(units, np.int64))
    flow.set_node_supply(sink, -units)
    status = flow.solve()
    seconds = perf_counter() - began
    if status != flow.OPTIMAL:
        raise ValueError(f"bare flow: expected OPTIMAL, got {status.name}")
    return seconds, -flow.optimal_cost()


def _pairs(problem: Problem) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give node of the unit, node of the seat, and worth of each pair with the best companion."""
    seat = problem.option_use == 1
    if not np.array_equal(np.add.reduceat(seat, problem.option_ptr[:-1]), np.ones(problem.options)):
        raise ValueError("bench_flow: expected options with one seat each")
    mate = np.where(problem.unit_needs_companion, -(2**40), 0)
    needy = problem.unit_needs_companion[problem.companion_unit]
    np.maximum.at(mate, problem.companion_unit[needy], problem.companion_value[needy, 0])
    placeable = mate[problem.option_unit] > -(2**40)
    tail = problem.option_unit[placeable]
    head = (problem.units + problem.option_resource[seat][placeable]).astype(np.int32)
    return tail, head, problem.option_value[placeable, 0] + mate[tail]


def ours(problem: Problem) -> tuple[float, int]:
    """Give the seconds of a whole solve, and what its plan is proven to be worth."""
    began = perf_counter()
    result = solve(problem)
    seconds = perf_counter() - began
    if (result.method, result.outcome) != ("flow", "optimal"):
        raise ValueError(f"bench_flow: expected a flow, got {result.method} {result.handover}")
    return seconds, result.value[0]


def compare(path: Path, runs: int) -> str:
    """Give one row of the table; that both plans are worth the same is checked in every run."""
    peak = _peak_mib(path)
    began = perf_counter()
    problem = Problem.read(path)
    reading = perf_counter() - began
    seconds = []
    for _ in range(runs):
        (mine, value), (theirs, best) = ours(problem), bare(problem)
        if value != best:
            raise ValueError(f"{path.name}: expected {best} as the bare flow, got {value}")
        seconds.append((mine, theirs))
    mine, theirs = (median(column) for column in zip(*seconds, strict=True))
    ratio = median(own / other for own, other in seconds)
    cells = (path.stem, f"{problem.options:,}", f"{reading:.1f}", f"{mine:.2f}", f"{theirs:.2f}")
    return "| " + " | ".join((*cells, f"{ratio:.2f}", f"{peak:.0f}")) + " |"


def _peak_mib(path: Path) -> float:
    command = [sys.executable, "-m", "benchmarks.bench_flow", "--alone", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout))


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.bench_flow")
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="print the peak (MiB) of our solve")
    asked = parser.parse_args()
    if asked.alone:
        solve(Problem.read(asked.file[0]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    print("| problem | pairs | reading s | ours s | bare s | ours / bare | peak MiB |")
    print("|---|---|---|---|---|---|---|")
    for path in asked.file:
        print(compare(path, asked.runs), flush=True)


if __name__ == "__main__":
    main()
