"""A watch over every test: what is logged or counted names nobody that a test spoke of.

The references are those that tests send to the API or find stored; the lines are those of this
process, written as the service writes them, those of the processes that tests start, and the
metrics. At the end of all tests no reference may stand in any line.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from service.logs import LEVELS, Line

#: A plain word could be in a line by chance, and runs and municipalities may be named.
REFERENCE = re.compile(r"(?!(?:GM|AM)\d+$)(?=.*[\d-])[A-Za-z][\w-]{1,63}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKEN = re.compile(r"(?<![\w-])[A-Za-z][\w-]+")
#: Words of a request that are no reference: media types, the version and nouns of paths, hosts.
OURS = frozenset({
    "v1", "match-runs", "weight-sets", "reason-codes", "match-checks", "decision-times", "x-ndjson",
})  # fmt: skip

REFERENCES: set[str] = set()
LINES: list[str] = []


class Watch(logging.Handler):
    """Keeps every line that the service would write."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Line())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        LINES.append(self.format(record))


def pytest_configure() -> None:
    """Watch from the start, at the levels of the service."""
    logging.getLogger().addHandler(Watch())
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture(scope="session", autouse=True)
def nobody_is_named_in_a_line() -> Iterator[None]:
    """Look through all lines when all tests are done."""
    yield
    assert leaks(LINES, REFERENCES) == []


def leaks(lines: Iterable[str], references: set[str]) -> list[str]:
    """Give the lines that hold a reference."""
    return [line for line in lines if references.intersection(TOKEN.findall(line))]


def note(references: Iterable[object]) -> None:
    """Remember what looks like a reference."""
    REFERENCES.update(
        one
        for one in map(str, references)
        if REFERENCE.fullmatch(one) and not UUID.fullmatch(one) and one not in OURS
    )


def note_request(request: Any) -> None:
    """Remember the references in a request of httpx: `/v1/nouns/reference`, query and body."""
    note(request.url.path.split("/")[3:4])
    note(request.url.params.values())
    if "json" in request.headers.get("content-type", ""):
        for line in _body(request).splitlines():
            note(_texts(line))


def _body(request: Any) -> bytes:
    """Give a body that is at hand; one that is streamed cannot be read twice."""
    return getattr(request, "_content", b"")


def _texts(line: bytes) -> Iterator[str]:
    try:
        parts = [json.loads(line)]
    except (ValueError, RecursionError):
        return
    while parts:
        part = parts.pop()
        if isinstance(part, dict):
            parts += part.values()
        elif isinstance(part, list):
            parts += part
        elif isinstance(part, str):
            yield part
