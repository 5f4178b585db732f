"""The catalogue, one record at a time: read, listed, stored, deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg.errors import ForeignKeyViolation, InsufficientPrivilege
from sqlalchemy import Connection, RowMapping
from sqlalchemy.exc import DBAPIError, IntegrityError

from service import bridge
from service.bridge import Entity
from service.bridge.parts import split
from service.db import audit, catalogue, listing, placements, proposals
from service.db.listing import Listing
from service.errors import Conflict, FieldProblem, InvalidInput, NotFound
from service.usecases.places import lock_person
from solver.places import Vacancy

#: Told the state that is there, None where nothing is; raises when the caller knows another.
Expectation = Callable[[str | None], None]


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it is stored, and what tells this state of it from every other."""

    entity: Entity
    state: str


def find(connection: Connection, noun: str, municipality: str, reference: str) -> Stored:
    """Give a record; raises `NotFound` for one that is not there or not for one's eyes."""
    row = catalogue.find(connection, noun, municipality, reference)
    if row is None:
        raise NotFound
    return _stored(noun, row)


def read(connection: Connection, noun: str, municipality: str, reference: str) -> Stored:
    """Give a record to somebody who reads it, as `find` does; who reads of a person is noted."""
    found = find(connection, noun, municipality, reference)
    if noun == "candidate":
        audit.note_each(connection, "record_read", noun, municipality, [reference])
    return found


def page(
    connection: Connection, asked: Listing, size: int, after: tuple[Any, str] | None
) -> Sequence[tuple[Stored, Any]]:
    """Give the records of a page and one more if there is, each with the key it is sorted by."""
    rows = listing.page(connection, asked, size + 1, after)
    if asked.noun == "candidate":
        audit.note_list(connection, "records_listed", min(len(rows), size))
    return [(_stored(asked.noun, row), row["sort_key"]) for row in rows]


def put(
    connection: Connection, noun: str, entity: Entity, expect: Expectation
) -> tuple[Stored, bool]:
    """Store a record; give it as it stands now, and whether it is new.

    What stands there already, word for word, needs no expectation: to ask again does no harm.
    Raises what `expect` raises, `InvalidInput` for a vacancy of an organisation that is not there,
    and `Conflict` when that goes away at this very moment.
    """
    key = (noun, entity.municipality, entity.reference)
    before = catalogue.locked(connection, *key)
    if before is not None and bridge.entity_of(noun, before) == entity:
        return _stored(noun, before), False
    expect(None if before is None else _state(before))
    _expect_housed(connection, entity)
    try:
        bridge.store_entities(connection, noun, [entity])
    except DBAPIError as failed:
        if not isinstance(failed.orig, ForeignKeyViolation | InsufficientPrivilege):
            raise
        raise Conflict("Somebody changed the organisation at this moment: try again.") from failed
    return find(connection, *key), before is None


def delete(
    connection: Connection, noun: str, key: tuple[str, str], expect: Expectation, *, today: date
) -> None:
    """Delete the record of a municipality and reference; with a person all that is not decided.

    What has ended of a person stays, and is nobody's. Raises `NotFound`, what `expect` raises, and
    `Conflict` naming what still refers to the record.
    """
    if noun == "candidate":
        lock_person(connection, *key)
    before = catalogue.locked(connection, noun, *key)
    if before is None:
        raise NotFound
    expect(_state(before))
    if noun == "candidate":
        _expect_ended(connection, key, today)
        placements.give_up(connection, municipality=key[0], candidate=key[1])
    try:
        catalogue.remove(connection, noun, *key)
    except IntegrityError as failed:
        if not isinstance(failed.orig, ForeignKeyViolation):
            raise
        holds = _HOLDING.get(failed.orig.diag.table_name or "", "Something else")
        raise Conflict(f"{holds} still refers to this {noun}.") from failed
    if noun == "candidate":
        proposals.forget_undecided(connection, *key)
        audit.note(connection, "candidate_erased", before["id"])


def _expect_ended(connection: Connection, person: tuple[str, str], today: date) -> None:
    """Raise `Conflict` for a person who has a place, or will have one."""
    running = placements.running_of(connection, person, today)
    if running is not None:
        raise Conflict(f"The placement {running} of this person has not ended yet: end it first.")


_HOLDING = {
    "vacancy": "A vacancy, here or of another municipality,",
    "placement": "A placement",
}


def _stored(noun: str, row: RowMapping) -> Stored:
    return Stored(bridge.entity_of(noun, row), _state(row))


def _state(row: RowMapping) -> str:
    """Tell one state from another; with the id, which nobody is shown, it tells nothing else.

    The revision alone would tell how much is changed in the whole region.
    """
    return f"{row['id']}/{row['revision']}"


def _expect_housed(connection: Connection, entity: Entity) -> None:
    """Raise `InvalidInput` for a vacancy whose organisation is not there, or not to be seen."""
    if not isinstance(entity, Vacancy):
        return
    keeper, reference = split(entity.organisation, entity.municipality)
    if catalogue.find(connection, "organisation", keeper, reference) is None:
        expected = "an organisation that is stored"
        problem = FieldProblem("organisation", f"{keeper}/{reference}", expected)
        raise InvalidInput("The vacancy was not accepted.", [problem])
