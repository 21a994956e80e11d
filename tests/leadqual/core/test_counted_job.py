"""A job that loses its process again and again is given up; one that gets on is not."""

from collections.abc import Callable

import pytest
import redis
from celery import shared_task
from django.core.cache import cache
from django.test import override_settings
from pytest_django.fixtures import Settings

from leadqual.core.hosts.counted_job import MAX_LOST, CountedJob, JobLostError, OutOfMemoryError
from leadqual.imports.models import ImportBatch
from leadqual.imports.tasks import run_import
from tests.leadqual.imports.conftest import Import, bring, confirm  # noqa: F401  # fixtures

pytestmark = pytest.mark.usefixtures("postgres_and_redis")

Comes = Callable[..., None]


@shared_task(name="tests.do_nothing")  # type: ignore[untyped-decorator]
def do_nothing() -> None:
    """Do nothing."""


@shared_task(name="tests.run_out_of_memory")  # type: ignore[untyped-decorator]
def run_out_of_memory() -> None:
    """Need more memory than there is."""
    raise MemoryError


def come_again(job: CountedJob, **arguments: object) -> None:
    """Start a job as a worker does that gets it after another process was killed."""
    job.push_request(delivery_info={"redelivered": True})
    try:
        job.before_start("7", (), arguments)
    finally:
        job.pop_request()


def test_job_is_given_up_after_some_lost_processes() -> None:
    for _ in range(MAX_LOST - 1):
        come_again(do_nothing)

    with pytest.raises(JobLostError) as given_up:
        come_again(do_nothing)

    assert not given_up.value.requeue


def test_job_that_comes_for_the_first_time_is_not_counted() -> None:
    for _ in range(MAX_LOST + 1):
        do_nothing.push_request(delivery_info={"redelivered": False})
        do_nothing.before_start("7", (), {})
        do_nothing.pop_request()

    assert cache.get("core.lost_jobs.7") is None


def test_job_runs_though_redis_cannot_count(settings: Settings) -> None:
    away = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    with override_settings(CACHES={"default": away}):
        with pytest.raises(redis.ConnectionError):
            cache.get("anything")

        for _ in range(MAX_LOST + 1):
            come_again(do_nothing)


def test_job_without_memory_fails_as_any_other() -> None:
    with pytest.raises(OutOfMemoryError, match="run_out_of_memory"):
        run_out_of_memory.apply(throw=True)


@pytest.mark.django_db
def test_import_that_loses_its_process_at_one_row_fails_with_the_reason(bring: Import) -> None:  # noqa: F811
    batch = bring("name,email\nAnn Lee,ann@acme.example\n")
    ImportBatch.objects.filter(pk=batch.pk).update(status="running")
    for _ in range(MAX_LOST - 1):
        come_again(run_import, batch_id=batch.pk)

    with pytest.raises(JobLostError):
        come_again(run_import, batch_id=batch.pk)

    batch.refresh_from_db()
    assert batch.status == "failed"
    assert "memory" in batch.error


@pytest.mark.django_db
def test_import_that_gets_on_between_lost_processes_goes_on(bring: Import) -> None:  # noqa: F811
    batch = bring("name,email\nAnn Lee,ann@acme.example\n")
    ImportBatch.objects.filter(pk=batch.pk).update(status="running")

    for n in range(MAX_LOST * 2):
        ImportBatch.objects.filter(pk=batch.pk).update(n_rows=n)
        come_again(run_import, batch_id=batch.pk)

    batch.refresh_from_db()
    assert batch.status == "running"
