"""Solve one problem file, and say how well and how fast.

    python -m benchmarks.solve FILE.npz --seconds S --seed N [--threads T] [--plan OUT.npz] --json

One line on standard output, and nothing else. A gap is (bound - value) / max(1, |value|).

- `outcome`, `method`, `stopped_by`, `placed`, `work`, `seed`, `threads`.
- `because`: without a plan, who cannot be placed or which floor is too high; `weakly`: what the
  bound holds to only in part.
- `value`, `bound`, `gap`: per tier. A problem that cannot be met has outcome `infeasible` and null
  for what is not known; that is an answer, with exit code 0.
- `seconds`: from the problem in memory to the plan. Apart from it: `start_seconds` (the process
  and its imports), `warm_seconds` (a first tiny solve), `read_seconds`.
- `first_feasible_seconds`, `first_feasible_gap`: of the first plan and its first tier. The gap is
  to the bound known at that moment, else to the final one. `trace` holds every later step too:
  [seconds, value, bound].
- `peak_mib`: the largest resident memory of the process.

`--plan` writes `choice` and `companion` (int32[U], -1 none) when there is a plan. A file that is no
problem ends with one line on standard error and exit code 2.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.arguments import OneLineParser, count, seconds, seed
from benchmarks.quiet import backend_on_stderr
from solver.assignment import InvalidProblem, Problem, Result, SolveParams, TracePoint, solve

MIB = 2**20


class Unusable(ValueError):
    """A problem that cannot be read, or a plan that cannot be written."""


def read(path: Path) -> Problem:
    """Read a problem file.

    Raises
    ------
    Unusable
        Naming the file and everything that is wrong with it.
    """
    try:
        return Problem.read(path)
    except (OSError, InvalidProblem) as flaw:
        raise Unusable(_told(path, flaw)) from flaw


HINTED = 0.9  #: of the seconds asked for
STOPPED = 0.99  #: of them: the clock is the emergency stop, and stopping takes a moment


def warm() -> None:
    """Solve a problem of two units and one guide once, so that everything is loaded."""
    tiny = Problem(
        capacity=np.array([1, 3]),
        must_place=np.zeros(2, bool),
        option_unit=np.array([0, 1]),
        option_value=np.array([[2], [1]]),
        option_ptr=np.array([0, 2, 4]),
        option_resource=np.array([0, 1, 0, 1]),
        option_use=np.array([1, 2, 1, 2]),
    )
    solve(tiny)


def report(result: Result) -> dict[str, Any]:
    """Give what a solve came to; None for what is not known."""
    first = first_plan(result)
    return {
        "outcome": str(result.outcome),
        "method": result.method,
        "value": list(result.value) or None,
        "bound": list(result.bound) or None,
        "gap": list(result.gap) or None,
        "placed": result.placed,
        "first_feasible_seconds": round(first.seconds, 3) if first else None,
        "first_feasible_gap": gap_of(first, result) if first else None,
        "stopped_by": result.stopped_by,
        "work": result.work,
        "because": list(result.because),
        "weakly": list(result.weakly),
        "seed": result.seed,
        "trace": [[round(at.seconds, 3), at.value, at.bound] for at in result.trace],
    }


def first_plan(result: Result) -> TracePoint | None:
    """Give the moment of the first plan; of a plan made in one go, the end."""
    for at in result.trace:
        if at.value is not None:
            return at
    if not result.value:
        return None
    return TracePoint(result.seconds, result.value[0], result.bound[0])


def gap_of(at: TracePoint, result: Result) -> float | None:
    """Give the gap of a moment to the bound it knew, else to the final one."""
    bound = at.bound if at.bound is not None or not result.bound else result.bound[0]
    if at.value is None or bound is None:
        return None
    return (bound - at.value) / max(1, abs(at.value))


def write_plan(path: Path, result: Result) -> None:
    """Write `choice` and `companion` when there is a plan.

    Raises
    ------
    Unusable
        When the file cannot be written.
    """
    if result.choice is None or result.companion is None:
        return
    try:
        with path.open("wb") as file:
            np.savez_compressed(file, choice=result.choice, companion=result.companion)
    except OSError as flaw:
        raise Unusable(_told(path, flaw)) from flaw


def peak_mib() -> float:
    """Give the largest resident memory of this process, in MiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MIB, 1)


def started_ago() -> float:
    """Give the seconds since this process was started; its own seconds where no one knows."""
    stat = Path("/proc/self/stat")
    if not stat.exists():
        return time.process_time()
    ticks = int(stat.read_text().rpartition(")")[2].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Warm up, read, solve and write, each timed on its own."""
    times = {"start_seconds": started_ago()}
    if asked.plan and not asked.plan.parent.is_dir():
        raise Unusable(f"{asked.plan}: expected a folder that exists")
    began = perf_counter()
    problem = read(asked.file)
    times["read_seconds"] = perf_counter() - began
    began = perf_counter()
    warm()
    times["warm_seconds"] = perf_counter() - began
    params = SolveParams(
        seed=asked.seed,
        hint_s=HINTED * asked.seconds,
        time_limit_s=STOPPED * asked.seconds,
        threads=asked.threads,
    )
    began = perf_counter()
    result = solve(problem, params)
    times["seconds"] = perf_counter() - began
    if asked.plan:
        write_plan(asked.plan, result)
    rounded = {name: round(spent, 3) for name, spent in times.items()}
    return report(result) | rounded | {"peak_mib": peak_mib(), "threads": asked.threads}


def _told(path: Path, flaw: Exception) -> str:
    said = flaw.strerror if isinstance(flaw, OSError) else str(flaw)
    return f"{path}: {said}".replace("\n", " ")


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = OneLineParser(prog="benchmarks.solve", description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=seconds, default=60.0, help="limit of the whole solve")
    parser.add_argument("--seed", type=seed, default=0)
    parser.add_argument("--threads", type=count, default=2)
    parser.add_argument("--plan", type=Path, help="write the plan to this .npz")
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    asked = _arguments(arguments)
    try:
        with backend_on_stderr():
            seen = run(asked)
    except Unusable as flaw:
        print(flaw, file=sys.stderr)
        return 2
    if asked.json:
        print(json.dumps(seen))
    else:
        told = {name: seen[name] for name in seen if name != "trace"}
        print(f"{asked.file.name}: " + ", ".join(f"{name} {told[name]}" for name in told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
