"""A run while it goes on: percent, seconds left, and events until it has ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from service.usecases.progress import far
from tests.service.api_client import Api, served
from tests.service.deciding import get, post
from tests.service.tenancy import NEXT, SharedDatabase
from tests.service.working import worker, worker_url


@pytest.fixture(scope="module")
def api(shared: SharedDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder: Path = tmp_path_factory.mktemp("state")
    with served(shared, folder, events_s=60) as made:
        yield made


def events_of(api: Api, run: str) -> list[tuple[str, dict[str, Any]]]:
    """Follow a run until its stream ends."""
    url, headers = f"/v1/match-runs/{run}/events", api.bearer()
    with api.client.stream("GET", url, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        return list(_read(answer.iter_lines()))


def _read(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def test_a_run_is_told_of_from_its_queue_to_its_end(api: Api, shared: SharedDatabase) -> None:
    run = post(api, "match-runs", {"seed": 1, "workLimit": 50}).json()["id"]
    log = api.settings.state_folder / "worker.log"

    with worker(worker_url(shared), log):
        found = events_of(api, run)

    names, bodies = zip(*found, strict=True)
    assert (names[0], bodies[0]["status"]) == ("run", "queued")
    assert (names[-1], bodies[-1]["status"]) == ("ended", "finished")
    assert names.count("ended") == 1
    assert bodies[-1] == get(api, f"match-runs/{run}").json()


def test_a_run_that_has_ended_is_told_once(api: Api) -> None:
    runs = get(api, "match-runs").json()["items"]
    (ended, *_) = [run["id"] for run in runs if run["status"] == "finished"]

    assert [name for name, _ in events_of(api, ended)] == ["ended"]


def test_who_may_not_see_a_run_gets_the_same_answer_as_for_none(api: Api) -> None:
    run = post(api, "match-runs", {"seed": 3}, municipality=NEXT).json()["id"]

    theirs, none = (get(api, f"match-runs/{one}/events") for one in (run, uuid4()))

    assert (theirs.status_code, theirs.json()) == (404, none.json())


@pytest.mark.parametrize(
    ("progress", "told"),
    [
        ({}, {"percent": 0}),
        ({"step": "options"}, {"step": "options", "percent": 3}),
        (
            {"step": "search", "share": 0.25, "seconds": 5.0, "value": 100, "bound": 102},
            {"percent": 33, "seconds_left": 15, "gap": 0.02},
        ),
        ({"step": "search", "value": None, "bound": 9}, {"percent": 12, "bound": 9}),
    ],
)
def test_how_far_a_run_is(progress: dict[str, Any], told: dict[str, Any]) -> None:
    assert told.items() <= far(progress).items()
