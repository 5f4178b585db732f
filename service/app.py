"""The only wiring: settings in, an application out; nothing happens before it starts."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager

import httpx
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from opentelemetry.sdk.trace import TracerProvider
from pydantic.alias_generators import to_camel
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from starlette.types import Lifespan

from service.api import (
    administration,
    assignments,
    audit,
    catalogue,
    check_ins,
    document,
    errors,
    health,
    held,
    imports,
    match_checks,
    match_runs,
    matches,
    metrics,
    once,
    outcomes,
    pages,
    pins,
    placements,
    planning,
    proposals,
    reason_codes,
    reports,
    reviews,
    run_events,
    weight_sets,
    wellbeing,
)
from service.api.deps import Parts, each_query_key_once
from service.api.metrics import Metrics
from service.api.middleware import API_VERSION, BodyLimit, CommonHeaders, HeadAsGet, LastResort
from service.api.observing import Observed
from service.db.session import engine_of_service
from service.errors import Misconfigured
from service.settings import Settings
from service.tokens import DemoIssuer, KeySource, RemoteKeys, Verifier
from service.traces import sent_to, tracing
from service.usecases.desk import Desk
from service.usecases.small import SmallSolver

LOG = logging.getLogger(__name__)
DESCRIPTION = """\
Proposes places for people who are far from the labour market: at volunteer organisations, social \
firms and municipal jobs. It proposes and explains; people decide.

Names are English; the Dutch word stands beside them where it helps. Hours are decimal, in \
quarters; minutes are per week; days are like 2026-11-24; moments are in UTC. A fit is 0-10,000 \
points. People are known by a pseudonym only: never send a name or a citizen service number."""
ROUTERS = (
    document.router,
    pages.router,
    health.router,
    metrics.router,
    *catalogue.ROUTERS,
    check_ins.people,
    check_ins.coaches,
    check_ins.alerts,
    wellbeing.router,
    held.router,
    matches.router,
    match_checks.router,
    assignments.router,
    match_runs.router,
    run_events.router,
    planning.bottlenecks,
    planning.scenarios,
    proposals.router,
    placements.router,
    outcomes.of_placements,
    outcomes.follow_ups,
    reviews.of_placements,
    reviews.router,
    pins.pins,
    pins.forbids,
    reason_codes.router,
    weight_sets.router,
    administration.regions,
    administration.towns,
    administration.partnerships,
    imports.router,
    reports.router,
    audit.router,
)


def create_app(settings: Settings) -> FastAPI:
    """Make the application; raises `Misconfigured` for settings it cannot work with."""
    if settings.database_url is None:
        raise Misconfigured("Expected PLAATSMAKER_DATABASE_URL, or a command that starts a server.")
    settings.expect_token_issuer()
    provider = tracing(API_VERSION) if settings.traces_endpoint else None
    app = FastAPI(
        title="Plaatsmaker",
        version=API_VERSION,
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=_telemetry(provider),
        generate_unique_id_function=_operation_id,
        lifespan=_lifespan(settings, settings.database_url, provider),
        dependencies=[Depends(each_query_key_once)],
    )
    for router in ROUTERS:
        app.include_router(router)
    app.state.routes = [route for router in ROUTERS for route in router.routes]
    errors.install(app)
    app.add_exception_handler(once.Done, once.answered_before)
    larger = {imports.router.prefix: settings.max_import_bytes}
    app.add_middleware(BodyLimit, most_bytes=settings.max_body_bytes, larger=larger)
    app.add_middleware(LastResort)
    app.state.metrics = Metrics()
    app.add_middleware(Observed, metrics=app.state.metrics)
    app.add_middleware(HeadAsGet)
    app.add_middleware(CommonHeaders)
    return app


def _telemetry(provider: TracerProvider | None) -> TelemetryConfig:
    """Take the framework's spans and nothing else: its other telling holds what was asked."""
    return TelemetryConfig(
        tracing=provider is not None,
        tracer_provider=provider,
        metrics=False,
        logs=False,
        auto_configure=False,
    )


def _lifespan(
    settings: Settings, database_url: str, provider: TracerProvider | None
) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as started:
            if provider is not None and settings.traces_endpoint is not None:
                started.enter_context(sent_to(provider, settings.traces_endpoint))
            app.state.parts = started.enter_context(_parts(settings, database_url))
            yield

    return lifespan


@contextmanager
def _parts(settings: Settings, database_url: str) -> Iterator[Parts]:
    engine = engine_of_service(database_url, patience_s=settings.database_patience_s)
    small = SmallSolver()
    try:
        _expect_role(engine)
        with httpx.Client() as client:
            keys = _keys(settings, client)
            verifier = Verifier(keys, settings.token_issuer, settings.token_audience)
            yield Parts(settings, engine, verifier, Desk(engine, settings.today), small)
    finally:
        small.close()
        engine.dispose()


def _expect_role(engine: Engine) -> None:
    """Refuse at once a role that sees too much; a database that is down may come back."""
    try:
        engine.connect().close()
    except OperationalError as lost:
        LOG.warning("the database does not answer yet (%s)", type(lost).__name__)


def _keys(settings: Settings, client: httpx.Client) -> KeySource:
    """Give the issuer's public keys; without an address, in development only, the demo's own."""
    if settings.jwks_url is not None:
        return RemoteKeys(settings.jwks_url, client)
    return DemoIssuer(settings.state_folder, settings.token_issuer, settings.token_audience)


def _operation_id(route: APIRoute) -> str:
    return to_camel(route.name)
