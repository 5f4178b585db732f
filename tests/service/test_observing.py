"""The service seen from outside: its lines, its counts, and what it says it lacks."""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from service.logs import Line
from tests.log_watch import LINES, leaks
from tests.service.api_client import PROBLEM, Api, another, told
from tests.service.tenancy import SharedDatabase

if TYPE_CHECKING:
    from tests.conftest import Cluster

NOBODYS = "00000000-0000-4000-8000-000000000000"


def lines_since(start: int) -> list[dict[str, Any]]:
    """Give the lines that the service wrote after so many others."""
    return [json.loads(line) for line in LINES[start:]]


def counted(api: Api) -> dict[str, float]:
    """Read the metrics: a number by name and labels."""
    samples = [
        line.rpartition(" ")
        for line in api.client.get("/metrics").text.splitlines()
        if not line.startswith("#")
    ]
    return {name: float(number) for name, _, number in samples}


def requests_of(api: Api, method: str, route: str, status: int) -> float:
    labels = f'{{method="{method}",route="{route}",status="{status}"}}'
    return counted(api).get(f"plaatsmaker_request_seconds_count{labels}", 0)


def test_a_request_is_one_line_with_the_template_of_its_route(api: Api) -> None:
    start = len(LINES)

    answer = api.client.get(f"/v1/match-runs/{NOBODYS}?k-77=1", headers=api.bearer())

    (line,) = lines_since(start)
    assert line.pop("time").endswith("+00:00")
    assert line.pop("milliseconds") > 0
    assert line == {
        "level": "INFO",
        "logger": "service.api.observing",
        "message": "request",
        "method": "GET",
        "route": "/v1/match-runs/{id}",
        "status": answer.status_code,
        "request_id": answer.headers["x-request-id"],
    }


@pytest.mark.parametrize(
    ("method", "path", "seen_method", "seen_route", "status"),
    [
        ("GET", "/v1/match-runs/k-77", "GET", "/v1/match-runs/{id}", 400),
        ("DELETE", "/v1/match-runs/k-77", "DELETE", "/v1/match-runs/{id}", 405),
        ("GET", "/v1/people/k-77", "GET", "unmatched", 404),
        ("BREW", "/v1/people/k-77", "other", "unmatched", 404),
        ("HEAD", "/livez", "GET", "/livez", 200),
    ],
)
def test_requests_are_counted_by_template_method_and_status(
    api: Api, method: str, path: str, seen_method: str, seen_route: str, status: int
) -> None:
    before = requests_of(api, seen_method, seen_route, status)

    answer = api.client.request(method, path, headers=api.bearer())

    assert answer.status_code == status
    assert requests_of(api, seen_method, seen_route, status) == before + 1


def test_a_body_that_is_too_large_is_counted_at_its_route(api: Api) -> None:
    headers = api.bearer() | {"content-type": "application/json"}

    answer = api.client.post("/v1/matches", content=b" " * (2**20 + 1), headers=headers)

    assert answer.status_code == 413
    assert requests_of(api, "POST", "/v1/matches", 413) == 1


def test_the_metrics_are_open_in_the_text_format_and_count_the_requests_under_way(
    api: Api,
) -> None:
    answer = api.client.get("/metrics")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert counted(api)["plaatsmaker_requests_in_progress"] == 1
    assert counted(api)["process_resident_memory_bytes"] > 0


def test_a_route_costs_the_metrics_at_most_a_dozen_lines(api: Api) -> None:
    api.client.get("/livez")

    labels = 'method="GET",route="/livez",status="200"'
    assert 0 < sum(labels in line for line in api.client.get("/metrics").text.splitlines()) <= 12


def test_a_line_within_a_request_carries_its_id_and_one_outside_does_not(api: Api) -> None:
    start = len(LINES)
    with api.pools.owner.begin() as connection:
        connection.execute(text("ALTER TABLE import_job RENAME TO hidden"))
    answer = api.bring_in('{"type": "candidate", "reference": "k-77"}')
    with api.pools.owner.begin() as connection:
        connection.execute(text("ALTER TABLE hidden RENAME TO import_job"))
    logging.getLogger("service").info("outside")

    failed, request, outside = lines_since(start)
    assert failed["level"] == "ERROR"
    assert failed["request_id"] == request["request_id"] == answer.headers["x-request-id"]
    assert request["status"] == 500
    assert "request_id" not in outside


def test_a_line_about_an_error_says_where_and_never_with_what() -> None:
    try:
        raise ValueError("k-77")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "failed", (), sys.exc_info())

    line = Line().format(record)

    assert "ValueError at test_a_line_about_an_error" in json.loads(line)["exc_info"]
    assert "k-77" not in line


def test_the_watch_over_the_lines_sees_a_reference_among_other_words() -> None:
    named = ["GET /v1/candidates/k-77", '{"text": "GM0222/k-77"}']
    harmless = ["k-771", "xk-77", "run 12-k-77a"]

    assert leaks(named + harmless, {"k-77"}) == named


def test_ready_names_the_tables_that_a_database_lacks(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        connection.execute(text("ALTER TABLE forbid RENAME TO hidden"))
    lacking = api.client.get("/readyz")
    with api.pools.owner.begin() as connection:
        connection.execute(text("ALTER TABLE hidden RENAME TO forbid"))

    assert lacking.status_code == 503
    assert lacking.headers["retry-after"] == "2"
    assert told(lacking) == {"migrations": "a migrated database"}
    assert api.client.get("/readyz").json() == {"status": "ok"}


def test_ready_names_every_part_that_is_missing(
    shared: SharedDatabase, cluster: Cluster, api: Api, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("state")
    nobody = "http://127.0.0.1:9/keys"
    allow = "alter database {} with allow_connections"
    with another(shared, folder, api.pools, jwks_url=nobody) as lacking:
        without_keys = lacking.client.get("/readyz")
        cluster.run(f"{allow} false", shared.name)
        lacking.client.app.state.parts.engine.dispose()  # type: ignore[attr-defined]
        without_both = lacking.client.get("/readyz")
        cluster.run(f"{allow} true", shared.name)

    assert without_keys.status_code == without_both.status_code == 503
    assert without_keys.headers["content-type"] == PROBLEM
    assert told(without_keys).keys() == {"tokenKeys"}
    assert told(without_both).keys() == {"database", "tokenKeys"}
    assert {problem["value"] for problem in without_both.json()["errors"]} == {"none"}
