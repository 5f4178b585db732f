"""Bring records in: a municipality's catalogue, a region, postcodes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from psycopg.errors import ForeignKeyViolation, InsufficientPrivilege
from pydantic import ValidationError
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from service import bridge
from service.bridge.parts import split
from service.db import audit, catalogue, imports, municipalities
from service.db.session import transaction
from service.errors import Conflict, FieldProblem, InvalidInput, NotFound
from service.objects import many_objects
from service.records.problems import problems_of
from service.records.region import RegionRecord
from service.usecases.csv_table import csv_rows
from service.usecases.ndjson import ndjson_rows
from service.usecases.postcodes import PostcodeReport, import_postcodes
from service.usecases.reading import Progress, Reading, Row, Unmapped, read_rows
from service.usecases.vum_file import rows_beside_stored, vum_rows

__all__ = [
    "Form",
    "ImportReport",
    "PostcodeReport",
    "find_import",
    "import_postcodes",
    "import_records",
    "import_region",
    "read_region_file",
]
#: Organisations come before the vacancies they offer.
ORDER = ("organisation", "vacancy", "coach", "candidate")
CHUNK_BYTES = 64 * 1024
NOTHING_STORED = (
    "Nothing was stored, not the good records either: one that is refused stops all. Mend those "
    "and send the whole file again, or ask to keep the good ones."
)
GOOD_STORED = "The good records were stored, the refused ones were not."
HOME = "an organisation of this file or already stored"


class Form(StrEnum):
    """How the records of a file are written."""

    NDJSON = "ndjson"
    CSV = "csv"
    VUM = "vum"


ROWS: Mapping[Form, Callable[[Iterable[bytes]], Iterator[Row]]] = {
    Form.NDJSON: ndjson_rows,
    Form.CSV: csv_rows,
    Form.VUM: vum_rows,
}


@dataclass(frozen=True, slots=True)
class DoneOnce:
    """What is done first and last in the transaction of an import that is done once."""

    begin: Callable[[Connection], None]
    keep: Callable[[Connection, ImportReport], object]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: records stored, rows refused and why, and fields without a place."""

    id: UUID
    accepted: int
    refused: int
    errors: tuple[FieldProblem, ...]
    all_or_nothing: bool
    errors_left_out: int = 0
    unmapped: tuple[Unmapped, ...] = ()
    unmapped_left_out: int = 0

    @property
    def detail(self) -> str:
        """What came of it, in words: also of the rows with which nothing was wrong."""
        if not self.refused:
            return "All records were stored."
        return NOTHING_STORED if self.all_or_nothing else GOOD_STORED


def import_records(
    engine: Engine,
    municipality: str,
    stream: BinaryIO | Iterable[bytes],
    *,
    form: Form = Form.NDJSON,
    all_or_nothing: bool = True,
    requested_by: str = "import",
    progress: Progress | None = None,
    once: DoneOnce | None = None,
) -> ImportReport:
    """Store a municipality's records of a stream; with any problem nothing, or what is good.

    `once` begins and ends the transaction of an import that is done once.

    Good records wait in the database until all are read, so that memory holds only their
    references. Raises `TooLarge` beyond the limit on records, and `InvalidInput` for a file of
    which no row can be read.
    """
    try:
        with transaction(engine, municipality, subject=requested_by) as connection:
            _expect_known(connection, municipality)
            if once is not None:
                once.begin(connection)
            for noun in ORDER:
                catalogue.open_stage(connection, noun)
            reading = Reading(partial(bridge.stage_entities, connection), all_or_nothing)
            rows = ROWS[form](_chunks(stream))
            if form is Form.VUM:
                rows = rows_beside_stored(connection, municipality, rows)
            with many_objects():
                read_rows(rows, municipality, reading, progress)
            _settle_organisations(connection, reading, municipality)
            report = _report(reading)
            for noun in ORDER if report.accepted else ():
                catalogue.merge_staged(connection, noun)
            imports.add_job(connection, _job(report, municipality, all_or_nothing, requested_by))
            audit.note(connection, "imported", report.id)
            if once is not None:
                once.keep(connection, report)
    except DBAPIError as failed:  # what was there, and seen, when it was checked is not any more
        if not isinstance(failed.orig, ForeignKeyViolation | InsufficientPrivilege):
            raise
        raise Conflict("Somebody changed these records at the same moment: try again.") from failed
    return report


def find_import(engine: Engine, municipality: str, job_id: UUID) -> ImportReport:
    """Give what an earlier import did, without the values that were refused."""
    with transaction(engine, municipality) as connection:
        job = imports.find_job(connection, job_id)
    if job is None:
        raise NotFound
    errors = tuple(FieldProblem(value=None, **problem) for problem in job["errors"])
    known = ("id", "accepted", "refused", "all_or_nothing", "errors_left_out")
    return ImportReport(errors=errors, **{name: job[name] for name in known})


def read_region_file(path: Path) -> object:
    """Read a region's file as JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        problem = FieldProblem("file", path.name, "JSON in UTF-8, not deeply nested")
        raise InvalidInput("The region was not accepted.", [problem]) from None


def import_region(engine: Engine, body: object) -> RegionRecord:
    """Store a region, its municipalities and partnerships; needs the owner's connection."""
    try:
        record = RegionRecord.model_validate(body)
    except ValidationError as wrong:
        problems = problems_of(wrong.errors(include_url=False))
        raise InvalidInput("The region was not accepted.", problems) from None
    contradictions = record.contradictions()
    if contradictions:
        raise InvalidInput("The region was not accepted.", contradictions)
    with engine.begin() as connection:
        municipalities.put_region(connection, record.region.code, record.region.name)
        for own in record.municipalities:
            municipalities.put_municipality(connection, own.code, own.name, record.region.code)
        for shared in record.partnerships:
            days = {"start_day": shared.period.start, "end_day": shared.period.end}
            fields = {"reference": shared.reference, "form": shared.form, **days}
            municipalities.put_partnership(connection, fields, shared.municipalities)
    return record


def _expect_known(connection: Connection, municipality: str) -> None:
    if municipalities.region_of(connection, municipality) is None:
        problem = FieldProblem("municipality", municipality, "a municipality that is known here")
        raise InvalidInput("The municipality is not known.", [problem])


def _chunks(stream: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    """Read by size, so that a file without line ends is not read whole."""
    if isinstance(stream, Iterable) and not hasattr(stream, "read"):
        return iter(stream)
    return iter(partial(stream.read, CHUNK_BYTES), b"")


def _settle_organisations(connection: Connection, reading: Reading, municipality: str) -> None:
    """Refuse vacancies without an organisation; keep stored ones as they are when named only."""
    known = {municipality: catalogue.references(connection, "organisation", municipality)}
    named_only = reading.came_along & known[municipality]
    known[municipality] |= reading.lines["organisation"].keys()
    for name in named_only:
        del reading.lines["organisation"][name]
    catalogue.unstage(connection, "organisation", named_only)
    homeless = []
    for reference, organisation in reading.organisations.items():
        keeper, name = split(organisation, municipality)
        if keeper not in known:
            known[keeper] = catalogue.references(connection, "organisation", keeper)
        if name not in known[keeper]:
            homeless.append(reference)
            problem = FieldProblem("organisation", f"{keeper}/{name}", HOME)
            reading.refuse(reading.lines["vacancy"].pop(reference), problem)
    catalogue.unstage(connection, "vacancy", homeless)


def _report(reading: Reading) -> ImportReport:
    return ImportReport(
        id=uuid4(),
        accepted=reading.accepted,
        refused=len(reading.refused_lines),
        errors=tuple(sorted(reading.problems, key=lambda problem: problem.line or 0)),
        all_or_nothing=reading.all_or_nothing,
        errors_left_out=reading.left_out,
        unmapped=tuple(reading.unmapped),
        unmapped_left_out=reading.unmapped_left_out,
    )


def _without_value(problem: FieldProblem) -> dict[str, object]:
    """Give what may be kept of a problem: the value is somebody's, and was not accepted."""
    return {"field": problem.field, "expected": problem.expected, "line": problem.line}


def _job(
    report: ImportReport, municipality: str, all_or_nothing: bool, requested_by: str
) -> Mapping[str, object]:
    return {
        "id": report.id,
        "municipality": municipality,
        "requested_by": requested_by,
        "all_or_nothing": all_or_nothing,
        "accepted": report.accepted,
        "refused": report.refused,
        "errors": [_without_value(problem) for problem in report.errors],
        "errors_left_out": report.errors_left_out,
    }
