"""What can be counted of the service, by route template: nothing here is about anybody."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import (
    CollectorRegistry,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from service.api.deps import NoQueryDep

router = APIRouter(include_in_schema=False)
#: Every bucket is a line per method, route and status.
BUCKETS_S = (0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 1, 5, 30)


class Metrics:
    """The counts of one app; each process has its own and is scraped by itself."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "plaatsmaker_request_seconds",
            "Seconds from a request that is here to the last of its answer.",
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


@router.get("/metrics")
def metrics(request: Request, _: NoQueryDep) -> Response:
    """Count requests by route template and status, in the text format of Prometheus.

    Every replica counts for itself: scrape each one.
    """
    counted: Metrics = request.app.state.metrics
    return Response(
        generate_latest(counted.registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
    )
