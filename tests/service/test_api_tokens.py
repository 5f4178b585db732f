"""Who is let in: every way in which a token can be wrong, and what each scope opens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.tokens import DEMO_KEY, SCOPES, DemoIssuer
from tests.service.api_client import Api, told
from tests.service.tenancy import OWN

FOREIGN = Ed25519PrivateKey.generate()


def claims(**changed: Any) -> dict[str, Any]:
    good = {
        "iss": "plaatsmaker-demo",
        "aud": "plaatsmaker",
        "sub": "test",
        "exp": datetime.now(UTC) + timedelta(hours=1),
        "scope": "match:read runs:manage",
        "municipality": OWN,
    }
    return {name: claim for name, claim in (good | changed).items() if claim is not None}


def signed(api: Api, kid: str = DEMO_KEY, **changed: Any) -> str:
    key = serialization.load_pem_private_key(
        (api.settings.state_folder / "demo-key.pem").read_bytes(), password=None
    )
    assert isinstance(key, Ed25519PrivateKey)
    return jwt.encode(claims(**changed), key, algorithm="EdDSA", headers={"kid": kid})


def with_token(api: Api, token: str) -> Any:
    return api.client.get("/v1/match-runs", headers={"authorization": f"Bearer {token}"})


def test_a_good_token_is_let_in(api: Api) -> None:
    assert with_token(api, signed(api)).status_code == 200


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"exp": datetime.now(UTC) - timedelta(hours=1)}, "expired"),
        ({"iss": "somebody-else"}, "issued by somebody else"),
        ({"aud": "another-service"}, "another service"),
        ({"exp": None}, "'exp'"),
        ({"iss": None}, "'iss'"),
        ({"aud": None}, "'aud'"),
        ({"sub": None}, "'sub'"),
        ({"municipality": None}, "'municipality' or a claim 'region'"),
        ({"region": "AM09"}, "'municipality' or a claim 'region'"),
        ({"municipality": "0222"}, "GM0222"),
        ({"municipality": "GM0222' OR true"}, "GM0222"),
        ({"municipality": None, "region": "Achterhoek"}, "AM09"),
        ({"municipality": None, "region": "AM09", "scope": "match:read"}, "or runs:manage or"),
        ({"kid": "another-key"}, "key we do not know"),
    ],
)
def test_a_token_with_a_wrong_claim_is_refused_with_the_reason(
    api: Api, changed: dict[str, Any], reason: str
) -> None:
    answer = with_token(api, signed(api, **changed))

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert told(answer) == {}
    assert reason in answer.json()["detail"]


def unsigned(_: Path) -> str:
    return jwt.encode(claims(), None, algorithm="none", headers={"kid": DEMO_KEY})


def signed_by_a_stranger(_: Path) -> str:
    return jwt.encode(claims(), FOREIGN, algorithm="EdDSA", headers={"kid": DEMO_KEY})


def signed_with_the_public_key_as_a_secret(folder: Path) -> str:
    public = DemoIssuer(folder, "any", "any")(DEMO_KEY)
    assert public is not None
    secret = public.key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return jwt.encode(claims(), secret, algorithm="HS256", headers={"kid": DEMO_KEY})


def no_token_at_all(_: Path) -> str:
    return "k1"


def half_a_token(folder: Path) -> str:
    return unsigned(folder).rpartition(".")[0]


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        signed_by_a_stranger,
        signed_with_the_public_key_as_a_secret,
        no_token_at_all,
        half_a_token,
    ],
)
def test_a_forged_token_is_refused(api: Api, forge: Any) -> None:
    answer = with_token(api, forge(api.settings.state_folder))

    assert answer.status_code == 401
    assert told(answer) == {}


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic dXNlcjpwYXNz", "Bearer "])
def test_a_request_without_a_bearer_token_is_refused(api: Api, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header}

    answer = api.client.post("/v1/matches", json={"candidate": "k1"}, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/v1/matches", "match:read"),
        ("POST", "/v1/match-runs", "runs:manage"),
        ("GET", "/v1/match-runs", "match:read or runs:manage or admin"),
        ("GET", "/v1/match-runs/{id}", "match:read or runs:manage or admin"),
        ("GET", "/v1/match-runs/{id}/proposals", "match:read"),
        ("GET", "/v1/match-runs/{id}/unplaced", "match:read"),
        ("POST", "/v1/match-runs/{id}/cancellation", "runs:manage"),
        ("POST", "/v1/imports", "catalogue:write"),
        ("GET", "/v1/imports/{id}", "catalogue:write"),
    ],
)
def test_a_token_without_the_scope_is_refused(api: Api, method: str, path: str, scope: str) -> None:
    before = api.stored()
    url = path.replace("{id}", "00000000-0000-4000-8000-000000000000")
    kind = "application/x-ndjson" if url.startswith("/v1/imports") else "application/json"
    body = b'{"candidate": "k1"}' if url == "/v1/matches" else b""
    headers = api.bearer(["reports:read", "decide"]) | {"content-type": kind}

    answer = api.client.request(method, url, content=body, headers=headers)

    assert answer.status_code == 403
    assert scope in answer.json()["detail"]
    assert api.stored() == before


def test_a_municipality_that_is_not_known_here_is_refused(api: Api) -> None:
    before = api.stored()
    stranger = "GM9999"

    answers = [
        api.match({"candidate": "k1"}, municipality=stranger),
        api.client.post("/v1/match-runs", headers=api.bearer(municipality=stranger)),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert api.stored() == before


LISTS = ["candidates", "vacancies", "placements", "pins", "forbids", "proposals", "match-runs",
         "follow-ups", "reports/activity", "audit-events"]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_a_municipality_that_is_not_known_here_is_refused_every_list(api: Api, path: str) -> None:
    headers = api.bearer([*SCOPES], municipality="GM9999")

    assert api.client.get(f"/v1/{path}", headers=headers).status_code == 403


def test_nothing_is_kept_for_a_municipality_that_is_not_known_here(api: Api) -> None:
    headers = api.bearer(["decide"], municipality="GM9999") | {"idempotency-key": "stranger-1"}
    body = {"candidate": "k1", "vacancy": "v1", "reasonCode": "other"}

    assert api.client.post("/v1/pins", json=body, headers=headers).status_code == 403
