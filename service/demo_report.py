"""What the demo shows: how far the run is, what came of it, and what to ask next."""

from __future__ import annotations

from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from rich import box
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
    "kept_out": "kept out by a decision",
    "not_known": "not known: a place was left",
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
    "greedy": "best fit first, for comparison",
    "search": "searching the plan",
    "reasons": "looking at what is taken",
    "robust": "one weight or answer otherwise",
    "hold_back": "what people who are expected would give",
    "explain": "writing the reasons",
}


class Follower:
    """Shows a run while it is under way: a moving line on a terminal, else a line per step."""

    def __init__(self, console: Console, working: BaseProcess) -> None:
        self.console, self._working = console, working
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
        if not self._working.is_alive():
            raise Unavailable("The worker ended: see worker.log in the state folder.")
        told = _told(run)
        self._progress.update(self._line, description=told)
        step = told.partition(":")[0]
        if step != self._told and not self.console.is_terminal:
            self.console.print(step)
        self._told = step


def _told(run: Row[Any]) -> str:
    step = run.progress.get("step")
    if run.status == "queued" or step is None:
        return f"Match run {run.status}"
    value, bound = run.progress.get("value"), run.progress.get("bound")
    found = "" if value is None else f": {value:,} points"
    found += "" if value is None or bound is None else f" of at most {bound:,}"
    return f"Match run, {STEPS.get(step, step)}{found}"


def show_summary(console: Console, run: Row[Any], seconds: float) -> None:
    """Print what a run came to."""
    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    sections = (_people(run), _scarce(run), _quality(run), _seconds(run, seconds))
    for section in sections:
        for told, count in section:
            table.add_row(told, count)
        table.add_section()
    day = f"{run.today:%-d %B %Y}"
    console.print(f"\nRegion {run.region}, {run.people} people, planned as of {day}", style="bold")
    console.print(table)


def _people(run: Row[Any]) -> list[tuple[str, str]]:
    summary = run.summary
    reasons = [
        (f"  {told}", f"{summary['unplaced'].get(reason, 0):,}")
        for reason, told in REASONS.items()
        if reason != "not_known" or reason in summary["unplaced"]
    ]
    return [
        ("placed", f"{run.placed:,}"),
        ("  of these with a question to ask", f"{summary['placed_with_question']:,}"),
        ("not placed", f"{run.people - run.placed:,}"),
        *reasons,
    ]


def _scarce(run: Row[Any]) -> list[tuple[str, str]]:
    used = run.summary["resources"]
    return [
        (told, f"{used[kind]['used']:,} of {used[kind]['capacity']:,} {_share(used[kind])}")
        for kind, told in SCARCE.items()
        if kind in used
    ]


def _share(use: dict[str, int]) -> str:
    return f"({100 * use['used'] / max(1, use['capacity']):5.1f} %)"


def _quality(run: Row[Any]) -> list[tuple[str, str]]:
    summary = run.summary
    if run.value is None:
        return [("outcome", f"{run.outcome}: no plan was found")]
    greedy = f"{summary['greedy_placed']:,} placed, {summary['greedy_value']:,} points"
    return [
        ("mean fit of those placed, 0–10,000", f"{summary['mean_fit'] or 0:,}"),
        ("points (10,000 for a place, and its fit)", ""),
        ("  best fit first, for comparison", greedy),
        ("  this plan", f"{run.placed:,} placed, {run.value:,} points"),
        ("  at most possible", f"{run.bound:,} points"),
        ("  gap between the two", f"{100 * run.gap:.2f} %"),
        ("  combinations of two places not looked at", f"{summary['combinations_left_out']:,}"),
        ("outcome", f"{run.outcome} ({run.method})"),
    ]


def _seconds(run: Row[Any], seconds: float) -> list[tuple[str, str]]:
    spent = run.summary["seconds"]
    steps = [(told, f"{spent[step]:.1f} s") for step, told in STEPS.items() if step in spent]
    return [*steps, ("all, from the start of the demo", f"{seconds:.1f} s")]


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
    ):
        console.print(line, soft_wrap=True, markup=False)
