"""The pages of the OpenAPI document: whole, and from this service alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.service.api_client import PROBLEM, Api, served
from tests.service.tenancy import SharedDatabase, shared_database

if TYPE_CHECKING:
    from tests.conftest import Cluster

ADDRESS = re.compile(r"(?:src|href)=\"([^\"]*)\"")


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[SharedDatabase]:
    with shared_database(cluster) as made:
        yield made


@pytest.fixture(scope="module")
def api(database: SharedDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with served(database, tmp_path_factory.mktemp("state")) as made:
        yield made


def test_the_page_loads_nothing_but_what_this_service_gives(api: Api) -> None:
    page = api.client.get("/docs")

    loaded = [address for address in ADDRESS.findall(page.text) if address != "data:,"]
    assert page.headers["content-type"].startswith("text/html")
    assert len(loaded) == 3
    assert "://" not in page.text
    for address in loaded:
        asset = api.client.get(address)
        assert asset.status_code == 200
        assert asset.headers["x-content-type-options"] == "nosniff"
        assert asset.headers["content-type"].startswith(
            "text/css" if address.endswith(".css") else "text/javascript"
        )


def test_the_page_shows_the_document_that_is_open_to_all(api: Api) -> None:
    start = api.client.get("/docs/start.js").text

    (address,) = re.findall(r'url: "([^"]+)"', start)
    assert api.client.get(address).json()["openapi"].startswith("3.1")


def test_a_browser_is_told_to_take_nothing_from_elsewhere(api: Api) -> None:
    policy = api.client.get("/docs").headers["content-security-policy"]

    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/docs/../app.py", "/docs/LICENSE", "/docs/", "/redoc"])
def test_what_is_no_part_of_the_page_is_not_there(api: Api, path: str) -> None:
    answer = api.client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == PROBLEM
