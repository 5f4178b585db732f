"""Measure regions against their targets, and write the table.

    python -m benchmarks.table [--only ROW...] [--seeds 10] [--missing | --stored]
                               [--out docs/benchmarks/regions.md] [--bench DIR]

Each solve is a process of its own, one after the other; each plan is judged in another. What was
measured is kept beside the table, a JSON line each, of which the last of a row and seed counts:
rows may be run in portions, and `--stored` writes the table without running. ROW may hold * and ?.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.arguments import OneLineParser, count
from benchmarks.judged import BENCH
from benchmarks.measure import ROOT
from benchmarks.regions_page import page
from benchmarks.stored import Line, append, latest, measured_now
from benchmarks.targets import ROWS, Row

PATIENCE = 3
READING_S = 600.0


class Unmeasured(Exception):
    """A run that gave no answer, and why."""


def measured(row: Row, seed: int, bench: Path) -> Line:
    """Draw, solve and judge one problem of a row."""
    line: Line = {"row": row.name, "seed": seed, "asked_seconds": row.seconds, **measured_now()}
    try:
        if row.is_public:
            return line | public(row, seed, bench)
        with tempfile.TemporaryDirectory() as folder:
            return line | region(row, seed, bench, Path(folder))
    except Unmeasured as flaw:
        return line | {"flaw": str(flaw)}


def region(row: Row, seed: int, bench: Path, folder: Path) -> Line:
    """Measure a problem that is drawn."""
    problem, plan = folder / "problem.npz", folder / "plan.npz"
    began = perf_counter()
    run([*_drawer(row.draw[0], bench), str(problem), *row.draw[1:], "--seed", str(seed)], READING_S)
    drawn: Line = {"draw_seconds": round(perf_counter() - began, 1)}
    asked = ["--seconds", str(row.seconds), "--seed", str(seed), "--plan", str(plan), "--json"]
    limit = PATIENCE * row.seconds + READING_S
    answer: Line = json.loads(run(["-m", "benchmarks.solve", str(problem), *asked], limit))
    trace = answer.pop("trace")
    early = early_gap(trace, answer, row.early[1]) if row.early else None
    return drawn | answer | {"early_gap": early} | _judged(problem, plan, answer, bench)


def early_gap(trace: list[list[Any]], answer: Line, seconds: float) -> float | None:
    """Give the gap known after some seconds, to the final bound where none was known yet."""
    if answer["seconds"] <= seconds and answer["gap"]:
        return float(answer["gap"][0])
    value, bound = None, None
    for at, found, proven in trace:
        if at <= seconds:
            value, bound = found, proven
    if value is None or answer["bound"] is None:
        return None
    bound = answer["bound"][0] if bound is None else bound
    return float((bound - value) / max(1, abs(value)))


def public(row: Row, seed: int, bench: Path) -> Line:
    """Measure a public instance: how far its value, and its bound, are from the best known."""
    _, name, known = row.draw
    asked = ["--set", name.split("/")[0], "--seconds", str(row.seconds), "--seed", str(seed)]
    limit = PATIENCE * row.seconds + READING_S
    told = run(["-m", "benchmarks.public", str(bench / name), *asked, "--json"], limit)
    answer: Line = json.loads(told)
    value = answer["value"]
    gap = None if value is None else [abs(value - int(known)) / int(known)]
    return answer | {"gap": gap, "broken": []}


def run(arguments: list[str], limit: float, *, python: Path = Path(sys.executable)) -> str:
    """Run Python with arguments, and give what it printed.

    Raises
    ------
    Unmeasured
        When it failed or took too long.
    """
    try:
        ended = subprocess.run(
            [python, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=limit
        )
    except subprocess.TimeoutExpired as flaw:
        raise Unmeasured(f"no answer within {limit:.0f} s") from flaw
    if ended.returncode not in (0, 1) or not ended.stdout:
        said = ended.stderr.strip().splitlines() or ["nothing"]
        raise Unmeasured(f"exit code {ended.returncode}: {said[-1]}")
    return ended.stdout


def _drawer(program: str, bench: Path) -> list[str]:
    return [str(bench / "region.py")] if program == "region" else ["-m", f"benchmarks.{program}"]


def _judged(problem: Path, plan: Path, answer: Line, bench: Path) -> Line:
    if not plan.exists():
        return {"broken": []}
    asked = ["-m", "benchmarks.judged", str(problem), str(plan), "--bench", str(bench)]
    verdict = json.loads(run(asked, READING_S))
    broken = list(verdict["broken"])
    if not broken and verdict["value"] != answer["value"]:
        broken.append(f"reported {answer['value']}, judged {verdict['value']}")
    return {"broken": broken}


def wanted(asked: argparse.Namespace, known: set[tuple[Any, ...]]) -> Iterator[tuple[Row, int]]:
    """Give the rows and seeds to run."""
    for row in ROWS:
        if asked.only and not any(fnmatch(row.name, pattern) for pattern in asked.only):
            continue
        for seed in range(1, asked.seeds + 1):
            if not (asked.missing and (row.name, seed) in known):
                yield row, seed


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = OneLineParser(prog="benchmarks.table", description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="ROW", help="rows to run")
    parser.add_argument("--seeds", type=count, default=10)
    parser.add_argument("--missing", action="store_true", help="run only what is not stored")
    parser.add_argument("--stored", action="store_true", help="write the table, run nothing")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks" / "regions.md")
    parser.add_argument("--bench", type=Path, default=BENCH)
    asked = parser.parse_args(arguments)
    asked.bench, asked.out = asked.bench.absolute(), asked.out.absolute()
    for pattern in asked.only or []:
        if not any(fnmatch(row.name, pattern) for row in ROWS):
            parser.error(f"--only: expected a row of {', '.join(r.name for r in ROWS)}")
    return asked


def main(arguments: list[str] | None = None) -> int:
    asked = _arguments(arguments)
    store = asked.out.with_suffix(".jsonl")
    todo = [] if asked.stored else [*wanted(asked, set(latest(store, "row", "seed")))]
    for row, seed in todo:
        line = measured(row, seed, asked.bench)
        append(store, line)
        told = {name: line.get(name) for name in ("gap", "seconds", "peak_mib", "flaw", "broken")}
        print(f"{row.name}, seed {seed}: {told}", flush=True)
    lines = latest(store, "row", "seed")
    if not lines:
        print(f"benchmarks.table: nothing is stored in {store.name}", file=sys.stderr)
        return 2
    asked.out.write_text(page([*lines.values()]), encoding="utf-8")
    return 1 if any(line.get("broken") for line in lines.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
