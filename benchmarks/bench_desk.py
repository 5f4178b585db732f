"""Time short lists over loopback while somebody writes; one JSON line per measurement.

    python -m benchmarks.bench_desk [--places 10000] [--people 2000] [--seconds 30]

A real server on a real PostgreSQL answers a caseworker's requests at an even pace while a place is
changed every second; then as many as it can without writes, beside an endpoint that does nothing.
Latency runs from the moment at which a request was due. A core's requests are counted over the
seconds that the server's process computed, not over those of the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, insert

from benchmarks.arguments import OneLineParser, count
from benchmarks.large_region import enlarged
from benchmarks.measure import ROOT
from examples.common.files import snapshot_of
from examples.laborijn.practice import PRACTICE
from service.bridge import store_entities
from service.bridge.snapshot import PLURALS
from service.db import embedded, migrate, municipalities
from service.db.session import create_engine_for
from service.db.tables import match_run, run_resource
from solver.ground import qualified
from solver.snapshot import Snapshot
from tests.service.serving import free_port, serving

OWN, PLACES_OF_ONE_COPY = "GM0222", 330
PER_SECOND, TOGETHER, CHANGED = 10, 2, 20
TICKS = os.sysconf("SC_CLK_TCK")
Body = dict[str, Any]


@dataclass(frozen=True)
class Postgres:
    """A server of its own, asked for the address of a role."""

    server: embedded.Server

    def url(self, user: str = "postgres") -> str:
        """Give the address for a role, the administrator's by default."""
        return self.server.url(user)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Run a durable server while it lasts, migrated."""
    place = embedded.SHARED / f"plaatsmaker-bench-{uuid.uuid4().hex[:8]}" / "postgres"
    try:
        made = Postgres(embedded.ensure(place))
        migrate.upgrade(made.url())
        yield made
    finally:
        embedded.remove(place)
        shutil.rmtree(place.parent)


def filled(database: Postgres, places: int, people: int) -> Snapshot:
    """Store one municipality of copies of the practice."""
    copies = -(-places // PLACES_OF_ONE_COPY)
    whole = in_one_municipality(enlarged(snapshot_of(PRACTICE.folder), copies), places, people)
    engine = create_engine_for(database.url())
    with engine.begin() as connection:
        municipalities.put_region(connection, "AM09", "Bench")
        municipalities.put_municipality(connection, OWN, "Bench", "AM09")
        for noun in ("organisation", "vacancy", "coach", "candidate"):
            store_entities(connection, noun, getattr(whole, PLURALS[noun]))
        priced(connection, whole)
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    return whole


def priced(connection: Connection, whole: Snapshot) -> None:
    """Publish a plan without proposals, in which most seats have a price."""
    run = uuid.uuid4()
    plan = {"id": run, "region": "AM09", "status": "finished", "plan_status": "published",
            "weight_set_version": 1, "today": whole.today, "requested_by": "bench"}  # fmt: skip
    connection.execute(insert(match_run).values(published_at=func.now(), **plan))
    rows = [
        {"run_id": run, "position": number, "kind": "seats", "municipality": OWN,
         "reference": qualified(place.reference, OWN), "capacity": 1, "used": 1,
         "price": 300.0 * (number % 7)}
        for number, place in enumerate(whole.vacancies)
    ]  # fmt: skip
    connection.execute(insert(run_resource), rows)


def in_one_municipality(region: Snapshot, places: int, people: int) -> Snapshot:
    """Let one municipality keep every record, each under a name of its own."""

    def kept(record: Any, **more: Any) -> Any:
        name = f"{record.municipality}-{record.reference}"
        return replace(record, municipality=OWN, reference=name, **more)

    def house(place: Any) -> str:
        return qualified(place.organisation, place.municipality).replace("/", "-")

    return Snapshot(
        today=region.today,
        candidates=tuple(
            kept(one, known_coach=None, group=None, not_together_with=frozenset())
            for one in region.candidates[:people]
        ),
        organisations=tuple(map(kept, region.organisations)),
        vacancies=tuple(kept(one, organisation=house(one)) for one in region.vacancies[:places]),
        coaches=tuple(kept(one, area=frozenset({OWN})) for one in region.coaches),
    )


@dataclass
class Caseworker:
    """A connection that stays open, and how long each answer took."""

    port: int
    headers: dict[str, str]
    milliseconds: list[float] = field(default_factory=list)
    etag: str = ""

    def __post_init__(self) -> None:
        self._connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method: str, path: str, body: Body | None = None) -> Body:
        """Send a request; give the answer, which must be a good one. It remembers the ETag."""
        content = None if body is None else json.dumps(body)
        headers = self.headers | ({"if-match": self.etag} if method == "PUT" else {})
        self._connection.request(method, path, content, headers)
        answer = self._connection.getresponse()
        told = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {told[:200]!r}")
        self.etag = answer.headers.get("etag", "")
        return dict(json.loads(told))

    def match(self, candidate: str, due: float) -> None:
        """Ask for a short list that was due at a moment."""
        self.ask("POST", "/v1/matches", {"candidate": candidate})
        self.milliseconds.append(1000 * (time.perf_counter() - due))


def at_an_even_pace(port: int, headers: dict[str, str], people: list[str], seconds: int) -> Body:
    """Ask ten times a second while a place is changed every second."""
    desks = [Caseworker(port, headers) for _ in range(TOGETHER)]
    stop, began = threading.Event(), time.perf_counter() + 1
    with ThreadPoolExecutor(TOGETHER + 1) as together:
        writing = together.submit(write, Caseworker(port, headers), stop)
        asking = [
            together.submit(take_turns, desk, people, began, (turn, seconds))
            for turn, desk in enumerate(desks)
        ]
        for each in asking:
            each.result()
        stop.set()
        writing.result()
    return quantiles([each for desk in desks for each in desk.milliseconds])


def take_turns(desk: Caseworker, people: list[str], began: float, turn: tuple[int, int]) -> None:
    """Send every other request of the even pace."""
    first, seconds = turn
    for number in range(first, seconds * PER_SECOND, TOGETHER):
        due = began + number / PER_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        desk.match(people[number % len(people)], due)


def write(desk: Caseworker, stop: threading.Event) -> None:
    """Change a place every second."""
    listed = desk.ask("GET", f"/v1/vacancies?pageSize={CHANGED}")
    for number, place in enumerate(cycle(listed["items"])):
        path = f"/v1/vacancies/{place['reference']}"
        desk.ask("PUT", path, desk.ask("GET", path) | {"seats": 9 + number % 7})
        if stop.wait(1.0):
            return


def as_many_as_can(port: int, headers: dict[str, str], people: list[str], pid: int) -> Body:
    """Ask without a pause, some at a time, for ten seconds."""
    desks = [Caseworker(port, headers) for _ in range(TOGETHER)]
    began, before = time.perf_counter(), computed(pid)

    def ask(desk: Caseworker) -> None:
        for candidate in cycle(people):
            if time.perf_counter() > began + 10:
                return
            desk.match(candidate, time.perf_counter())

    with ThreadPoolExecutor(TOGETHER) as together:
        for each in [together.submit(ask, desk) for desk in desks]:
            each.result()
    took, worked = time.perf_counter() - began, computed(pid) - before
    told = [each for desk in desks for each in desk.milliseconds]
    rates = {"per_second": len(told) / took, "per_core_second": len(told) / worked}
    return quantiles(told) | {name: round(rate, 1) for name, rate in rates.items()}


def quantiles(milliseconds: list[float]) -> Body:
    """Give how long half of the requests took, and most of them."""
    levels = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
    told = {name: round(float(np.quantile(milliseconds, at)), 1) for name, at in levels.items()}
    return {"requests": len(milliseconds), **told}


def computed(pid: int) -> float:
    """Give the seconds that a process has computed, its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def empty_endpoint() -> Iterator[tuple[int, int]]:
    """Serve an endpoint that does nothing; give its port and process."""
    port = free_port()
    app = ["-m", "uvicorn", "benchmarks.empty_endpoint:app", "--port", str(port), "--no-access-log"]
    with subprocess.Popen([sys.executable, *app, "--log-level", "warning"], cwd=ROOT) as process:
        try:
            wait_for(port)
            yield port, process.pid
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(200):
        try:
            Caseworker(port, {"content-type": "application/json"}).ask("POST", "/v1/matches", {})
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("The empty endpoint did not start.")


def arguments(given: list[str] | None) -> argparse.Namespace:
    parser = OneLineParser(prog="benchmarks.bench_desk", description=__doc__.split("\n")[0])
    parser.add_argument("--places", type=count, default=10_000)
    parser.add_argument("--people", type=count, default=2_000)
    parser.add_argument("--seconds", type=count, default=30)
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> None:
    asked = arguments(given)
    with tempfile.TemporaryDirectory() as folder, postgres() as database:
        whole = filled(database, asked.places, asked.people)
        people = [person.reference for person in whole.candidates]
        with serving(database, Path(folder)) as server:
            headers = server.bearer() | {"content-type": "application/json"}
            first = Caseworker(server.port, headers)
            first.match(people[0], time.perf_counter())
            told = {"places": len(whole.vacancies), "people": len(people),
                    "first_ms": round(first.milliseconds[0])}  # fmt: skip
            print(json.dumps(told), flush=True)
            even = at_an_even_pace(server.port, headers, people, asked.seconds)
            print(json.dumps({"measured": "a write a second", **even}), flush=True)
            many = as_many_as_can(server.port, headers, people, server.process.pid)
            print(json.dumps({"measured": "no writes", **many}), flush=True)
        with empty_endpoint() as (port, pid):
            many = as_many_as_can(port, headers, people, pid)
            print(json.dumps({"measured": "an empty endpoint", **many}), flush=True)


if __name__ == "__main__":
    main()
