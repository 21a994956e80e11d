"""Promises about jobs that no linter checks."""

from celery import current_app
from django.conf import settings

from leadqual.core.jobs import Job


def test_every_job_name_leads_to_a_job() -> None:
    current_app.loader.import_default_modules()

    assert {job.value for job in Job} - set(current_app.tasks) == set()


def test_the_schedule_names_only_jobs() -> None:
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert names <= {job.value for job in Job}
