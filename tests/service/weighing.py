"""Administrators of weight sets, as they call the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from tests.service.api_client import Api
from tests.service.tenancy import OWN

SETS = "/v1/weight-sets"
DRAFT: dict[str, Any] = {
    "name": "Reizen telt zwaarder",
    "motivation": "Veel mensen reizen met de bus.",
    "content": {"weights": {"work": 20, "travel": 20}},
}
#: Nothing reaches this fit, so that every short list is empty.
NOTHING_FITS: dict[str, Any] = {"minimumFit": 10_000}
PERSON = {"candidate": {"reference": "k-new"}}
FITS: dict[str, Any] = {"minimumFit": 0}


@dataclass(frozen=True)
class Administrator:
    """Somebody who drafts, approves and activates for a municipality or a region."""

    api: Api
    subject: str
    scopes: tuple[str, ...] = ("weights:draft", "weights:approve")
    place: dict[str, str] = field(default_factory=lambda: {"municipality": OWN})

    @property
    def headers(self) -> dict[str, str]:
        return self.api.bearer(self.scopes, subject=self.subject, **self.place)

    def get(self, path: str = "", **query: Any) -> Any:
        return self.api.client.get(f"{SETS}{path}", params=query or None, headers=self.headers)

    def post(self, path: str = "", body: object = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.api.client.post(f"{SETS}{path}", json=body, headers=self.headers | named)

    def draft(self, content: dict[str, Any] | None = None, **changed: Any) -> int:
        """Draft a weight set and give its version."""
        given = {} if content is None else {"content": content}
        answer = self.post(body=DRAFT | given | changed)
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"{SETS}/{answer.json()['version']}"
        return int(answer.json()["version"])

    def tag(self, version: int) -> str:
        answer = self.get(f"/{version}")
        assert answer.status_code == 200, answer.text
        return str(answer.headers["etag"])

    def step(self, version: int, step: str, tag: str | None = None) -> Any:
        """Approve, activate or retire a version as it stands now."""
        return self.post(f"/{version}/{step}", If_Match=tag or self.tag(version))

    def approved(self, colleague: Administrator, content: Any = None, **changed: Any) -> int:
        """Draft a weight set and have it approved by a colleague."""
        version = self.draft(content, **changed)
        answer = colleague.step(version, "approval")
        assert answer.status_code == 200, answer.text
        return version

    def activated(self, colleague: Administrator, content: Any = None, **changed: Any) -> int:
        """Draft a weight set, have it approved by a colleague and activate it."""
        version = self.approved(colleague, content, **changed)
        answer = self.step(version, "activation")
        assert answer.status_code == 200, answer.text
        return version


def used(api: Api, **who: Any) -> tuple[int, bool]:
    """Give the version that a short list is made with, and whether it has places."""
    answer = api.match(PERSON, **who)
    assert answer.status_code == 200, answer.text
    return answer.json()["weightSetVersion"], bool(answer.json()["suggestions"])


def asked(api: Api, region: str | None = None, **how: Any) -> int:
    """Ask for a run, stop it, and give the version that it was to use."""
    who: dict[str, Any] = {"scopes": ["runs:manage"], "region": region} if region else {}
    run = api.ask(how, **who).json()
    stop = f"/v1/match-runs/{run['id']}/cancellation"
    assert api.client.post(stop, headers=api.bearer(**who)).status_code == 202
    with api.pools.owner.begin() as connection:
        query = text("SELECT weight_set_version FROM match_run WHERE id = :id")
        version: int = connection.execute(query, {"id": run["id"]}).scalar_one()
    return version
