"""The commands about match runs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from service.db import runs as stored_runs
from service.db.addresses import worker_address
from service.db.municipalities import region_of, regions
from service.db.session import create_engine_for, transaction
from service.errors import InvalidInput, NotFound
from service.settings import Settings
from service.usecases import frontier as frontiers
from service.usecases import nights, replayed, runs
from service.usecases.progress import far
from service.usecases.runs import RunRequest

MOST_SHOWN = 20
LOOK_S = 0.5


def rematch(
    place: Annotated[
        str | None, typer.Argument(help="A region (AM09) or a municipality (GM0222).")
    ] = None,
    all_regions: Annotated[
        bool, typer.Option("--all", help="Each region, once a night; their plans may publish.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**31 - 1, help="Drawn when it is not given.")
    ] = None,
    follow: Annotated[bool, typer.Option(help="Wait for its end, and show how far it is.")] = False,
) -> None:
    """Queue a match run; a worker does it."""
    settings = Settings()
    engine = create_engine_for(worker_address(settings))
    if all_regions == (place is not None):
        raise InvalidInput("Expected a region, a municipality or --all, one of them.")
    if place is None:
        _rematch_all(engine, settings.today())
        return
    with transaction(engine) as connection:
        region = place if place in regions(connection) else region_of(connection, place)
    if region is None:
        raise NotFound(f"Expected a region or a municipality that is known here, got {place}.")
    asked = RunRequest(
        region=region,
        municipality=None if place == region else place,
        today=settings.today(),
        requested_by="command line",
        seed=seed,
    )
    with transaction(engine, region=region, subject=asked.requested_by) as connection:
        run = runs.request_run(connection, asked)
    typer.echo(str(run))
    if follow:
        _follow(engine, run, region)


def _follow(engine: Engine, run_id: UUID, region: str) -> None:
    """Show how far a run is until it has ended; ends in 1 when it did not finish."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("queued", total=100)
        while True:
            with transaction(engine, region=region) as connection:
                run = stored_runs.get(connection, run_id)
            if run is None:
                raise NotFound(f"The run {run_id} is gone.")
            told = far(run.progress) if run.status == "running" else {}
            words = _words_of(told) if told else run.status
            over = run.status not in ("queued", "running")
            bar.update(task, description=words, completed=told.get("percent", 100 * over))
            if over:
                break
            time.sleep(LOOK_S)
    if run.status != "finished":
        typer.echo(f"The run has {run.status}: {run.failure or run.alert or ''}", err=True)
        raise typer.Exit(1)
    typer.echo(f"{run.placed} of {run.people} placed, {run.outcome}, gap {run.gap or 0:.2%}")


def _words_of(told: Mapping[str, Any]) -> str:
    parts = [str(told.get("step", "running"))]
    if "placed" in told:
        parts.append(f"{told['placed']} placed")
    if "gap" in told:
        parts.append(f"gap {told['gap']:.2%}")
    if "seconds_left" in told:
        parts.append(f"{told['seconds_left']} s left")
    return ", ".join(parts)


def _rematch_all(engine: Engine, night: date) -> None:
    with transaction(engine) as connection:
        known = regions(connection)
    for region, run in nights.begin(engine, known, night, "command line"):
        typer.echo(f"{region} {run or 'has its run of this night already'}")


def replay(run: Annotated[UUID, typer.Argument(help="Id of a run.")]) -> None:
    """Do a run again from all that it read, and compare; nothing is stored."""
    engine = create_engine_for(worker_address(Settings()))
    again = replayed.replay(engine, run, region_of_run(engine, run))
    typer.echo(f"stored {again.stored}\nnow    {again.now}")
    if again.stored != again.now:
        typer.echo("The plan is another one.", err=True)
        raise typer.Exit(1)
    typer.echo("The same plan, to the byte.")


def verify(run: Annotated[UUID, typer.Argument(help="Id of a run.")]) -> None:
    """Judge the stored plan of a run once more by all that the run read."""
    engine = create_engine_for(worker_address(Settings()))
    broken = replayed.verify(engine, run, region_of_run(engine, run))
    for line in broken[:MOST_SHOWN]:
        typer.echo(f"  {line}", err=True)
    if broken:
        typer.echo(f"The plan breaks {len(broken)} rules.")
        raise typer.Exit(1)
    typer.echo("The plan keeps every rule.")


def frontier(
    run: Annotated[UUID, typer.Argument(help="Id of a run that began with open proposals.")],
    out: Annotated[Path, typer.Option(help="Folder for frontier.csv and frontier.svg.")] = Path(),
) -> None:
    """Show what more changes would bring: the run again, with other change budgets."""
    engine = create_engine_for(worker_address(Settings()))
    found = []
    for point in frontiers.frontier(engine, run, region_of_run(engine, run)):
        found.append(point)
        typer.echo(
            f"{point.budget:>7} may change: {point.changed} do, {point.placed} placed, mean fit "
            f"{point.mean_fit}, {point.value:,} points of at most {point.bound:,}"
        )
    out.mkdir(parents=True, exist_ok=True)
    (out / "frontier.csv").write_text(frontiers.table(found), encoding="utf-8")
    (out / "frontier.svg").write_text(frontiers.picture(found), encoding="utf-8")


def region_of_run(engine: Engine, run: UUID) -> str:
    """Find the region of a run; raises `NotFound` when there is no such run."""
    with transaction(engine) as connection:
        known = regions(connection)
    for region in known:
        with transaction(engine, region=region) as connection:
            if stored_runs.get(connection, run) is not None:
                return region
    raise NotFound(f"There is no run {run}.")
