"""Two nights of a region: one from nothing, one after 3 % of people and places changed.

    python -m benchmarks.night_run --people N --seed S --json [--from-nothing]

The server is a PostgreSQL of its own, durable; a night is done as a worker does it, from reading to
the stored plan. Between the nights the plan is published, and of the people and of the places one
in a hundred each are gone, new, and changed.
`*_seconds` are end to end; solving is all that the child does, from columns to a plan in words, and
what is outside it reads, writes down, judges and stores. Memory is that of the larger of the worker
and its child. With `--from-nothing` the second night is solved once more, as it was read but
without known prices and with the work of a first night: what beginning from yesterday saves.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, Row, text

from benchmarks.arguments import OneLineParser, count
from benchmarks.large_region import region_of
from service import bridge
from service.db import catalogue, embedded, migrate, municipalities, runs
from service.db.session import create_engine_for, transaction
from service.usecases.execution import execute_run
from service.usecases.publishing import take_step
from service.usecases.replayed import task_of
from service.usecases.runs import RunRequest, request_run
from solver.snapshot import Snapshot

REGION = "AM09"
SHARE = 0.01


@dataclass(frozen=True)
class Night:
    """A run that was done, and how long it took from asking to its stored plan."""

    run: Row[Any]
    seconds: float

    @property
    def solving(self) -> float:
        """Seconds of the child."""
        return float(sum(self.run.summary["seconds"].values()))

    @property
    def outside(self) -> float:
        """What is not solving, as a share of it."""
        return (self.seconds - self.solving) / self.solving


def measured(people: int, seed: int, *, again: bool = False) -> dict[str, object]:
    """Do both nights, and solve the second `again` from nothing."""
    first, second = two_days(region_of(round(people * (1 + SHARE)), seed), seed)
    with served() as (owner, worker):
        store(owner, first)
        cold = night(worker, first, seed)
        began = perf_counter()
        take_step(worker, cold.run.id, REGION, "publish", first.today)
        published = perf_counter() - began
        change(owner, first, second)
        warm = night(worker, second, seed)
        memory = max(map(peak, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
        more = {"from_nothing": from_nothing(worker, warm)} if again else {}
    return {
        "people": people,
        "places": len(first.vacancies),
        "cold_seconds": round(cold.seconds, 2),
        "warm_seconds": round(warm.seconds, 2),
        "cold_gap": cold.run.gap,
        "warm_gap": warm.run.gap,
        "changed": warm.run.changed,
        "budget": warm.run.change_budget,
        "forced": warm.run.forced,
        "outside_solve_share": round(max(cold.outside, warm.outside), 3),
        "peak_mib": round(memory),
        "cold": steps(cold),
        "warm": steps(warm),
        "publish_seconds": round(published, 2),
        "placed": [cold.run.placed, warm.run.placed],
    } | more


def from_nothing(worker: Engine, night: Night) -> dict[str, float | None]:
    """Solve what a night read without known prices, with the work of a first one."""
    with transaction(worker, region=REGION) as connection:
        task = task_of(connection, night.run.id)
    params = replace(task.params, prices=None, person_prices=None, work_limit=None)
    plan = replace(task, params=params).solved(lambda _: None, lambda: False, 2)
    return {"solving": round(sum(plan.seconds.values()), 2), "gap": plan.gap}


def steps(night: Night) -> dict[str, float]:
    """Give the seconds of each step."""
    return {**night.run.summary["seconds"], "outside": round(night.seconds - night.solving, 2)}


def peak(whose: int) -> float:
    """Give the most memory of this process, or of its largest child, in MiB."""
    return resource.getrusage(whose).ru_maxrss / 1024


def two_days(region: Snapshot, seed: int) -> tuple[Snapshot, Snapshot]:
    """Give a region on two days, between which a few people and places came, went and changed."""
    rng = random.Random(seed)
    people, places = list(region.candidates), list(region.vacancies)
    rng.shuffle(people)
    rng.shuffle(places)
    waiting, coming = round(SHARE * len(people)), round(SHARE * len(places))
    first = region.having(candidates=tuple(people[waiting:]), vacancies=tuple(places[coming:]))
    stay, open_still = people[2 * waiting :], places[2 * coming :]
    changed = [_other_hours(person) for person in stay[:waiting]]
    widened = [replace(place, seats=place.seats + 1) for place in open_still[:coming]]
    second = region.having(
        candidates=(*people[:waiting], *changed, *stay[waiting:]),
        vacancies=(*places[:coming], *widened, *open_still[coming:]),
    )
    return first, second


def _other_hours(person: Any) -> Any:
    """Let a person work two days a week at most."""
    load = person.load
    hours = {"min_week_minutes": None, "wish_week_minutes": None, "max_week_minutes": 960}
    return replace(person, load=replace(load, **hours))


@contextmanager
def served() -> Iterator[tuple[Engine, Engine]]:
    """Start a server of its own; give the owner's and the worker's connections."""
    place = embedded.SHARED / f"plaatsmaker-bench-{uuid.uuid4().hex[:8]}" / "postgres"
    try:
        server = embedded.ensure(place)
        migrate.upgrade(server.url())
        owner = create_engine_for(server.url())
        worker = create_engine_for(server.url("plaatsmaker_worker"))
        yield owner, worker
        owner.dispose()
        worker.dispose()
    finally:
        embedded.remove(place)
        shutil.rmtree(place.parent)


def store(owner: Engine, region: Snapshot, name: str = REGION) -> None:
    """Store a region as it is on its first day."""
    with owner.begin() as connection:
        municipalities.put_region(connection, name, "Region")
        for code in sorted({o.municipality for o in region.organisations}):
            municipalities.put_municipality(connection, code, code, name)
        for shared in region.partnerships:
            fields = {"reference": shared.reference, "form": shared.form, "start_day": None}
            municipalities.put_partnership(
                connection, fields | {"end_day": None}, shared.municipalities
            )
        for noun, records in _by_noun(region):
            bridge.store_entities(connection, noun, records)
    with owner.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def change(owner: Engine, before: Snapshot, after: Snapshot) -> None:
    """Store what is new and what is changed, and delete what is gone."""
    with owner.begin() as connection:
        for (noun, old), (_, new) in zip(_by_noun(before), _by_noun(after), strict=True):
            known = set(map(_key, old))
            for municipality, reference in sorted(known - set(map(_key, new))):
                catalogue.remove(connection, noun, municipality, reference)
            bridge.store_entities(connection, noun, new)


def _by_noun(region: Snapshot) -> list[tuple[str, Sequence[Any]]]:
    return [
        ("organisation", region.organisations),
        ("coach", region.coaches),
        ("candidate", region.candidates),
        ("vacancy", region.vacancies),
    ]


def _key(record: Any) -> tuple[str, str]:
    return record.municipality, record.reference


def night(worker: Engine, region: Snapshot, seed: int, threads: int = 2) -> Night:
    """Ask for a run and do it."""
    began = perf_counter()
    asked = RunRequest(REGION, region.today, "benchmark", seed=seed)
    with transaction(worker, region=REGION) as connection:
        made = request_run(connection, asked)
    execute_run(worker, made, REGION, threads=threads)
    seconds = perf_counter() - began
    with transaction(worker, region=REGION) as connection:
        run = runs.get(connection, made)
    if run is None or run.status != "finished":
        raise SystemExit(f"A night ended in {run and (run.status, run.failure)}.")
    return Night(run, seconds)


def main() -> None:
    """Read the options, and print one line."""
    parser = OneLineParser(
        prog="benchmarks.night_run", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--people", type=count, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line of JSON, as always")
    parser.add_argument(
        "--from-nothing", action="store_true", help="solve the second night once more, cold"
    )
    asked = parser.parse_args()
    print(json.dumps(measured(asked.people, asked.seed, again=asked.from_nothing)), flush=True)


if __name__ == "__main__":
    main()
