"""What holds for every answer and every body: headers, a last resort, HEAD, a limit on size."""

from __future__ import annotations

import logging
from asyncio import CancelledError
from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.errors import problem
from service.errors import where

LOG = logging.getLogger(__name__)

API_VERSION = "1.0.0"
SWALLOWED_BYTES = 16 * 2**20

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def headers_of_every_answer() -> dict[str, str]:
    """Give the headers that no answer goes without."""
    return {**HEADERS, "API-Version": API_VERSION}


class CommonHeaders:
    """Puts the version and the security headers on every answer, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the answer; a header that it has already is kept."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in headers_of_every_answer().items():
                    headers.setdefault(name, value)
                if message["status"] == HTTPStatus.NO_CONTENT:
                    del headers["Content-Type"]
            await send(message)

        await self._app(scope, receive, dressed if scope["type"] == "http" else send)


class LastResort:
    """Answers when nothing else does: 500 for the unexpected, 503 when there is no more time.

    The log says where something went wrong, never with what.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and catch what nobody expected."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except ClientDisconnect:
            LOG.info("the caller went away before its request was whole")
        except CancelledError:
            if scope["type"] == "http" and not started:
                answer = problem(HTTPStatus.SERVICE_UNAVAILABLE, "The service is stopping.")
                await answer(scope, receive, send)
            raise
        except Exception as failed:
            if scope["type"] != "http" or started:
                raise
            LOG.error("unexpected %s at %s", type(failed).__name__, where(failed))
            answer = problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side.")
            await answer(scope, receive, send)


class HeadAsGet:
    """Answers HEAD like GET, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as the GET it is like."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            is_body = message["type"] == "http.response.body"
            await send({**message, "body": b""} if is_body else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)


class BodyLimit:
    """Refuses a body over the limit of its path, by its announcement or while it is read."""

    def __init__(self, app: ASGIApp, most_bytes: int, larger: Mapping[str, int]) -> None:
        self._app, self._most_bytes, self._larger = app, most_bytes, larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._larger.get(scope["path"], self._most_bytes)
        headers = Headers(scope=scope)
        announced, read = _announced(headers), 0

        async def counted() -> Message:
            nonlocal read
            if announced > most and "expect" in headers:
                raise _too_large(most)
            message = await receive()
            read += len(message.get("body", b""))
            if max(announced, read) > most:
                await _swallowed(message, receive)
                raise _too_large(most)
            return message

        await self._app(scope, counted, send)


async def _swallowed(message: Message, receive: Receive) -> None:
    """Read on for a while: a caller that is still sending would miss the answer."""
    read = 0
    while message.get("more_body", False) and read < SWALLOWED_BYTES:
        message = await receive()
        read += len(message.get("body", b""))


def _too_large(most: int) -> HTTPException:
    return HTTPException(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"Expected a body of at most {most:,} bytes.",
        headers={"Connection": "close"},
    )


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0
