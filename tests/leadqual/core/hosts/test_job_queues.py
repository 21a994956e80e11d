"""Every job has a queue, and a worker can take the jobs of some of them."""

import pytest
from celery import current_app
from django.conf import settings

from leadqual.core.hosts.job_queues import QUEUES, route
from leadqual.core.hosts.queue_names import JobQueue
from leadqual.core.jobs import Job, load_jobs


@pytest.mark.parametrize("job", Job)
def test_every_job_is_sent_to_its_queue(job: Job) -> None:
    sent = current_app.amqp.router.route({}, job.value)

    assert sent["queue"].name == QUEUES[job]


def test_jobs_without_a_name_of_ours_wait_in_the_queue_of_earlier_versions() -> None:
    assert route("celery.backend_cleanup") == {"queue": "celery"}


def test_every_job_that_the_schedule_sends_has_a_queue() -> None:
    load_jobs()
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert names <= {job.value for job in QUEUES}


def test_a_worker_without_a_choice_takes_every_queue() -> None:
    assert set(current_app.amqp.queues.consume_from) == {queue.value for queue in JobQueue}
