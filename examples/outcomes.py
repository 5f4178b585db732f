"""Match every practice through the database and the worker, and print what came of each.

Run `python -m examples.outcomes [--pictures docs/practices]`. Ends with 1 when a practice's own
number is not what it asks.
"""

from __future__ import annotations

import argparse
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, Row

from examples.common.files import snapshot_of
from examples.common.outcome import Check, Matched
from examples.common.practices import Practice, names, practice_named
from examples.picture import picture
from service import bridge
from service.db.addresses import api_address, kept_running, worker_address
from service.db.session import create_engine_for, transaction
from service.demo import matched, own_server, worker_of_demo
from service.demo_report import Follower
from service.settings import Settings

WIDTH = 170
COLUMNS = ("people", "placed", "hours a week", "fit", "gap", "seconds")


@dataclass(frozen=True, slots=True)
class Done:
    """A practice that was matched."""

    practice: Practice
    outcome: Matched
    run: Row[Any]


def done(settings: Settings, engine: Engine, name: str, follower: Follower) -> Done:
    """Import a practice, match it, and read the stored plan."""
    practice = practice_named(name)
    run = matched(settings, engine, name, follower, practice.work_limit)
    whole = create_engine_for(worker_address(settings))  # who asks for a run sees no people
    with transaction(whole, region=run.region) as connection:
        plan = bridge.stored_plan(connection, run.id)
    whole.dispose()
    seconds = (run.finished_at - run.started_at).total_seconds()
    snapshot = snapshot_of(practice.folder, run.today)
    return Done(practice, Matched(snapshot, plan.proposals, run.gap or 0.0, seconds), run)


def all_done(settings: Settings, console: Console) -> list[Done]:
    """Match every practice there is, one after the other."""
    with own_server(settings, console), kept_running(settings):
        engine = create_engine_for(api_address(settings))
        with worker_of_demo(settings) as working:
            every = [done(settings, engine, name, Follower(console, working)) for name in names()]
        engine.dispose()
    return every


def row_of(done: Done) -> tuple[str, ...]:
    """Give what the table says of a practice, but for its check."""
    outcome = done.outcome
    return (
        f"{len(outcome.people):,}",
        f"{len(outcome.proposals):,}",
        f"{outcome.hours:,.0f}",
        f"{outcome.mean_fit:,}",
        f"{100 * outcome.gap:.2f} %",
        f"{outcome.seconds:.1f}",
    )


def table_of(every: list[tuple[Done, Check]]) -> Table:
    """Give one line per practice, with its own number."""
    table = Table(box=box.SIMPLE)
    table.add_column("practice", no_wrap=True)
    for column in COLUMNS:
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("its own number")
    for one, check in every:
        told = f"{'kept' if check.kept else 'NOT KEPT'}: {check.told}"
        table.add_row(one.practice.name, *row_of(one), told)
    return table


def main() -> int:
    """Run all, print the table, and draw when asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--pictures", type=Path, help="a folder for a picture of each")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    console = Console(highlight=False)
    every = [(one, one.practice.check(one.outcome)) for one in all_done(Settings(), console)]
    Console(width=max(console.width, WIDTH), highlight=False).print(table_of(every))
    for one, _ in every if asked.pictures else ():
        path = asked.pictures / f"{one.practice.name}.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(picture(one.practice, one.outcome, one.run.summary), encoding="utf-8")
    return 0 if all(check.kept for _, check in every) else 1


if __name__ == "__main__":
    sys.exit(main())
