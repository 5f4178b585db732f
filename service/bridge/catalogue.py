"""Entities in and out of the catalogue's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

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
from service.db import catalogue, postcodes, weights
from solver.coaches import Coach
from solver.codes import Kind, LegalRoute
from solver.ground import Location
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from solver.weights import DEFAULT_MODES, DEFAULT_WEIGHTS, Mode, WeightSet

Entity = Candidate | Organisation | Vacancy | Coach

_RANK = (*DEFAULT_WEIGHTS, *DEFAULT_MODES)
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
    return None if row is None else _FROM_ROW[noun](row)


def located(connection: Connection, person: Candidate) -> Candidate:
    """Fill in the location of the person's postcode, when there is none and it is known."""
    if person.location is not None or person.postcode is None:
        return person
    found = postcodes.locate(connection, person.postcode)
    return person if found is None else replace(person, location=Location(*found))


def load_weights(connection: Connection, version: int) -> WeightSet | None:
    """Give a version of the weights, if it is there."""
    content = weights.content(connection, version)
    return None if content is None else weight_set(content)


def weight_set(content: Mapping[str, Any]) -> WeightSet:
    """Give the weight set of a stored content, with its names in the order of the code."""
    weights, modes = content["weights"], content["modes"]
    return WeightSet(
        **{
            **content,
            "weights": {name: weights[name] for name in sorted(weights, key=_RANK.index)},
            "modes": {rule: Mode(modes[rule]) for rule in sorted(modes, key=_RANK.index)},
            "item_modes": {item: Mode(mode) for item, mode in content["item_modes"].items()},
            "kinds": {
                LegalRoute(route): frozenset(map(Kind, kinds))
                for route, kinds in content["kinds"].items()
            },
            "placed_kinds": frozenset(map(Kind, content["placed_kinds"])),
        }
    )
