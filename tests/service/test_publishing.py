"""A plan on its way: published in one piece by the worker, superseded, withdrawn."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from service.db import municipalities
from tests.service.api_client import Api, served
from tests.service.deciding import decide, get, place, post, put
from tests.service.tenancy import NEXT, OWN, SharedDatabase
from tests.service.working import PATIENCE_S, worker, worker_url


@pytest.fixture(scope="module")
def api(shared: SharedDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder: Path = tmp_path_factory.mktemp("state")
    with served(shared, folder) as made, worker(worker_url(shared), folder / "worker.log"):
        put(made, "candidates", "p-one")
        put(made, "candidates", "p-two")
        place(made, "v-wide", 5)
        yield made


def until(
    api: Api, run: str, who: Mapping[str, Any] | None = None, **wanted: str
) -> dict[str, Any]:
    """Wait until a run stands as wanted."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        body: dict[str, Any] = get(api, f"match-runs/{run}", **who or {}).json()
        if wanted.items() <= body.items():
            return body
        assert time.monotonic() < deadline, body
        time.sleep(0.2)


def finished(api: Api) -> str:
    """Ask for a run and wait for its draft."""
    answer = post(api, "match-runs", {"seed": 1, "workLimit": 50})
    assert answer.status_code == 202, answer.text
    run = str(answer.json()["id"])
    until(api, run, status="finished", planStatus="draft")
    return run


def move(api: Api, run: str, step: str, **who: Any) -> int:
    return int(post(api, f"match-runs/{run}/{step}", None, **who).status_code)


def proposals(api: Api, run: str) -> dict[str, dict[str, Any]]:
    items = get(api, f"match-runs/{run}/proposals?pageSize=200").json()["items"]
    return {one["candidate"]: one for one in items}


def test_a_draft_is_decided_of_by_nobody_until_it_is_published(api: Api) -> None:
    run = finished(api)
    (proposal, *_) = proposals(api, run).values()

    early = decide(api, proposal["id"], "introduced")
    listed = [one["id"] for one in get(api, "proposals?pageSize=200").json()["items"]]
    moved = [move(api, run, "publication"), move(api, run, "withdrawal")]
    until(api, run, planStatus="published")
    done = decide(api, proposal["id"], "introduced")

    assert (early.status_code, proposal["id"] in listed) == (409, False)
    assert moved[0] == 202
    assert done.status_code == 200
    assert move(api, run, "publication") == 409


def test_a_published_plan_supersedes_the_one_before_it_but_not_what_was_decided(api: Api) -> None:
    old = finished(api)
    move(api, old, "publication")
    until(api, old, planStatus="published")
    before = proposals(api, old)
    assert decide(api, before["p-one"]["id"], "accepted").status_code == 200

    new = finished(api)
    move(api, new, "publication")
    until(api, new, planStatus="published")

    assert get(api, f"match-runs/{old}").json()["planStatus"] == "superseded"
    after = proposals(api, old)
    assert after["p-one"]["status"] == "accepted"
    assert after["p-two"]["status"] == "superseded"
    late = decide(api, before["p-two"]["id"], "accepted")
    assert late.status_code == 409
    assert proposals(api, new)["p-two"]["id"] in late.json()["detail"]


def test_a_draft_may_still_be_published_after_a_later_plan(api: Api) -> None:
    draft, later = finished(api), finished(api)
    move(api, later, "publication")
    until(api, later, planStatus="published")
    kept = proposals(api, draft)["p-two"]["status"]

    move(api, draft, "publication")
    until(api, draft, planStatus="published")

    assert kept == "open"
    assert proposals(api, draft)["p-two"]["status"] == "open"
    assert proposals(api, later)["p-two"]["status"] == "superseded"


def test_a_withdrawn_plan_takes_back_what_is_not_decided(api: Api) -> None:
    run = finished(api)
    move(api, run, "publication")
    until(api, run, planStatus="published")

    asked = [move(api, run, "withdrawal") for _ in range(2)]
    until(api, run, planStatus="withdrawn")

    assert asked[0] == 202
    assert {one["status"] for one in proposals(api, run).values()} == {"withdrawn"}
    assert move(api, run, "withdrawal") == 409


def test_another_municipality_moves_no_plan_of_ours(api: Api) -> None:
    run = finished(api)

    assert move(api, run, "publication", municipality=NEXT) == 404
    assert move(api, run, "publication", scopes=["match:read"]) == 403


def cancelled_run(api: Api, placed: int) -> str:
    """Store a run that was stopped, with as many proposals as it came to; give its id."""
    names = {"run": uuid4(), "code": OWN, "placed": placed}
    with api.pools.owner.begin() as connection:
        connection.execute(text(CANCELLED), names)
        for number in range(placed):
            values = {**names, "proposal": uuid4(), "candidate": f"stopped{number}"}
            connection.execute(text(PROPOSED), values)
            connection.execute(text(AT_A_PLACE), values)
    return str(names["run"])


CANCELLED = (
    "INSERT INTO match_run (id, region, municipality, status, plan_status, outcome, placed, people,"
    " weight_set_version, today, requested_by)"
    " VALUES (:run, 'AM09', :code, 'cancelled', 'draft', 'CANCELLED', :placed, 9, 1,"
    " current_date, 'test')"
)
AT_A_PLACE = (
    "INSERT INTO proposal_vacancy (proposal_id, position, municipality, vacancy_municipality,"
    " vacancy) VALUES (:proposal, 0, :code, :code, 'gone')"
)
PROPOSED = (
    "INSERT INTO proposal (id, run_id, municipality, candidate, start_day, fit, question,"
    " motivate, rather_not)"
    " VALUES (:proposal, :run, :code, :candidate, current_date, 5000, false, false, false)"
)


def test_a_plan_that_places_nobody_does_not_supersede_one_that_places_somebody(api: Api) -> None:
    put(api, "candidates", "p-three")
    good = finished(api)
    move(api, good, "publication")
    until(api, good, planStatus="published")

    answer = post(api, f"match-runs/{cancelled_run(api, 0)}/publication", None)

    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("This plan places nobody, and the published plan")
    assert get(api, f"match-runs/{good}").json()["planStatus"] == "published"


def test_the_best_plan_so_far_of_a_cancelled_run_may_be_published(api: Api) -> None:
    run = cancelled_run(api, 1)

    assert move(api, run, "publication") == 202
    until(api, run, planStatus="published")


def test_a_plan_that_places_nobody_has_no_gap(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        connection.execute(text("DELETE FROM placement WHERE municipality = :code"), {"code": NEXT})
        connection.execute(text("DELETE FROM candidate WHERE municipality = :code"), {"code": NEXT})
    run = post(api, "match-runs", {"seed": 1}, municipality=NEXT).json()["id"]

    body = until(api, run, who={"municipality": NEXT}, status="finished")

    assert (body["placed"], body["value"], "gap" in body) == (0, 0, False)


@contextmanager
def suspended(api: Api, code: str) -> Iterator[None]:
    """Stop matching for a municipality for a while."""
    for stopped in (True, False):
        with api.pools.owner.begin() as connection:
            municipalities.suspend(connection, code, suspended=stopped)
        if stopped:
            yield


def test_no_plan_is_published_for_a_municipality_that_is_suspended(api: Api) -> None:
    run = finished(api)

    with suspended(api, OWN):
        answer = post(api, f"match-runs/{run}/publication", None)

    assert answer.status_code == 409
    assert answer.json()["detail"] == "Matching is suspended for this municipality."
    assert get(api, f"match-runs/{run}").json()["planStatus"] == "draft"


def test_of_a_plan_of_a_region_nothing_is_put_before_people_where_matching_is_suspended(
    api: Api,
) -> None:
    region: dict[str, Any] = {"region": "AM09", "scopes": ["runs:manage"]}
    put(api, "candidates", "p-regional")
    run = post(api, "match-runs", {"seed": 1, "workLimit": 50}, **region).json()["id"]
    until(api, run, who=region, status="finished")

    with suspended(api, OWN):
        assert move(api, run, "publication", **region) == 202
        until(api, run, who=region, planStatus="published")

    found = proposals(api, run)
    assert found.keys() >= {"p-regional"}
    assert {one["status"] for one in found.values()} == {"withdrawn"}
