"""ETag and If-Match: what is read, what is refused, and how."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.api import errors
from service.api.etags import IfMatchDep, etag_of
from tests.service.api_client import told

CURRENT = etag_of("v12", 7)


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    errors.install(app)

    @app.put("/it")
    def change(known: IfMatchDep) -> str:
        known.expect(CURRENT)
        return "changed"

    return TestClient(app)


def change(client: TestClient, *headers: str) -> Any:
    return client.put("/it", headers=[("If-Match", header) for header in headers])


def test_the_same_state_has_the_same_tag_and_no_other_has_it() -> None:
    states = [("v12", 7), ("v12", 8), ("v1", 27), ("v12", "7", ""), ('v12", "7',)]

    assert etag_of(*states[0]) == CURRENT
    assert len({etag_of(*state) for state in states}) == len(states)


@pytest.mark.parametrize(
    "headers",
    [(CURRENT,), (f'"a,b" , {CURRENT}',), (f", {CURRENT} ,",), ('"other"', CURRENT)],
)
def test_a_change_of_a_known_state_goes_on(client: TestClient, headers: tuple[str, ...]) -> None:
    assert change(client, *headers).status_code == 200


def test_a_change_without_a_known_state_is_refused_naming_the_header(client: TestClient) -> None:
    answer = change(client)

    assert answer.status_code == 428
    assert told(answer) == {}
    assert "If-Match" in answer.json()["detail"]


@pytest.mark.parametrize("header", ['"other"', '""', f"W/{CURRENT}", '"one", "two"'])
def test_a_change_of_another_state_is_refused_with_the_current_tag(
    client: TestClient, header: str
) -> None:
    answer = change(client, header)

    assert answer.status_code == 412
    assert answer.headers["etag"] == CURRENT
    assert told(answer) == {}


@pytest.mark.parametrize("header", ["*", "", CURRENT.strip('"'), f"{CURRENT} {CURRENT}", '"a', "7"])
def test_what_is_no_list_of_tags_is_a_mistake(client: TestClient, header: str) -> None:
    answer = change(client, header)

    assert answer.status_code == 400
    assert "double quotes" in told(answer)["If-Match"]
