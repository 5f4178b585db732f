"""Judge a plan twice: by the core's own judge, and by the one beside the repository if it is there.

    python -m benchmarks.judged PROBLEM.npz PLAN.npz [--bench DIR]

One JSON line: `value` per tier, `placed`, and `broken`, every rule broken or point on which the
two judges differ. Exit code 1 when there is any.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.arguments import OneLineParser
from solver.assignment import Problem, value_of, violations

BENCH = Path(__file__).parents[1].parent / "shared" / "bench"


def judged(problem: Path, plan: Path, bench: Path) -> dict[str, Any]:
    """Judge a plan file for a problem file."""
    with np.load(plan, allow_pickle=False) as file:
        choice, companion = file["choice"], file["companion"]
    verdict = own_verdict(Problem.read(problem), choice, companion)
    if (bench / "judge.py").exists():
        with np.load(problem, allow_pickle=False) as file:
            other = _judge_of(bench).judge(dict(file), choice, companion)
        verdict["broken"] += [f"the other judge: {rule}" for rule in other["broken"]]
        if not verdict["broken"] and verdict["value"] != other["value"]:
            verdict["broken"].append(f"the other judge: value {other['value']}")
    return verdict


def own_verdict(problem: Problem, choice: Any, companion: Any) -> dict[str, Any]:
    """Give value, people placed and broken rules by the core's judge."""
    broken = violations(problem, choice, companion)
    value = None if broken else list(value_of(problem, choice, companion))
    return {"value": value, "placed": int((choice >= 0).sum()), "broken": broken}


def _judge_of(bench: Path) -> Any:
    spec = importlib.util.spec_from_file_location("judge", bench / "judge.py")
    if spec is None or spec.loader is None:
        raise ImportError(f"{bench / 'judge.py'}: expected a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(arguments: list[str] | None = None) -> int:
    parser = OneLineParser(prog="benchmarks.judged", description=__doc__.split("\n")[0])
    parser.add_argument("problem", type=Path)
    parser.add_argument("plan", type=Path)
    parser.add_argument("--bench", type=Path, default=BENCH)
    asked = parser.parse_args(arguments)
    verdict = judged(asked.problem, asked.plan, asked.bench)
    print(json.dumps(verdict))
    return 1 if verdict["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
