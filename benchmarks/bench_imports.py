"""Seconds and memory of an import of full candidates into a real PostgreSQL; one JSON line each.

Run from the root: `python -m benchmarks.bench_imports [records]`. The candidates of the practice
are repeated under new references; the server is one of its own, durable, beside the import, which
asks it as the API does. The first line of a form is of an empty table, the second of the same file
again. Seconds at work are those of the importer's own process and of its process of the database;
with two cores to themselves these overlap, with one they add up. Linux only.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
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

from sqlalchemy import Engine, text

from examples.laborijn.practice import PRACTICE
from service.db import embedded, migrate
from service.db.session import create_engine_for
from service.usecases import imports
from service.usecases.imports import Form
from tests.service.csv_writing import cells

OWN = "GM0222"


def main(records: int = 100_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = written(Path(folder), records)
        place = embedded.SHARED / f"plaatsmaker-bench-{uuid.uuid4().hex[:8]}" / "postgres"
        try:
            server = embedded.ensure(place)
            migrate.upgrade(server.url())
            owner = create_engine_for(server.url())
            imports.import_region(owner, imports.read_region_file(PRACTICE.folder / "region.json"))
            for form, file in files.items():
                with owner.begin() as connection:
                    connection.exec_driver_sql("DELETE FROM candidate")
                for line in alone(server.url("plaatsmaker_api"), form, file):
                    print(json.dumps(line), flush=True)
        finally:
            embedded.remove(place)
            shutil.rmtree(place.parent)


def written(folder: Path, records: int) -> dict[Form, Path]:
    """Write the same candidates in both forms."""
    text = (PRACTICE.folder / OWN / "candidates.ndjson").read_text(encoding="utf-8")
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


def alone(address: str, form: Form, file: Path) -> list[dict[str, Any]]:
    """Measure in a process of its own, whose peak is nobody else's."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measured, address, form, file).result()


def measured(address: str, form: Form, file: Path) -> list[dict[str, Any]]:
    """Import into an empty table, and again where all are known."""
    engine = create_engine_for(address)
    mebibytes = round(file.stat().st_size / 2**20)
    return [
        {"form": form, "references": known, "mebibytes": mebibytes} | imported(engine, form, file)
        for known in ("new", "known")
    ]


def imported(engine: Engine, form: Form, file: Path) -> dict[str, Any]:
    began, worked, of_database = perf_counter(), process_time(), database_seconds(engine)
    with file.open("rb") as stream:
        report = imports.import_records(engine, OWN, stream, form=form)
    seconds = perf_counter() - began
    return {
        "rows": report.accepted,
        "seconds": round(seconds, 1),
        "rows_per_second": round(report.accepted / seconds),
        "own_cpu_seconds": round(process_time() - worked, 1),
        "database_cpu_seconds": round(database_seconds(engine) - of_database, 1),
        "peak_mebibytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def database_seconds(engine: Engine) -> float:
    """Tell how long the database's process of the one pooled connection has worked."""
    with engine.connect() as connection:
        process = connection.scalar(text("SELECT pg_backend_pid()"))
    numbers = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
