"""What people read of people: who read what is noted, and of a plan when it was shown first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from service.db import audit, placements, proposals
from service.errors import NotFound

#: The noun, municipality and reference of whose list something is.
Whose = tuple[str, str, str]


def proposal(connection: Connection, proposal_id: UUID, today: date) -> Row[Any]:
    """Give a proposal to somebody who reads it; raises `NotFound`."""
    found = proposals.find(connection, proposal_id, today)
    if found is None:
        raise NotFound
    audit.note(connection, "proposal_shown", proposal_id)
    _show(connection, [found])
    return found


def placement(connection: Connection, placement_id: UUID, *, pinned: bool = False) -> Row[Any]:
    """Give a placement, or a kept place, to somebody who reads it; raises `NotFound`."""
    found = placements.find(connection, placement_id, pinned=pinned)
    if found is None:
        raise NotFound
    audit.note(connection, "kept_place_shown" if pinned else "placement_shown", placement_id)
    return found


def forbidden_pair(connection: Connection, forbid_id: UUID) -> Row[Any]:
    """Give a pair that is not proposed to somebody who reads it; raises `NotFound`."""
    found = placements.find_forbid(connection, forbid_id)
    if found is None:
        raise NotFound
    audit.note(connection, "forbidden_pair_shown", forbid_id)
    return found


def listed(
    connection: Connection,
    kind: str,
    rows: Sequence[object],
    *,
    run: UUID | None = None,
    whose: Whose | None = None,
) -> None:
    """Note that a list was read, how long it was, and of which run, placement or record it is."""
    audit.note_list(connection, kind, len(rows), run, whose)


def proposals_listed(
    connection: Connection,
    rows: Sequence[Row[Any]],
    *,
    run: UUID | None = None,
    whose: Whose | None = None,
) -> None:
    """Note that a list of proposals was read, and which of them are shown for the first time."""
    listed(connection, "proposals_listed", rows, run=run, whose=whose)
    _show(connection, rows)


def of_person(municipality: str, reference: str | None) -> Whose | None:
    """Name the person of whom alone a list is, if it is."""
    return None if reference is None else ("candidate", municipality, reference)


def _show(connection: Connection, rows: Iterable[Row[Any]]) -> None:
    new = [row.id for row in rows if row.run_id is not None and row.shown_at is None]
    if new:
        proposals.mark_shown(connection, new)
