"""Spans without personal data: names, times, routes, statements without values."""

import re
from collections.abc import Mapping, Sequence

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace.status import Status
from opentelemetry.util.types import AttributeValue

_ALLOWED_ATTRIBUTES = frozenset(
    {
        *("http.method", "http.request.method", "http.route", "http.scheme", "url.scheme"),
        *("http.status_code", "http.response.status_code", "http.flavor"),
        *("celery.action", "celery.state", "celery.task_name", "celery.retries"),
        *("messaging.system", "messaging.message.id", "messaging.destination"),
        *("messaging.destination.name", "messaging.operation"),
        *("db.system", "db.system.name", "db.name", "db.namespace", "db.operation.name"),
        *("exception.type", "error.type"),
    }
)
_STATEMENTS = frozenset({"db.statement", "db.query.text"})
_VALUES = re.compile(r"'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$|\b\d+(?:\.\d+)?\b", re.DOTALL)


class FilteredExporter(SpanExporter):
    """Removes query strings, addresses, SQL values and error messages from spans.

    Args:
        exporter: sends the filtered spans.
    """

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([_filter_span(span) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)


def _filter_span(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=_name_of(span),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_filter_attributes(span.attributes),
        events=[
            Event(event.name, _filter_attributes(event.attributes), event.timestamp)
            for event in span.events
            if event.name == "exception"
        ],
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),  # The description would be an error message.
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _name_of(span: ReadableSpan) -> str:
    """Return the span name; without a route only the method, as the path may contain anything."""
    attributes = span.attributes or {}
    method = attributes.get("http.method") or attributes.get("http.request.method")
    if method is None:
        return span.name
    route = attributes.get("http.route")
    return f"{method} {route}" if route else str(method)


def _filter_attributes(
    attributes: Mapping[str, AttributeValue] | None,
) -> dict[str, AttributeValue]:
    found = {
        name: value for name, value in (attributes or {}).items() if name in _ALLOWED_ATTRIBUTES
    }
    for name in _STATEMENTS & set(attributes or {}):
        found[name] = _VALUES.sub("?", str((attributes or {})[name]))
    return found
