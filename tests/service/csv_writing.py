"""Records written as CSV, by somebody who knows the columns and nothing of their reader."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def as_csv(records: Iterable[Mapping[str, Any]], delimiter: str = ";") -> str:
    """Write records, each with its type, under the columns that they need."""
    rows = [dict(cells(record)) for record in records]
    columns = dict.fromkeys(["type", "reference", *(column for row in rows for column in row)])
    file = io.StringIO()
    writer = csv.DictWriter(file, list(columns), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


#: Maps of the records; other objects are parts with columns of their own.
MAPS = {
    "load.abilities", "demands", "conditions", "guidanceHoursPerWeek",
    "preferences.work", "preferences.organisations", "preferences.learning",
}  # fmt: skip


def cells(part: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give the columns and cells of a record."""
    for name, value in part.items():
        column = f"{prefix}{name}"
        if isinstance(value, dict) and column not in MAPS:
            yield from cells(value or {"start": "open"}, f"{column}.")
        else:
            yield column, cell(column, value)


def cell(column: str, value: object) -> str:
    """Write one value."""
    if column == "recognitions":
        return json.dumps(value)
    if isinstance(value, dict):
        return "|".join(f"{name}={word(level)}" for name, level in value.items()) or "none"
    if isinstance(value, list):
        return "|".join(map(word, value)) or "none"
    return word(value)


def word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
