"""Rows of NDJSON: one record a line; a line that is no record is told, and never repeated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from pydantic_core import from_json

from service.errors import FieldProblem, InvalidInput
from service.records import RECORDS
from service.records.incoming import Incoming
from service.records.problems import shown
from service.records.repeated import repeated_keys
from service.usecases.reading import Row

LONGEST_LINE = 1024 * 1024
_KEY_ENDS = re.compile(rb'"\s*:')


def ndjson_rows(chunks: Iterable[bytes]) -> Iterator[Row]:
    """Give the record of every line that is not empty."""
    for number, line in lines(chunks):
        if line is None:
            yield number, overlong("line")
        elif line.strip():
            yield number, _record_of(line)


def lines(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Number the lines; None stands for one that is too long, of which nothing is kept."""
    number, pending, fits = 1, bytearray(), True
    for chunk in chunks:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            pending += end
            yield number, bytes(pending) if fits and len(pending) <= LONGEST_LINE else None
            number, fits = number + 1, True
            pending.clear()
        pending += rest
        if len(pending) > LONGEST_LINE:
            fits = False
            pending.clear()
    if pending or not fits:
        yield number, bytes(pending) if fits else None


def overlong(what: str) -> InvalidInput:
    """Refuse a line or a record that is too long to be one."""
    return InvalidInput(problems=[FieldProblem(what, f"a longer {what}", "at most 1 MiB")])


def refuse_constant(name: str) -> object:
    """Refuse NaN and the infinities, which are not JSON."""
    raise ValueError(name)


def noun_problem(noun: object) -> InvalidInput:
    """Refuse a type that there is not."""
    expected = f"one of {', '.join(RECORDS)}"
    return InvalidInput(problems=[FieldProblem("type", shown(noun), expected)])


def _record_of(line: bytes) -> Incoming | InvalidInput:
    try:
        body = _parsed(line)
    except json.JSONDecodeError as broken:
        return _not_json(f"broken at character {broken.pos + 1}")
    except (ValueError, RecursionError):
        return _not_json("not readable")
    if not isinstance(body, dict):
        return _not_json("something else")
    if not _each_key_once(line, _count_of_keys(body)) and (twice := repeated_keys(line)):
        return InvalidInput(problems=twice)
    noun = body.pop("type", None)
    if not isinstance(noun, str) or noun not in RECORDS:
        return noun_problem(noun)
    return Incoming(noun, body)


def _parsed(line: bytes) -> object:
    """Parse fast; what the fast parser refuses, the exact one accepts or says where it breaks."""
    try:
        return from_json(line, allow_inf_nan=False)
    except ValueError:
        return json.loads(line.decode("utf-8-sig"), parse_constant=refuse_constant)


def _each_key_once(line: bytes, keys: int) -> bool:
    """Tell whether as many keys are written as were read; a text that looks like one counts too.

    Hence no is not yet twice. Colons are counted first, which is faster.
    """
    return line.count(b":") == keys or len(_KEY_ENDS.findall(line)) == keys


def _count_of_keys(body: dict[str, object]) -> int:
    return len(body) + sum(_count_of_keys(one) for one in body.values() if type(one) is dict)


def _not_json(seen: str) -> InvalidInput:
    return InvalidInput(problems=[FieldProblem("line", seen, "one JSON object in UTF-8")])
