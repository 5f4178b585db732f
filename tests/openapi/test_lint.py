"""Our rules for the linter: a sound document breaks none, and each broken one breaks its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import CHECKOUT

LINT = CHECKOUT / "openapi" / "lint"
SPECTRAL = LINT / "node_modules" / ".bin" / "spectral"
RULESET = LINT / "ruleset.yaml"
Document = dict[str, Any]

HEADERS = {"API-Version": {"schema": {"type": "string"}}}
PROBLEM = {
    "type": "object",
    "required": ["status", "title", "detail"],
    "properties": {name: {"type": "string"} for name in ("status", "title", "detail")},
}
REFUSED = {
    "description": "Refused.",
    "headers": HEADERS,
    "content": {"application/problem+json": {"schema": PROBLEM}},
}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
SIZE = {"name": "pageSize", "in": "query", "schema": {"type": "integer"}}
MOMENT = {"type": "string", "format": "date-time"}
READ: Document = {
    "operationId": "readPlan",
    "summary": "A plan",
    "description": "A plan.",
    "tags": ["plans"],
    "parameters": [ID, SIZE],
    "responses": {
        "200": {
            "description": "A plan.",
            "headers": HEADERS,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Plan"}}},
        },
        "400": REFUSED,
    },
}
SOUND: Document = {
    "openapi": "3.1.0",
    "info": {
        "title": "Plans",
        "version": "1.2.3",
        "description": "Plans.",
        "contact": {"name": "a", "email": "a@a.example", "url": "https://a.example"},
    },
    "servers": [{"url": "https://a.example/v1"}],
    "tags": [{"name": "plans"}],
    "paths": {"/plans/{id}": {"get": READ}},
    "components": {
        "schemas": {
            "Plan": {
                "type": "object",
                "properties": {
                    "madeAt": {"anyOf": [MOMENT, {"type": "null"}]},
                    "startDay": {"type": "string", "format": "date"},
                    "hoursPerDay": {"type": "number"},
                },
            }
        }
    },
}


def moved(path: str) -> Callable[[Document], None]:
    """Give the one path another name."""

    def move(document: Document) -> None:
        document["paths"] = {path: document["paths"].pop("/plans/{id}")}

    return move


def put(*steps: str | int, value: object) -> Callable[[Document], None]:
    """Put something at a place of the document."""

    def change(document: Document) -> None:
        part: Any = document
        for step in steps[:-1]:
            part = part[step]
        part[steps[-1]] = value

    return change


def without(*steps: str) -> Callable[[Document], None]:
    """Leave something out of the document."""

    def change(document: Document) -> None:
        part: Any = document
        for step in steps[:-1]:
            part = part[step]
        del part[steps[-1]]

    return change


GET = ("paths", "/plans/{id}", "get")
ANSWERS = (*GET, "responses")
FIELDS = ("components", "schemas", "Plan", "properties")
TEXT = {"type": "string"}
PLAIN_JSON = {"application/json": {"schema": PROBLEM}}
NO_TITLE = {**PROBLEM, "required": ["status", "detail"]}
BOTH = {"application/problem+json": {"schema": PROBLEM}, **PLAIN_JSON}

BROKEN: list[tuple[str, Callable[[Document], None]]] = [
    ("naming-collections", moved("/plan/{id}")),
    ("no-trailing-slash", moved("/plans/{id}/")),
    ("path-segments-kebab-case", moved("/goodPlans/{id}")),
    ("path-segments-kebab-case", moved("/good_plans/{id}")),
    ("query-keys-camel-case", put(*GET, "parameters", 1, "name", value="page_size")),
    ("fields-camel-case", put(*FIELDS, "made_by", value=TEXT)),
    ("date-time-format", put(*FIELDS, "madeAt", value=TEXT)),
    ("date-omit-time-portion", put(*FIELDS, "startDay", value=MOMENT)),
    ("date-omit-time-portion", put(*FIELDS, "birthDate", value=TEXT)),
    ("http-methods", put("paths", "/plans/{id}", "trace", value=READ)),
    ("http-safety", put(*GET, "requestBody", value={"content": PLAIN_JSON})),
    ("http-response-code", without(*ANSWERS, "200")),
    ("problem-details", put(*ANSWERS, "400", "content", value=PLAIN_JSON)),
    ("problem-details", put(*ANSWERS, "400", "content", value=BOTH)),
    ("problem-details", put(*ANSWERS, "503", value={"description": "x", "headers": HEADERS})),
    (
        "problem-details-fields",
        put(*ANSWERS, "400", "content", "application/problem+json", "schema", value=NO_TITLE),
    ),
    ("invalid-input", without(*ANSWERS, "400")),
    ("invalid-input", put(*ANSWERS, "422", value=REFUSED)),
    ("doc-openapi", put("openapi", value="3.0.3")),
    ("doc-openapi-contact", without("info", "contact", "url")),
    ("doc-openapi-contact", without("info", "contact")),
    ("uri-version", without("servers")),
    ("uri-version", put("servers", 0, "url", value="https://a.example")),
    ("uri-version", moved("/v1/plans/{id}")),
    ("semver", put("info", "version", value="1.0")),
    ("version-header", put(*ANSWERS, "200", "headers", value={})),
    ("version-header", without(*ANSWERS, "400", "headers")),
    ("transport-tls", put("servers", 0, "url", value="http://a.example/v1")),
    ("no-sensitive-uris", put(*GET, "parameters", 1, "name", value="bsn")),
    ("no-sensitive-uris", put(*GET, "parameters", 1, "name", value="lastName")),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[set[str]]:
    """Lint the sound document and every broken one at once; give the rules each breaks."""
    folder = tmp_path_factory.mktemp("documents")
    documents = [deepcopy(SOUND) for _ in range(len(BROKEN) + 1)]
    for document, (_, breaks) in zip(documents[1:], BROKEN, strict=True):
        breaks(document)
    files = [folder / f"{number:02}.json" for number in range(len(documents))]
    for file, document in zip(files, documents, strict=True):
        file.write_text(json.dumps(document), encoding="utf-8")
    return linted(files)


def linted(files: list[Path]) -> list[set[str]]:
    assert SPECTRAL.exists(), "the linter is not installed: run `make check`"
    words = [str(SPECTRAL), "lint", "--quiet", "--format", "json", "--ruleset", str(RULESET)]
    done = subprocess.run(
        [*words, *map(str, files)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stderr == ""
    problems = json.loads(done.stdout)
    return [{one["code"] for one in problems if one["source"] == str(file)} for file in files]


def test_a_sound_document_breaks_no_rule(found: list[set[str]]) -> None:
    assert found[0] == set()


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        pytest.param(number, rule, id=f"{number}-{rule}")
        for number, (rule, _) in enumerate(BROKEN, 1)
    ],
)
def test_a_broken_document_breaks_its_rule(found: list[set[str]], number: int, rule: str) -> None:
    assert rule in found[number]


def test_every_rule_of_ours_is_seen_broken() -> None:
    rules = yaml.safe_load(RULESET.read_text(encoding="utf-8"))["rules"]

    assert rules.keys() == {rule for rule, _ in BROKEN}


def test_the_document_of_the_service_breaks_no_rule() -> None:
    assert linted([CHECKOUT / "openapi" / "openapi.yaml"]) == [set()]


def test_the_lock_of_the_linter_pins_every_package_and_names_no_registry() -> None:
    packages = json.loads((LINT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    pinned = {name: package for name, package in packages.items() if name}

    assert len(pinned) > 100
    assert [name for name, package in pinned.items() if "integrity" not in package] == []
    assert [name for name, package in pinned.items() if "resolved" in package] == []
