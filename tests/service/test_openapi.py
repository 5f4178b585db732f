"""The OpenAPI document: the code's own, complete, and true to the rules for government APIs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from service.openapi import document
from service.settings import CHECKOUT

DOCUMENT: dict[str, Any] = yaml.safe_load(document())
CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*")
SCHEMA = "#/components/schemas/"


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


EVERY = [pytest.param(*each, id=f"{each[1]} {each[0]}") for each in operations()]


def parts(part: Any) -> Iterator[dict[str, Any]]:
    """Walk over every object of the document."""
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, dict | list):
            yield from parts(inner)


def test_the_file_is_what_the_code_says() -> None:
    stored = (CHECKOUT / "openapi" / "openapi.yaml").read_text(encoding="utf-8")

    assert stored == document(), "run `make openapi`"


def test_the_document_is_of_openapi_3_1_and_names_its_version_and_contact() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert re.fullmatch(r"1\.\d+\.\d+", DOCUMENT["info"]["version"])
    assert DOCUMENT["info"]["contact"].keys() == {"name", "email", "url"}


@pytest.mark.parametrize(("path", "method", "operation"), EVERY)
def test_every_path_has_a_version_and_plural_kebab_case_nouns(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    assert DOCUMENT["servers"][0]["url"] == "/v1"
    part = r"/schema|(?<=/reports)/[a-z-]+|/\{\w+\}(/[a-z-]+)?"
    assert re.fullmatch(rf"/[a-z-]+s({part})?", path)


@pytest.mark.parametrize(("path", "method", "operation"), EVERY)
def test_every_operation_says_what_it_does_and_who_may_do_it(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    assert operation["summary"]
    assert operation["description"].endswith(".")
    assert CAMEL.fullmatch(operation["operationId"])
    assert operation["security"]


@pytest.mark.parametrize(("path", "method", "operation"), EVERY)
def test_every_error_is_declared_as_problem_json(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    answers = operation["responses"]
    errors = {status: answer for status, answer in answers.items() if status >= "400"}
    expected = {"400", "401", "403", "500", "503"}
    expected |= {"404"} if "{" in path and method != "put" else set()
    expected |= {"413", "415"} if "requestBody" in operation else set()

    assert expected <= errors.keys()
    assert "422" not in errors
    for answer in errors.values():
        schema = answer["content"]["application/problem+json"]["schema"]
        assert schema == {"$ref": SCHEMA + "Problem"}


@pytest.mark.parametrize(("path", "method", "operation"), EVERY)
def test_every_answer_declares_the_version_and_what_is_made_its_place(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    for status, answer in operation["responses"].items():
        assert "API-Version" in answer["headers"]
        assert ("Location" in answer["headers"]) == (
            method == "post" and status in {"201", "202"} and "{" not in path
        )


def test_a_problem_has_at_least_a_status_a_title_and_a_detail() -> None:
    problem = DOCUMENT["components"]["schemas"]["Problem"]

    assert {"status", "title", "detail"} <= set(problem["required"])


def test_every_field_and_query_key_is_in_camel_case() -> None:
    fields = {name for part in parts(DOCUMENT) for name in part.get("properties", {})}
    keys = {p["name"] for p in parts(DOCUMENT["paths"]) if p.get("in") in {"path", "query"}}

    assert len(fields) > 50
    assert [name for name in fields | keys if not CAMEL.fullmatch(name)] == []


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    used = {
        part["$ref"].removeprefix(SCHEMA)
        for part in parts(DOCUMENT)
        if str(part.get("$ref", "")).startswith(SCHEMA)
    }

    assert used == schemas.keys()
    assert not {"HTTPValidationError", "ValidationError"} & schemas.keys()


def test_a_parameter_is_absent_or_has_a_value_and_is_never_null() -> None:
    parameters = [p for part in parts(DOCUMENT["paths"]) for p in part.get("parameters", ())]

    headers = {p["name"]: p["schema"]["type"] for p in parameters if p["in"] == "header"}
    assert headers == dict.fromkeys(("If-Match", "Idempotency-Key", "Accept-Language"), "string")
    assert [p["name"] for p in parameters if {"type": "null"} in parts(p["schema"])] == []


def test_every_number_of_an_answer_says_what_it_counts() -> None:
    silent = [
        f"{name}.{field}"
        for name, schema in DOCUMENT["components"]["schemas"].items()
        if name.endswith("View")
        for field, shape in schema.get("properties", {}).items()
        if {"integer", "number"}
        & {shape.get("type"), *(a.get("type") for a in shape.get("anyOf", ()))}
        and "description" not in shape
    ]

    assert silent == []
