"""A later state of the same day, read as what changed since an earlier one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_

from service.bridge.catalogue import Entity
from service.bridge.check_ins import as_they_said
from service.bridge.parts import split
from service.bridge.people import candidate
from service.bridge.snapshot import PLURALS, entities, forbids, running
from service.db import catalogue, check_ins, tables
from solver.places import Vacancy
from solver.snapshot import Snapshot
from solver.turns import turns_of, vacancy_of

Key = tuple[str, str]


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
        changed = _changed(connection, noun, since, (region, municipality))
        if noun == "vacancy" and not all(_has(later.organisations, at) for at in _houses(changed)):
            return None
        if changed:
            later = later.having(**{plural: merged(getattr(later, plural), changed, today)})
    if since.decided:
        placements, forbidden = (read(connection, region, today) for read in (running, forbids))
        later = later.having(placements=placements, forbids=forbidden)
    return later


def _changed(connection: Connection, noun: str, since: Since, whose: Key) -> list[Any]:
    region, municipality = whose
    found = entities(connection, noun, region, municipality, since.revision)
    if noun != "candidate":
        return found
    spoke = check_ins.people_since(connection, municipality, since.revision)
    if spoke:
        own = tables.candidate.c
        who = and_(own.municipality == municipality, own.reference.in_(spoke))
        found += map(candidate, catalogue.in_region(connection, noun, region, who))
    return as_they_said(connection, found, region, since.snapshot.today) if found else found


def merged(records: Sequence[Entity], changed: Iterable[Entity], today: date) -> tuple[Entity, ...]:
    """Put changed records, and new ones, among those in order of municipality and reference.

    The turns of a vacancy take the place of those it had.
    """
    found = list(records)
    for record in changed:
        key = _key(record)
        low, high = bisect_left(found, key, key=_key), bisect_right(found, key, key=_key)
        found[low:high] = turns_of([record], today) if isinstance(record, Vacancy) else [record]
    return tuple(found)


def _has(records: Sequence[Entity], key: Key) -> bool:
    at = bisect_left(records, key, key=_key)
    return at < len(records) and _key(records[at]) == key


def _key(record: Entity) -> Key:
    return record.municipality, vacancy_of(record.reference)


def _houses(places: Iterable[Vacancy]) -> Iterator[Key]:
    return (split(place.organisation, place.municipality) for place in places)
