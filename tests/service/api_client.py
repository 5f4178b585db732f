"""The real app on a real database, with real tokens of the demo's issuer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text
from starlette.testclient import TestClient
from starlette.types import Message

from service.app import create_app
from service.settings import Settings
from service.tokens import SCOPES, DemoIssuer
from tests import log_watch
from tests.service.tenancy import OWN, Pools, SharedDatabase, three_municipalities

NDJSON = {"content-type": "application/x-ndjson"}
RUNS = "/v1/match-runs"
PROBLEM = "application/problem+json"
#: Every table that a refused request must leave as it was.
WRITTEN = (
    "candidate",
    "organisation",
    "vacancy",
    "coach",
    "match_run",
    "import_job",
    "weight_set",
    "procrastinate_jobs",
)


@dataclass(frozen=True)
class Api:
    """A running app, and who may sign tokens for it."""

    client: TestClient
    issuer: DemoIssuer
    pools: Pools
    settings: Settings

    def bearer(
        self,
        scopes: Iterable[str] = SCOPES,
        *,
        municipality: str | None = OWN,
        region: str | None = None,
        subject: str = "demo",
    ) -> dict[str, str]:
        """Give the headers of a caller; one municipality with every scope by default."""
        own = None if region else municipality
        token = self.issuer.token(scopes, municipality=own, region=region, subject=subject)
        return {"authorization": f"Bearer {token}"}

    def match(self, body: object, **who: Any) -> Any:
        """Ask for a short list."""
        return self.client.post("/v1/matches", json=body, headers=self.bearer(**who))

    def ask(self, body: object = None, **who: Any) -> Any:
        """Ask for a run."""
        return self.client.post(RUNS, json=body, headers=self.bearer(**who))

    def read(self, path: str, **who: Any) -> Any:
        """Read runs, or a run at `/id`."""
        return self.client.get(f"{RUNS}{path}", headers=self.bearer(**who))

    def bring_in(self, *lines: str, mode: str | None = None) -> Any:
        """Import lines of NDJSON."""
        return self.client.post(
            "/v1/imports",
            content="\n".join(lines).encode(),
            params={} if mode is None else {"mode": mode},
            headers=self.bearer() | NDJSON,
        )

    def post_file(self, content: str, media_type: str) -> Any:
        """Import a file of some media type."""
        headers = self.bearer() | {"content-type": media_type}
        return self.client.post("/v1/imports", content=content.encode(), headers=headers)

    def streamed(
        self, path: str, pieces: Iterator[bytes], headers: dict[str, str]
    ) -> tuple[int, Any]:
        """Post a body piece by piece, which the client above would join first."""
        sent: list[Message] = []

        async def receive() -> Message:
            piece = next(pieces, None)
            return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

        async def send(message: Message) -> None:
            sent.append(message)

        named = [(name.encode(), text.encode()) for name, text in headers.items()]
        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"",
                 "headers": named}  # fmt: skip
        asyncio.run(self.client.app(scope, receive, send))
        return sent[0]["status"], json.loads(sent[1]["body"])

    def stored(self) -> dict[str, int]:
        """Count the rows of every table that a request may write."""
        with self.pools.owner.begin() as connection:
            return {
                name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
                for name in WRITTEN
            }


@contextmanager
def served(database: SharedDatabase, folder: Path, **chosen: Any) -> Iterator[Api]:
    """Fill a database with three municipalities and start the app on it."""
    with three_municipalities(database) as pools, another(database, folder, pools, **chosen) as api:
        yield api


@contextmanager
def another(database: SharedDatabase, folder: Path, pools: Pools, **chosen: Any) -> Iterator[Api]:
    """Start one more app on a database that is filled already."""
    settings = Settings(database_url=database.url("plaatsmaker_api"), state_folder=folder, **chosen)
    issuer = DemoIssuer(folder, settings.token_issuer, settings.token_audience)
    with TestClient(create_app(settings)) as client:
        client.event_hooks["request"].append(log_watch.note_request)
        yield Api(client, issuer, pools, settings)
        log_watch.LINES.extend(client.get("/metrics").text.splitlines())


def told(answer: Any) -> dict[str, str]:
    """Give what a refusal says was expected, by field; it must be problem+json."""
    assert answer.headers["content-type"] == PROBLEM
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    return {problem["field"]: problem["expected"] for problem in body.get("errors", ())}
