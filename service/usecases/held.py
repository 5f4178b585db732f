"""Everything that is held on one person, for who asks what we know (AVG art. 15)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, RowMapping

from service.bridge.people import candidate
from service.db import audit, catalogue, held
from service.errors import NotFound
from solver.people import Candidate


@dataclass(frozen=True, slots=True)
class Mention:
    """A request or an import, by its row, and the parts of it in which a reference stands."""

    row: Row[Any]
    parts: list[Any]


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held on a person.

    Attributes
    ----------
    record, came_on
        None where the record was deleted and other rows were not; the day on which the person was
        first stored, None too where that is not known.
    rows
        Rows by table, all their columns.
    named_by_others
        How many others ask to be kept apart from this person.
    runs
        Those that proposed something to the person, or nothing, or changed something.
    inputs
        What is kept of what the region's runs read; the person may stand in each.
    """

    record: Candidate | None
    came_on: date | None
    rows: Mapping[str, Sequence[RowMapping]]
    named_by_others: int
    runs: Sequence[Row[Any]]
    inputs: Sequence[Row[Any]]
    imports: tuple[Mention, ...]
    requests: tuple[Mention, ...]


def held_on(connection: Connection, municipality: str, person: str) -> Held:
    """Give all that is held on somebody, and note who asked.

    Raises `NotFound` when nothing is held, or not one's own.
    """
    rows = held.rows(connection, municipality, person)
    stored = catalogue.find(connection, "candidate", municipality, person)
    if stored is None and not rows:
        raise NotFound
    audit.note_each(connection, "record_read", "candidate", municipality, [person])
    ids = {row["run_id"] for found in rows.values() for row in found if row.get("run_id")}
    return Held(
        record=None if stored is None else candidate(stored),
        came_on=None if stored is None else stored["came_on"],
        rows=rows,
        named_by_others=held.named_by_others(connection, municipality, person),
        runs=held.runs(connection, ids),
        inputs=held.kept_inputs(connection),
        imports=_imports(connection, municipality, person),
        requests=_requests(connection, municipality, person),
    )


def _imports(connection: Connection, municipality: str, person: str) -> tuple[Mention, ...]:
    found = held.imports(connection, municipality, person)
    each = (Mention(job, _naming(job.errors, person)) for job in found)
    return tuple(one for one in each if one.parts)


def _requests(connection: Connection, municipality: str, person: str) -> tuple[Mention, ...]:
    found = held.requests(connection, municipality, person)
    each = (Mention(done, _naming([json.loads(done.body)], person)) for done in found)
    return tuple(
        Mention(one.row, [_without_others(part, person) for part in one.parts])
        for one in each
        if one.parts
    )


def _naming(parts: Sequence[Any], person: str) -> list[Any]:
    """Keep the parts in which a reference stands by itself, not as a piece of another."""
    alone = re.compile(rf"(?<![A-Za-z0-9_.-]){re.escape(person)}(?![A-Za-z0-9_-]|\.[A-Za-z0-9])")
    return [part for part in parts if alone.search(json.dumps(part, ensure_ascii=False))]


def _without_others(part: Any, person: str) -> Any:
    """Leave out of lists the objects that do not name the person: they may name others."""
    if isinstance(part, dict):
        return {name: _without_others(inner, person) for name, inner in part.items()}
    if isinstance(part, list):
        objects = [one for one in part if isinstance(one, dict)]
        kept = _naming(objects, person) if objects else part
        return [_without_others(one, person) for one in kept]
    return part
