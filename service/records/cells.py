"""A record as one row of a table: its columns and cells, both derived from the record's schema.

An empty cell is not known. Items of a list are separated by `|`, those of a map are written
`item=level`; a list of objects is JSON. Where an empty cell would mean *not known*, `none` is an
empty list, and `open` a day without a limit. A cell that cannot be read is passed on as it is:
the record itself tells what it expected.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache, partial
from math import inf
from typing import Any, TypeAlias

from service.records.reading import RECORDS

Cell: TypeAlias = Callable[[str], object]
Pair: TypeAlias = Callable[[str], tuple[str, object]]
Schema: TypeAlias = Mapping[str, Any]

BETWEEN, IS = "|", "="
#: Items of a map with their level, such as `lifting=3`, that are read once for all rows; those of
#: a map of this many characters are not kept.
KNOWN_PAIRS, LONG_MAP = 1_024, 4_096
NOTHING, OPEN = "none", "open"
#: Most cells with a whole number, read already.
_SMALL = {str(number): number for number in range(1_000)}
_WHOLE = re.compile(r"-?\d{1,18}")
#: A comma is a decimal one, unless three digits follow: then it may stand for a thousand.
_NUMBER = re.compile(r"-?\d{1,18}([.]\d{1,40}|,(?!\d{3}$)\d{1,40})?([eE][+-]?\d{1,3})?")
#: Where a thousand is too much, it does not.
_BELOW_A_THOUSAND = re.compile(r"-?\d{1,3},\d{3}")
#: A day as it is written in the Netherlands: the day, the month, the year in full.
_DUTCH_DAY = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})")
_WORDS = {
    "true": True, "yes": True, "ja": True, "waar": True,
    "false": False, "no": False, "nee": False, "onwaar": False,
}  # fmt: skip


@cache
def columns_of(noun: str) -> Mapping[str, Cell]:
    """Give the reader of every column of a noun, such as `load.hoursPerWeek.max`."""
    schema = RECORDS[noun].model_json_schema(by_alias=True)
    return dict(_columns(schema, schema.get("$defs", {}), ""))


def _columns(part: Schema, named: Mapping[str, Schema], prefix: str) -> Iterator[tuple[str, Cell]]:
    for name, field in part["properties"].items():
        kind = _resolved(field, named)
        if "properties" in kind:
            yield from _columns(kind, named, f"{prefix}{name}.")
        else:
            may_be_unknown = "default" in field and field["default"] is None
            yield f"{prefix}{name}", _reader(kind, named, may_be_unknown)


def _resolved(field: Schema, named: Mapping[str, Schema]) -> Schema:
    """Follow a reference, and take what a field is when it is known."""
    for choice in field.get("anyOf", ()):
        if choice.get("type") != "null":
            return _resolved(choice, named)
    return named[field["$ref"].rpartition("/")[2]] if "$ref" in field else field


def _reader(kind: Schema, named: Mapping[str, Schema], may_be_unknown: bool) -> Cell:
    if kind.get("type") == "array":
        item = _resolved(kind["items"], named)
        if "properties" in item:
            return _json
        return partial(_list, _single(item), may_be_unknown)
    if kind.get("type") == "object":
        level = _resolved(kind["additionalProperties"], named)
        pair = partial(_pair, _single(level))
        return partial(_map, pair, lru_cache(maxsize=KNOWN_PAIRS)(pair), may_be_unknown)
    return _single(kind)


def _single(kind: Schema) -> Cell:
    if kind.get("format") == "date":
        return _day
    readers: dict[str, Cell] = {"integer": _whole, "number": _number, "boolean": _yes}
    plain = "enum" in kind or "const" in kind
    if kind.get("type") == "number" and kind.get("maximum", inf) < 1_000:
        return _small_number
    return str.strip if plain else readers.get(kind["type"], str)


def _whole(cell: str) -> object:
    if (small := _SMALL.get(cell)) is not None:
        return small
    text = cell.strip()
    return int(text) if _WHOLE.fullmatch(text) else text


def _number(cell: str) -> object:
    whole = _whole(cell)
    if isinstance(whole, str) and _NUMBER.fullmatch(whole):
        return float(whole.replace(",", "."))
    return whole


def _small_number(cell: str) -> object:
    text = cell.strip()
    return _number(text.replace(",", ".") if _BELOW_A_THOUSAND.fullmatch(text) else text)


def _yes(cell: str) -> object:
    text = cell.strip()
    return _WORDS.get(text.lower(), text)


def _day(cell: str) -> object:
    text = cell.strip()
    if written := _DUTCH_DAY.fullmatch(text):
        day, _, month, year = written.groups()
        with suppress(ValueError):
            return date(int(year), int(month), int(day)).isoformat()
    return None if text == OPEN else text


def _list(item: Cell, may_be_unknown: bool, cell: str) -> object:
    text = cell.strip()
    if may_be_unknown and text == NOTHING:
        return []
    return [item(piece.strip()) for piece in text.split(BETWEEN)]


def _map(pair: Pair, known_pair: Pair, may_be_unknown: bool, cell: str) -> object:
    text = cell.strip()
    if may_be_unknown and text == NOTHING:
        return {}
    return dict(map(pair if len(text) > LONG_MAP else known_pair, text.split(BETWEEN)))


def _pair(level: Cell, piece: str) -> tuple[str, object]:
    name, _, value = piece.partition(IS)
    return name.strip(), level(value.strip())


def _json(cell: str) -> object:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return cell
