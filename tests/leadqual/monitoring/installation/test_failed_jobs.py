"""Failed jobs: recorded without personal data, shown to staff, run again once."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from celery import current_app, shared_task
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from leadqual.accounts.models import AuditRow, User
from leadqual.core import clock
from leadqual.core.hosts.queue_names import JobQueue
from leadqual.monitoring import failed_jobs
from leadqual.monitoring.errors import UnknownJobError
from leadqual.monitoring.failed_jobs import record_failure, run_again
from leadqual.monitoring.models import FailedJob

pytestmark = pytest.mark.django_db
PERSONAL = "anna@example.com"
Commits = Callable[..., AbstractContextManager[list[Callable[[], object]]]]
calls: list[int] = []
fails: list[bool] = []


@shared_task(name="tests.fails_on_demand")  # type: ignore[untyped-decorator]
def fails_on_demand(*, row_id: int) -> None:
    """Fail with a message that quotes a person, as often as the test asks for."""
    calls.append(row_id)
    if fails:
        raise ValidationError(f"{PERSONAL} is not valid")


@pytest.fixture(autouse=True)
def _errors_stay_in_the_job() -> Iterator[None]:
    calls.clear()
    fails[:] = [True]
    current_app.finalize()
    current_app.conf.update(task_eager_propagates=False)
    yield
    current_app.conf.update(task_eager_propagates=True)


def test_a_failed_job_is_recorded_once_without_what_it_worked_on() -> None:
    for _ in range(3):
        fails_on_demand.delay(row_id=7)
    fails_on_demand.delay(row_id=8)

    row = FailedJob.objects.get(arguments={"row_id": 7})
    assert (row.job, row.n, row.error) == (
        "tests.fails_on_demand",
        3,
        "django.core.exceptions.ValidationError",
    )
    assert row.place.startswith("tests/leadqual/monitoring/installation/test_failed_jobs.py:")
    assert FailedJob.objects.count() == 2
    assert all(PERSONAL not in str(values) for values in FailedJob.objects.values())


def test_a_job_run_again_leaves_the_list_when_it_succeeds(
    staff: User, django_capture_on_commit_callbacks: Commits
) -> None:
    fails_on_demand.delay(row_id=7)
    row = FailedJob.objects.get()
    fails.clear()

    with django_capture_on_commit_callbacks(execute=True):
        run_again(failed_job_id=row.pk, author=staff)

    assert calls == [7, 7]
    assert not FailedJob.objects.exists()
    audit = AuditRow.objects.get(action="failed_job.rerun")
    assert (audit.actor, audit.name, audit.workspace) == (staff, "tests.fails_on_demand", None)


def test_a_job_that_fails_again_can_be_run_again(
    staff: User, django_capture_on_commit_callbacks: Commits
) -> None:
    fails_on_demand.delay(row_id=7)
    row = FailedJob.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        run_again(failed_job_id=row.pk, author=staff)

    row.refresh_from_db()
    assert (row.n, row.rerun_at) == (2, None)


def test_asked_twice_a_job_runs_once(
    staff_client: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    fails_on_demand.delay(row_id=7)
    row = FailedJob.objects.get()
    fails.clear()
    address = reverse("monitoring:rerun_failed_job", args=[row.pk])

    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(address)
        staff_client.post(address)

    assert calls == [7, 7]
    assert AuditRow.objects.filter(action="failed_job.rerun").count() == 1


def test_a_job_of_another_version_is_refused(staff: User) -> None:
    row = record_failure(job="old.job", arguments={}, job_id="1", error=ValueError())

    with pytest.raises(UnknownJobError):
        run_again(failed_job_id=row.pk, author=staff)

    row.refresh_from_db()
    assert row.rerun_at is None


def test_the_table_is_bounded_and_old_rows_go(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(failed_jobs, "MAX_KEPT", 3)
    for n in range(5):
        record_failure(job="imports.run", arguments={"batch_id": n}, job_id="1", error=OSError())
    kept = {row.arguments["batch_id"] for row in FailedJob.objects.all()}
    settings.FAILED_JOBS_DAYS = 30
    FailedJob.objects.filter(arguments={"batch_id": 4}).update(
        last_at=clock.now() - timedelta(days=31)
    )

    assert kept == {2, 3, 4}
    assert failed_jobs.delete_old_failures() == 1


def test_the_page_shows_queues_processes_and_failed_jobs(staff_client: Client) -> None:
    row = record_failure(job="imports.run", arguments={"batch_id": 5}, job_id="1", error=OSError())

    html = staff_client.get("/lab/?panel=system-status").content.decode()

    assert f'data-failed-job="{row.pk}"' in html
    for queue in ("jobs default", "jobs import", "titles", "replies", "imports"):
        assert f'data-queue="{queue}"' in html
    assert "Import jobs" in html
    assert "Run import" in html
    assert "imports.run, batch_id 5" in html


def test_the_api_lists_and_runs_again(
    staff_api: Client, api: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    fails_on_demand.delay(row_id=7)
    fails.clear()

    (listed,) = staff_api.get("/api/v1/failed-jobs").json()["results"]
    status = staff_api.get("/api/v1/system-status").json()
    with django_capture_on_commit_callbacks(execute=True):
        answer = staff_api.post(f"/api/v1/failed-jobs/{listed['id']}/rerun")

    assert (listed["job"], listed["n"]) == ("tests.fails_on_demand", 1)
    assert {queue["name"] for queue in status["queues"]} == {
        *(f"jobs {queue.shown}" for queue in JobQueue),
        *("titles", "replies", "imports"),
    }
    assert answer.status_code == 202
    assert calls == [7, 7]
    assert api.get("/api/v1/failed-jobs").status_code == 403
