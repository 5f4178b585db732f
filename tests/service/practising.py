"""A practice as its municipality has it: files in, a run by the worker, the plan out, over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx

from examples.common.files import snapshot_of
from examples.common.outcome import Matched
from examples.common.practices import TODAY, Practice, practice_named
from service.db.session import create_engine_for
from service.tokens import SCOPES
from service.usecases import imports
from tests.examples.work import work_for
from tests.service.serving import Server, serving
from tests.service.tenancy import shared_database
from tests.service.working import worker, worker_url

if TYPE_CHECKING:
    from tests.conftest import Cluster

#: A plan that is proven best may take a while where others work too.
PATIENCE_S = 240.0
NOUNS = ("organisations", "vacancies", "coaches", "candidates")


@dataclass(frozen=True)
class Practised:
    """A practice with one municipality, served; `owner` is the address of the database's owner."""

    practice: Practice
    server: Server
    http: httpx.Client
    owner: str

    @property
    def code(self) -> str:
        return self.practice.municipalities[0].code

    def ask(self, method: str, path: str, subject: str = "demo", **given: Any) -> Any:
        """Send a request as the municipality; anything but a success is a failure."""
        return self._sent(method, path, subject, **given).json()

    def tag(self, path: str) -> str:
        """Give the ETag of what is there."""
        return str(self._sent("GET", path, "demo").headers["etag"])

    def _sent(self, method: str, path: str, subject: str, **given: Any) -> httpx.Response:
        issuer, own = self.server.issuer, given.pop("headers", {})
        token = issuer.token(SCOPES, municipality=self.code, subject=subject)
        headers = {"authorization": f"Bearer {token}", **own}
        answer = self.http.request(method, f"/v1{path}", headers=headers, **given)
        assert answer.is_success, answer.text
        return answer

    def bring_in(self) -> None:
        """Import the files, each as it stands."""
        for noun in NOUNS:
            self.import_lines((self.practice.folder / self.code / f"{noun}.ndjson").read_bytes())

    def import_lines(self, lines: str | bytes) -> None:
        """Import lines of NDJSON, none of which is refused."""
        sent = {"content-type": "application/x-ndjson"}
        done = self.ask("POST", "/imports", content=lines, headers=sent)
        assert done["refused"] == 0, done

    def show_to(self, people_per_seat: int) -> None:
        """Let the region show a free seat to so many people at a time."""
        region = self.practice.region
        token = self.server.issuer.token(["admin"], region=region["code"])
        headers = {"authorization": f"Bearer {token}"}
        path = f"/v1/regions/{region['code']}"
        tag = self.http.get(path, headers=headers).headers["etag"]
        body = {"name": region["name"], "shortLists": {"shownPerSeat": people_per_seat}}
        answer = self.http.put(path, json=body, headers=headers | {"if-match": tag})
        assert answer.is_success, answer.text

    def run(self, today: date = TODAY) -> Any:
        """Ask for a run, and wait until the worker has done it."""
        asked = {"today": today.isoformat(), "seed": 1, "workLimit": work_for(self.practice.name)}
        run = self.ask("POST", "/match-runs", json=asked)
        until = time.monotonic() + PATIENCE_S
        while run["status"] in {"queued", "running"} and time.monotonic() < until:
            time.sleep(0.2)
            run = self.ask("GET", f"/match-runs/{run['id']}")
        assert run["status"] == "finished", run
        return run

    def every(self, path: str) -> Iterator[Any]:
        """Give the items of all pages of a list."""
        asked: dict[str, Any] = {"pageSize": 100}
        page = self.ask("GET", path, params=asked)
        yield from page["items"]
        while cursor := page.get("next"):
            page = self.ask("GET", path, params=asked | {"cursor": cursor})
            yield from page["items"]

    def outcome(self, run: Any) -> Matched:
        """Read the stored plan of a run."""
        snapshot = snapshot_of(self.practice.folder, date.fromisoformat(run["today"]))
        proposals = [
            self._proposed(one) for one in self.every(f"/match-runs/{run['id']}/proposals")
        ]
        return Matched(snapshot, proposals, run["gap"], 0.0)

    def _proposed(self, shown: Any) -> Any:
        return SimpleNamespace(
            candidate=f"{self.code}/{shown['candidate']}",
            vacancies=shown["vacancies"],
            start=date.fromisoformat(shown["start"]),
            fit=shown["fit"],
            question=shown["question"],
            rather_not=shown["ratherNot"],
        )


@contextmanager
def practised(cluster: Cluster, folder: Path, name: str) -> Iterator[Practised]:
    """Serve a practice, with its files imported and a worker at hand."""
    practice = practice_named(name)
    with shared_database(cluster) as database:
        owner = create_engine_for(database.url())
        imports.import_region(owner, imports.read_region_file(practice.folder / "region.json"))
        owner.dispose()
        with (
            serving(database, folder) as server,
            worker(worker_url(database), folder / "worker.log"),
            server.client() as http,
        ):
            made = Practised(practice, server, http, database.url())
            made.bring_in()
            yield made
