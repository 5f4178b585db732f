"""Time columns, options and short lists on the demo and on a region of copies; one JSON line each.

Run from the root: `python -m benchmarks.bench_match [copies]`. A copy has municipalities of its
own and lies elsewhere; 14 copies are about 10,000 people and 4,600 places.
"""

from __future__ import annotations

import json
import resource
import sys
from time import perf_counter

import numpy as np

from benchmarks.large_region import enlarged
from examples.common.files import snapshot_of
from examples.laborijn.practice import PRACTICE
from solver.columns import Columns
from solver.desk import Desk
from solver.options import build
from solver.shortlist import short_list
from solver.snapshot import Snapshot
from solver.weights import WeightSet

LISTS = 200


def main(copies: int = 14) -> None:
    demo = snapshot_of(PRACTICE.folder)
    for snapshot in (demo, enlarged(demo, copies)):
        print(json.dumps(measured(snapshot)))


def measured(snapshot: Snapshot) -> dict[str, object]:
    """Give seconds per step, milliseconds per short list, and the peak of memory."""
    began = perf_counter()
    columns = Columns.of(snapshot, WeightSet())
    encoded = perf_counter()
    desk = Desk.of(columns)
    ready = perf_counter()
    lists = list_milliseconds(columns, desk)
    listed = perf_counter()
    options = build(columns)
    built = perf_counter()
    return {
        "people": len(snapshot.candidates),
        "places": len(snapshot.vacancies),
        "columns_seconds": round(encoded - began, 2),
        "desk_ms": round(1000 * (ready - encoded), 1),
        "short_list_ms_p50": round(float(np.median(lists)), 1),
        "short_list_ms_p95": round(float(np.quantile(lists, 0.95)), 1),
        "options_seconds": round(built - listed, 2),
        "pairs": len(options.pairs),
        "options": options.problem.options,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def list_milliseconds(columns: Columns, desk: Desk) -> list[float]:
    """Time short lists for people spread over all rows."""
    rows = np.linspace(0, len(columns.candidate_names) - 1, LISTS).astype(int)
    spent = []
    for row in rows.tolist():
        began = perf_counter()
        short_list(columns, row, 5, desk)
        spent.append(1000 * (perf_counter() - began))
    return spent


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
