"""The command that writes the registration for the national register of algorithms."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from service.db.addresses import worker_address
from service.db.municipalities import region_of, regions
from service.db.session import create_engine_for, transaction
from service.errors import NotFound
from service.settings import Settings
from service.usecases import registration


def register(
    place: Annotated[str, typer.Argument(help="A region (AM09) or a municipality (GM0222).")],
    contact: Annotated[str, typer.Option(help="Address or page for questions about it.")],
    organisation: Annotated[
        str | None,
        typer.Option(help="Full name as in TOOI; a municipality's own when it is left out."),
    ] = None,
    source_code: Annotated[str | None, typer.Option(help="Where the code can be read.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="To be read, not JSON.")] = False,
) -> None:
    """Write the registration for the Algoritmeregister, from what holds today."""
    settings = Settings()
    engine = create_engine_for(worker_address(settings))
    with transaction(engine) as connection:
        region = place if place in regions(connection) else region_of(connection, place)
    if region is None:
        raise NotFound(f"Expected a region or a municipality that is known here, got {place}.")
    with transaction(engine, region=region) as connection:
        held = registration.in_force(connection, place, region, settings.today())
    given = registration.Given(contact, organisation, source_code)
    filled = registration.registration(held, given)
    typer.echo(
        registration.markdown(filled)
        if markdown
        else json.dumps(filled, ensure_ascii=False, indent=2)
    )
