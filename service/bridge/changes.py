"""A later state of the same day, read as what changed since an earlier one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from service.bridge.catalogue import Entity
from service.bridge.snapshot import PLURALS, entities, forbids, housed, running
from service.db import catalogue
from solver.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Since:
    """What a municipality saw at a change counter, and whether something was decided after it."""

    snapshot: Snapshot
    revision: int
    decided: bool


def load_changes(
    connection: Connection, since: Since, *, region: str, municipality: str
) -> Snapshot | None:
    """Read what a municipality sees now of the same day: only the rows that changed.

    None when those do not tell all, as when the organisation of a place was not seen before.
    """
    later, today = since.snapshot, since.snapshot.today
    for noun, plural in PLURALS.items():
        newer = catalogue.TABLES[noun].c.revision > since.revision
        changed = entities(connection, noun, region, municipality, newer)
        if noun == "vacancy" and len(housed(changed, later.organisations)) < len(changed):
            return None
        if changed:
            later = later.having(**{plural: merged(getattr(later, plural), changed)})
    if since.decided:
        placements, forbidden = (read(connection, region, today) for read in (running, forbids))
        later = later.having(placements=placements, forbids=forbidden)
    return later


def merged(records: Iterable[Entity], changed: Iterable[Entity]) -> tuple[Entity, ...]:
    """Put changed records, and new ones, among those in order of municipality and reference."""
    found = list(records)
    for record in changed:
        at = bisect_left(found, _key(record), key=_key)
        known = at < len(found) and _key(found[at]) == _key(record)
        found[at : at + known] = [record]
    return tuple(found)


def _key(record: Entity) -> tuple[str, str]:
    return record.municipality, record.reference
