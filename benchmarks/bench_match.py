"""Time columns, options and short lists on the demo and on a region of copies; one JSON line each.

Run from the root: `python -m benchmarks.bench_match [copies]`. A copy has municipalities of its
own and lies elsewhere; 14 copies are about 10,000 people and 4,600 places.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from solver.columns import Columns
from solver.desk import Desk
from solver.ground import Location
from solver.options import build
from solver.shortlist import short_list
from solver.snapshot import Snapshot
from solver.weights import WeightSet
from tests.examples.test_laborijn import FOLDER, snapshot_of

LISTS = 200
#: Degrees between copies, about 22 and 21 km, four in a row.
NORTH, EAST, ROW = 0.2, 0.3, 4


def main(copies: int = 14) -> None:
    demo = snapshot_of(FOLDER)
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


def enlarged(snapshot: Snapshot, copies: int) -> Snapshot:
    """Repeat everybody and everything, each copy elsewhere and in municipalities of its own."""
    each = [copied(snapshot, number) for number in range(copies)]
    nouns = ("candidates", "organisations", "vacancies", "coaches")
    whole = {n: tuple(record for copy in each for record in copy[n]) for n in nouns}
    return Snapshot(today=snapshot.today, **whole)


def copied(snapshot: Snapshot, number: int) -> dict[str, list[Any]]:
    """Give the records of one copy."""

    def code(municipality: str) -> str:
        return f"GM{(int(municipality[2:]) + 100 * number) % 10_000:04}"

    def moved(record: Any) -> Any:
        here = record.location
        there = here and Location(
            here.latitude + NORTH * (number // ROW - 1), here.longitude - EAST * (number % ROW)
        )
        return replace(record, municipality=code(record.municipality), location=there)

    return {
        "candidates": [moved(person) for person in snapshot.candidates],
        "vacancies": [moved(place) for place in snapshot.vacancies],
        "organisations": [
            replace(o, municipality=code(o.municipality)) for o in snapshot.organisations
        ],
        "coaches": [
            replace(c, municipality=code(c.municipality), area=frozenset(map(code, c.area)))
            for c in snapshot.coaches
        ],
    }


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
