"""Connections that bring half a request: bounded in number, in time and in size.

uvicorn waits for a request as long as its caller likes. Here a connection that owes us a request
has a few seconds to bring it whole, or a fair piece of its body, and then again for the next piece.
Of too many that wait, the one that waits longest goes first: it is the slow one, since a caller
that means well brings its request at once. The application is not called before a request is whole,
or a fair piece of it is here. What is being answered is never cut off.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from http import HTTPStatus
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from service.api.errors import problem
from service.api.middleware import headers_of_every_answer

#: A body must grow by this much within the time that a request is given.
PIECE_BYTES = 64 * 1024
MOST_HEAD_BYTES = 64 * 1024


class Waiting:
    """The connections that owe us a request, the longest waiting first."""

    def __init__(self, most: int, patience_s: float) -> None:
        self._most, self._patience_s = most, patience_s
        self._timers: OrderedDict[Connection, asyncio.TimerHandle] = OrderedDict()

    def begin(self, connection: Connection) -> None:
        """Wait for a connection from now on; lets go of another when there are too many."""
        self.end(connection)
        later = connection.loop.call_later
        self._timers[connection] = later(self._patience_s, connection.out_of_time)
        if len(self._timers) > self._most:
            next(iter(self._timers)).leave()

    def end(self, connection: Connection) -> None:
        """Wait for a connection no longer."""
        timer = self._timers.pop(connection, None)
        if timer is not None:
            timer.cancel()


Started = tuple[RequestResponseCycle, ASGI3Application]


class Connection(HttpToolsProtocol):
    """uvicorn's own connection, with bounds on what it may owe us."""

    waiting: Waiting

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._piece_bytes = self._head_bytes = 0
        self._in_head = False
        self._held: Started | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self.waiting.begin(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self.waiting.end(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what came; refuse a head, or what follows a body, that does not end."""
        self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.refuse(431, f"Expected at most {MOST_HEAD_BYTES:,} bytes of headers.")

    def on_message_begin(self) -> None:
        """Give a next request its own time; one that came too early waits for its turn."""
        super().on_message_begin()
        self._in_head, self._piece_bytes = True, 0
        if not self._answering():
            self.waiting.begin(self)

    def on_headers_complete(self) -> None:
        """Note that what follows is the body."""
        self._in_head = False
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Give more time for every fair piece."""
        super().on_body(body)
        self._head_bytes = 0
        self._piece_bytes += len(body)
        if self._piece_bytes >= PIECE_BYTES:
            self._piece_bytes = 0
            self._hand_over()
            self.waiting.begin(self)

    def on_message_complete(self) -> None:
        """Wait no longer: the request is whole."""
        super().on_message_complete()
        self._head_bytes = 0
        self._hand_over()
        if self._answering():
            self.waiting.end(self)

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the rest of one that was answered early."""
        super().on_response_complete()
        if not self.transport.is_closing() and (not self._answering() or self.cycle.more_body):
            self.waiting.begin(self)

    def out_of_time(self) -> None:
        """Let go of a caller that is too slow, unless it is we who do not read."""
        if self.flow.read_paused:
            self.waiting.begin(self)
        elif (self._in_head or self._held) and not self._answering():
            self.refuse(408, "Expected a whole request sooner.")
        else:
            self.leave()

    def _unsupported_upgrade_warning(self) -> None:
        """Keep quiet: a caller may offer another protocol, and is answered in this one."""

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, in the shape of every other refusal."""
        self.refuse(400, "Expected a request in HTTP/1.1, with a method of HTTP.")

    def refuse(self, status: int, detail: str) -> None:
        """Answer outside any request, and leave."""
        if not self._answering():
            self.transport.write(_written(status, detail))
        self.leave()

    def leave(self) -> None:
        """Close the connection when what was written is sent."""
        self.waiting.end(self)
        self.transport.close()

    def shutdown(self) -> None:
        """Leave at once, unless something is being answered."""
        if self._answering():
            super().shutdown()
        else:
            self.leave()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Hold a request back until it is whole; one that waits for our word gets it at once."""
        if cycle.more_body and not cycle.waiting_for_100_continue:
            self._held = (cycle, app)
        else:
            super()._start_asgi_task(cycle, app)

    def _hand_over(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            super()._start_asgi_task(*held)

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete and self._held is None


def connections(most_waiting: int, patience_s: float) -> type[Connection]:
    """Make the kind of connection of one server; its connections share one bound."""
    shared = {"waiting": Waiting(most_waiting, patience_s)}
    return type("BoundedConnection", (Connection,), shared)


def _written(status: int, detail: str) -> bytes:
    answer = problem(status, detail, Connection="close")
    headers = {**dict(answer.headers), **headers_of_every_answer()}
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + bytes(answer.body)
