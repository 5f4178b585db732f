"""A request that is done once: the same Idempotency-Key again gives the same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, TypeVar

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from service.api.deps import Parts, acting
from service.db import done_requests
from service.errors import Conflict, ServiceError
from service.records.wire import KEY
from service.tokens import Caller

Answer = TypeVar("Answer", bound=BaseModel)
Digest: TypeAlias = "hashlib._Hash"
HEADER = "Idempotency-Key"
KEPT = ("location", "etag")


class Done(ServiceError):
    """The request was done before; carries the answer that was given."""

    def __init__(self, status: int, headers: Mapping[str, str], body: str) -> None:
        self.status, self.headers, self.body = status, headers, body
        super().__init__()


@dataclass(frozen=True, slots=True)
class Once:
    """A request under its caller's key; without a key it is done each time."""

    key: str | None
    digest: str

    @contextmanager
    def acting(self, parts: Parts, caller: Caller) -> Iterator[Connection]:
        """Run the transaction of a request, the first time; raises `Done` any other time.

        Raises `Conflict` for a key that was used for another request.
        """
        with acting(parts, caller) as connection:
            self.begin(connection, caller)
            yield connection

    def keep(
        self, connection: Connection, caller: Caller, response: Response, answer: Answer
    ) -> Answer:
        """Keep the answer in the same transaction as what was done; give it."""
        if self.key is not None:
            headers = {name: response.headers[name] for name in KEPT if name in response.headers}
            body = answer.model_dump_json(exclude_none=True, by_alias=True)
            key = (_whose(caller), self.key)
            done_requests.keep(connection, key, response.status_code or 201, (headers, body))
        return answer

    def begin(self, connection: Connection, caller: Caller) -> None:
        """Begin the request within a transaction; raises as `acting` does."""
        if self.key is None:
            return
        kept = done_requests.begin(
            connection,
            {
                "caller": _whose(caller),
                "key": self.key,
                "digest": self.digest,
                "municipality": caller.municipality,
                "region": None if caller.municipality else caller.region,
            },
        )
        if kept is None:
            return
        if kept.digest != self.digest:
            raise Conflict(f"This {HEADER} was used for another request.")
        raise Done(kept.status, kept.headers, kept.body)


def _whose(caller: Caller) -> str:
    return f"{caller.municipality or caller.region}/{caller.subject}"


Key = Annotated[
    str | None,
    Header(
        alias=HEADER,
        min_length=1,
        max_length=100,
        pattern=KEY,
        description="A key of the caller's own: the same request again is done once.",
        examples=["7f6a1c1e-0001"],
    ),
]


async def once(request: Request, key: Key = None) -> Once:
    """Read the key of a request, and what it asks."""
    asked = digest_of(request)
    asked.update(await request.body())
    return Once(key, asked.hexdigest())


def digest_of(request: Request) -> Digest:
    """Begin the digest of what a request asks, to which its body belongs."""
    asked = f"{request.method} {request.url.path}?{request.url.query}"
    told = f"{asked} {request.headers.get('content-type', '')}\n"
    return hashlib.sha256(told.encode())


OnceDep = Annotated[Once, Depends(once)]


async def answered_before(_: Request, error: Exception) -> Response:
    """Give the answer of the first time."""
    assert isinstance(error, Done)  # noqa: S101 - the handler is installed for it
    headers: dict[str, Any] = {**error.headers, "Idempotency-Replayed": "true"}
    return Response(error.body, error.status, headers, media_type="application/json")
