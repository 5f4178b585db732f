"""Entities in and out of the catalogue's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Connection

from service.bridge.parts import Row
from service.bridge.people import candidate, candidate_row
from service.bridge.places import (
    coach,
    coach_row,
    organisation,
    organisation_row,
    vacancy,
    vacancy_row,
)
from service.db import catalogue, postcodes
from solver.coaches import Coach
from solver.ground import Location
from solver.people import Candidate
from solver.places import Organisation, Vacancy

Entity = Candidate | Organisation | Vacancy | Coach
Somewhere = TypeVar("Somewhere", Candidate, Vacancy)

_TO_ROW: dict[str, Callable[[Any], dict[str, object]]] = {
    "candidate": candidate_row,
    "organisation": organisation_row,
    "vacancy": vacancy_row,
    "coach": coach_row,
}
_FROM_ROW: dict[str, Callable[[Row], Entity]] = {
    "candidate": candidate,
    "organisation": organisation,
    "vacancy": vacancy,
    "coach": coach,
}


def store_entities(connection: Connection, noun: str, entities: Iterable[Entity]) -> None:
    """Store entities of one noun: new ones are added, known references changed."""
    catalogue.upsert(connection, noun, map(_TO_ROW[noun], entities))


def stage_entities(connection: Connection, noun: str, entities: Iterable[Entity]) -> None:
    """Add entities to those that wait, in an open stage, to be stored or forgotten together."""
    catalogue.stage(connection, noun, map(_TO_ROW[noun], entities))


def find_entity(
    connection: Connection, noun: str, municipality: str, reference: str
) -> Entity | None:
    """Give one entity as it was stored, if there is one that the connection may see."""
    row = catalogue.find(connection, noun, municipality, reference)
    return None if row is None else entity_of(noun, row)


def locked_entities(
    connection: Connection, noun: str, municipality: str, references: Iterable[str]
) -> dict[str, Entity]:
    """Give those of some entities that are stored, by reference; nobody changes them meanwhile."""
    rows = catalogue.locked_together(connection, noun, municipality, references)
    return {row["reference"]: entity_of(noun, row) for row in rows}


def entity_of(noun: str, row: Row) -> Entity:
    """Give the entity of a row of its table."""
    return _FROM_ROW[noun](row)


def located(connection: Connection, person: Candidate) -> Candidate:
    """Fill in the location of the person's postcode, when there is none and it is known."""
    return all_located(connection, [person])[0]


def all_located(connection: Connection, given: Sequence[Somewhere]) -> list[Somewhere]:
    """Fill in the locations of postcodes, where there is none and it is known."""
    lacking = {one.postcode for one in given if one.location is None and one.postcode is not None}
    found = postcodes.locate(connection, lacking) if lacking else {}
    return [
        replace(one, location=Location(*found[one.postcode]))
        if one.location is None and one.postcode in found
        else one
        for one in given
    ]
