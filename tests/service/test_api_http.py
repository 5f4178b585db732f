"""What holds for every path: headers, errors in one shape, limits, and a database that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from service.app import create_app
from service.errors import Misconfigured
from service.settings import Settings
from tests.service.api_client import NDJSON, PROBLEM, Api, served, told
from tests.service.tenancy import SharedDatabase

if TYPE_CHECKING:
    from tests.conftest import Cluster

HEADERS = {
    "api-version": "1.0.0",
    "cache-control": "no-store",
    "content-security-policy": "frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@pytest.fixture(scope="module")
def api(shared: SharedDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("state")
    with served(shared, folder, max_body_bytes=2048, max_import_bytes=8192) as made:
        yield made


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/livez", 200),
        ("GET", "/readyz", 200),
        ("GET", "/v1/openapi.json", 200),
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/match-runs", 401),
        ("DELETE", "/livez", 405),
        ("BREW", "/livez", 405),
        ("GET", "/livez?verbose=1", 400),
    ],
)
def test_every_answer_carries_the_version_and_the_security_headers(
    api: Api, method: str, path: str, status: int
) -> None:
    answer = api.client.request(method, path)

    assert answer.status_code == status
    assert HEADERS.items() <= dict(answer.headers).items()
    assert answer.headers["content-type"] == ("application/json" if status == 200 else PROBLEM)


def test_a_path_with_a_slash_at_its_end_is_not_there(api: Api) -> None:
    answer = api.client.get("/v1/match-runs/", headers=api.bearer(), follow_redirects=False)

    assert answer.status_code == 404
    assert told(answer) == {}


def test_a_method_that_a_path_does_not_take_names_those_it_takes(api: Api) -> None:
    answer = api.client.put("/v1/matches", headers=api.bearer(), json={})

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/v1/vacancies/v1", "DELETE, GET, PUT"), ("/v1/pins", "GET, POST"), ("/v1/matches", "POST")],
)
def test_all_that_a_path_takes_is_named(api: Api, path: str, methods: str) -> None:
    answer = api.client.request("PATCH", path, headers=api.bearer())

    assert (answer.status_code, answer.headers["allow"]) == (405, methods)


def test_head_is_like_get_without_a_body(api: Api) -> None:
    answer = api.client.head("/readyz")

    assert answer.status_code == 200
    assert answer.content == b""
    assert HEADERS.items() <= dict(answer.headers).items()


def test_the_document_is_open_to_pages_of_every_site(api: Api) -> None:
    answer = api.client.get("/v1/openapi.json")

    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["openapi"].startswith("3.1")


@pytest.mark.parametrize("path", ["/v1/matches", "/v1/match-runs"])
def test_an_announced_body_over_the_limit_is_refused(api: Api, path: str) -> None:
    answer = api.client.post(path, content=b"{" + b" " * 3000, headers=api.bearer())

    assert answer.status_code == 413
    assert "2,048 bytes" in answer.json()["detail"]


@pytest.mark.parametrize(("path", "most"), [("/v1/matches", "2,048"), ("/v1/imports", "8,192")])
def test_a_body_in_pieces_is_counted_while_it_is_read(api: Api, path: str, most: str) -> None:
    before = api.stored()
    kind = NDJSON if path.endswith("imports") else {"content-type": "application/json"}
    pieces = (b" " * 1024 for _ in range(10))

    answer = api.client.post(path, content=pieces, headers=api.bearer() | kind)

    assert answer.status_code == 413
    assert told(answer) == {}
    assert most in answer.json()["detail"]
    assert api.stored() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-ndjson", "application/jsonish"])
def test_a_body_of_another_kind_than_json_is_refused(api: Api, kind: str) -> None:
    headers = api.bearer() | {"content-type": kind}

    answer = api.client.post("/v1/matches", content=b'{"candidate": "k1"}', headers=headers)

    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]


def test_a_body_of_no_kind_at_all_is_refused_without_repeating_it(api: Api) -> None:
    secret = (piece for piece in (b'{"candidate": "k-secret"}',))

    answer = api.client.post("/v1/match-runs", content=secret, headers=api.bearer())

    assert answer.status_code == 415
    assert "k-secret" not in answer.text


@pytest.mark.parametrize(
    ("body", "field"), [(b"{", "body"), (b"", "body"), (b"[]", "body"), (b'"k1"', "body")]
)
def test_a_body_that_is_no_json_object_is_refused(api: Api, body: bytes, field: str) -> None:
    headers = api.bearer() | {"content-type": "application/json"}

    answer = api.client.post("/v1/matches", content=body, headers=headers)

    assert answer.status_code == 400
    assert field in told(answer)


@pytest.mark.parametrize("body", [b'{"candidate": "\xff"}', b"[" * 2000])
def test_bytes_that_cannot_be_read_are_refused(api: Api, body: bytes) -> None:
    headers = api.bearer() | {"content-type": "application/json"}

    answer = api.client.post("/v1/matches", content=body, headers=headers)

    assert answer.status_code == 400
    assert answer.json()["detail"] == "The request was not accepted."
    assert told(answer) == {"body": "JSON in UTF-8, not deeply nested"}


@pytest.mark.parametrize(
    ("path", "body", "key"),
    [
        ("/v1/matches", '{"candidate": "k1", "candidate": "k2"}', "candidate"),
        (
            "/v1/matches",
            '{"candidate": {"reference": "k1", "dutch": "B1", "dutch": "A1"}}',
            "dutch",
        ),
    ],
)
def test_a_key_that_comes_twice_in_a_body_is_refused_by_name(
    api: Api, path: str, body: str, key: str
) -> None:
    headers = api.bearer() | {"content-type": "application/json"}

    answer = api.client.post(path, content=body, headers=headers)

    assert answer.status_code == 400
    assert told(answer) == {key: "each key once"}


@pytest.mark.parametrize("path", ["/v1/match-runs", "/v1/candidates"])
def test_a_key_that_comes_twice_in_a_query_is_refused_by_name(api: Api, path: str) -> None:
    answer = api.client.get(f"{path}?pageSize=2&pageSize=3", headers=api.bearer())

    assert answer.status_code == 400
    assert told(answer) == {"pageSize": "each key once"}


def test_an_answer_without_a_body_names_no_kind_of_body(api: Api) -> None:
    path, headers = "/v1/coaches/brief", api.bearer()
    made = api.client.put(path, json={"reference": "brief", "hoursPerWeek": 8}, headers=headers)

    gone = api.client.delete(path, headers=headers | {"if-match": made.headers["etag"]})

    assert gone.status_code == 204
    assert "content-type" not in gone.headers


def test_a_connection_that_died_is_replaced_and_a_lost_database_is_unavailable(
    shared: SharedDatabase, cluster: Cluster, api: Api
) -> None:
    ended = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                 " WHERE datname = current_database() AND usename = 'plaatsmaker_api'")  # fmt: skip
    open_to_all = "alter database {} with allow_connections"
    with api.pools.owner.begin() as connection:
        connection.execute(ended)
    after_a_kill = api.client.get("/readyz")

    with api.pools.owner.connect() as connection:
        cluster.run(f"{open_to_all} false", shared.name)
        connection.execute(ended)
        lost = [
            api.client.get("/readyz"),
            api.client.get("/v1/match-runs", headers=api.bearer()),
            api.match({"candidate": "k1"}),
        ]
        alive = api.client.get("/livez")
        cluster.run(f"{open_to_all} true", shared.name)
    healed = api.client.get("/v1/match-runs", headers=api.bearer())

    assert after_a_kill.status_code == 200
    assert [answer.status_code for answer in lost] == [503, 503, 503]
    assert {answer.headers["content-type"] for answer in lost} == {PROBLEM}
    assert alive.status_code == healed.status_code == 200


def test_what_nobody_expected_says_nothing_of_what_was_asked(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    rename = "ALTER TABLE {} RENAME TO {}"
    with api.pools.owner.begin() as connection:
        connection.execute(text(rename.format("import_job", "hidden")))
    answer = api.bring_in('{"type": "candidate", "reference": "k-secret"}')
    with api.pools.owner.begin() as connection:
        connection.execute(text(rename.format("hidden", "import_job")))

    assert answer.status_code == 500
    assert told(answer) == {}
    assert HEADERS.items() <= dict(answer.headers).items()
    assert "unexpected ProgrammingError at" in caplog.text
    assert "import_records" in caplog.text
    assert "k-secret" not in answer.text + caplog.text
    assert api.match({"candidate": "k-secret"}).status_code == 404


def test_an_app_without_an_address_of_a_database_is_not_made() -> None:
    with pytest.raises(Misconfigured, match="PLAATSMAKER_DATABASE_URL"):
        create_app(Settings(database_url=None))


def test_an_app_does_not_start_as_a_role_that_sees_everybody(
    shared: SharedDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = create_app(
        Settings(database_url=shared.url(), state_folder=tmp_path_factory.mktemp("state"))
    )

    with pytest.raises(Misconfigured, match="superuser"), TestClient(app):
        pass


def test_an_app_in_production_refuses_the_tokens_of_the_demo() -> None:
    with pytest.raises(Misconfigured, match="PLAATSMAKER_TOKEN_ISSUER"):
        create_app(Settings(database_url="postgresql://", environment="production"))
