"""Traces and error reports are off without their settings, and hold nothing personal."""

import os
import subprocess
import sys

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from leadqual.core.telemetry.error_reports import remove_personal_data
from leadqual.core.telemetry.span_filter import FilteredExporter

_LOADED = """
import sys, django
django.setup()
names = ("opentelemetry.instrumentation", "opentelemetry.exporter", "sentry_sdk")
print([name for name in names if name in sys.modules])
"""
PERSONAL = "anna@example.com"
STATEMENT = f"SELECT 1 FROM x WHERE a = '{PERSONAL}' AND b = %s"  # is never run


def _fail() -> None:
    raise ValueError(PERSONAL)


@pytest.mark.slow
def test_nothing_of_it_is_imported_without_the_settings() -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"OTEL_EXPORTER_OTLP_ENDPOINT", "SENTRY_DSN"}
    }

    found = subprocess.run(
        [sys.executable, "-c", _LOADED],
        env=environment | {"DJANGO_SETTINGS_MODULE": "leadqual.settings"},
        capture_output=True,
        check=True,
        text=True,
    )

    assert found.stdout.strip() == "[]"


def test_a_span_leaves_without_values() -> None:
    memory = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(FilteredExporter(memory)))
    tracer = provider.get_tracer("tests")

    try:
        with tracer.start_as_current_span(f"GET /people/{PERSONAL}") as span:
            span.set_attribute("http.method", "GET")
            span.set_attribute("http.url", f"http://localhost/people/?q={PERSONAL}")
            span.set_attribute("db.statement", STATEMENT)
            span.add_event("log", {"text": PERSONAL})
            _fail()
    except ValueError:
        pass

    (left,) = memory.get_finished_spans()
    assert PERSONAL not in left.to_json()
    assert left.name == "GET"
    assert dict(left.attributes or {})["db.statement"] == "SELECT ? FROM x WHERE a = ? AND b = %s"
    assert [dict(event.attributes or {}) for event in left.events] == [
        {"exception.type": "ValueError"}
    ]


def test_an_error_leaves_without_what_it_says() -> None:
    event = {
        "exception": {
            "values": [
                {
                    "type": "IntegrityError",
                    "value": f"Key (email)=({PERSONAL}) already exists",
                    "stacktrace": {"frames": [{"filename": "a.py", "vars": {"x": PERSONAL}}]},
                }
            ]
        },
        "request": {"method": "GET", "url": f"http://x/{PERSONAL}", "query_string": PERSONAL},
        "user": {"email": PERSONAL},
        "contexts": {"celery-job": {"kwargs": PERSONAL}, "runtime": {"name": "CPython"}},
        "extra": {"sys.argv": [PERSONAL]},
        "transaction": "people/",
    }

    left = remove_personal_data(event, {})

    assert PERSONAL not in str(left)
    assert left["exception"]["values"][0]["type"] == "IntegrityError"
    assert (left["request"], left["transaction"]) == ({"method": "GET"}, "people/")
