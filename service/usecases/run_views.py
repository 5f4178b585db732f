"""What a caller may read of match runs: runs and counts for all, people only of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service.db import municipalities, runs
from service.errors import Forbidden, NotFound
from service.usecases.runs import cancel_run

PersonKey = tuple[str, str]


def region_asked_for(connection: Connection, municipality: str | None, region: str | None) -> str:
    """Give the region of a caller; raises `Forbidden` when it is not known here."""
    if municipality is not None:
        region = municipalities.region_of(connection, municipality)
    if region is None or region not in municipalities.regions(connection):
        raise Forbidden("The municipality or region of this token is not known here.")
    return region


def newest_runs(
    connection: Connection, size: int, before: tuple[datetime, UUID] | None
) -> Sequence[Row[Any]]:
    """Give the runs that one may see, the newest first, from after a cursor."""
    return runs.newest(connection, size, before)


def find_run(connection: Connection, run_id: UUID) -> Row[Any]:
    """Give a run; raises `NotFound` for one that is not there or not for the caller's eyes."""
    run = runs.get(connection, run_id)
    if run is None:
        raise NotFound
    return run


def proposals_of(
    connection: Connection, run_id: UUID, size: int, after: PersonKey | None
) -> Sequence[Row[Any]]:
    """Give the proposals of a run for one's own people, from after a cursor."""
    find_run(connection, run_id)
    return runs.proposals(connection, run_id, size, after)


def unplaced_of(
    connection: Connection, run_id: UUID, size: int, after: PersonKey | None
) -> Sequence[Row[Any]]:
    """Give one's own people without a proposal in a run, from after a cursor."""
    find_run(connection, run_id)
    return runs.not_placed(connection, run_id, size, after)


def cancel_own_run(connection: Connection, run_id: UUID, municipality: str | None) -> Row[Any]:
    """Ask a run to stop; a municipality cannot stop a run of its whole region."""
    run = find_run(connection, run_id)
    if municipality is not None and run.municipality != municipality:
        raise Forbidden("Only the region itself can stop a run of the whole region.")
    cancel_run(connection, run_id)
    return find_run(connection, run_id)
