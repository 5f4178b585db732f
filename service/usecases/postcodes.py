"""Fill the postcode table from a file: rows that cannot be are told and left out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from service.db.postcodes import put_postcodes
from service.errors import FieldProblem, InvalidInput
from service.records.problems import shown
from service.usecases.reading import MOST_TOLD
from solver.ground import LATITUDES, LONGITUDES, POSTCODE

COLUMNS = ("postcode", "latitude", "longitude")


@dataclass(frozen=True, slots=True)
class PostcodeReport:
    """How many postcodes were stored, how many rows refused, and why."""

    accepted: int
    refused: int
    errors: tuple[FieldProblem, ...]
    errors_left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    line: int | None
    postcode: object
    latitude: object
    longitude: object


def import_postcodes(engine: Engine, path: Path) -> PostcodeReport:
    """Store the good rows of a CSV or JSON file; needs the owner's connection."""
    good: dict[str, tuple[str, float, float]] = {}
    problems: list[FieldProblem] = []
    refused = 0
    for row in _rows(path):
        found = _problems_of(row, good)
        refused += bool(found)
        problems += found
        if not found:
            good[str(row.postcode)] = (
                str(row.postcode), float(str(row.latitude)), float(str(row.longitude))
            )  # fmt: skip
    if good:
        with engine.begin() as connection:
            put_postcodes(connection, good.values())
    shown_problems = tuple(problems[:MOST_TOLD])
    return PostcodeReport(len(good), refused, shown_problems, len(problems) - len(shown_problems))


def _rows(path: Path) -> Iterator[_Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as failed:
        raise _unreadable(path, "a readable file in UTF-8") from failed
    return _json_rows(path, text) if text.lstrip().startswith("{") else _csv_rows(path, text)


def _json_rows(path: Path, text: str) -> Iterator[_Row]:
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise _unreadable(path, 'JSON like {"7001": {"c": [51.96, 6.29]}}') from broken
    for code, place in table.items():
        centre = place.get("c") if isinstance(place, Mapping) else None
        pair = (
            centre if isinstance(centre, list) and len(centre) == len(COLUMNS[1:]) else [None] * 2
        )
        yield _Row(None, code, *pair)


def _csv_rows(path: Path, text: str) -> Iterator[_Row]:
    reader = csv.DictReader(text.splitlines())
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise _unreadable(path, f"a first line with {','.join(COLUMNS)}")
    for row in reader:
        yield _Row(reader.line_num, *(row[name] for name in COLUMNS))


def _problems_of(row: _Row, known: Mapping[str, object]) -> list[FieldProblem]:
    code = row.postcode
    found = []
    if not isinstance(code, str) or POSTCODE.fullmatch(code) is None:
        found.append(FieldProblem("postcode", shown(code), "like 7001", row.line))
    elif code in known:
        found.append(FieldProblem("postcode", code, "each postcode once", row.line))
    for name, value, (low, high) in (
        ("latitude", row.latitude, LATITUDES),
        ("longitude", row.longitude, LONGITUDES),
    ):
        if not _inside(value, low, high):
            field = name if row.line is not None else f"{shown(code)}.{name}"
            expected = f"within {low}-{high}: in the Netherlands"
            found.append(FieldProblem(field, shown(value), expected, row.line))
    return found


def _inside(value: object, low: float, high: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    try:
        return low <= float(value) <= high
    except ValueError:
        return False


def _unreadable(path: Path, expected: str) -> InvalidInput:
    problem = FieldProblem("file", path.name, expected)
    return InvalidInput("The postcodes were not accepted.", [problem])
