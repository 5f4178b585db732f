"""Traces reach an address that is configured, and say nothing of whom a request was about."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.service.api_client import another
from tests.service.tenancy import Pools, SharedDatabase, three_municipalities

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = {
    "traceparent": f"00-{TRACE}-b7ad6b7169203331-01",
    "tracestate": "caller=k-77",
    "user-agent": "k-77",
}


@pytest.fixture(scope="module")
def pools(shared: SharedDatabase) -> Iterator[Pools]:
    with three_municipalities(shared) as made:
        yield made


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """Take what is sent to an address, until the block ends."""
    received: list[bytes] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            packed = self.headers.get("content-encoding") == "gzip"
            received.append(gzip.decompress(body) if packed else body)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/traces", received
        server.shutdown()
        thread.join()


def spans(received: list[bytes]) -> list[Span]:
    found: list[Span] = []
    for body in received:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                found += scope.spans
    return found


def test_a_request_is_a_span_of_its_callers_trace_by_route_template(
    shared: SharedDatabase, pools: Pools, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("state")
    with collector() as (address, received):
        with another(shared, folder, pools, traces_endpoint=address) as api:
            headers = api.bearer() | CALLER
            api.client.get("/v1/match-runs/k-77?k-77=k-77", headers=headers)
            api.client.get("/v1/people/k-77", headers=headers)
            api.match({"candidate": "k-77"})

        found = spans(received)
    roots = {span.name for span in found if span.kind == Span.SPAN_KIND_SERVER}
    assert {"GET /v1/match-runs/{id}", "GET", "POST /v1/matches"} <= roots
    assert {span.trace_id.hex() for span in found} >= {TRACE}
    assert any(span.name == "fastapi.endpoint" for span in found)
    assert b"k-77" not in b"".join(received)
    assert b"plaatsmaker" in received[0]


def test_without_an_address_there_are_no_traces(
    shared: SharedDatabase, pools: Pools, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with another(shared, tmp_path_factory.mktemp("state"), pools) as api:
        answer = api.client.get("/livez", headers=CALLER)

        assert answer.status_code == 200
        assert not api.client.app._native_telemetry.enabled()  # type: ignore[attr-defined]


def test_a_collector_that_is_gone_keeps_nobody_waiting(
    shared: SharedDatabase, pools: Pools, tmp_path_factory: pytest.TempPathFactory
) -> None:
    nobody = "http://127.0.0.1:9/v1/traces"
    folder = tmp_path_factory.mktemp("state")

    with another(shared, folder, pools, traces_endpoint=nobody) as api:
        assert api.client.get("/readyz").elapsed.total_seconds() < 5
