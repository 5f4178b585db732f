"""What a caller may ask for, read and stop: runs and counts for all, people only of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service.db import municipalities, requests, runs
from service.errors import Conflict, FieldProblem, Forbidden, InvalidInput, NotFound
from service.usecases.runs import cancel_run
from service.usecases.standing import expect_active

PersonKey = tuple[str, str]
FURTHEST_BACK, FURTHEST_AHEAD = timedelta(days=365), timedelta(days=2 * 365)


def region_asked_for(connection: Connection, municipality: str | None, region: str | None) -> str:
    """Give the region for which a caller may ask for a run now.

    Raises `Forbidden` when it is not known here, and `Conflict` when matching is suspended for the
    municipality or a run that it asked for still waits.
    """
    if municipality is not None:
        region = expect_active(connection, municipality).region
    if region is None or region not in municipalities.regions(connection):
        raise Forbidden("The municipality or region of this token is not known here.")
    waiting = requests.waiting_run(connection, region, municipality)
    if waiting is not None:
        raise Conflict(f"The run {waiting} waits already: stop it, or ask again when it has begun.")
    return region


def expect_plausible(day: date, today: date) -> None:
    """Raise `InvalidInput` for a day of a run that is a mistake more likely than a wish."""
    first, last = today - FURTHEST_BACK, today + FURTHEST_AHEAD
    if not first <= day <= last:
        expected = f"a day from {first.isoformat()} to {last.isoformat()}"
        problem = FieldProblem("today", day.isoformat(), expected)
        raise InvalidInput("The run was not accepted.", [problem])


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
    connection: Connection, run_id: UUID, size: int, after: PersonKey | None, *, today: date
) -> Sequence[Row[Any]]:
    """Give the proposals of a run for one's own people, from after a cursor."""
    find_run(connection, run_id)
    return runs.proposals(connection, run_id, size, after, today=today)


def unplaced_of(
    connection: Connection, run_id: UUID, size: int, after: PersonKey | None
) -> Sequence[Row[Any]]:
    """Give one's own people without a proposal in a run, from after a cursor."""
    find_run(connection, run_id)
    return runs.not_placed(connection, run_id, size, after)


def changes_of(
    connection: Connection, run_id: UUID, size: int, after: tuple[str, str] | None
) -> Sequence[Row[Any]]:
    """Give what a run changes for one's own people, from after a candidate and step."""
    find_run(connection, run_id)
    return runs.changes(connection, run_id, size, after)


def expect_own(connection: Connection, run_id: UUID, municipality: str | None) -> None:
    """Raise `NotFound`, or `Forbidden` for a run of another scope than the caller acts for."""
    if find_run(connection, run_id).municipality != municipality:
        raise Forbidden("Only who may ask for a run may ask for it again.")


def cancel_own_run(connection: Connection, run_id: UUID, municipality: str | None) -> Row[Any]:
    """Ask a run to stop; a municipality cannot stop a run of its whole region."""
    run = find_run(connection, run_id)
    if municipality is not None and run.municipality != municipality:
        raise Forbidden("Only the region itself can stop a run of the whole region.")
    cancel_run(connection, run_id)
    return find_run(connection, run_id)
