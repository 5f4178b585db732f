"""Profiles of VUM out of a stream of JSON: one object, a list of them, or one after another."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection

from service import bridge
from service.errors import FieldProblem, InvalidInput
from service.records.incoming import Incoming
from service.records.vum import read_vum
from service.records.vum_stored import beside_stored
from service.usecases.ndjson import LONGEST_LINE, overlong, refuse_constant
from service.usecases.reading import TOGETHER, Row
from solver.ground import REFERENCE

_BETWEEN = re.compile(r"[\s,\[\]]*")
_DECODER = json.JSONDecoder(parse_constant=refuse_constant)
ONE_OBJECT = "one JSON object in UTF-8"
THE_END = "JSON in UTF-8 up to its end; nothing was read from here on"


def vum_rows(chunks: Iterable[bytes]) -> Iterator[Row]:
    """Give the record of every profile, numbered from 1; nothing can be read after broken JSON."""
    for number, found in enumerate(_documents(chunks), 1):
        if isinstance(found, InvalidInput):
            yield number, found
        elif isinstance(found, dict):
            yield number, read_vum(found)
        else:
            yield number, _refused("something else", ONE_OBJECT)


def rows_beside_stored(
    connection: Connection, municipality: str, rows: Iterator[Row]
) -> Iterator[Row]:
    """Give every profile on top of the record that is stored; nobody changes that meanwhile."""
    while some := list(islice(rows, TOGETHER)):
        stored = {
            noun: bridge.locked_entities(connection, noun, municipality, _named(some, noun))
            for noun in ("candidate", "vacancy")
        }
        for number, found in some:
            if isinstance(found, Incoming) and (known := stored[found.noun].get(_reference(found))):
                yield number, beside_stored(found, known)
            else:
                yield number, found


def _named(rows: Sequence[Row], noun: str) -> list[str]:
    profiles = (found for _, found in rows if isinstance(found, Incoming))
    return [_reference(one) for one in profiles if one.noun == noun]


def _reference(profile: Incoming) -> str:
    """Give the reference of a profile, or nothing for one that will be refused."""
    given = profile.body.get("reference")
    return given if isinstance(given, str) and REFERENCE.fullmatch(given) else ""


def _documents(chunks: Iterable[bytes]) -> Iterator[object]:
    """Give every document; what is not complete yet is tried again with the next piece."""
    pieces = _pieces(chunks)
    text, at, lists = "", 0, 0
    while True:
        between = _BETWEEN.match(text, at)
        assert between is not None  # noqa: S101 - it matches nothing, too
        lists += between[0].count("[") - between[0].count("]")
        at = between.end()
        try:
            document, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            piece = next(pieces, "")
            if piece == "" and at == len(text) and lists == 0:
                return
            if not piece or len(text) - at > LONGEST_LINE:
                yield overlong("record") if piece else _refused("not readable", THE_END)
                return
            text, at = text[at:] + piece, 0
        else:
            yield document


def _pieces(chunks: Iterable[bytes]) -> Iterator[str | None]:
    """Decode a stream; None stands for bytes that are no text, after which there is nothing."""
    try:
        yield from codecs.iterdecode(chunks, "utf-8-sig")
    except UnicodeDecodeError as broken:
        if good := broken.object[: broken.start].decode("utf-8-sig"):
            yield good
        yield None


def _refused(seen: str, expected: str) -> InvalidInput:
    return InvalidInput(problems=[FieldProblem("record", seen, expected)])
