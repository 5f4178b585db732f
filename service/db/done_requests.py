"""The SQL of requests that are done once: kept with their answer under the caller's own key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from service.db.tables import done_request


def begin(connection: Connection, fields: Mapping[str, object]) -> Row[Any] | None:
    """Begin a request; give what was kept when it was begun before, None when it is new.

    Waits for another transaction that does the same request at this moment.
    """
    added = insert(done_request).values(**fields).on_conflict_do_nothing()
    if connection.execute(added.returning(done_request.c.key)).one_or_none() is not None:
        return None
    table = done_request.c
    query = select(done_request).where(table.caller == fields["caller"], table.key == fields["key"])
    return connection.execute(query).one()


def keep(
    connection: Connection, key: tuple[str, str], status: int, answer: tuple[Mapping[str, str], str]
) -> None:
    """Keep the answer, its headers and body, of a request that was begun."""
    headers, body = answer
    change = update(done_request).where(
        done_request.c.caller == key[0], done_request.c.key == key[1]
    )
    connection.execute(change.values(status=status, headers=dict(headers), body=body))


def forget_old(connection: Connection) -> int:
    """Forget what the worker may see: requests of more than two days ago; give how many."""
    return connection.execute(delete(done_request)).rowcount
