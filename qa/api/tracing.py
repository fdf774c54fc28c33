"""OpenTelemetry, for who asks for it: spans of requests and of questions, sent to OTEL_EXPORTER_OTLP_ENDPOINT.

The extra ``otel``; nothing of it is loaded otherwise. Spans carry no text of a question.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kg.errors import BadSetting
from qa.recorded import Span, Told, no_span

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def tracing(version: str) -> tuple[Span, Callable[[], None]]:
    """How to open a span, and what to call at the end. Raises BadSetting where the extra is missing."""
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        return no_span, lambda: None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise BadSetting(
            "设置了 OTEL_EXPORTER_OTLP_ENDPOINT，但没有安装 OpenTelemetry", hint="pip install 'kgqa[otel]'"
        ) from error
    # Not the process's global provider: several applications may live in one process.
    resource = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "kgqa"), "service.version": version})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracer = provider.get_tracer("kgqa", version)

    @contextmanager
    def span(name: str, attributes: Told) -> Iterator[None]:
        with tracer.start_as_current_span(name) as found:
            try:
                yield
            finally:
                found.set_attributes({**attributes})

    return span, provider.shutdown
