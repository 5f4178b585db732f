"""Callers that mean no good, over real sockets: half requests, endless heads, bodies too large."""

from __future__ import annotations

import json
import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.service.api_client import NDJSON, PROBLEM
from tests.service.serving import Server, answer_to, gone, serving
from tests.service.tenancy import SharedDatabase, shared_database, three_municipalities

if TYPE_CHECKING:
    from tests.conftest import Cluster

MEBIBYTE = 2**20
PATIENCE_S = 2.0
#: Far more than the patience: the machine may be busy.
LONG_S = 15.0
MOST_WAITING = 300
SLOW = 2_000
HALF_HEAD = b"GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: "
HALF_BODY = (
    b"POST /v1/matches HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: 900\r\n\r\n{"
)
SECURITY = {"content-security-policy", "strict-transport-security", "x-content-type-options"}


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[SharedDatabase]:
    with shared_database(cluster) as made, three_municipalities(made):
        yield made


@pytest.fixture(scope="module")
def server(database: SharedDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    bounds = {"REQUEST_PATIENCE_S": PATIENCE_S, "MAX_WAITING_CONNECTIONS": MOST_WAITING}
    with serving(database, tmp_path_factory.mktemp("state"), **bounds) as made:
        yield made


def slow_callers(server: Server, sent: bytes, many: int) -> Iterator[socket.socket]:
    for _ in range(many):
        connection = server.connected()
        connection.sendall(sent)
        yield connection


def open_files(server: Server) -> int:
    with server.client() as client:
        text = client.get("/metrics").text
    (line,) = [line for line in text.splitlines() if line.startswith("process_open_fds ")]
    return int(float(line.split()[1]))


@pytest.mark.parametrize("sent", [b"", HALF_HEAD, HALF_BODY], ids=["nothing", "head", "body"])
def test_others_are_served_within_a_second_beside_thousands_of_half_requests(
    server: Server, sent: bytes
) -> None:
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > SLOW + 100
    with ExitStack() as held:
        slow = [held.enter_context(one) for one in slow_callers(server, sent, SLOW)]
        began = time.monotonic()
        with server.client(timeout_s=5) as client:
            answers = [client.get("/v1/match-runs", headers=server.bearer()) for _ in range(20)]
        seconds = time.monotonic() - began
        files = open_files(server)
        let_go = sum(map(gone, slow))

    assert {answer.status_code for answer in answers} == {200}
    assert seconds < len(answers)
    assert files < MOST_WAITING + 100
    assert let_go >= SLOW - MOST_WAITING


def test_half_a_head_is_told_after_a_while_that_it_took_too_long(server: Server) -> None:
    began = time.monotonic()

    status, headers, body = answer_to(server, HALF_HEAD)

    assert status == 408
    assert headers["content-type"] == PROBLEM
    assert headers.keys() >= SECURITY
    assert json.loads(body)["status"] == 408
    assert PATIENCE_S / 2 < time.monotonic() - began < LONG_S


def test_a_caller_that_trickles_gets_no_more_time(server: Server) -> None:
    began = time.monotonic()
    with server.connected() as connection:
        connection.sendall(HALF_HEAD)
        while not gone(connection) and time.monotonic() - began < LONG_S:
            with suppress(ConnectionError):
                connection.send(b"x")
            time.sleep(0.05)

    assert time.monotonic() - began < LONG_S


def test_half_a_body_is_told_the_same_and_is_no_error_of_ours(server: Server) -> None:
    status, headers, _ = answer_to(server, HALF_BODY)

    assert status == 408
    assert headers["content-type"] == PROBLEM
    assert "unexpected" not in server.log.read_text(encoding="utf-8")


def test_a_body_that_comes_in_fair_pieces_may_take_its_time(server: Server) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(6):
            time.sleep(PATIENCE_S / 3)
            yield b" " * 65_535 + b"\n"

    with server.client() as client:
        answer = client.post("/v1/imports", content=pieces(), headers=server.bearer() | NDJSON)

    assert answer.status_code == 201


def test_half_a_large_body_that_is_read_already_is_let_go_of_too(server: Server) -> None:
    head = (
        "POST /v1/imports HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
        f"Authorization: {server.bearer()['authorization']}\r\nContent-Length: 300000\r\n\r\n"
    )
    began = time.monotonic()
    with server.connected() as connection:
        connection.sendall(head.encode() + b" " * 100_000)
        while not gone(connection) and time.monotonic() - began < LONG_S:
            time.sleep(0.05)

    assert time.monotonic() - began < LONG_S
    assert "unexpected" not in server.log.read_text(encoding="utf-8")


def test_requests_that_come_before_an_answer_are_answered_in_their_order(server: Server) -> None:
    ask = "{} {} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n{}\r\n"
    first = ask.format("GET", "/readyz", 0, "")
    second = ask.format("POST", "/livez", 2, "") + "{}"
    last = ask.format("GET", "/livez", 0, "Connection: close\r\n")

    _, _, rest = answer_to(server, (first + second + last).encode())

    assert rest.count(b"HTTP/1.1 405") == rest.count(b"HTTP/1.1 200") == 1
    assert rest.index(b"HTTP/1.1 405") < rest.index(b"HTTP/1.1 200")


def test_an_idle_connection_is_kept_for_the_next_request(server: Server) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=LONG_S)
    with closing(connection):
        connection.request("GET", "/livez")
        connection.getresponse().read()
        first = connection.sock
        time.sleep(PATIENCE_S / 2)
        connection.request("GET", "/livez")

        assert connection.getresponse().status == 200
        assert connection.sock is first


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /livez HTTP/1.1\r\nHost: x\r\n" + b"X-Many: 1\r\n" * 8_000,
        b"GET /" + b"l" * 100_000,
    ],
    ids=["many headers", "a long path"],
)
def test_a_head_without_end_is_refused(server: Server, sent: bytes) -> None:
    status, _, body = answer_to(server, sent)

    assert status == 431
    assert json.loads(body)["status"] == 431


def test_what_follows_a_body_without_end_is_not_read_on(server: Server) -> None:
    head = b"POST /v1/imports HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    sent, began = 0, time.monotonic()
    with server.connected() as connection, suppress(ConnectionError):
        connection.sendall(head)
        while time.monotonic() - began < LONG_S:
            sent += connection.send(b"X-Trailer: 1\r\n" * 1_000)

    assert time.monotonic() - began < LONG_S
    assert sent < 16 * MEBIBYTE


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x02\r\n\r\n", b"GET / HTTP/9.9.9\r\n\r\n"])
def test_what_is_no_http_is_refused_like_everything_else(server: Server, sent: bytes) -> None:
    status, headers, body = answer_to(server, sent)

    assert status == 400
    assert headers["content-type"] == PROBLEM
    assert headers["api-version"] == "1.0.0"
    assert headers.keys() >= SECURITY
    assert json.loads(body)["title"] == "Bad Request"


@pytest.mark.parametrize("other", ["websocket", "h2c"])
def test_an_offer_of_another_protocol_is_passed_over(server: Server, other: str) -> None:
    offer = (
        f"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: {other}\r\n\r\n"
    )

    status, _, body = answer_to(server, offer.encode())

    assert status == 200
    assert json.loads(body) == {"status": "ok"}
    assert "pgrade" not in server.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("host", ["elsewhere.example", "k1.example:99", "[::1]", "not a host"])
def test_an_unknown_host_is_answered_like_every_other(server: Server, host: str) -> None:
    request = f"GET /nothing HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"

    status, headers, _ = answer_to(server, request.encode())

    assert status == 404
    assert headers["content-type"] == PROBLEM
    assert headers.keys() >= SECURITY


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in pieces"])
@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/v1/matches", "application/json", 413),
        ("/v1/match-runs", "application/json", 413),
        ("/v1/nothing", "application/json", 404),
        ("/livez", "application/json", 405),
        ("/v1/imports", "application/x-ndjson", 201),
    ],
)
def test_ten_megabytes_are_refused_on_every_path_but_imports(
    server: Server, path: str, kind: str, status: int, announced: bool
) -> None:
    body = (b" " * 1023 + b"\n") * 10 * 1024
    pieces = (body[begin : begin + MEBIBYTE] for begin in range(0, len(body), MEBIBYTE))
    headers = server.bearer() | {"content-type": kind}

    with server.client() as client:
        answer = client.post(path, content=body if announced else pieces, headers=headers)

    assert answer.status_code == status
    if status != 201:
        assert answer.headers["content-type"] == PROBLEM


def test_a_caller_that_asks_first_need_not_send_what_is_too_large(server: Server) -> None:
    head = (
        "POST /v1/matches HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
        "Content-Type: application/json\r\nContent-Length: 10000000\r\n\r\n"
    )

    status, headers, _ = answer_to(server, head.encode())

    assert status == 413
    assert headers["connection"] == "close"


def test_a_server_that_closed_on_many_still_serves(server: Server) -> None:
    with server.client() as client:
        answers: list[httpx.Response] = [client.get("/readyz") for _ in range(5)]

    assert {answer.status_code for answer in answers} == {200}
