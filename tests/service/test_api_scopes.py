"""Who may what: every path takes the scopes of the table, and refuses every other one."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from service.openapi import document
from service.tokens import SCOPES
from tests.service.api_client import Api

READ, WRITE, DECIDE, RUNS = {"match:read"}, {"catalogue:write"}, {"decide"}, {"runs:manage"}
DRAFT, APPROVE, ADMIN = {"weights:draft"}, {"weights:approve"}, {"admin"}
RECORD, REPORT = {"record:read"}, {"reports:read"}
RECORDS = ("/candidates", "/organisations", "/vacancies", "/coaches")
KEPT = ("/regions", "/municipalities", "/partnerships")
TABLE: dict[tuple[str, str], set[str]] = {
    **{("get", path): READ for path in RECORDS},
    **{("get", f"{path}/{{reference}}"): READ for path in RECORDS},
    **{("put", f"{path}/{{reference}}"): WRITE for path in RECORDS},
    **{("delete", f"{path}/{{reference}}"): WRITE for path in RECORDS},
    ("get", "/candidates/{reference}/check-ins"): DECIDE,
    ("post", "/candidates/{reference}/check-ins"): DECIDE,
    ("post", "/candidates/{reference}/wellbeing-scores"): DECIDE,
    ("get", "/coaches/{reference}/alerts"): READ,
    ("post", "/coach-alerts/{id}/seen"): DECIDE,
    ("get", "/candidates/{reference}/record"): RECORD,
    ("post", "/imports"): WRITE,
    ("get", "/imports/{id}"): WRITE,
    ("post", "/matches"): READ,
    ("post", "/match-checks"): READ,
    ("get", "/match-checks/{id}"): READ,
    ("delete", "/match-checks/{id}"): READ,
    ("post", "/assignments"): READ,
    ("post", "/match-runs"): RUNS,
    ("get", "/match-runs"): READ | RUNS | ADMIN,
    ("get", "/match-runs/{id}"): READ | RUNS | ADMIN,
    ("get", "/match-runs/{id}/proposals"): READ,
    ("get", "/match-runs/{id}/unplaced"): READ,
    ("get", "/match-runs/{id}/changes"): READ,
    ("get", "/match-runs/{id}/events"): READ | RUNS | ADMIN,
    ("post", "/match-runs/{id}/cancellation"): RUNS,
    ("post", "/match-runs/{id}/publication"): RUNS,
    ("post", "/match-runs/{id}/withdrawal"): RUNS,
    ("get", "/match-runs/{id}/bottlenecks"): RUNS | REPORT,
    ("post", "/match-runs/{id}/bottlenecks"): RUNS,
    ("get", "/scenarios"): RUNS | REPORT,
    ("post", "/scenarios"): RUNS,
    ("get", "/scenarios/{id}"): RUNS | REPORT,
    ("delete", "/scenarios/{id}"): RUNS,
    ("get", "/proposals"): READ,
    ("get", "/proposals/{id}"): READ,
    ("post", "/proposals"): DECIDE,
    ("post", "/proposals/{id}/decision"): DECIDE,
    ("get", "/placements"): READ,
    ("get", "/placements/{id}"): READ,
    ("post", "/placements/{id}/ending"): DECIDE,
    ("post", "/placements/{id}/extension"): DECIDE,
    ("post", "/placements/{id}/hours"): DECIDE,
    ("post", "/placements/{id}/outcomes"): DECIDE,
    ("get", "/placements/{id}/outcomes"): READ,
    ("post", "/placements/{id}/reviews"): DECIDE,
    ("get", "/placements/{id}/reviews"): DECIDE,
    ("put", "/reviews/{id}"): DECIDE,
    ("delete", "/reviews/{id}"): DECIDE,
    ("get", "/follow-ups"): READ,
    ("get", "/pins"): READ,
    ("get", "/pins/{id}"): READ,
    ("post", "/pins"): DECIDE,
    ("delete", "/pins/{id}"): DECIDE,
    ("get", "/forbids"): READ,
    ("post", "/forbids"): DECIDE,
    ("get", "/forbids/{id}"): READ,
    ("delete", "/forbids/{id}"): DECIDE,
    ("get", "/reason-codes"): READ,
    ("post", "/reason-codes"): ADMIN,
    ("get", "/weight-sets"): READ | DRAFT | APPROVE,
    ("post", "/weight-sets"): DRAFT,
    ("get", "/weight-sets/schema"): READ | DRAFT | APPROVE,
    ("get", "/weight-sets/{version}"): READ | DRAFT | APPROVE,
    ("get", "/weight-sets/{version}/differences"): READ | DRAFT | APPROVE,
    ("post", "/weight-sets/{version}/preview"): DRAFT,
    ("post", "/weight-sets/{version}/approval"): APPROVE,
    ("post", "/weight-sets/{version}/activation"): APPROVE,
    ("post", "/weight-sets/{version}/retirement"): APPROVE,
    ("get", "/audit-events"): {"audit:read"},
    **{
        ("get", f"/reports/{name}"): {"reports:read"}
        for name in (
            "deviations",
            "decision-times",
            "activity",
            "departures",
            "outcomes",
            "wellbeing",
        )
    },
    ("get", "/municipalities"): READ | RUNS | ADMIN,
    ("get", "/partnerships"): READ | RUNS | ADMIN,
    **{("get", f"{path}/{{reference}}"): READ | RUNS | ADMIN for path in KEPT},
    **{("put", f"{path}/{{reference}}"): ADMIN for path in KEPT},
    **{("delete", f"{path}/{{reference}}"): ADMIN for path in KEPT[1:]},
    ("put", "/municipalities/{reference}/suspension"): ADMIN,
}
OPEN = {("get", "/openapi.json")}
PATHS: dict[str, dict[str, Any]] = yaml.safe_load(document())["paths"]
EVERY = {(method, path) for path, item in PATHS.items() for method in item}
VALUES = {
    "id": "00000000-0000-0000-0000-000000000000",
    "version": "999",
    "/regions": "AM09",
    "/municipalities": "GM0222",
}


def filled(path: str) -> str:
    """Give a path with a value of the right form for each of its parts."""
    noun = "/" + path.split("/")[1]

    def value(part: re.Match[str]) -> str:
        return VALUES.get(part[1], VALUES.get(noun, "nobody-9"))

    return "/v1" + re.sub(r"\{(\w+)\}", value, path)


def test_the_table_names_every_path() -> None:
    assert set(TABLE) | OPEN == EVERY | OPEN


@pytest.mark.parametrize(("method", "path"), sorted(TABLE), ids=lambda part: part)
def test_a_path_refuses_every_scope_that_is_not_in_the_table(
    api: Api, method: str, path: str
) -> None:
    seen = {
        scope: api.client.request(method, filled(path), headers=api.bearer([scope])).status_code
        for scope in sorted(SCOPES)
    }

    allowed = {scope for scope, status in seen.items() if status != 403}
    assert allowed - TABLE[method, path] == set()
    # A region's administrator alone changes what belongs to the region.
    of_region = method in ("put", "delete") and path.startswith(KEPT)
    assert allowed == TABLE[method, path] or (of_region and allowed == set())


@pytest.mark.parametrize(("method", "path"), sorted(TABLE), ids=lambda part: part)
def test_a_path_refuses_a_token_without_scopes_and_a_request_without_token(
    api: Api, method: str, path: str
) -> None:
    none = api.client.request(method, filled(path), headers=api.bearer([]))
    nobody = api.client.request(method, filled(path))

    assert (none.status_code, nobody.status_code) == (403, 401)
