"""The pages of the OpenAPI document: whole, and from this service alone."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest

from tests.service.api_client import PROBLEM, Api

ADDRESS = re.compile(r"(?:src|href)=\"([^\"]*)\"")


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


def test_nobody_waits_while_the_document_is_made(api: Api) -> None:
    answered = []

    async def ask(client: httpx.AsyncClient, path: str) -> None:
        answered.append(((await client.get(path)).status_code, path))

    async def both() -> None:
        app = api.client.app
        app.openapi_schema = None
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            document = asyncio.create_task(ask(client, "/v1/openapi.json"))
            await asyncio.sleep(0)
            await ask(client, "/livez")
            await document

    asyncio.run(both())

    assert answered == [(200, "/livez"), (200, "/v1/openapi.json")]


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
