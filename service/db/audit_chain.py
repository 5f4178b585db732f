"""The SQL of the chain of what was done: sealed in blocks, read again, forgotten in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from service.db.tables import audit_block, audit_chain, audit_detail, audit_event, audit_sealed

#: Events that are read, or sealed in a block, together.
TOGETHER = 1_000
#: No transaction has a higher number.
LAST = 2**63 - 1

_WRITTEN = text(
    """
    SELECT transaction, id FROM audit_event
    WHERE region = :region AND transaction BETWEEN :first AND :last
      AND (transaction, id) > (:transaction, :id)
    ORDER BY transaction, id LIMIT :most
    """
)
_SNAPSHOT = text(
    """
    SELECT clock_timestamp() AS now,
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest,
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next
    """
)
#: What a transaction before the horizon wrote, and no block holds.
_SKIPPED = text(
    """
    SELECT id FROM audit_event AS event
    WHERE region = :region AND transaction < :horizon
      AND NOT EXISTS (SELECT FROM audit_sealed WHERE event_id = event.id)
    ORDER BY id LIMIT 1
    """
)


def locked(connection: Connection, region: str) -> Row[Any]:
    """Give where the chain of a region ends; nobody else goes on with it until the commit."""
    connection.execute(upsert(audit_chain).values(region=region).on_conflict_do_nothing())
    query = select(audit_chain).where(audit_chain.c.region == region).with_for_update()
    return connection.execute(query).one()


def find(connection: Connection, region: str) -> Row[Any] | None:
    """Give from where to where the chain of a region goes, if it has begun."""
    query = select(audit_chain).where(audit_chain.c.region == region)
    return connection.execute(query).one_or_none()


def snapshot(connection: Connection) -> Row[Any]:
    """Give the moment, the number of the oldest transaction under way, and of the next to begin."""
    return connection.execute(_SNAPSHOT).one()


def unsealed(connection: Connection, chain: Row[Any], seen: Row[Any]) -> Iterator[list[UUID]]:
    """Name events of a chain's region that are in no block, by id, as many as a block takes.

    Those of transactions before the horizon are all sealed. Where the database was moved to another
    server, whose numbers begin anew, the horizon lies ahead of it: then all are looked at.
    """
    moved = chain.horizon > seen.next
    first, last = (0, LAST) if moved else (chain.horizon, seen.next)
    given = {"region": chain.region, "first": first, "last": last, "most": TOGETHER}
    after: dict[str, object] = {"transaction": -1, "id": UUID(int=0)}
    while rows := connection.execute(_WRITTEN, given | after).all():
        after = dict(rows[-1]._mapping)
        ids = {row.id for row in rows}
        known = select(audit_sealed.c.event_id).where(audit_sealed.c.event_id.in_(ids))
        if new := ids.difference(connection.scalars(known)):
            yield sorted(new)


def skipped(connection: Connection, chain: Row[Any]) -> UUID | None:
    """Name an event that ought to be sealed, and is not."""
    if chain.horizon > snapshot(connection).next:
        return None
    given = {"region": chain.region, "horizon": chain.horizon}
    found: UUID | None = connection.scalar(_SKIPPED, given)
    return found


def events(connection: Connection, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Give those of some events that are there, by id."""
    query = select(audit_event).where(audit_event.c.id.in_(ids)).order_by(audit_event.c.id)
    return connection.execute(query).all()


def sealed_in(connection: Connection, block: Row[Any]) -> Sequence[UUID]:
    """Name the events of a block, by id."""
    inside = (audit_sealed.c.region == block.region, audit_sealed.c.number == block.number)
    query = select(audit_sealed.c.event_id).where(*inside)
    return connection.scalars(query.order_by(audit_sealed.c.event_id)).all()


def details(connection: Connection, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Give what is kept of what events say of persons."""
    return connection.execute(select(audit_detail).where(audit_detail.c.event_id.in_(ids))).all()


def add_block(connection: Connection, fields: Mapping[str, Any], ids: Sequence[UUID]) -> None:
    """Store a block with its events; `fields` are the columns of its row."""
    connection.execute(insert(audit_block).values(**fields))
    place = {"region": fields["region"], "number": fields["number"]}
    connection.execute(insert(audit_sealed), [{"event_id": one, **place} for one in ids])


def go_on(connection: Connection, region: str, **columns: object) -> None:
    """Say where the chain of a region ends now."""
    connection.execute(update(audit_chain).where(audit_chain.c.region == region).values(**columns))


def blocks(connection: Connection, region: str) -> Iterator[Row[Any]]:
    """Give the blocks of a region, the oldest first."""
    query = select(audit_block).where(audit_block.c.region == region)
    query = query.order_by(audit_block.c.number).limit(TOGETHER)
    last = 0
    while rows := connection.execute(query.where(audit_block.c.number > last)).all():
        yield from rows
        last = rows[-1].number


def forget(connection: Connection, months: int) -> int:
    """Forget blocks that were sealed more than so many months ago; give how many."""
    return int(connection.execute(select(func.forget_audit(months))).scalar_one())
