"""The same job with the same arguments is queued once, whoever sends it and for however long."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.beat import NotedScheduler
from leadqual.beat import app as beat_app
from leadqual.core import jobs
from leadqual.core.hosts import queued_jobs
from leadqual.core.hosts.queue_names import JobQueue
from leadqual.core.jobs import Job
from leadqual.core.pages.components import jobs_before
from leadqual.duplicates.models import DuplicateRun

pytestmark = pytest.mark.usefixtures("postgres_and_redis")
MAIL = JobQueue.MAIL.value


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[redis.Redis]:
    """An empty broker that jobs are really sent to."""
    jobs.load_jobs()
    monkeypatch.setitem(current_app.conf, "task_always_eager", value=False)
    with redis.Redis.from_url(settings.CELERY_BROKER_URL, decode_responses=True) as client:
        client.flushdb()
        yield client
        client.flushdb()


def send(job: Job, **arguments: int) -> None:
    jobs._send(job, dict(arguments))


def test_copies_of_a_job_do_not_pile_up_however_long_they_are_queued(
    broker: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = NotedScheduler(app=beat_app, lazy=True)
    for is_sure in (True, False):  # As in the first seconds, and as after minutes.
        monkeypatch.setattr(queued_jobs, "TRUSTED_SECONDS", 30 if is_sure else 0)
        for _ in range(20):
            send(Job.SEND_EMAILS)
            send(Job.CHECK_MAILBOX, mailbox_id=1)
            schedule.send_task(Job.SEND_EMAILS.value)

    assert broker.llen(MAIL) == 2
    send(Job.CHECK_MAILBOX, mailbox_id=2)
    assert broker.llen(MAIL) == 3


@pytest.mark.django_db
def test_a_job_is_sent_again_once_it_has_begun_and_after_it_was_lost(
    broker: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(Job.SEND_EMAILS)
    current_app.tasks[Job.SEND_EMAILS.value]()  # What comes from now on may be too late for it.
    send(Job.SEND_EMAILS)
    assert broker.llen(MAIL) == 2

    broker.delete(MAIL)
    send(Job.SEND_EMAILS)
    assert broker.llen(MAIL) == 0  # Its mark is believed for some seconds.
    monkeypatch.setattr(queued_jobs, "TRUSTED_SECONDS", 0)
    send(Job.SEND_EMAILS)
    assert broker.llen(MAIL) == 1


def test_a_job_knows_how_many_are_before_it(broker: redis.Redis) -> None:
    for mailbox in (1, 2, 3):
        send(Job.CHECK_MAILBOX, mailbox_id=mailbox)

    before = [jobs_before(Job.CHECK_MAILBOX, mailbox_id=n) for n in (1, 2, 3, 4)]

    assert before == ["", "1 job before yours", "2 jobs before yours", ""]


@pytest.mark.django_db
def test_the_page_of_a_queued_job_says_how_many_are_before_it_and_asks_again(
    broker: redis.Redis, workspace: Workspace, manager: User, manager_client: Client
) -> None:
    send(Job.SETTLE_STEP, step_id=1)
    run = DuplicateRun.objects.create(
        workspace=workspace, kind="contact", task="find", author=manager, step=uuid4()
    )
    send(Job.RUN_DUPLICATES, run_id=run.pk)

    page = manager_client.get("/duplicates/").content.decode()

    assert "Find duplicates: queued, 1 job before yours" in page
    assert 'hx-trigger="every 2s"' in page
