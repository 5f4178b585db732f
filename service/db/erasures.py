"""The SQL that takes a deleted person out of what runs have kept and found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, exists, select, update

from service.db import locks
from service.db.proposals import HISTORY
from service.db.tables import erasure, match_run, proposal, run_change, run_input, unplaced


def asked(connection: Connection, region: str) -> Sequence[Row[Any]]:
    """Give who was deleted and may still be in what runs have kept.

    `reading`: a run under way may have read the person before, and will keep that. Whoever asks
    this first, and looks at what is kept then, misses nothing. Nobody else takes people of the
    region out until the commit.
    """
    reading = exists().where(
        match_run.c.region == region,
        match_run.c.status == "running",
        match_run.c.started_at <= erasure.c.asked_at,
    )
    query = select(erasure, reading.label("reading"))
    query = query.order_by(erasure.c.municipality, erasure.c.candidate)
    found = connection.execute(query).all()
    if not found:
        return found
    locks.take(connection, [f"erasures/{region}"])
    return connection.execute(query).all()


def kept_inputs(connection: Connection, region: str) -> Iterator[tuple[UUID, bytes]]:
    """Give what the runs of a region have kept, one by one."""
    ids = connection.scalars(select(run_input.c.run_id).where(run_input.c.region == region)).all()
    for run_id in ids:
        query = select(run_input.c.document).where(run_input.c.run_id == run_id)
        document = connection.scalar(query)
        if document is not None:
            yield run_id, document


def rewrite(connection: Connection, run_id: UUID, document: bytes) -> None:
    """Keep another document for a run, which cannot be done again from it."""
    of_run = run_input.c.run_id == run_id
    connection.execute(update(run_input).where(of_run).values(document=document))
    connection.execute(update(match_run).where(match_run.c.id == run_id).values(replayable=False))


def forget(connection: Connection, person: Row[Any]) -> None:
    """Delete what runs have found for somebody and nobody has decided of."""
    for table in (proposal, unplaced, run_change):
        of_person = (
            table.c.municipality == person.municipality,
            table.c.candidate == person.candidate,
        )
        decided = (proposal.c.status.not_in(HISTORY),) if table is proposal else ()
        connection.execute(delete(table).where(*of_person, *decided))


def settle(connection: Connection, person: Row[Any]) -> None:
    """End an erasure."""
    connection.execute(
        delete(erasure).where(
            erasure.c.municipality == person.municipality,
            erasure.c.candidate == person.candidate,
        )
    )
