"""What was measured, a JSON line each, so that a page can be written again without running."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measure import commit

Line = dict[str, Any]


def measured_now() -> Line:
    """Give what belongs to every measurement: when, of which commit, on how busy a machine."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "commit": commit(),
        "load": round(os.getloadavg()[0], 2),
        "cores": len(os.sched_getaffinity(0)),
        "cpu": cpu(),
    }


def cpu() -> str:
    """Name the processor."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def append(path: Path, line: Line) -> None:
    """Store one measurement."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def latest(path: Path, *keys: str) -> dict[tuple[Any, ...], Line]:
    """Read the last measurement of each combination of keys."""
    if not path.exists():
        return {}
    lines = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines() if text]
    return {tuple(line[key] for key in keys): line for line in lines}


def machine(lines: Iterable[Line]) -> str:
    """Say on what, of which commits and how busy the machine was."""
    lines = list(lines)
    kinds = sorted({f"{_cores(line['cores'])}, {line['cpu']}" for line in lines})
    commits = sorted({line["commit"] for line in lines})
    dates = sorted({line["date"] for line in lines})
    loads = [line["load"] for line in lines]
    return (
        f"{'; '.join(kinds)}. Load before each run {min(loads)} to {max(loads)} "
        f"(above 0 is others' work, and slows these figures). "
        f"{dates[0]} to {dates[-1]}, commit {', '.join(commits)}; + is a changed tree."
    )


def _cores(number: int) -> str:
    return "1 core" if number == 1 else f"{number} cores"
