"""The match endpoint: every way in which a person can be wrong, told at once and never stored."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.api_client import Api, told

BSN = "123456782"


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({}, "body", "a candidate or a vacancy, one of the two"),
    ({"candidate": "no reference"}, "candidate", "a candidate's reference or a whole record"),
    ({"candidate": 7}, "candidate", "a candidate's reference or a whole record"),
    ({"candidate": "k1", "size": 0}, "size", "at least 1"),
    ({"candidate": "k1", "size": 21}, "size", "at most 20"),
    ({"candidate": "k1", "size": "5"}, "size", "a whole number"),
    ({"candidate": "k1", "colour": "blue"}, "colour", "no field of this name"),
    ({"candidate": {}}, "candidate.reference", "to be given"),
    ({"candidate": {"reference": "k", "age": 51}}, "candidate.age", "no field of this name"),
    ({"candidate": {"reference": "k", "priority": "3"}}, "candidate.priority", "a whole number"),
    (
        {"candidate": {"reference": "k", "load": {"hoursPerWeek": {"min": 12, "max": 8}}}},
        "candidate.load.hoursPerWeek.min",
        "at most load.hoursPerWeek.max",
    ),
    (
        {"candidate": {"reference": "k", "location": {"latitude": 40.4, "longitude": 6.3}}},
        "candidate.location.latitude",
        "at least 50.7",
    ),
    (
        {
            "candidate": {
                "reference": "k",
                "available": {"start": "2027-01-02", "end": "2027-01-01"},
            }
        },
        "candidate.available",
        "to start on or before its end",
    ),
]


@pytest.mark.parametrize(("body", "field", "expected"), REFUSED)
def test_a_person_that_cannot_be_is_refused_by_field(
    api: Api, body: dict[str, Any], field: str, expected: str
) -> None:
    before = api.stored()

    answer = api.match(body)

    assert answer.status_code == 400
    assert expected in told(answer)[field]
    assert api.stored() == before


def test_everything_that_is_wrong_is_told_at_once(api: Api) -> None:
    answer = api.client.post(
        "/v1/matches?verbose=1&deep=2",
        json={
            "size": 0,
            "colour": "blue",
            "candidate": {"priority": 9, "load": {"hoursPerDay": 25}, "dutch": "fluent"},
        },
        headers=api.bearer(),
    )

    assert answer.status_code == 400
    assert set(told(answer)) >= {
        "verbose",
        "deep",
        "size",
        "colour",
        "candidate.reference",
        "candidate.priority",
        "candidate.load.hoursPerDay",
        "candidate.dutch",
    }


@pytest.mark.parametrize(
    "candidate",
    [
        BSN,
        {"reference": BSN},
        {"reference": "k", "priority": 4, "priorityReason": f"Zie dossier {BSN}"},
        {"reference": "k", BSN: 1},
        {"reference": "k", "group": BSN},
        {"reference": "k", "availableFrom": f"bsn {BSN}"},
    ],
)
def test_a_citizen_service_number_is_refused_without_repeating_it(
    api: Api, candidate: object, caplog: pytest.LogCaptureFixture
) -> None:
    answer = api.match({"candidate": candidate})

    assert answer.status_code in {400, 404}
    assert BSN not in answer.text
    assert BSN not in caplog.text
