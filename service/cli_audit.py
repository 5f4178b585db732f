"""The commands about what was done."""

from __future__ import annotations

from typing import Annotated

import typer

from service.db.addresses import worker_address
from service.db.municipalities import regions
from service.db.session import create_engine_for, transaction
from service.errors import NotFound
from service.settings import Settings
from service.usecases import auditing

audit = typer.Typer(no_args_is_help=True, help="What was done, sealed in a chain.")


@audit.callback()
def _one_of_several() -> None:
    """Keep `verify` a word of its own."""


@audit.command()
def verify(
    region: Annotated[str | None, typer.Option(help="AM code; without it all regions.")] = None,
) -> None:
    """Judge the chain of each region: every block, every event; ends in 1 when something differs.

    The hash at the end of a line is worth keeping elsewhere: the same chain comes to it again.
    """
    engine = create_engine_for(worker_address(Settings()))
    with transaction(engine) as connection:
        known = regions(connection)
    if region is not None and region not in known:
        raise NotFound(f"Expected a region that is known here, got {region}.")
    told = [auditing.verify(engine, one) for one in ([region] if region else known)]
    for verdict in told:
        typer.echo(_in_words(verdict), err=verdict.flaw is not None)
    if any(verdict.flaw for verdict in told):
        raise typer.Exit(1)


def _in_words(verdict: auditing.Verdict) -> str:
    if verdict.flaw is not None:
        return f"{verdict.region}: {verdict.flaw}."
    counted = f"{verdict.events} events in {verdict.blocks} blocks"
    return f"{verdict.region}: {counted} as they were sealed; {verdict.head or 'no block yet'}"
