"""Traces to an OpenTelemetry collector; imported only if `OTEL_EXPORTER_OTLP_ENDPOINT` is set.

Each request, job (in the trace of the request that started it) and query has a span.
"""

from django.conf import settings

from leadqual.core.telemetry.span_filter import FilteredExporter


def start_tracing() -> None:
    """Trace requests, jobs and queries of this process."""
    from opentelemetry import trace  # heavy
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (
        OTLPSpanExporter,
    )
    from opentelemetry.instrumentation.celery import CeleryInstrumentor
    from opentelemetry.instrumentation.django import DjangoInstrumentor
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio

    from leadqual.core.telemetry.process_reports import code_version

    resource = Resource.create(
        {"service.name": settings.OTEL_SERVICE_NAME, "service.version": code_version()}
    )
    provider = TracerProvider(
        resource=resource, sampler=ParentBasedTraceIdRatio(settings.OTEL_TRACES_SAMPLER_ARG)
    )
    address = f"{settings.OTEL_EXPORTER_OTLP_ENDPOINT.rstrip('/')}/v1/traces"
    exporter = FilteredExporter(OTLPSpanExporter(endpoint=address))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument()
    CeleryInstrumentor().instrument()  # type: ignore[no-untyped-call]
    PsycopgInstrumentor().instrument()
