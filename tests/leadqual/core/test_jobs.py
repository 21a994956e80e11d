"""Jobs are found by the first requests of a process, however many come at once."""

import os
import subprocess
import sys

import pytest
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

from leadqual.core import jobs
from leadqual.core.jobs import Job
from tests.waiting import PATIENCE

pytestmark = pytest.mark.usefixtures("postgres_and_redis")

# In a process of its own, in which nothing has looked for jobs yet. Importing takes longer than all
# threads need to begin.
_FIRST_REQUESTS = """
import sys
import threading
import django
django.setup()
from celery import current_app
from django.conf import settings
from leadqual.core import jobs
sys.setswitchinterval(1e-5)
sent, errors = [], []
current_app.Task.apply_async = lambda task, **_: sent.append(task.name)
barrier = threading.Barrier(len(jobs.Job))
def request(job):
    barrier.wait()
    try:
        jobs._send(job, {})
    except BaseException as error:
        errors.append(repr(error))
threads = [threading.Thread(target=request, args=[job]) for job in jobs.Job]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(sent), len(jobs.Job), errors)
"""


@pytest.mark.slow
def test_every_job_is_sent_when_the_first_requests_come_at_once() -> None:
    servers = {"DATABASE_URL": "postgresql://localhost/none", "REDIS_URL": "redis://localhost"}
    environment = (
        os.environ
        | servers
        | {
            "SECRET_KEY": "of-this-test",
            "DJANGO_SETTINGS_MODULE": "leadqual.settings",
        }
    )

    done = subprocess.run(
        [sys.executable, "-c", _FIRST_REQUESTS],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )

    assert done.stdout.split("\n")[-2] == f"{len(Job)} {len(Job)} []", done.stdout + done.stderr


def test_request_does_not_fail_when_a_job_is_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs.load_jobs()
    monkeypatch.delitem(current_app.tasks, Job.SEND_ALERTS.value)

    jobs._send(Job.SEND_ALERTS, {})  # What was committed before stands.

    assert Job.SEND_ALERTS.value not in current_app.tasks


@pytest.mark.parametrize("error", [ConnectionError, OperationalError, AttributeError])
def test_request_does_not_fail_however_the_broker_does(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_: object) -> None:
        raise error("'NoneType' object has no attribute 'client'")  # What Kombu says in a race.

    jobs.load_jobs()
    monkeypatch.setattr(current_app.tasks[Job.CLASSIFY_REPLY.value], "apply_async", fail)
    monkeypatch.setitem(current_app.conf, "task_always_eager", value=False)

    jobs._send(Job.CLASSIFY_REPLY, {"reply_id": 1})

    assert "job not sent, the schedule will find it" in caplog.text
    assert ("Traceback" in caplog.text) == (error is AttributeError)


def test_names_of_jobs_lead_to_jobs_and_the_schedule_names_only_those() -> None:
    current_app.loader.import_default_modules()
    names = {job.value for job in Job}

    assert names - set(current_app.tasks) == set()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= names
