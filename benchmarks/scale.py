"""A country, region by region: what a night takes of the worker, its child and the database.

    python -m benchmarks.scale --regions 35 --people 10000 [--threads 2] [--kept FILE] [--json]

Every region is drawn, stored, and matched from nothing as a worker does it, on a database of its
own, and then let go: no more than one is in memory. Each prints its figures; those in a `--kept`
file are not done again, so that a country can be done in several sittings. In the end the country
is put on paper: so many workers for all regions within a night, and what the database then has to
do. `--workers` does small regions in one database by real worker processes, first by one of them
and then by more, each with one thread to search: what a second worker brings on the same machine.
"""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.arguments import OneLineParser, count
from benchmarks.large_region import region_of
from benchmarks.night_run import night, peak, served, store
from service.db.roles import WORKER
from service.db.session import transaction
from service.settings import CHECKOUT
from service.usecases.runs import RunRequest, request_run

PEOPLE, HOURS = 400_000, 6.0
TICKS = os.sysconf("SC_CLK_TCK")
LOOK_S = 0.2


@dataclass(frozen=True)
class Night:
    """What one region took; `mib` is the most of the worker or its child so far."""

    region: int
    people: int
    places: int
    placed: int
    gap: float
    seconds: float
    mib: int
    database_seconds: float
    database_mib: float


def nights(seeds: Iterable[int], people: int, threads: int) -> Iterator[Night]:
    """Do one region after the other, each drawn by a seed of its own."""
    for seed in seeds:
        region = region_of(people, seed)
        with served() as (owner, worker):
            store(owner, region)
            before = busy(owner)
            done = night(worker, region, seed, threads)
            yield Night(
                region=seed,
                people=people,
                places=len(region.vacancies),
                placed=done.run.placed,
                gap=round(done.run.gap, 5),
                seconds=round(done.seconds, 1),
                mib=round(max(map(peak, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))),
                database_seconds=round(busy(owner) - before, 2),
                database_mib=round(size(owner)),
            )


def kept_in(file: Path | None, people: int) -> list[Night]:
    """Read the regions of earlier sittings, the first ones; raises `SystemExit` for others."""
    if file is None or not file.exists():
        return []
    done = []
    for number, line in enumerate(file.read_text().splitlines(), 1):
        try:
            each = Night(**json.loads(line))
        except (ValueError, TypeError):
            each = None
        if each is None or (each.region, each.people) != (number, people):
            raise SystemExit(f"Expected region {number} of {people:,} people in line {number}.")
        done.append(each)
    return done


def on_paper(done: list[Night]) -> dict[str, float]:
    """Give what all people of the country take in one night."""
    regions = PEOPLE / done[0].people
    seconds = sum(one.seconds for one in done) / len(done)
    database = sum(one.database_seconds for one in done) / len(done)
    return {
        "people": PEOPLE,
        "regions": math.ceil(regions),
        "hours": HOURS,
        "workers": math.ceil(regions * seconds / (HOURS * 3600)),
        "worker_mib": max(one.mib for one in done),
        "database_cores": round(regions * database / (HOURS * 3600), 4),
        "database_mib": round(regions * max(one.database_mib for one in done)),
    }


def busy(owner: Engine) -> float:
    """Give the processor seconds of a server and of all that has served its connections."""
    with owner.connect() as connection:
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    chief = int((folder / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{chief}/task/{chief}/children").read_text().split()
    return sum(_seconds(pid) for pid in (chief, *map(int, children)))


def _seconds(pid: int) -> float:
    """Give the processor seconds of a process and of its children that ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS


def size(owner: Engine) -> float:
    """Give the size of a database, in MiB."""
    with owner.connect() as connection:
        query = text("SELECT pg_database_size(current_database())")
        return float(connection.execute(query).scalar_one()) / 2**20


def beside(workers: int, regions: int, people: int) -> float:
    """Give the seconds in which so many workers do so many regions of one database."""
    with served() as (owner, worker), ExitStack() as staff:
        days = {}
        for number in range(regions):
            name, region = f"AM{number + 1:02}", region_of(people, number + 1, number + 1)
            store(owner, region, name)
            days[name] = region.today
        for _ in range(workers):
            staff.enter_context(_working(owner))
        while _at_work(owner) < 2 * workers:  # each of them takes from two queues
            time.sleep(LOOK_S)
        began = time.perf_counter()
        for name, today in days.items():
            with transaction(worker, region=name) as connection:
                request_run(connection, RunRequest(name, today, "benchmark", seed=1))
        while _left(owner):
            time.sleep(LOOK_S)
        return time.perf_counter() - began


@contextmanager
def _working(owner: Engine) -> Iterator[None]:
    """Let a worker take runs, until the block ends."""
    address = owner.url.set(username=WORKER).render_as_string(hide_password=False)
    given = {"PLAATSMAKER_WORKER_DATABASE_URL": address, "PLAATSMAKER_SOLVER_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "worker"],
        env=os.environ | given | {"PLAATSMAKER_NIGHT_HOURS": "0"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=CHECKOUT,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _at_work(owner: Engine) -> int:
    with owner.connect() as connection:
        query = text("SELECT count(*) FROM procrastinate_workers")
        return int(connection.execute(query).scalar_one())


def _left(owner: Engine) -> int:
    """Count the runs that have not ended; a run that failed ends the measurement."""
    query = text("SELECT status, count(*) AS number FROM match_run GROUP BY status")
    with owner.connect() as connection:
        found = {row.status: row.number for row in connection.execute(query)}
    if set(found) - {"queued", "running", "finished"}:
        raise SystemExit(f"The runs ended in {sorted(found)}.")
    return int(found.get("queued", 0) + found.get("running", 0))


def main() -> None:
    """Read the options; print a line a region, and the sum."""
    parser = OneLineParser(prog="benchmarks.scale", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--regions", type=count, default=35)
    parser.add_argument("--people", type=count, default=10_000)
    parser.add_argument("--threads", type=count, default=2)
    parser.add_argument("--kept", type=Path, help="a file of lines, of earlier sittings too")
    parser.add_argument("--workers", type=count, default=0, help="so many beside one alone")
    parser.add_argument("--json", action="store_true", help="lines of JSON, as always")
    asked = parser.parse_args()
    if asked.workers:
        one, more = (beside(n, asked.regions, asked.people) for n in (1, asked.workers))
        ratio = round(more / one, 3)
        print(json.dumps({"one": round(one, 1), "workers": asked.workers,
                          "beside": round(more, 1), "ratio": ratio}), flush=True)  # fmt: skip
        return
    done = kept_in(asked.kept, asked.people)
    left = range(len(done) + 1, asked.regions + 1)
    for each in nights(left, asked.people, asked.threads):
        line = json.dumps(asdict(each))
        print(line, flush=True)
        if asked.kept is not None:
            with asked.kept.open("a") as file:
                file.write(line + "\n")
        done.append(each)
    print(json.dumps(on_paper(done)), flush=True)


if __name__ == "__main__":
    main()
