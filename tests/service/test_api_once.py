"""A request under a key of its caller's own is done once, whatever happens in between."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sqlalchemy import text

from service.db.done_requests import forget_old
from service.db.session import transaction
from tests.service.api_client import NDJSON, Api, served, told
from tests.service.deciding import get, place, post, put
from tests.service.serving import Server, serving
from tests.service.tenancy import (
    NEXT,
    OWN,
    SharedDatabase,
    shared_database,
    three_municipalities,
)

if TYPE_CHECKING:
    from tests.conftest import Cluster


@pytest.fixture(scope="module")
def api(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("state")
    with shared_database(cluster) as database, served(database, folder) as made:
        put(made, "candidates", "k-once")
        place(made, "v-once", 9)
        yield made


BODY = {"source": "own", "candidate": "k-once", "vacancy": "v-once"}


def idea(api: Api, vacancy: str) -> dict[str, str]:
    """Store a place; give the body that proposes it."""
    place(api, vacancy)
    return BODY | {"vacancy": vacancy}


def proposals(api: Api) -> int:
    return len(get(api, "proposals?candidate=k-once&pageSize=200").json()["items"])


def test_the_same_key_twice_does_it_once_and_answers_alike(api: Api) -> None:
    before = proposals(api)

    first, second = (post(api, "proposals", BODY, "key-1") for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second.headers["location"] == first.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert proposals(api) == before + 1


def test_without_a_key_or_under_another_it_is_done_again(api: Api) -> None:
    answers = [post(api, *PATHS[0], key) for key in (None, None, "key-2", "key-3")]

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["version"] for answer in answers}) == 4


def test_a_key_belongs_to_one_request(api: Api) -> None:
    body = idea(api, "v-four")
    post(api, "proposals", body, "key-4")

    other = post(api, "proposals", body | {"source": "shortList"}, "key-4")

    assert other.status_code == 409
    assert "Idempotency-Key" in other.json()["detail"]


def test_a_key_belongs_to_one_caller_of_one_municipality(api: Api) -> None:
    mine = post(api, "proposals", idea(api, "v-mine"), "key-5")
    theirs = post(api, "proposals", BODY | {"candidate": "k1"}, "key-5", municipality=NEXT)
    colleagues = post(api, "proposals", idea(api, "v-five"), "key-5", subject="colleague")

    assert mine.status_code == colleagues.status_code == 201
    assert mine.json()["id"] != colleagues.json()["id"]
    assert theirs.status_code == 400  # they see neither that person nor that place


def test_at_the_same_moment_it_is_done_once(api: Api) -> None:
    body, before, together = idea(api, "v-six"), proposals(api), threading.Barrier(6)

    def ask(_: int) -> Any:
        together.wait()
        return post(api, "proposals", body, "key-6").json()["id"]

    with ThreadPoolExecutor(6) as threads:
        made = set(threads.map(ask, range(6)))

    assert len(made) == 1
    assert proposals(api) == before + 1


def test_what_was_refused_may_be_asked_again_under_the_same_key(api: Api) -> None:
    refused = post(api, "proposals", BODY | {"vacancy": "v-late"}, "key-7")
    place(api, "v-late")
    done = post(api, "proposals", BODY | {"vacancy": "v-late"}, "key-7")

    assert (refused.status_code, done.status_code) == (400, 201)


@pytest.mark.parametrize("key", ["", "k" * 101, "two words"])
def test_a_key_that_cannot_be_is_refused(api: Api, key: str) -> None:
    answer = post(api, "proposals", BODY, key)

    assert answer.status_code == 400
    assert told(answer).keys() == {"Idempotency-Key"}
    assert "^" not in told(answer)["Idempotency-Key"]


PATHS = [
    (
        "weight-sets",
        {"name": "Ours", "motivation": "It fits us.", "content": {"weights": {"work": 1}}},
    ),
    ("reason-codes", {"code": "once", "uses": ["pin"], "dutch": "Een", "english": "Once"}),
    ("pins", {"candidate": "k-once", "vacancy": "v-once", "reasonCode": "agreed"}),
    ("forbids", {"candidate": "k-once", "organisation": "open", "reasonCode": "no_click"}),
]


@pytest.mark.parametrize(("path", "body"), PATHS)
def test_every_path_that_stores_something_does_it_once(
    api: Api, path: str, body: dict[str, Any]
) -> None:
    first, second = (post(api, path, body, f"key-{path}") for _ in range(2))

    assert first.status_code == 201, first.text
    assert (second.status_code, second.json()) == (201, first.json())


def test_a_run_is_asked_for_once(api: Api) -> None:
    first, second = (post(api, "match-runs", {"seed": 7}, "key-run") for _ in range(2))

    assert (first.status_code, second.status_code) == (202, 202)
    assert second.json() == first.json()
    assert second.headers["location"] == first.headers["location"]


@pytest.mark.parametrize("mode", ["allOrNothing", "keepGood"])
def test_a_file_is_imported_once(api: Api, mode: str) -> None:
    line = b'{"type": "coach", "reference": "c-once", "hoursPerWeek": 8}'
    headers = api.bearer() | NDJSON | {"idempotency-key": f"key-{mode}"}

    def bring_in(content: bytes) -> Any:
        path = f"/v1/imports?mode={mode}"
        return api.client.post(path, content=content, headers=headers)

    first, second, other = bring_in(line), bring_in(line), bring_in(line + b"\n")

    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 409)
    assert second.json() == first.json()
    assert second.headers["location"] == first.headers["location"]


def test_upkeep_forgets_old_keys_and_keeps_new_ones(api: Api) -> None:
    for key in ("key-old", "key-new"):
        assert post(api, *PATHS[0], key).status_code == 201
    with api.pools.owner.begin() as connection:
        older = "UPDATE done_request SET asked_at = now() - interval '3 days' WHERE key = 'key-old'"
        connection.execute(text(older))

    with transaction(api.pools.worker) as connection:
        forgotten = forget_old(connection)

    with api.pools.owner.begin() as connection:
        keys = set(connection.scalars(text("SELECT key FROM done_request")))
    assert forgotten == 1
    assert "key-old" not in keys
    assert "key-new" in keys


def test_a_server_killed_in_between_does_it_once(cluster: Cluster, tmp_path: Path) -> None:
    with shared_database(cluster) as database, three_municipalities(database) as pools:
        house = f"house/{OWN}/closed"
        with pools.owner.connect() as holder, serving(database, tmp_path) as server:
            holder.execute(text("SELECT pg_advisory_lock(hashtextextended(:n, 0))"), {"n": house})
            with ThreadPoolExecutor() as caller:
                lost = caller.submit(keep, server)
                wait_for_waiter(database, pools)
                server.process.send_signal(signal.SIGKILL)
                with pytest.raises(httpx.TransportError):
                    lost.result(timeout=30)
            holder.execute(text("SELECT pg_advisory_unlock_all()"))
        with serving(database, tmp_path) as server:
            answers = [keep(server) for _ in range(2)]
        with pools.owner.begin() as connection:
            kept = connection.scalar(text("SELECT count(*) FROM placement WHERE pinned"))

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert kept == 1


def keep(server: Server) -> httpx.Response:
    body = {"candidate": "k1", "vacancy": "partners", "reasonCode": "agreed"}
    with server.client(30) as client:
        return client.post("/v1/pins", json=body, headers=server.bearer() | KEY)


KEY = {"idempotency-key": "key-killed"}


def wait_for_waiter(database: SharedDatabase, pools: Any) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND wait_event = 'advisory' AND datname = :name"
    )
    until = time.monotonic() + 30
    with pools.owner.connect() as connection:
        while not connection.scalar(waiting, {"name": database.name}):
            assert time.monotonic() < until
            connection.rollback()
            time.sleep(0.05)
