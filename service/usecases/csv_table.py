"""Rows of CSV: a header that names columns, then one record a row, and one row a line.

A cell holds no line break, so that a quote that is never closed costs its own row only.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from service.errors import FieldProblem, InvalidInput
from service.records import RECORDS
from service.records.cells import Cell, columns_of
from service.records.incoming import Incoming
from service.records.problems import one, shown
from service.usecases.ndjson import lines, noun_problem, overlong
from service.usecases.reading import Row

TYPE, REFERENCE = "type", "reference"
COLUMNS = (TYPE, *dict.fromkeys(column for noun in RECORDS for column in columns_of(noun)))
#: Columns as they may be written: in capitals or not.
KNOWN = {column.casefold(): column for column in COLUMNS}
MOST_COLUMNS = 200
REFUSED = "The columns were not accepted."


def csv_rows(chunks: Iterable[bytes]) -> Iterator[Row]:
    """Give the record of every row that is not empty; raises `InvalidInput` for a wrong header."""
    text = _Lines(lines(chunks))
    header, delimiter = _header_of(text)
    cells = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        text.within_row = False
        try:
            row = next(cells)
        except StopIteration:
            return
        except _Overlong:
            yield text.read, overlong("line")
        except (_Broken, _Mixed, UnicodeDecodeError, csv.Error) as unreadable:
            yield text.read, _row_refused(unreadable)
        else:
            if any(cell.strip() for cell in row):
                yield text.read, header.record(row)


def _row_refused(unreadable: Exception) -> InvalidInput:
    if isinstance(unreadable, UnicodeDecodeError | _Mixed):
        return _refused("not readable", "text in UTF-8 (Excel: save as CSV UTF-8)")
    if isinstance(unreadable, _Broken):
        seen = "a cell that does not end on this line"
        return _refused(seen, "a closing quote, and no line break within a cell")
    if "field larger" in str(unreadable):
        return _refused("a cell that does not end", "at most 131,072 characters a cell")
    return _refused("text after a closing quote", 'a quote within a cell written twice: ""')


def _header_of(text: _Lines) -> tuple[_Header, str]:
    """Read the first line, and what stands between its cells."""
    try:
        first = next(text, "")
        delimiter = ";" if ";" in first else ","
        columns = next(csv.reader([first], delimiter=delimiter, strict=True), [])
    except (_Overlong, _Broken, UnicodeDecodeError, csv.Error):
        raise _header_refused("not readable") from None
    return _Header.of(columns), delimiter


class _Overlong(Exception):
    """A line that is too long to be one."""


class _Broken(Exception):
    """A line that ends within a cell."""


class _Mixed(Exception):
    """A line in another character set than the lines before."""


@dataclass(slots=True)
class _Lines:
    """Decoded lines; one that cannot be read raises, and the next is read all the same.

    A row that asks for a second line is broken; that line is left for the next row. The first line
    that is more than ASCII tells the character set: UTF-8, or else Windows-1252, as Excel saves.
    """

    numbered: Iterator[tuple[int, bytes | None]]
    read: int = 0
    within_row: bool = False
    written_in: str | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.within_row:
            raise _Broken
        self.read, line = next(self.numbered)
        if line is None:
            raise _Overlong
        self.within_row = True
        text = self._decoded(line).rstrip("\r")
        if "\r" in text:
            raise _Broken
        return text + "\n"

    def _decoded(self, line: bytes) -> str:
        if line.isascii():
            return line.decode("ascii")
        try:
            found, text = "utf-8", line.decode("utf-8-sig" if self.read == 1 else "utf-8")
        except UnicodeDecodeError:
            found, text = "cp1252", line.decode("cp1252")
        if self.written_in not in (None, found):
            raise _Mixed
        self.written_in = found
        return text


@dataclass(frozen=True)
class _Header:
    """The columns of a file, in its order."""

    columns: tuple[str, ...]

    @classmethod
    def of(cls, cells: Sequence[str]) -> _Header:
        """Read a header; raises `InvalidInput` with everything that is wrong with it."""
        if len(cells) > MOST_COLUMNS:
            raise _header_refused(f"{len(cells)} columns")
        named = [cell.strip() for cell in cells]
        while named and not named[-1]:  # a spreadsheet goes on where a column was emptied
            named.pop()
        columns = tuple(KNOWN.get(column.casefold(), column) for column in named)
        problems = [_unknown(column) for column in columns if column not in COLUMNS]
        twice = {column for column in columns if columns.count(column) > 1}
        problems += [_problem(column, "twice", "each column once") for column in sorted(twice)]
        lacking = [column for column in (TYPE, REFERENCE) if column not in columns]
        problems += [_problem(column, "nothing", "a column of this name") for column in lacking]
        if problems:
            raise InvalidInput(REFUSED, problems)
        return cls(columns)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The columns, as what a problem is told of."""
        return {column: column for column in self.columns}

    @cached_property
    def _readers(self) -> Mapping[str, Sequence[tuple[str, Sequence[str], str, Cell | None]]]:
        paths = [(column, *_path(column)) for column in self.columns]
        return {
            noun: [(*path, columns_of(noun).get(path[0])) for path in paths] for noun in RECORDS
        }

    def record(self, row: Sequence[str]) -> Incoming | InvalidInput:
        """Read one row."""
        row, beyond = row[: len(self.columns)], row[len(self.columns) :]
        if len(row) < len(self.columns) or any(cell.strip() for cell in beyond):
            seen = f"{len(row) + len(beyond)} cells"
            return _refused(seen, f"{len(self.columns)} cells, as in the header")
        noun = row[self.columns.index(TYPE)].strip()
        if noun not in RECORDS:
            return noun_problem(noun or None)
        body: dict[str, Any] = {}
        problems = []
        for (column, parents, name, read), cell in zip(self._readers[noun], row, strict=True):
            if cell and read is not None:
                part = body
                for parent in parents:
                    part = part.setdefault(parent, {})
                part[name] = read(cell)
            elif cell and column != TYPE and cell.strip():
                expected = f"an empty cell: {one(noun)} has no such column"
                problems.append(_problem(column, shown(cell), expected))
        return Incoming(noun, body, self.names, tuple(problems))


def _path(column: str) -> tuple[Sequence[str], str]:
    """Give the parts around a field, and its own name."""
    *parents, name = column.split(".")
    return parents, name


def _unknown(column: str) -> FieldProblem:
    near = get_close_matches(shown(column), COLUMNS, 1, 0.0)
    seen = "a column that is not known"
    return _problem(shown(column), seen, f"a known column, such as {near[0]}")


def _problem(field: str, value: str, expected: str) -> FieldProblem:
    return FieldProblem(field, value, expected, line=1)


def _header_refused(seen: str) -> InvalidInput:
    expected = "column names in UTF-8, such as type;reference;postcode"
    return InvalidInput(REFUSED, [FieldProblem("header", seen, expected, line=1)])


def _refused(seen: str, expected: str) -> InvalidInput:
    return InvalidInput(problems=[FieldProblem("row", seen, expected)])
