"""Every job has a queue, and a worker can take the jobs of some of them."""

from celery import current_app

from launcher.supervision import programs
from leadqual.core.hosts.job_queues import QUEUES, route
from leadqual.core.hosts.queue_names import JobQueue
from leadqual.core.jobs import Job


def test_every_job_is_sent_to_its_queue() -> None:
    router = current_app.amqp.router
    sent = {job: router.route({}, job.value)["queue"].name for job in Job}

    assert sent == {job: QUEUES[job] for job in Job}


def test_jobs_without_a_name_of_ours_wait_in_the_queue_of_earlier_versions() -> None:
    assert route("celery.backend_cleanup") == {"queue": "celery"}


def test_a_worker_without_a_choice_takes_every_queue() -> None:
    assert set(current_app.amqp.queues.consume_from) == {queue.value for queue in JobQueue}


def test_interactive_jobs_have_a_worker_that_no_other_job_occupies() -> None:
    interactive = {
        *(Job.RUN_IMPORT, Job.UNDO_IMPORT, Job.WRITE_EXPORTS, Job.EXPORT_WORKSPACES),
        *(Job.REPLAY_DRAFT, Job.RUN_DUPLICATES, Job.MAKE_DUE_BACKUP, Job.SEND_WEBHOOKS),
        *(Job.SEND_ALERTS, Job.CLASSIFY_REPLY),
    }
    heavy = {Job.EMBED_COMPANIES, Job.RETRAIN, Job.LEARN_FUNCTION, Job.RECLASSIFY_TITLES}

    ours = {job for job in Job if QUEUES[job] in programs.INTERACTIVE_QUEUES.split(",")}

    assert interactive <= ours
    assert not heavy & ours
