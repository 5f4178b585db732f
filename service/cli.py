"""The commands of `plaatsmaker`."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, BinaryIO, NoReturn

import psycopg
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import ArgumentError, DBAPIError
from typer.core import TyperGroup

from service.cli_audit import audit
from service.cli_planning import bottlenecks, compare
from service.cli_register import register
from service.cli_runs import frontier, rematch, replay, verify
from service.db.addresses import api_address, kept_running, owner_address, worker_address
from service.db.roles import API, WORKER, set_password
from service.db.session import create_engine_for, expect_usable
from service.errors import (
    FieldProblem,
    InvalidInput,
    Misconfigured,
    ServiceError,
    Unavailable,
)
from service.records.problems import problems_of
from service.settings import Settings
from service.tokens import SCOPES, DemoIssuer
from service.usecases import imports
from service.usecases.imports import Form
from solver.ground import MUNICIPALITY, REGION

app = typer.Typer(
    name="plaatsmaker",
    help="Proposes places for people who are far from the labour market.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class _RecordsUnlessNamed(TyperGroup):
    """Lets `import FILE` mean `import records FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Name the command when the first word is none."""
        named = not args or args[0] in (*self.commands, *ctx.help_option_names)
        return super().parse_args(ctx, args if named else ["records", *args])


importing = typer.Typer(
    cls=_RecordsUnlessNamed,
    no_args_is_help=True,
    help="Bring records in from a file; `records` may be left out.",
)
app.add_typer(importing, name="import")
app.add_typer(audit, name="audit")

MOST_SHOWN = 20
Municipality = Annotated[str, typer.Option(help="GM code, such as GM0222.")]
FilePath = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]


def main() -> None:
    """Run a command; what is refused is told in words and ends with code 1."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except ServiceError as refused:
        _end(refused)
    except DBAPIError as failed:
        _end(Unavailable(f"The database refused or did not answer ({_reason(failed)})."))
    except psycopg.Error as failed:
        _end(Unavailable(f"The database refused or did not answer ({type(failed).__name__})."))
    except ArgumentError:
        _end(Misconfigured("Expected a database address like postgresql://user@host/database."))
    except ValidationError as wrong:
        _end(Misconfigured("The settings were not accepted.", _of_settings(wrong)))


def _end(refused: ServiceError) -> NoReturn:
    typer.echo(refused.sentence, err=True)
    _tell(refused.problems)
    sys.exit(1)


def _reason(failed: DBAPIError) -> str:
    """Name the error, never the row it was about."""
    code = getattr(failed.orig, "sqlstate", None)
    return f"{type(failed.orig).__name__}{f', {code}' if code else ''}"


def _of_settings(wrong: ValidationError) -> Iterator[FieldProblem]:
    """Name the variables of the environment that are wrong; a secret is never repeated."""
    for problem in problems_of(wrong.errors(include_url=False)):
        name = f"PLAATSMAKER_{problem.field.upper()}"
        yield replace(problem, field=name, value="another value")


@app.command()
def serve() -> None:
    """Serve the API."""
    from service.serving import serve as serve_api

    settings = Settings()
    with kept_running(settings):
        address = api_address(settings)
        expect_usable(address)
        serve_api(settings.model_copy(update={"database_url": address}))


@app.command()
def worker() -> None:
    """Take match runs from the queue and do them."""
    from service.worker import serve_queue

    settings = Settings()
    with kept_running(settings):
        address = worker_address(settings)
        expect_usable(address)
        typer.echo("Waiting for match runs until Ctrl-C ...", err=True)
        serve_queue(settings, address)


@app.command()
def demo(
    practice: Annotated[
        str, typer.Option(help="Which of the practices in examples/.")
    ] = "laborijn",
    serve: Annotated[bool, typer.Option(help="Serve the API after the summary.")] = True,
    work_limit: Annotated[
        int | None,
        typer.Option(min=1, help="Work units of the search: fewer end sooner, with a larger gap."),
    ] = None,
) -> None:
    """Match the invented people of a practice, from files to a plan, and serve the API."""
    from service.demo import run_demo

    run_demo(Settings(), practice, serve_after=serve, work_limit=work_limit)


@app.command()
def migrate() -> None:
    """Bring the database up to date, and give the service's roles their passwords."""
    from service.db.migrate import upgrade

    settings = Settings()
    address = owner_address(settings)
    upgrade(address)
    passwords = {API: settings.api_password, WORKER: settings.worker_password}
    with create_engine_for(address).begin() as connection:
        for role, password in passwords.items():
            if password is not None:
                set_password(connection, role, password.get_secret_value())


@importing.command("records")
def import_records(
    file: FilePath,
    municipality: Municipality,
    form: Annotated[Form, typer.Option("--format", help="How the file is written.")] = Form.NDJSON,
    keep_good: Annotated[
        bool, typer.Option(help="Store the good records when others are refused.")
    ] = False,
) -> None:
    """Store a municipality's organisations, vacancies, coaches and candidates."""
    engine = create_engine_for(api_address(Settings()))
    with _progress(file) as (stream, rows):
        report = imports.import_records(
            engine, municipality, stream, form=form, all_or_nothing=not keep_good, progress=rows
        )
    _tell_unmapped(report)
    if report.refused and not keep_good:
        typer.echo(f"{report.detail} (--keep-good)")
    _end_import(report.accepted, report.refused, report.errors, report.errors_left_out)


@contextmanager
def _progress(file: Path) -> Iterator[tuple[BinaryIO, Callable[[int], None]]]:
    """Open a file and show on standard error how much of it, and how many records, were read."""
    counted = TextColumn("{task.fields[records]:,} records")
    shown = (*Progress.get_default_columns()[:3], counted, TimeElapsedColumn())
    with Progress(*shown, console=Console(stderr=True)) as progress:
        task = progress.add_task("Reading", records=0)
        with progress.open(file, "rb", task_id=task) as stream:
            yield stream, lambda records: progress.update(task, records=records)


def _tell_unmapped(report: imports.ImportReport) -> None:
    """Name, per record, the fields that have no place here."""
    for one in report.unmapped[:MOST_SHOWN]:
        typer.echo(f"  record {one.line}: not read: {', '.join(one.fields)}", err=True)
    if more := max(0, len(report.unmapped) - MOST_SHOWN) + report.unmapped_left_out:
        typer.echo(f"  and {more} more records with such fields", err=True)


@importing.command("postcodes")
def import_postcodes(file: FilePath) -> None:
    """Fill the postcode table from CSV (postcode,latitude,longitude) or JSON."""
    report = imports.import_postcodes(create_engine_for(owner_address(Settings())), file)
    _end_import(report.accepted, report.refused, report.errors, report.errors_left_out)


@importing.command("region")
def import_region(file: FilePath) -> None:
    """Store a region with its municipalities and partnerships (JSON)."""
    body = imports.read_region_file(file)
    region = imports.import_region(create_engine_for(owner_address(Settings())), body)
    typer.echo(f"{region.region.code}: {len(region.municipalities)} municipalities.")


for command in (rematch, replay, verify, frontier, bottlenecks, compare, register):
    app.command()(command)


@app.command()
def token(
    municipality: Annotated[str | None, typer.Option(help="GM code, such as GM0222.")] = None,
    region: Annotated[str | None, typer.Option(help="AM code, such as AM09.")] = None,
    scope: Annotated[list[str] | None, typer.Option(help="May be given more than once.")] = None,
    subject: Annotated[str, typer.Option(help="Who asks; the author of what is drafted.")] = "demo",
) -> None:
    """Sign a token with the demo's own key; production does not accept it."""
    settings = Settings()
    if settings.in_production:
        raise Misconfigured("Production takes its tokens from its own issuer.")
    if (municipality is None) == (region is None):
        raise InvalidInput("Expected --municipality or --region, one of them.")
    _expect_code("municipality", municipality, MUNICIPALITY, "like GM0222")
    _expect_code("region", region, REGION, "like AM09")
    scopes = scope or ["match:read"]
    if unknown := set(scopes) - SCOPES:
        problem = FieldProblem("scope", ", ".join(unknown), f"one of {', '.join(sorted(SCOPES))}")
        raise InvalidInput("The scope is not known.", [problem])
    issuer = DemoIssuer(settings.state_folder, settings.token_issuer, settings.token_audience)
    typer.echo(issuer.token(scopes, municipality=municipality, region=region, subject=subject))


def _expect_code(name: str, code: str | None, pattern: re.Pattern[str], like: str) -> None:
    if code is not None and not pattern.fullmatch(code):
        raise InvalidInput(f"The {name} was not accepted.", [FieldProblem(name, code, like)])


@app.command()
def openapi() -> None:
    """Print the OpenAPI document (YAML)."""
    from service.openapi import document

    typer.echo(document(), nl=False)


def _end_import(
    accepted: int, refused: int, errors: Iterable[FieldProblem], errors_left_out: int
) -> None:
    typer.echo(f"{accepted} stored, {refused} refused.")
    _tell(errors, errors_left_out)
    if refused:
        raise typer.Exit(1)


def _tell(problems: Iterable[FieldProblem], left_out: int = 0) -> None:
    listed = [str(problem) for problem in problems]
    for line in listed[:MOST_SHOWN]:
        typer.echo(f"  {line}", err=True)
    if more := len(listed) - MOST_SHOWN + left_out if len(listed) > MOST_SHOWN else left_out:
        typer.echo(f"  and {more} more", err=True)


if __name__ == "__main__":
    main()
