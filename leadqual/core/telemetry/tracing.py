"""Traces to an OpenTelemetry collector, where `OTEL_EXPORTER_OTLP_ENDPOINT` is set.

A span for each request, each job (in the trace of the request that asked for it) and each query.
Nothing of OpenTelemetry is imported without the setting.
"""

from django.conf import settings


def start_tracing() -> None:
    """Have requests, jobs and queries of this process traced; nothing without the setting."""
    if not settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        return
    from opentelemetry import trace  # noqa: PLC0415  # heavy, and off by default
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.instrumentation.celery import CeleryInstrumentor  # noqa: PLC0415
    from opentelemetry.instrumentation.django import DjangoInstrumentor  # noqa: PLC0415
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio  # noqa: PLC0415

    from leadqual.core.telemetry.code_version import code_version  # noqa: PLC0415
    from leadqual.core.telemetry.span_filter import FilteredExporter  # noqa: PLC0415

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
