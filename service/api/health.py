"""Whether the process lives, and whether it can do its work."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from service.api.deps import NoQueryDep, Parts, PartsDep
from service.api.errors import problem
from service.db.readiness import absent_tables
from service.errors import FieldProblem, Unavailable

LOG = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)


class HealthView(BaseModel):
    """All is well; anything else is an error."""

    status: str = "ok"


@router.get("/livez")
async def live(_: NoQueryDep) -> HealthView:
    """Answer while the process lives; asks nothing of the database."""
    return HealthView()


@router.get("/readyz", response_model=HealthView)
def ready(parts: PartsDep, _: NoQueryDep) -> HealthView | JSONResponse:
    """Answer when the database answers, is migrated, and tokens can be verified.

    Else each part that is missing is named: `database`, `migrations` or `tokenKeys`.
    """
    missing = [*_database(parts), *_keys(parts)]
    if missing:
        return problem(503, "The service cannot do its work yet.", missing, Retry_After="2")
    return HealthView()


def _database(parts: Parts) -> Iterator[FieldProblem]:
    try:
        with parts.engine.connect() as connection:
            absent = absent_tables(connection)
    except SQLAlchemyError as lost:
        LOG.warning("the database is not ready: %s", type(lost).__name__)
        yield FieldProblem("database", "none", "an answer")
        return
    if absent:
        yield FieldProblem("migrations", f"no table {absent[0]}", "a migrated database")


def _keys(parts: Parts) -> Iterator[FieldProblem]:
    try:
        parts.verifier.expect_keys()
    except Unavailable:
        yield FieldProblem("tokenKeys", "none", "a key of the token issuer")
