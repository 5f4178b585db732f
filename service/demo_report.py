"""What the demo shows: how far the run is, what came of it, and what to ask next."""

from __future__ import annotations

import subprocess
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import Row

from service.errors import Unavailable
from service.settings import Settings

REASONS = {
    "nowhere_eligible": "eligible nowhere",
    "resource_taken": "eligible, but others took what is scarce",
    "below_minimum_fit": "nothing above the minimum fit",
    "kept_out": "kept out by a decision (exempt, paused, declined)",
}
SCARCE = {
    "seats": "seats",
    "guidance": "guidance, minutes per week",
    "coaching": "coaching, minutes per week",
    "total": "own totals of organisations",
}
STEPS = {
    "columns": "encoding people and places",
    "options": "rules and criteria, options",
    "greedy": "the baseline",
    "search": "searching the plan",
    "explain": "writing the reasons",
}


class Follower:
    """Shows a run while it is under way: a moving line on a terminal, else a line per step."""

    def __init__(self, console: Console, working: subprocess.Popen[bytes]) -> None:
        self._console, self._working = console, working
        self._told = ""
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._line = self._progress.add_task("Match run queued", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, run: Row[Any]) -> None:
        """Show how far a run is; raises `Unavailable` when its worker is gone."""
        if self._working.poll() is not None:
            raise Unavailable("The worker ended: see worker.log in the state folder.")
        told = _told(run)
        self._progress.update(self._line, description=told)
        step = told.partition(":")[0]
        if step != self._told and not self._console.is_terminal:
            self._console.print(step)
        self._told = step


def _told(run: Row[Any]) -> str:
    step = run.progress.get("step")
    if run.status == "queued" or step is None:
        return f"Match run {run.status}"
    value, bound = run.progress.get("value"), run.progress.get("bound")
    found = "" if value is None else f": {value:,} of at most {bound:,} points"
    return f"Match run, {STEPS.get(step, step)}{found}"


def show_summary(console: Console, run: Row[Any], seconds: float) -> None:
    """Print what a run came to."""
    summary = run.summary
    table = Table(title=f"Region {run.region}, {run.people} people", title_justify="left")
    table.add_column("", no_wrap=True)
    table.add_column("", justify="right")
    table.add_row("placed", f"{run.placed:,}")
    table.add_row("  of these with a question", f"{summary['placed_with_question']:,}")
    table.add_row("not placed", f"{run.people - run.placed:,}", end_section=False)
    for reason, told in REASONS.items():
        table.add_row(f"  {told}", f"{summary['unplaced'].get(reason, 0):,}")
    table.add_section()
    for kind, told in SCARCE.items():
        used = summary["resources"].get(kind)
        if used is not None:
            share = 100 * used["used"] / max(1, used["capacity"])
            table.add_row(told, f"{used['used']:,} of {used['capacity']:,} ({share:.1f} %)")
    table.add_section()
    table.add_row("mean fit of those placed, 0–10,000", f"{summary['mean_fit'] or 0:,}")
    table.add_row("plan", f"{run.placed:,} people, {run.value:,} points")
    greedy = f"{summary['greedy_placed']:,} people, {summary['greedy_value']:,} points"
    table.add_row("best fit first, for comparison", greedy)
    table.add_row("outcome", f"{run.outcome} ({run.method})")
    table.add_row("at most possible (bound)", f"{run.bound:,} points")
    table.add_row("gap", f"{100 * run.gap:.2f} %")
    table.add_section()
    for step, told in STEPS.items():
        table.add_row(told, f"{summary['seconds'].get(step, 0):.1f} s")
    table.add_row("all, from the start of the demo", f"{seconds:.1f} s")
    console.print(table)


def show_requests(
    console: Console, settings: Settings, token: str, run_id: UUID, candidate: str
) -> None:
    """Print three requests to paste."""
    base = f"http://{settings.host}:{settings.port}/v1"
    asking = '-H "Authorization: Bearer $TOKEN"'
    body = f'{{"candidate": "{candidate}"}}'
    for line in (
        "",
        "Three requests to paste in another terminal:",
        "",
        f"TOKEN={token}",
        "",
        "# a short list for one candidate",
        f"curl -s {base}/matches {asking} -H 'Content-Type: application/json' -d '{body}'",
        "",
        "# the run",
        f"curl -s {base}/match-runs/{run_id} {asking}",
        "",
        "# its first proposals",
        f"curl -s '{base}/match-runs/{run_id}/proposals?pageSize=3' {asking}",
        "",
        f"Serving {base} until Ctrl-C ...",
    ):
        console.print(line, soft_wrap=True, markup=False)
