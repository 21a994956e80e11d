"""A web server and a worker with a collector of traces and a receiver of errors."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from celery import current_app
from django.utils import timezone
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User, Workspace
from leadqual.monitoring.models import FailedJob
from tests.leadqual.monitoring.installation.observed_installation import (
    Installation,
    get,
    receiver,
)
from tests.waiting import PATIENCE, until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PERSONAL = "anna.berg@example.com"
REQUEST_ID = "a-request-of-the-test"


@pytest.fixture(autouse=True)
def _day() -> None:
    """The real one, as other processes read it."""


@pytest.fixture
def _real_jobs() -> Iterator[None]:
    current_app.conf.update(task_always_eager=False)
    yield
    current_app.conf.update(task_always_eager=True)


def failed(job: str, **arguments: object) -> FailedJob:
    """Put a job on the list of failed ones."""
    now = timezone.now()
    return FailedJob.objects.create(
        job=job, arguments=arguments, error="builtins.ValueError", job_id="1", last_at=now
    )


def rerun(installation: Installation, row: FailedJob, secret: str) -> None:
    """Have the web server run a failed job again, with a person in the query."""
    address = f"{installation.address}/api/v1/failed-jobs/{row.pk}/rerun"
    headers = {"Authorization": f"Bearer {secret}", "X-Request-Id": REQUEST_ID}
    with urlopen(Request(address, b"", headers, method="POST"), timeout=PATIENCE) as answer:
        assert answer.status == 202


def spans_of(received: list[tuple[str, bytes]]) -> list[Span]:
    """Return all spans that the collector got."""
    found = []
    for path, body in list(received):
        assert path == "/v1/traces"
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            found += [span for scope in resource.scope_spans for span in scope.spans]
    return found


def attributes(span: Span) -> dict[str, str]:
    """Return the attributes as texts."""
    return {one.key: one.value.string_value for one in span.attributes}


@pytest.mark.usefixtures("_real_jobs")
def test_traces_errors_and_logs_follow_a_request_into_its_job(
    workspace: Workspace, staff: User, tmp_path: Path
) -> None:
    _, secret = create_api_key(
        workspace=workspace, name="tests", scopes=[Scope.INSTALLATION], author=staff
    )
    good, bad = failed("monitoring.count_waiting"), failed("imports.run", batch_id=PERSONAL)
    with receiver() as (collector, traces), receiver() as (sentry, events):
        settings = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{collector}",
            "OTEL_BSP_SCHEDULE_DELAY": "100",
            "SENTRY_DSN": f"http://key@{sentry}/1",
            "SENTRY_ENVIRONMENT": "tests",
        }
        with Installation(tmp_path, settings).running() as installation:
            get(f"{installation.address}/healthz?next={PERSONAL}")
            rerun(installation, good, secret)
            rerun(installation, bad, secret)
            until(lambda: not FailedJob.objects.filter(pk=good.pk).exists(), "the good job")
            until(lambda: FailedJob.objects.get(pk=bad.pk).n == 2, "the failure")
            event = until(lambda: list(events), "the event")
            ran = until(
                lambda: [s for s in spans_of(traces) if s.name == "run/monitoring.count_waiting"],
                "the span of the job",
            )[0]
            asked = until(
                lambda: [
                    one
                    for one in spans_of(traces)
                    if one.trace_id == ran.trace_id and "failed-jobs" in one.name
                ],
                "the span of the request",
            )[0]
            queries = until(
                lambda: [
                    attributes(one)["db.statement"]
                    for one in spans_of(traces)
                    if one.trace_id == ran.trace_id and "db.statement" in attributes(one)
                ],
                "the spans of queries",
            )
        lines = {part: installation.lines(part) for part in ("web", "worker")}

    assert asked.name == "POST api/v1/failed-jobs/<int:failed_job_id>/rerun"
    assert any(query.startswith("SELECT") for query in queries)
    everything = b"".join(body for _, body in traces) + b"".join(body for _, body in events)
    for personal in (PERSONAL, "anna", secret, staff.email, workspace.name):
        assert personal.encode() not in everything
    sent = json.loads(event[0][1].splitlines()[2])
    assert sent["exception"]["values"][-1]["type"] == "ValueError"
    assert sent["environment"] == "tests"
    assert sent["tags"]["request_id"] == REQUEST_ID
    of_job = [line for line in lines["worker"] if line.get("job_id") == sent["tags"]["job_id"]]
    assert {line.get("request_id") for line in of_job} >= {REQUEST_ID}
    access = [line for line in lines["web"] if line.get("event") == "request answered"]
    assert {line["path"] for line in access if line["request_id"] == REQUEST_ID} == {
        f"/api/v1/failed-jobs/{row.pk}/rerun" for row in (good, bad)
    }
    assert PERSONAL not in json.dumps(lines)
