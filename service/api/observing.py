"""Every request seen from outside: a line in the log and a count, by the template of its route."""

from __future__ import annotations

import logging
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.metrics import Metrics
from service.logs import REQUEST_ID

LOG = logging.getLogger(__name__)
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMATCHED = "unmatched"
#: A caller went away, or we were told to stop, before there was an answer.
NO_ANSWER = 499


class Observed:
    """Gives each request an id, and tells what came of it without saying what was asked."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note the status and the time of its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), NO_ANSWER
        request_id = uuid4().hex
        token = REQUEST_ID.set(request_id)

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            with self._metrics.in_progress.track_inprogress():
                await self._app(scope, receive, noted)
        finally:
            self._tell(scope, status, perf_counter() - began)
            REQUEST_ID.reset(token)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = route_of(scope)
        self._metrics.seconds.labels(method, route, status).observe(seconds)
        milliseconds = round(seconds * 1000, 1)
        told = {"method": method, "route": route, "status": status, "milliseconds": milliseconds}
        LOG.info("request", extra=told)


def route_of(scope: Scope) -> str:
    """Give the template of the route that answered; a path of no route is not repeated."""
    return str(getattr(scope.get("route"), "path", UNMATCHED))
