"""The service told to stop, as a real process: what was asked is answered, and its log is JSON."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.service.serving import Server, gone, serving
from tests.service.tenancy import Pools, SharedDatabase, three_municipalities

RUNS = "/v1/match-runs"


@pytest.fixture(scope="module")
def pools(shared: SharedDatabase) -> Iterator[Pools]:
    with three_municipalities(shared) as made:
        yield made


def asked(server: Server) -> httpx.Response:
    with server.client() as client:
        return client.get(RUNS, headers=server.bearer())


def told_to_stop(server: Server) -> None:
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)


def lines(server: Server) -> list[dict[str, Any]]:
    """Read the log after its first line, which is for people."""
    first, *others = server.log.read_text(encoding="utf-8").splitlines()
    assert first.startswith("Serving ")
    return [json.loads(line) for line in others]


def test_a_request_that_runs_is_answered_and_nothing_new_is_taken(
    shared: SharedDatabase, pools: Pools, tmp_path: Path
) -> None:
    with serving(shared, tmp_path) as server, ThreadPoolExecutor() as caller:
        with pools.owner.begin() as connection:
            connection.execute(text("LOCK TABLE match_run IN ACCESS EXCLUSIVE MODE"))
            slow = caller.submit(asked, server)
            time.sleep(1)
            told_to_stop(server)
            with pytest.raises(httpx.ConnectError):
                asked(server)
            running = not slow.done()
        answer = slow.result(timeout=20)
        code = server.process.wait(timeout=20)
        (line,) = [line for line in lines(server) if line.get("route") == RUNS]

    assert running
    assert answer.status_code == 200
    assert line["status"] == 200
    assert line["request_id"] == answer.headers["x-request-id"]
    assert code == -signal.SIGTERM


def test_a_request_that_runs_too_long_is_cut_off_and_said_so(
    shared: SharedDatabase, pools: Pools, tmp_path: Path
) -> None:
    with serving(shared, tmp_path, SHUTDOWN_S=1) as server, ThreadPoolExecutor() as caller:
        with pools.owner.begin() as connection:
            connection.execute(text("LOCK TABLE match_run IN ACCESS EXCLUSIVE MODE"))
            slow = caller.submit(asked, server)
            time.sleep(1)
            told_to_stop(server)
            time.sleep(2)
        code = server.process.wait(timeout=20)
        told = [line["message"] for line in lines(server)]

    assert slow.result(timeout=20).status_code == 503
    assert slow.result().json()["detail"] == "The service is stopping."
    assert any("graceful shutdown exceeded" in message for message in told)
    assert code == -signal.SIGTERM


def test_half_a_request_does_not_keep_the_service_up(
    shared: SharedDatabase, pools: Pools, tmp_path: Path
) -> None:
    half = b"POST /v1/matches HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"
    with serving(shared, tmp_path) as server, server.connected() as connection:
        connection.sendall(half)
        time.sleep(0.5)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        code = server.process.wait(timeout=20)
        closed = gone(connection)

    assert code == -signal.SIGTERM
    assert closed
    assert time.monotonic() - began < 8
