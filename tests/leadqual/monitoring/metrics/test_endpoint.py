"""`/metrics`: who may read it, what it holds, and that figures of all processes add up."""

import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.celery import app
from leadqual.core.jobs import Job, load_jobs
from leadqual.core.telemetry.metric_store import (
    JOB_DURATION,
    JOBS,
    REQUEST_SECONDS,
    REQUESTS,
    MetricStore,
    metric_store,
)
from leadqual.leads.models import JobTitle
from leadqual.monitoring.metrics import count_labels
from leadqual.monitoring.timing import area_of
from tests.product import client_of

TOKEN = "the-right-one"
ANSWERS = [("GET", 200), ("GET", 302), ("GET", 404), ("POST", 200), ("POST", 422), ("PATCH", 200)]
pytestmark = pytest.mark.django_db


def samples() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Return every sample by name and labels."""
    answer = Client().get("/metrics")
    assert answer.status_code == HTTPStatus.OK
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def value(name: str, **labels: str) -> float:
    """Return one sample; 0 where there is none."""
    return samples().get((name, tuple(sorted(labels.items()))), 0.0)


def test_requests_are_counted_by_area_method_and_status(manager_client: Client) -> None:
    labels = {"area": "companies", "method": "GET", "status": "404"}

    manager_client.get("/companies/987654/")
    manager_client.get("/companies/987655/")

    assert value("leadqual_http_requests_total", **labels) == 2
    timed = "leadqual_http_request_duration_seconds"
    counted = value(f"{timed}_count", kind="web pages")
    assert counted >= 2
    assert value(f"{timed}_bucket", kind="web pages", le="+Inf") == counted


def test_unknown_addresses_and_methods_share_one_label() -> None:
    for n in range(3):
        Client().get(f"/no-such-page-{n}")
        Client().generic(f"METHOD{n}", "/healthz")

    names = {dict(labels).get("area") for _, labels in samples()}
    methods = {dict(labels).get("method") for _, labels in samples()}

    assert not any("no-such-page" in str(name) for name in names)
    assert "unknown" in names
    assert methods <= {"GET", "other", None}


def test_metrics_of_every_address_and_job_are_small() -> None:
    store = metric_store()
    load_jobs()
    for route in routes(get_resolver()):
        area = area_of(route)
        store.observe(REQUEST_SECONDS, "web pages", seconds=0.2)
        for method, status in ANSWERS:
            store.count(REQUESTS, area, method, str(status))
    for job in app.tasks:
        store.observe(JOB_DURATION, job, seconds=2)
        for outcome in ("success", "failure", "retry"):
            store.count(JOBS, job, outcome)

    answer = Client().get("/metrics")

    assert {area_of(route) for route in ("", "people/", "api/v1/contacts/<int:contact_id>")} == {
        *("home", "people", "api/contacts")
    }
    assert len(answer.content) < 100_000


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Yield the pattern of every address."""
    for one in resolver.url_patterns:
        pattern = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from routes(one, pattern)
        else:
            yield pattern


def test_counts_of_several_processes_add_up() -> None:
    first, second = MetricStore(), MetricStore()
    for store in (first, second):
        store.count(JOBS, "imports.run", "success", n=3)
        store.flush()

    assert value("leadqual_jobs_total", job="imports.run", outcome="success") == 6


def test_a_count_is_stored_once_however_often_it_is_flushed() -> None:
    metric_store().count(JOBS, "imports.run", "failure")
    metric_store().flush()
    metric_store().flush()

    assert value("leadqual_jobs_total", job="imports.run", outcome="failure") == 1


def test_queues_and_labels_are_of_the_tables(workspace: Workspace) -> None:
    JobTitle.objects.create(workspace=workspace, title="Head of Sales", normalised="head of sales")
    count_labels()

    assert value("leadqual_queue_length", queue="titles") == 1
    assert ("leadqual_title_labels", (("source", "correction"),)) in samples()
    assert value("leadqual_up", server="database") == 1
    assert value("leadqual_database_size_bytes") > 1_000_000


def test_nothing_of_a_customer_is_in_a_label(
    workspace: Workspace, manager: User, manager_client: Client
) -> None:
    manager_client.get("/people/?q=anna")
    manager_client.get("/api/v1/contacts/lookup?email=anna@example.com")

    text = Client().get("/metrics").content.decode()

    for personal in (workspace.name, workspace.slug, manager.email, "anna", "@"):
        assert personal not in text.lower().replace("workspace_id", "")


def test_labels_are_those_of_the_definitions() -> None:
    names = {name for _, labels in samples() for name, _ in labels}

    assert names <= {
        *("area", "kind", "method", "status", "le", "job", "outcome", "model", "cache", "result"),
        *("queue", "role", "version", "state", "part", "server", "source"),
    }


def test_a_token_is_needed_where_one_is_set(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN

    for given in ("", "Bearer wrong", "wrong", f"Token {TOKEN}"):
        assert Client(headers={"Authorization": given}).get("/metrics").status_code == 401
    right = Client(headers={"Authorization": f"Bearer {TOKEN}"}, REMOTE_ADDR="203.0.113.5")
    assert right.get("/metrics").status_code == HTTPStatus.OK


def test_without_a_token_only_this_machine_may_read() -> None:
    for origin in (
        {"REMOTE_ADDR": "203.0.113.5"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.5"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"REMOTE_ADDR": ""},
    ):
        answer = Client(**origin).get("/metrics")  # type: ignore[arg-type]  # headers
        assert answer.status_code == 401, origin


def test_staff_in_a_browser_need_the_token_too(staff: User, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN

    assert client_of(staff).get("/metrics").status_code == 401


def test_every_metric_says_what_it_is() -> None:
    text = Client().get("/metrics").content.decode()
    families = re.findall(r"^# TYPE (\S+)", text, re.M)

    assert set(families) == set(re.findall(r"^# HELP (\S+) \S+", text, re.M))
    assert all(name.startswith("leadqual_") for name in families)
    assert Job.RUN_IMPORT not in families
