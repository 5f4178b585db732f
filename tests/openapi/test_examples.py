"""Every example of the OpenAPI document is what the document says it should be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from service.settings import CHECKOUT

DOCUMENT: dict[str, Any] = yaml.safe_load(
    (CHECKOUT / "openapi" / "openapi.yaml").read_text(encoding="utf-8")
)
CHECKER = Draft202012Validator.FORMAT_CHECKER
Place = tuple[str, dict[str, Any], Any]


def examples(part: Any, place: str = "") -> Iterator[Place]:
    """Walk over the document: each example with its place and the schema it belongs to."""
    if isinstance(part, list):
        for number, inner in enumerate(part):
            yield from examples(inner, f"{place}/{number}")
    if not isinstance(part, dict):
        return
    yield from own_examples(part, place)
    for name, inner in part.items():
        if name not in {"example", "examples", "default"} or place.endswith("/properties"):
            yield from examples(inner, f"{place}/{name}")


def own_examples(part: dict[str, Any], place: str) -> Iterator[Place]:
    schema = part.get("schema", part)
    if "example" in part and not place.endswith("/properties"):
        yield f"{place}/example", schema, part["example"]
    given = part.get("examples")
    if isinstance(given, list):
        yield from ((f"{place}/examples/{n}", schema, one) for n, one in enumerate(given))
    elif isinstance(given, dict) and "schema" in part:
        yield from ((f"{place}/examples/{n}", schema, one["value"]) for n, one in given.items())


EVERY = [pytest.param(*found, id=found[0]) for found in examples(DOCUMENT)]


def problems(schema: dict[str, Any], example: Any) -> list[str]:
    within = {"components": DOCUMENT["components"], **schema}
    validator = Draft202012Validator(within, format_checker=CHECKER)
    return [error.message for error in validator.iter_errors(example)]


@pytest.mark.parametrize(("place", "schema", "example"), EVERY)
def test_an_example_is_valid(place: str, schema: dict[str, Any], example: Any) -> None:
    assert problems(schema, example) == []


def test_the_examples_are_found_and_a_bad_one_would_be_seen() -> None:
    reference = {"$ref": "#/components/schemas/Problem"}

    assert len(EVERY) > 30
    assert problems({"type": "string", "format": "date"}, "2026-02-30") != []
    assert problems(reference, {"title": "Bad Request", "detail": "x"}) != []
