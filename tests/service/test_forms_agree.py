"""Dataclass, record and table hold the same facts: adding one to a single form fails here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from service.bridge.catalogue import _FROM_ROW, _TO_ROW
from service.db.catalogue import TABLES
from service.db.tables import base
from service.records import RECORDS
from service.records.problems import wire_name
from service.records.wire import LocationWire, PeriodWire
from solver import ground
from solver.coaches import Coach
from solver.codes import DAYPARTS, Kind, LegalRoute, Sharing
from solver.people import Candidate
from solver.places import Organisation, Vacancy
from tests.service.entity_strategies import ENTITIES

FORMS: dict[str, Any] = {
    "candidate": Candidate, "organisation": Organisation, "vacancy": Vacancy, "coach": Coach,
}  # fmt: skip
SET_BY_DATABASE = {"id", "revision", "updated_at", "came_on"}
OWN_COLUMNS = SET_BY_DATABASE | {"municipality", "profile"}
#: Where a fact is stored when not in a column of its own name; "profile" holds the rest.
COLUMNS: dict[str, dict[str, set[str]]] = {
    "candidate": {
        "available": {"available_start", "available_end"},
        "location": {"latitude", "longitude"},
        "group": {"group_code"},
    },
    "organisation": {},
    "vacancy": {
        "organisation": {"organisation_municipality", "organisation"},
        "period": {"period_start", "period_end"},
        "location": {"latitude", "longitude"},
    },
    "coach": {"available": {"available_start", "available_end"}},
}
IN_PROFILE = {
    "candidate": {
        "priority_reason", "step_down_allowed", "exempt", "paused", "abilities",
        "conditions_needed", "build_up_week_minutes", "build_up_from", "coach_specialisms",
        "coach_languages", "known_coach", "dutch", "licences", "vog", "vog_expected", "crebo",
        "skills", "preferences.work", "preferences.organisations", "preferences.learning",
        "travel.max_minutes", "travel.max_km", "travel.transports", "not_together_with",
    },
    "organisation": {"guidance_minutes", "recognitions"},
    "vacancy": {
        "demands", "conditions", "dutch", "licences", "skills", "learning", "start_dates",
    },
    "coach": {"specialisms", "languages"},
}  # fmt: skip


def facts(form: Any, prefix: str = "") -> Iterator[str]:
    """Name every fact of a dataclass, with those of its parts."""
    hints = get_type_hints(form)
    for field in fields(form):
        part = hints[field.name]
        if is_dataclass(part) and field.name in ("load", "preferences", "travel"):
            yield from facts(part, "" if field.name == "load" else f"{field.name}.")
        elif field.name != "municipality":
            yield f"{prefix}{field.name}"


def wire_facts(record: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Name every fact of a record, with those of its parts."""
    for name, field in record.model_fields.items():
        path = f"{prefix}{field.alias or name}"
        choices = () if get_origin(field.annotation) is tuple else get_args(field.annotation)
        parts = [choice for choice in (field.annotation, *choices) if is_model(choice)]
        if parts and not issubclass(parts[0], PeriodWire | LocationWire):
            yield from wire_facts(parts[0], f"{path}.")
        else:
            yield path


def is_model(given: object) -> bool:
    return isinstance(given, type) and issubclass(given, BaseModel)


@pytest.mark.parametrize("noun", FORMS)
def test_dataclass_and_record_hold_the_same_facts(noun: str) -> None:
    names = RECORDS[noun].WIRE_NAMES

    expected = {wire_name(fact, names) for fact in facts(FORMS[noun])}

    assert set(wire_facts(RECORDS[noun])) == expected


@pytest.mark.parametrize("noun", FORMS)
def test_dataclass_and_table_hold_the_same_facts(noun: str) -> None:
    in_columns = set(facts(FORMS[noun])) - IN_PROFILE[noun]

    columns = {column for fact in in_columns for column in COLUMNS[noun].get(fact, {fact})}

    assert set(facts(FORMS[noun])) >= IN_PROFILE[noun]
    assert set(TABLES[noun].columns.keys()) - OWN_COLUMNS == columns


@pytest.mark.parametrize("noun", FORMS)
@given(entities=st.data())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_an_entity_survives_its_row_and_the_profile_holds_nothing_else(
    noun: str, entities: st.DataObject
) -> None:
    entity = entities.draw(ENTITIES[noun])

    row = _TO_ROW[noun](entity)

    assert _FROM_ROW[noun](row) == entity
    assert set(row) == set(TABLES[noun].columns.keys()) - SET_BY_DATABASE
    kept = row["profile"]
    assert isinstance(kept, dict)
    assert set(kept) <= {fact.partition(".")[0] for fact in IN_PROFILE[noun]}


def test_the_lists_and_bounds_of_the_tables_are_those_of_the_solver() -> None:
    assert set(base.KINDS) == set(Kind)
    assert set(base.LEGAL_ROUTES) == set(LegalRoute)
    assert set(base.SHARINGS) == set(Sharing)
    assert base.ALL_DAYPARTS == 2**DAYPARTS - 1
    assert base.WEEK_MINUTES == ground.WEEK_MINUTES
    assert f"^{ground.REFERENCE.pattern}$" == base.REFERENCE
