"""Seconds and memory of an import of full candidates into a real PostgreSQL; one JSON line each.

Run from the root: `python -m benchmarks.bench_imports [records]`. The candidates of the practice
are repeated under new references; the server is one of its own, durable, beside the import.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import resource
import shutil
import sys
import tempfile
import uuid
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from service.db import embedded, migrate
from service.db.session import create_engine_for
from service.usecases import imports
from service.usecases.imports import Form
from tests.examples.test_laborijn import FOLDER
from tests.service.csv_writing import cells

OWN = "GM0222"


def main(records: int = 100_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = written(Path(folder), records)
        place = embedded.SHARED / f"plaatsmaker-bench-{uuid.uuid4().hex[:8]}" / "postgres"
        try:
            address = embedded.ensure(place).url()
            migrate.upgrade(address)
            for form, file in files.items():
                print(json.dumps(alone(address, form, file)), flush=True)
        finally:
            embedded.remove(place)
            shutil.rmtree(place.parent)


def written(folder: Path, records: int) -> dict[Form, Path]:
    """Write the same candidates in both forms."""
    text = (FOLDER / OWN / "candidates.ndjson").read_text(encoding="utf-8")
    people = [json.loads(line) for line in text.splitlines()]
    columns = list(dict.fromkeys(column for one in people for column, _ in cells(one)))
    lines, table = folder / "candidates.ndjson", folder / "candidates.csv"
    with lines.open("w") as ndjson, table.open("w", newline="") as sheet:
        rows = csv.DictWriter(sheet, columns, delimiter=";")
        rows.writeheader()
        for number, person in enumerate(islice(cycle(people), records)):
            named = person | {"reference": f"b-{number}"}
            ndjson.write(json.dumps(named, separators=(",", ":")) + "\n")
            rows.writerow(dict(cells(named)))
    return {Form.NDJSON: lines, Form.CSV: table}


def alone(address: str, form: Form, file: Path) -> dict[str, Any]:
    """Measure in a process of its own, whose peak is nobody else's."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measured, address, form, file).result()


def measured(address: str, form: Form, file: Path) -> dict[str, Any]:
    """Import into an empty table, and again where all are known."""
    engine = create_engine_for(address)
    imports.import_region(engine, imports.read_region_file(FOLDER / "region.json"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM candidate")
    took: dict[str, Any] = {"form": form, "mebibytes": round(file.stat().st_size / 2**20)}
    for name in ("new", "known"):
        began, worked = perf_counter(), process_time()
        with file.open("rb") as stream:
            report = imports.import_records(engine, OWN, stream, form=form)
        took |= {
            "records": report.accepted,
            f"{name}_seconds": round(perf_counter() - began, 1),
            f"{name}_cpu_seconds": round(process_time() - worked, 1),
        }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return took | {"peak_mebibytes": round(peak / 1024)}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
