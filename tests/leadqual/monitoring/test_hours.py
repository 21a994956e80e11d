"""Hours go from Redis into the table, and their limits are looked at."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from classifiers.monitoring.quantile_sketch import bucket
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.telemetry.metric_store import metric_store
from leadqual.leads.models import JobTitle
from leadqual.monitoring import daily_job, hourly_figures
from leadqual.monitoring.models import Alert, HourFigure
from leadqual.monitoring.tasks import count_waiting
from leadqual.monitoring.timing import API, CLASSIFYING, PAGES, group_of
from tests.leadqual.monitoring.test_counting import _empty  # noqa: F401  # used by its name

pytestmark = pytest.mark.django_db


def hour(n: int) -> datetime:
    """Return the beginning of the hour so many hours ago."""
    return clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=n)


def figure(at: datetime, group: str, value: float, n: int = 100, n_errors: int = 0) -> HourFigure:
    buckets = {str(bucket(value)): n}
    return HourFigure.objects.create(hour=at, group=group, n=n, n_errors=n_errors, buckets=buckets)


def test_pages_are_timed_and_the_hour_is_stored_as_it_is(manager_client: Client) -> None:
    for _ in range(3):
        manager_client.get("/settings/")
    manager_client.get("/healthz")
    metric_store().flush()

    hourly_figures.store_hours()
    hourly_figures.store_hours()

    rows = HourFigure.objects.filter(group=PAGES)
    assert sum(row.n for row in rows) == 3
    assert sum(row.n_errors for row in rows) == 0
    assert 0 < (hourly_figures.quantile_of(rows, 0.5) or 0) < 60_000
    assert (
        not HourFigure.objects.exclude(group__in=[PAGES]).filter(group__startswith="web").exists()
    )


def test_each_address_is_of_one_kind() -> None:
    for path, group in (
        ("/titles/", PAGES),
        ("/api/v1/contacts", API),
        ("/api/v1/titles/classify", CLASSIFYING),
        ("/look-up/title/", CLASSIFYING),
        ("/healthz", ""),
        ("/static/x.css", ""),
        ("/admin/", ""),
    ):
        assert group_of(path) == group


def test_jobs_are_timed_and_what_waits_is_counted(workspace: Workspace) -> None:
    JobTitle.objects.create(workspace=workspace, title="CEO", normalised="ceo")

    count_waiting.delay()
    hourly_figures.store_hours()

    assert HourFigure.objects.filter(group=hourly_figures.TITLES).exists()
    waiting = hourly_figures.quantile_of(
        HourFigure.objects.filter(group=hourly_figures.TITLES), 1.0
    )
    assert waiting == pytest.approx(1.0, rel=0.06)


def test_a_slow_hour_raises_an_alert_that_two_quick_hours_end() -> None:
    figure(hour(2), PAGES, 4_000.0)
    daily_job.monitor_operations()
    slow = Alert.objects.get()

    HourFigure.objects.update(hour=hour(5))
    Alert.objects.update(last_at=hour(5))
    figure(hour(2), PAGES, 40.0)
    figure(hour(1), PAGES, 40.0)
    daily_job.monitor_operations()

    assert (slow.signal, slow.workspace) == ("slow:web pages", None)
    assert slow.figure == pytest.approx(4_000, rel=0.06)
    assert not Alert.objects.get().is_open


def test_failures_and_a_long_queue_raise_alerts() -> None:
    figure(hour(1), API, 10.0, n=200, n_errors=20)
    figure(hour(1), "job replies.classify_reply", 10.0, n=20, n_errors=10)
    figure(hour(1), hourly_figures.JOBS, 3_000.0, n=60)

    daily_job.monitor_operations()

    assert set(Alert.objects.values_list("signal", flat=True)) == {
        "errors:web API",
        "errors:job replies.classify_reply",
        "queue:queue jobs",
    }


def test_an_hour_that_is_not_over_or_has_few_requests_raises_none() -> None:
    figure(hour(-1), PAGES, 4_000.0)
    figure(hour(1), PAGES, 4_000.0, n=5)

    daily_job.monitor_operations()

    assert not Alert.objects.exists()


def test_old_hours_are_deleted(settings: Settings) -> None:
    settings.WATCHING_DAYS = 10
    figure(datetime(2020, 1, 1, tzinfo=UTC), PAGES, 10.0)
    kept = figure(hour(3), PAGES, 10.0)

    daily_job.monitor_operations()

    assert list(HourFigure.objects.all()) == [kept]
