"""From an error to problem+json (RFC 9457): one table, one shape, nothing personal."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import asdict, replace
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg.errors import LockNotAvailable, QueryCanceled
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from service.errors import (
    Conflict,
    FieldProblem,
    Forbidden,
    InvalidInput,
    NotFound,
    NoToken,
    PreconditionMissing,
    ServiceError,
    Stale,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from service.records import problems_of

LOG = logging.getLogger(__name__)

#: The only place where an error and a status meet.
STATUS: dict[type[ServiceError], HTTPStatus] = {
    InvalidInput: HTTPStatus.BAD_REQUEST,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    PreconditionMissing: HTTPStatus.PRECONDITION_REQUIRED,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ServiceError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
TOO_SLOW = "This took too long in the database, and nothing was changed: try again in a while."
NOT_ACCEPTED = "The request was not accepted."
UNREADABLE = FieldProblem("body", "not readable", "JSON in UTF-8, not deeply nested")
MEDIA_TYPE = "application/problem+json"
#: The pydantic error of a record inside a body; its context holds all the problems.
RECORD_REFUSED = "record_refused"


class FieldProblemView(BaseModel):
    """One thing wrong with what was sent."""

    model_config = ConfigDict(title="FieldProblem")

    field: str = Field(description="Path of the field.", examples=["load.hoursPerWeek.min"])
    value: str | None = Field(
        default=None,
        description="What was seen, shortened; an import that is read again does not have it.",
        examples=["12"],
    )
    expected: str = Field(description="What was expected.", examples=["at most max"])
    line: int | None = Field(default=None, description="Line of an import, from 1.", examples=[3])


class Problem(BaseModel):
    """Why a request was not done (RFC 9457)."""

    type: str = Field(default="about:blank", examples=["about:blank"])
    status: int = Field(examples=[400])
    title: str = Field(examples=["Bad Request"])
    detail: str = Field(examples=["The candidate was not accepted."])
    errors: list[FieldProblemView] | None = Field(
        default=None, description="Everything that is wrong, not only the first."
    )


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Declare the errors of a path for the OpenAPI document."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": title_of(status), "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in sorted({*statuses, 500, 503})
    }


def guarded(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Declare the errors of a path that needs a token."""
    return responses(400, 401, 403, *statuses)


def problem(
    status: int, detail: str, problems: Iterable[FieldProblem] = (), **headers: str
) -> JSONResponse:
    """Answer with problem+json; a header's dashes are written as underscores."""
    listed = [FieldProblemView(**asdict(one)) for one in problems]
    body = Problem(status=status, title=title_of(status), detail=detail, errors=listed or None)
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def title_of(status: int) -> str:
    """Give the words of a status, the same under every version of Python."""
    return "Content Too Large" if status == 413 else HTTPStatus(status).phrase


def install(app: FastAPI) -> None:
    """Let every error that has a meaning leave as problem+json."""
    app.add_exception_handler(ServiceError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for lost in (OperationalError, PoolTimeout):
        app.add_exception_handler(lost, _without_database)


def status_of(error: ServiceError) -> HTTPStatus:
    """Find the status of an error, or of the nearest error it is a kind of."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ServiceError)  # noqa: S101 - the handler is installed for it
    return problem(status_of(error), error.sentence, error.problems, **_headers_of(error))


def _headers_of(error: ServiceError) -> dict[str, str]:
    if isinstance(error, Stale):
        return {"ETag": error.current} if error.current else {}
    if isinstance(error, NoToken):
        return {"WWW_Authenticate": "Bearer"}
    wrong = isinstance(error, Unauthenticated)
    return {"WWW_Authenticate": 'Bearer error="invalid_token"'} if wrong else {}


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = [told for one in error.errors() for told in _problems_in(one)]
    return problem(HTTPStatus.BAD_REQUEST, NOT_ACCEPTED, found)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    if isinstance(error.__cause__, UnicodeDecodeError | RecursionError):
        return problem(HTTPStatus.BAD_REQUEST, NOT_ACCEPTED, [UNREADABLE])
    details = {404: NotFound().sentence, 405: "This path does not take this method."}
    detail = details.get(error.status_code, str(error.detail))
    answer = problem(error.status_code, detail)
    answer.headers.update(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return answer


def _methods(request: Request) -> set[str]:
    """Give every method of a path: several routes may share one."""
    sharing = (
        route
        for route in request.app.state.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
    )
    return {method for route in sharing for method in route.methods or ()}


async def _without_database(_: Request, error: Exception) -> JSONResponse:
    cause = getattr(error, "orig", None) or error
    LOG.warning("the database did not answer: %s", type(cause).__name__)
    slow = isinstance(cause, QueryCanceled | LockNotAvailable)
    detail = TOO_SLOW if slow else "The database does not answer."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, Retry_After="2")


def _problems_in(error: Any) -> list[FieldProblem]:
    """Tell what pydantic found without the part of the request, which the field shows already."""
    within, *path = error["loc"]
    if error["type"] == RECORD_REFUSED:
        prefix = "".join(f"{part}." for part in path)
        return [replace(one, field=prefix + one.field) for one in error["ctx"]["problems"]]
    if error["type"] == "json_invalid":
        return [FieldProblem(within, f"broken at character {path[0] + 1}", "JSON in UTF-8")]
    error["loc"] = tuple(path) or (within,)
    return list(problems_of([error]))
