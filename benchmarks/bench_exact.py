"""Compare integer backends on whole problems: value, bound, seconds and outcome of each.

    python -m benchmarks.bench_exact [--seconds S] [--units N ...] FILE...

A FILE in a folder named assign, gap or mmkp is read as a public instance, an .npz as a problem. Of
a problem, `--units N` cuts out N units drawn at random with their share of every capacity.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import numpy as np
from ortools.math_opt.python import mathopt

from benchmarks.public import READERS, read
from solver.assignment import Problem
from solver.assignment.dual import FIRST, SECOND, descend
from solver.assignment.effort import Effort
from solver.assignment.program import one_quiet_thread, program_of
from solver.assignment.region import Region
from solver.assignment.rows import rows_of, values
from solver.assignment.walking import ALONE

BACKENDS = (mathopt.SolverType.HIGHS, mathopt.SolverType.CP_SAT, mathopt.SolverType.GSCIP)


def cut_out(problem: Problem, units: int, seed: int = 0) -> Problem:
    """Keep some units with all their options and their share of the capacities."""
    rng = np.random.default_rng(seed)
    kept = np.sort(rng.permutation(problem.units)[:units])
    share = problem.capacity * (len(kept) / problem.units)
    number = np.full(problem.units, -1)
    number[kept] = np.arange(len(kept))
    arrays = _rows_of("option", problem, number) | _rows_of("companion", problem, number)
    return Problem(
        capacity=np.floor(share + rng.random(problem.resources)).astype(np.int64),
        must_place=problem.must_place[kept],
        unit_needs_companion=problem.unit_needs_companion[kept],
        min_use_if_used=problem.min_use_if_used,
        **arrays,
    )


def _rows_of(kind: str, problem: Problem, number: np.ndarray) -> dict[str, np.ndarray]:
    unit, ptr = getattr(problem, f"{kind}_unit"), getattr(problem, f"{kind}_ptr")
    mine = number[unit] >= 0
    entries = np.repeat(mine, np.diff(ptr))
    return {
        f"{kind}_unit": number[unit[mine]],
        f"{kind}_value": getattr(problem, f"{kind}_value")[mine],
        f"{kind}_ptr": np.concatenate([[0], np.cumsum(np.diff(ptr)[mine])]),
        f"{kind}_resource": getattr(problem, f"{kind}_resource")[entries],
        f"{kind}_use": getattr(problem, f"{kind}_use")[entries],
    }


def bound_by_prices(problem: Problem) -> int:
    """Give the bound of a walk over the dual."""
    region = Region.of(problem, values(problem, 0))
    for phase in (FIRST, SECOND):
        descend(region, phase, Effort(np.inf), ALONE, lambda: True)
    return region.bound


def compare(name: str, problem: Problem, seconds: float, threads: int) -> Iterator[str]:
    """Give one row of the table per backend."""
    rows = rows_of(problem)
    relaxed = bound_by_prices(problem)
    program = program_of(problem, rows, np.arange(rows.columns), whole=True)
    for backend in BACKENDS:
        params = mathopt.SolveParameters(
            time_limit=timedelta(seconds=seconds),
            relative_gap_tolerance=0.0,
            absolute_gap_tolerance=0.0,
        )
        if backend is mathopt.SolverType.HIGHS:
            params.highs = one_quiet_thread()
        if backend is mathopt.SolverType.CP_SAT:
            params.threads = threads
            params.cp_sat.linearization_level = 2
        began = perf_counter()
        result = mathopt.solve(program.model, backend, params=params)
        found = result.has_primal_feasible_solution()
        cells = (
            f"{name} ({rows.columns} columns, relaxed {relaxed})",
            backend.name,
            f"{result.objective_value():.0f}" if found else "none",
            f"{result.best_objective_bound():.0f}",
            f"{perf_counter() - began:.1f}",
            result.termination.reason.name,
        )
        yield "| " + " | ".join(cells) + " |"


def _problems(files: list[Path], units: list[int]) -> Iterator[tuple[str, Problem]]:
    for file in files:
        if file.parent.name in READERS:
            yield file.name, read(file, file.parent.name).problem
            continue
        problem = Problem.read(file)
        for count in units or [problem.units]:
            yield f"{file.stem}, {count} units", cut_out(problem, count)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.bench_exact")
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument("--units", type=int, nargs="*", default=[])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--threads", type=int, default=1, help="for CP-SAT")
    asked = parser.parse_args()
    print("| problem | backend | value | bound | seconds | outcome |\n|---|---|---|---|---|---|")
    for name, problem in _problems(asked.file, asked.units):
        for row in compare(name, problem, asked.seconds, asked.threads):
            print(row, flush=True)


if __name__ == "__main__":
    main()
