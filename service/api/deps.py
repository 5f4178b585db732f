"""What endpoints ask for: the caller, the service's parts, a page, and a body they can read."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from sqlalchemy import Connection, Engine, Row
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from service.db.session import transaction
from service.errors import FieldProblem, Forbidden, InvalidInput, NoToken
from service.records.repeated import repeated, repeated_keys
from service.settings import Settings
from service.tokens import Caller, Verifier
from service.usecases.desk import Desk
from service.usecases.small import SmallSolver
from service.usecases.standing import expect_known


@dataclass(frozen=True, slots=True)
class Parts:
    """What the app wires together once; an import holds its file's records in memory."""

    settings: Settings
    engine: Engine
    verifier: Verifier
    desk: Desk
    small: SmallSolver
    importing: asyncio.Lock = field(default_factory=asyncio.Lock)


async def parts_of(request: Request) -> Parts:
    """Give the app's parts."""
    parts: Parts = request.app.state.parts
    return parts


PartsDep = Annotated[Parts, Depends(parts_of)]


@contextmanager
def acting(parts: Parts, caller: Caller) -> Iterator[Connection]:
    """Run one transaction on behalf of a caller: a municipality, or a region without its people.

    Raises `Forbidden` for a municipality that is not known here.
    """
    who = (caller.municipality, caller.region, caller.subject)
    with transaction(parts.engine, *who) as connection:
        if caller.municipality is not None:
            expect_known(connection, caller.municipality)
        yield connection


BEARER = HTTPBearer(
    auto_error=False, bearerFormat="JWT", description="RS256, ES256 or EdDSA; iss, aud, exp, sub."
)


async def caller_of(
    parts: PartsDep,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)],
) -> Caller:
    """Give the caller of a request; raises `Unauthenticated` without a good token."""
    if bearer is None:
        raise NoToken
    verifier, token = parts.verifier, bearer.credentials
    if verifier.may_wait(token):
        return await run_in_threadpool(verifier.caller, token)
    return verifier.caller(token)


def caller_with(*scopes: str) -> Callable[[Caller], Awaitable[Caller]]:
    """Make a dependency that gives the caller when it has one of the scopes."""

    async def allowed(caller: Annotated[Caller, Depends(caller_of)]) -> Caller:
        if not caller.scopes.intersection(scopes):
            raise Forbidden(f"This needs the scope {' or '.join(scopes)}.")
        return caller

    return allowed


ReaderDep = Annotated[Caller, Depends(caller_with("match:read"))]
WriterDep = Annotated[Caller, Depends(caller_with("catalogue:write"))]
PlannerDep = Annotated[Caller, Depends(caller_with("runs:manage"))]
DeciderDep = Annotated[Caller, Depends(caller_with("decide"))]
AdministratorDep = Annotated[Caller, Depends(caller_with("admin"))]
RunReaderDep = Annotated[Caller, Depends(caller_with("match:read", "runs:manage", "admin"))]


def body_of(*media_types: str) -> Callable[[Request], Awaitable[None]]:
    """Make a dependency that refuses (415) a body of another media type."""

    async def checked(request: Request) -> None:
        headers = request.headers
        comes = "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
        if comes and media_type_of(request) not in media_types:
            raise HTTPException(415, f"Expected a body of type {' or '.join(media_types)}.")

    return checked


def media_type_of(request: Request) -> str:
    """Give the media type of a request's body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


_is_json = body_of("application/json")


async def _json_body(request: Request) -> None:
    """Refuse (415) a body that is not JSON, and (400) one in which a key comes twice."""
    await _is_json(request)
    body = await request.body()
    _expect_none(repeated_keys(body) if body else [])


JSON_BODY = Depends(_json_body)


async def each_query_key_once(request: Request) -> None:
    """Refuse (400) a query in which a key comes twice; no path takes a list of values."""
    _expect_none(repeated(name for name, _ in request.query_params.multi_items()))


def _expect_none(problems: Sequence[FieldProblem]) -> None:
    if problems:
        raise InvalidInput("The request was not accepted.", problems)


class QueryKeys(BaseModel):
    """The query keys of one path; others are refused."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")


class Page(QueryKeys):
    """Which part of a list."""

    page_size: int = Field(default=50, ge=1, le=200, description="Items, 1-200.", examples=[50])
    cursor: str | None = Field(
        default=None, max_length=4000, description="`next` of the page before; opaque."
    )


NoQueryDep = Annotated[QueryKeys, Query()]
PageDep = Annotated[Page, Query()]


def cursor_of(*key: str) -> str:
    """Make an opaque cursor from the last key of a page."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def key_of(cursor: str | None, length: int) -> tuple[str, ...] | None:
    """Read a cursor back; raises `InvalidInput` for one we did not make."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise bad_cursor() from None
    plain = isinstance(key, list) and all(isinstance(part, str) and _plain(part) for part in key)
    if not plain or len(key) != length:
        raise bad_cursor()
    return tuple(key)


def bad_cursor() -> InvalidInput:
    """Give the refusal of a cursor that we did not make."""
    wrong = FieldProblem("cursor", "another text", "the `next` of an earlier page")
    return InvalidInput("The cursor was not accepted.", [wrong])


def cut(rows: Sequence[Row[Any]], page: Page) -> tuple[Sequence[Row[Any]], Row[Any] | None]:
    """Give the rows of a page, and its last row when there are more."""
    shown = rows[: page.page_size]
    return shown, shown[-1] if len(rows) > page.page_size else None


def moment_cursor(moment: datetime, row: UUID) -> str:
    """Make the cursor of a list by moment."""
    return cursor_of(moment.isoformat(), str(row))


def moment_and_id(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Read the cursor of a list by moment; raises `InvalidInput` for one we did not make."""
    key = key_of(cursor, 2)
    if key is None:
        return None
    try:
        return datetime.fromisoformat(key[0]), UUID(key[1])
    except ValueError:
        raise bad_cursor() from None


def _plain(part: str) -> bool:
    return part.isascii() and part.isprintable()
