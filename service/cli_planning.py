"""The commands for planning: what would help most, and what if it were otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from service.cli_runs import region_of_run
from service.db.addresses import worker_address
from service.db.session import create_engine_for, snapshot_transaction
from service.records.change import read_words
from service.settings import Settings
from service.usecases import towns
from service.usecases.bottlenecks import Gain, best_first, gains
from service.usecases.supposing import as_it_was, day_of, solver
from solver.resources import ResourceKind

SCENARIOS = ["apart", "base", "pooled", "pooled+floor"]


def bottlenecks(run: Annotated[UUID, typer.Argument(help="Id of a run.")]) -> None:
    """Say what a little more of something scarce would bring, each by solving the day again."""
    engine = create_engine_for(worker_address(Settings()))
    with snapshot_transaction(engine, region=region_of_run(engine, run)) as connection:
        task = day_of(connection, run)
    solve = solver(lambda number: typer.echo(f"solved {number}", err=True))
    base = as_it_was(task, solve)
    told = f"{len(base.plan.proposals)} of {len(task.snapshot.candidates)} people are placed"
    typer.echo(f"{told}, {base.plan.result.outcome.name}, gap {base.plan.gap or 0:.2%}")
    for one in best_first(list(gains(base, solve, lambda _: None))):
        typer.echo(_in_words(one))


def _in_words(one: Gain) -> str:
    found, name = one.bottleneck, one.bottleneck.name
    amount = {
        ResourceKind.SEATS: "1 more seat",
        ResourceKind.TOTAL: "1 more at a time",
        ResourceKind.GUIDANCE: f"{found.step // 60} more hours of guidance a week",
        ResourceKind.COACHING: f"{found.step // 60} more hours of coaching a week",
    }[name.kind]
    level = "" if name.level is None else f" ({name.level.name.lower()})"
    unsure = "; not certain: within the gap" if one.at_most > 0 else "; it does not help"
    sure = "" if one.certain else unsure
    return (
        f"{name.reference}{level}: {amount}: {one.placed_more:+d} people, "
        f"{one.at_least:,} to {one.at_most:,} points{sure}"
    )


def compare(
    run: Annotated[UUID, typer.Argument(help="Id of a run.")],
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            help="Such as base, apart, pooled+floor, people=15, seats=10,kind=sheltered or "
            "coaching=4,municipality=GM0222; + joins changes."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for compare.csv and compare.svg.")] = Path(),
) -> None:
    """Show what if it were otherwise, by municipality: a table and a map; nothing is stored."""
    engine = create_engine_for(worker_address(Settings()))
    asked = {told: read_words(told) for told in scenarios or SCENARIOS}
    known, solved = towns.beside(engine, run, region_of_run(engine, run), asked)
    found = []
    for one in solved:
        found.append(one)
        total, gap = one.tallies.total, one.day.plan.gap
        typer.echo(
            f"{one.told}: {total.placed} of {total.people} placed, {total.elsewhere} elsewhere, "
            f"mean fit {total.mean_fit or 0}, gap {gap or 0:.2%}"
        )
    out.mkdir(parents=True, exist_ok=True)
    (out / "compare.csv").write_text(towns.table(found, known), encoding="utf-8")
    (out / "compare.svg").write_text(towns.picture(found, known), encoding="utf-8")
