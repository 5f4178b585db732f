"""Tokens of a real issuer: its keys are fetched, and kept through an outage."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from service.tokens import RemoteKeys
from tests.service.api_client import Api, served, told
from tests.service.tenancy import OWN, SharedDatabase, shared_database

if TYPE_CHECKING:
    from tests.conftest import Cluster

ISSUER = "https://issuer.example"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())


def published(kid: str, private: Any, algorithm: str) -> dict[str, Any]:
    kind = jwt.algorithms.RSAAlgorithm if algorithm == "RS256" else jwt.algorithms.ECAlgorithm
    public: dict[str, Any] = kind.to_jwk(private.public_key(), as_dict=True)
    return public | {"kid": kid, "alg": algorithm, "use": "sig"}


def signed(kid: str, private: Any, algorithm: str) -> dict[str, str]:
    claims = {
        "iss": ISSUER,
        "aud": "plaatsmaker",
        "sub": "caseworker-tool",
        "exp": datetime.now(UTC) + timedelta(minutes=5),
        "scope": "match:read",
        "municipality": OWN,
    }
    token = jwt.encode(claims, private, algorithm=algorithm, headers={"kid": kid})
    return {"authorization": f"Bearer {token}"}


@contextmanager
def issuer(*keys: dict[str, Any], pause: Callable[[], object] = bool) -> Iterator[str]:
    """Publish keys at an address until the block ends; each answer comes after a pause."""

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pause()
            body = json.dumps({"keys": keys}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    answering = threading.Thread(target=server.serve_forever)
    answering.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/keys"
    finally:
        server.shutdown()
        answering.join()
        server.server_close()


@pytest.fixture
def database(cluster: Cluster) -> Iterator[SharedDatabase]:
    with shared_database(cluster) as made:
        yield made


@contextmanager
def trusting(
    database: SharedDatabase, tmp_path_factory: pytest.TempPathFactory, url: str
) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("state")
    with served(database, folder, jwks_url=url, token_issuer=ISSUER) as api:
        yield api


def test_keys_of_every_algorithm_are_fetched_and_no_others_accepted(
    database: SharedDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    keys = published("first", RSA, "RS256"), published("second", EC, "ES256")
    with issuer(*keys) as url, trusting(database, tmp_path_factory, url) as api:
        by_rsa = api.client.get("/v1/match-runs", headers=signed("first", RSA, "RS256"))
        by_ec = api.client.get("/v1/match-runs", headers=signed("second", EC, "ES256"))
        by_nobody = api.client.get("/v1/match-runs", headers=signed("third", EC, "ES256"))
        by_the_demo = api.read("")

    assert [by_rsa.status_code, by_ec.status_code] == [200, 200]
    assert [by_nobody.status_code, by_the_demo.status_code] == [401, 401]


def test_known_keys_serve_while_the_issuer_is_out(
    database: SharedDatabase,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for seconds in ("KEYS_FRESH_S", "REFETCH_PAUSE_S"):
        monkeypatch.setattr(f"service.tokens.{seconds}", -1.0)
    with ExitStack() as running, issuer(published("first", RSA, "RS256")) as url:
        api = running.enter_context(trusting(database, tmp_path_factory, url))
        before = api.client.get("/v1/match-runs", headers=signed("first", RSA, "RS256"))
        outage = running.pop_all()
    with outage:
        during = api.client.get("/v1/match-runs", headers=signed("first", RSA, "RS256"))

    assert [before.status_code, during.status_code] == [200, 200]


def test_whoever_waits_for_a_key_holds_up_nobody_else(
    database: SharedDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    asked, other_is_served, in_time = threading.Event(), threading.Event(), []

    def pause() -> None:
        asked.set()
        in_time.append(other_is_served.wait(timeout=2))

    async def both(api: Api) -> list[int]:
        transport = httpx.ASGITransport(app=api.client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            headers = signed("r", RSA, "RS256")
            waiting = asyncio.create_task(client.get("/v1/match-runs", headers=headers))
            await asyncio.to_thread(asked.wait, 10)
            other = await client.get("/livez")
            other_is_served.set()
            return [other.status_code, (await waiting).status_code]

    with (
        issuer(published("r", RSA, "RS256"), pause=pause) as url,
        trusting(database, tmp_path_factory, url) as api,
    ):
        statuses = asyncio.run(both(api))

    assert (statuses, in_time) == ([200, 200], [True])


def test_an_issuer_that_never_answered_stays_unavailable(
    database: SharedDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with issuer() as url:
        gone = url
    with trusting(database, tmp_path_factory, gone) as api:
        who = signed("first", RSA, "RS256")
        answers = [api.client.get("/v1/match-runs", headers=who) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert [told(answer) for answer in answers] == [{}, {}]


@pytest.mark.parametrize(
    "other",
    [
        published("first", RSA, "RS256") | {"use": "enc", "alg": "RSA-OAEP"},
        published("first", EC, "ES256") | {"use": "enc"},
        published("other", RSA, "RS256") | {"alg": "RSA-OAEP"},
        published("other", EC, "ES256") | {"crv": "P-000"},
        {"kid": "other", "kty": "RSA", "use": "sig"},
    ],
    ids=["for encryption", "same id", "unknown algorithm", "unknown curve", "half a key"],
)
def test_a_key_that_cannot_verify_a_token_is_passed_over(other: dict[str, Any]) -> None:
    with issuer(published("first", RSA, "RS256"), other) as url, httpx.Client() as client:
        known = RemoteKeys(url, client)("first")

    assert known is not None
    assert known.algorithm_name == "RS256"


def test_a_known_key_does_not_wait_for_the_issuer(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answered = threading.Event(), threading.Event()

    def slowly(request: httpx.Request) -> httpx.Response:
        if asked.is_set():
            return httpx.Response(200, json={"keys": [published("first", RSA, "RS256")]})
        asked.set()
        answered.wait(10)
        return httpx.Response(503)

    with httpx.Client(transport=httpx.MockTransport(slowly)) as client:
        keys = RemoteKeys("https://issuer.example/keys", client)
        asked.set()
        keys("first")
        asked.clear()
        monkeypatch.setattr("service.tokens.REFETCH_PAUSE_S", -1.0)
        stranger = threading.Thread(target=keys, args=("third",))
        stranger.start()
        asked.wait(10)
        with ThreadPoolExecutor() as other:
            asking = other.submit(keys, "first")
            waited = not wait([asking], timeout=3).done
            answered.set()
            known = asking.result()
        stranger.join()

    assert not waited
    assert known is not None
