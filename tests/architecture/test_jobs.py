"""Promises about jobs that no linter checks."""

import pytest
from celery import current_app
from django.conf import settings

from leadqual.core.jobs import Job


@pytest.mark.parametrize("job", list(Job))
def test_every_job_name_leads_to_a_job(job: Job) -> None:
    current_app.loader.import_default_modules()

    assert job.value in current_app.tasks


def test_the_schedule_names_only_jobs() -> None:
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert names <= {job.value for job in Job}
