from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import FieldProblem, InvalidInput
from service.records import RECORDS, read_record
from solver.codes import GuidanceLevel, LanguageLevel, daypart_mask
from tests.service.entity_strategies import ENTITIES

BSN = "123456782"
VACANCY: dict[str, object] = {
    "reference": "v1", "organisation": "o1", "kind": "volunteering", "seats": 2,
}  # fmt: skip


def problems(noun: str, body: dict[str, object]) -> dict[str, FieldProblem]:
    with pytest.raises(InvalidInput) as refused:
        read_record(noun, body, "GM0222")
    return {problem.field: problem for problem in refused.value.problems}


@pytest.mark.parametrize("noun", RECORDS)
@given(entities=st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_an_entity_survives_the_wire(noun: str, entities: st.DataObject) -> None:
    entity: Any = entities.draw(ENTITIES[noun])

    sent = RECORDS[noun].of(entity).model_dump_json(exclude_defaults=True)

    assert read_record(noun, json.loads(sent), entity.municipality) == entity


def test_a_candidate_is_read_in_the_units_of_the_solver() -> None:
    candidate: Any = read_record(
        "candidate",
        {
            "reference": "k-1",
            "load": {"hoursPerWeek": {"wish": 12.25}, "dayparts": ["monday_morning"]},
            "guidance": {"level": "light", "minutesPerWeek": 60},
            "dutch": "A2",
        },
        "GM0222",
    )

    assert candidate.municipality == "GM0222"
    assert candidate.load.wish_week_minutes == 735
    assert candidate.load.dayparts == daypart_mask("monday_morning")
    assert candidate.guidance_level is GuidanceLevel.LIGHT
    assert candidate.dutch is LanguageLevel.A2


def test_what_is_absent_is_not_known() -> None:
    candidate: Any = read_record("candidate", {"reference": "k-1"}, "GM0222")

    assert candidate.load.dayparts is None
    assert candidate.licences is None
    assert candidate.dutch is None


@pytest.mark.parametrize(
    ("noun", "body", "field", "value", "expected"),
    [
        ("coach", {"hoursPerWeek": 8, "shoe": 1},
         "shoe", "a field that is not known", "no field of this name"),
        ("coach", {}, "hoursPerWeek", "nothing", "to be given"),
        ("coach", {"hoursPerWeek": 0}, "hoursPerWeek", "0", "above 0"),
        ("coach", {"hoursPerWeek": 1.1}, "hoursPerWeek", "1.1", "a multiple of 0.25"),
        ("coach", {"hoursPerWeek": "8"}, "hoursPerWeek", '"8"', "a number"),
        ("coach", {"hoursPerWeek": 8, "area": ["Aalten"]}, "area", "Aalten", "like GM0222"),
        ("vacancy", VACANCY | {"seats": -1}, "seats", "-1", "at least 1"),
        ("vacancy", VACANCY | {"seats": True}, "seats", "true", "a whole number"),
        ("vacancy", VACANCY | {"seats": 2.0}, "seats", "2.0", "a whole number"),
        ("vacancy", VACANCY | {"minStart": 3}, "minStart", "3", "from 1 up to seats"),
        ("vacancy", VACANCY | {"name": "a\x00b"}, "name", "a\x00b",
         "text without control characters"),
        ("vacancy", VACANCY | {"location": {"latitude": 40.0, "longitude": 6.0}},
         "location.latitude", "40.0", "at least 50.7"),
        ("vacancy", VACANCY | {"hoursPerWeek": {"min": 10, "max": 6.25}},
         "hoursPerWeek.min", "10 > 6.25", "at most hoursPerWeek.max"),
        ("vacancy", VACANCY | {"period": {"start": "2026-05-02", "end": "2026-05-01"}},
         "period", "2026-05-02 > 2026-05-01", "to start on or before its end"),
        ("vacancy", VACANCY | {"period": {"start": 20260502}},
         "period.start", "20260502", "a day like 2026-11-24"),
        ("vacancy", VACANCY | {"period": {"start": "2026-05-02T10:00:00"}},
         "period.start", "2026-05-02T10:00:00", "a day like 2026-11-24"),
        ("vacancy", VACANCY | {"demands": {"lifting": 5}}, "demands.lifting", "5", "at most 4"),
        ("vacancy", VACANCY | {"demands": {"juggling": 1}}, "demands", "juggling",
         "to name functional items"),
        ("vacancy", VACANCY | {"postcode": "701"}, "postcode", "701", "like 7001"),
        ("candidate", {"priority": 5}, "priorityReason", "nothing", "when priority is not 3"),
        ("candidate", {"priority": 5, "priorityReason": "  "}, "priorityReason", "  ",
         "when priority is not 3"),
        ("candidate", {"preferences": {"work": {"garden_work": "maybe"}}},
         "preferences.work.garden_work", "maybe",
         "one of 'first_choice', 'liked', 'rather_not' or 'never'"),
        ("organisation", {"guidanceHoursPerWeek": {"heavy": 1}}, "guidanceHoursPerWeek.heavy",
         "heavy", "one of 'none', 'light', 'medium' or 'intensive'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_field_value_and_expectation(
    noun: str, body: dict[str, object], field: str, value: str, expected: str
) -> None:
    found = problems(noun, {"reference": "x"} | body)

    assert found == {field: FieldProblem(field, value, expected)}


@pytest.mark.parametrize(
    "body",
    [
        {"ladder_step": 3},
        {"ladderStep": 3, "ladder_step": 4},
        {"load": {"conditions_needed": ["quiet"]}},
        {"guidance": {"minutes_per_week": 60}},
    ],
)
def test_the_wire_knows_one_spelling(body: dict[str, Any]) -> None:
    found = problems("candidate", {"reference": "x"} | body)

    assert {problem.expected for problem in found.values()} == {"no field of this name"}


def test_a_wrong_value_is_told_under_the_name_of_the_wire() -> None:
    found = problems("candidate", {"reference": "x", "guidance": {"minutesPerWeek": -1}})

    assert set(found) == {"guidance.minutesPerWeek"}


def test_all_problems_are_told_at_once_also_those_that_types_do_not_see() -> None:
    found = problems(
        "vacancy",
        {
            "reference": "v1",
            "kind": "garden",
            "seats": "two",
            "hoursPerWeek": {"min": 8, "max": 4},
            "colour": "red",
        },
    )

    assert set(found) == {"organisation", "kind", "seats", "colour", "hoursPerWeek.min"}


@pytest.mark.parametrize(
    "body",
    [
        {"reference": BSN},
        {"priority": 4, "priorityReason": f"see {BSN[:3]}.{BSN[3:]}"},
        {"skills": [f"x{BSN}"]},
        {"known": BSN},
        {BSN: 1},
        {"ladderStep": int(BSN)},
        {"preferences": {"work": {BSN: "liked"}}},
        {"group": f"g-{BSN}"},
    ],
)
def test_a_citizen_service_number_is_refused_and_never_repeated(body: dict[str, object]) -> None:
    found = problems("candidate", {"reference": "k-1"} | body)

    told = " ".join(f"{p.field} {p.value} {p.expected}" for p in found.values())
    assert found
    assert not any(part in told for part in (BSN, BSN[3:]))


def test_a_long_value_is_shown_short() -> None:
    found = problems("coach", {"reference": "c", "hoursPerWeek": "a" * 5_000})

    assert len(found["hoursPerWeek"].value) == 100


@pytest.mark.parametrize("noun", RECORDS)
def test_every_field_of_the_schema_says_what_it_holds(noun: str) -> None:
    schema = RECORDS[noun].model_json_schema()

    assert schema["additionalProperties"] is False
    assert schema["description"]
    assert all(name == name.strip("_") and "_" not in name for name in schema["properties"])


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [("seats", "3", "a whole number"), ("hoursPerDay", "4.5", "a number"),
     ("needsCoach", "true", "true or false")],
)  # fmt: skip
def test_a_text_that_reads_as_what_was_expected_is_shown_as_a_text(
    field: str, given: str, expected: str
) -> None:
    body = {"reference": "v1", "organisation": "o1", "kind": "volunteering", "seats": 1}

    with pytest.raises(InvalidInput) as refused:
        read_record("vacancy", body | {field: given}, "GM0222")

    (problem,) = refused.value.problems
    assert (problem.field, problem.value, problem.expected) == (field, f'"{given}"', expected)
