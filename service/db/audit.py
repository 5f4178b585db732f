"""The SQL of what was done: noted in the transaction that does it, and read."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Connection,
    Row,
    Text,
    bindparam,
    func,
    insert,
    literal,
    select,
    tuple_,
)

from service.db.catalogue import TABLES
from service.db.tables import audit_detail, audit_event, candidate
from service.db.tables.audit import EventKind

__all__ = ["EventKind", "Said", "Which", "note", "note_each", "note_list", "page"]

SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Said:
    """What of an event names a person, or is in somebody's words."""

    candidate: str
    words: str | None = None

    def digest(self, salt: bytes) -> bytes:
        """Tell it from everything else, to who knows the salt."""
        told = json.dumps([self.candidate, self.words], ensure_ascii=False)
        return hmac.digest(salt, told.encode(), hashlib.sha256)


@dataclass(frozen=True, slots=True)
class Which:
    """Which events are asked for: of a kind, from a moment, before another."""

    kind: str | None = None
    since: datetime | None = None
    before: datetime | None = None


def note(
    connection: Connection,
    kind: str,
    of: UUID | None = None,
    said: Said | None = None,
    **columns: object,
) -> None:
    """Write down what this transaction does, to an object by its random id.

    Who does it, when and for whom is filled in by the database, unless `columns` say otherwise.
    """
    given = {"kind": kind, "object": of, **columns}
    if said is None:
        connection.execute(insert(audit_event).values(**given))
        return
    salt = secrets.token_bytes(SALT_BYTES)
    noted = insert(audit_event).values(**given, digest=said.digest(salt))
    event = connection.execute(noted.returning(audit_event.c.id, audit_event.c.municipality)).one()
    connection.execute(
        insert(audit_detail).values(
            event_id=event.id,
            municipality=event.municipality,
            candidate=said.candidate,
            words=said.words,
            salt=salt,
        )
    )


def note_list(
    connection: Connection,
    kind: str,
    items: int,
    of: UUID | None = None,
    record: tuple[str, str, str] | None = None,
) -> None:
    """Write down that so many were listed: of an object, or of a record.

    `record` is the noun, municipality and reference of whose list it is, while that is there.
    """
    object_: Any = of
    if record is not None:
        noun, keeper, reference = record
        table = TABLES[noun].c
        object_ = (
            select(table.id)
            .where(table.municipality == keeper, table.reference == reference)
            .scalar_subquery()
        )
    connection.execute(insert(audit_event).values(kind=kind, items=items, object=object_))


def note_each(
    connection: Connection, kind: str, noun: str, keeper: str, references: Sequence[str]
) -> None:
    """Write down what is done to each of some records of a municipality that are there."""
    given = {"kind": kind, "keeper": keeper, "references": references}
    connection.execute(_EACH[noun], given)


_EACH = {
    noun: insert(audit_event).from_select(
        ["kind", "object"],
        select(bindparam("kind", type_=Text), table.c.id).where(
            table.c.municipality == bindparam("keeper"),
            table.c.reference == func.any(bindparam("references", type_=ARRAY(Text))),
        ),
    )
    for noun, table in TABLES.items()
}


def page(
    connection: Connection, wanted: Which, size: int, before: tuple[datetime, UUID] | None
) -> Sequence[Row[Any]]:
    """List the events that one may see, the newest first, from after a cursor.

    With the person's reference for as long as the person is there.
    """
    query = (
        select(
            audit_event,
            func.coalesce(audit_detail.c.candidate, candidate.c.reference).label("candidate"),
            audit_detail.c.words,
        )
        .outerjoin(audit_detail, audit_detail.c.event_id == audit_event.c.id)
        .outerjoin(candidate, candidate.c.id == audit_event.c.object)
        .order_by(audit_event.c.at.desc(), audit_event.c.id.desc())
    )
    if wanted.kind is not None:
        query = query.where(audit_event.c.kind == wanted.kind)
    if wanted.since is not None:
        query = query.where(audit_event.c.at >= wanted.since)
    if wanted.before is not None:
        query = query.where(audit_event.c.at < wanted.before)
    if before is not None:
        key = tuple_(audit_event.c.at, audit_event.c.id)
        query = query.where(key < tuple_(*map(literal, before)))
    return connection.execute(query.limit(size)).all()
