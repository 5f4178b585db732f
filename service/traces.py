"""Traces for whoever asks for them: by route template, with nothing of what was asked.

The framework makes the spans; of each only what is listed here leaves this process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import SpanContext, Status

#: Attributes that are the same whoever is spoken of.
KEPT = frozenset(
    {
        "code.function.name",
        "error.type",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "url.scheme",
    }
)


class Redacted(SpanExporter):
    """Hands spans on without their paths, queries, events and texts."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Hand spans on."""
        return self._exporter.export([_redacted(span) for span in spans])

    def shutdown(self) -> None:
        """End."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Hand on what is waiting."""
        return self._exporter.force_flush(timeout_millis)


def tracing(version: str) -> TracerProvider:
    """Make what gives spans; they go nowhere before `sent_to`."""
    return TracerProvider(
        resource=Resource.create({"service.name": "plaatsmaker", "service.version": version}),
        shutdown_on_exit=False,
    )


@contextmanager
def sent_to(provider: TracerProvider, endpoint: str) -> Iterator[None]:
    """Send spans to an address (OTLP over HTTP) until the block ends, the last ones included."""
    provider.add_span_processor(BatchSpanProcessor(Redacted(OTLPSpanExporter(endpoint))))
    try:
        yield
    finally:
        provider.shutdown()


def _redacted(span: ReadableSpan) -> ReadableSpan:
    kept = {name: value for name, value in (span.attributes or {}).items() if name in KEPT}
    return ReadableSpan(
        name=span.name,
        context=_plain(span.context),
        parent=_plain(span.parent),
        resource=span.resource,
        attributes=kept,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _plain(context: SpanContext | None) -> SpanContext | None:
    """Leave out the state that a caller may have put beside the ids."""
    if context is None:
        return None
    flags = context.trace_flags
    return SpanContext(context.trace_id, context.span_id, context.is_remote, flags)
