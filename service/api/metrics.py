"""What can be counted of the service, by route template: nothing here is about anybody."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import (
    CollectorRegistry,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from service.api.deps import NoQueryDep
from service.api.errors import responses

router = APIRouter(tags=["operations"])
MEDIA_TYPE = "text/plain"
BUCKETS_S = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.25, 2.5, 5, 10, 30)
SAMPLE = """\
# TYPE plaatsmaker_requests_in_progress gauge
plaatsmaker_requests_in_progress 1.0
"""
TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": SAMPLE}}}
}


class Metrics:
    """The counts of one app; each process has its own and is scraped by itself."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "plaatsmaker_request_seconds",
            "Seconds from the first byte of a request to the last of its answer.",
            ["method", "route", "status"],
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        self.in_progress = Gauge(
            "plaatsmaker_requests_in_progress",
            "Requests that are being answered.",
            registry=self.registry,
        )
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)


@router.get(
    "/metrics",
    summary="What can be counted",
    response_class=Response,
    responses={**responses(400), **TEXT},
)
def metrics(request: Request, _: NoQueryDep) -> Response:
    """Count requests by route template and status, in the text format of Prometheus.

    Every replica counts for itself: scrape each one.
    """
    counted: Metrics = request.app.state.metrics
    return Response(
        generate_latest(counted.registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
    )
