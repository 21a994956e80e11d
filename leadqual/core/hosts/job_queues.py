"""Which queue each job waits in, so that workers on several hosts can share the work."""

from collections.abc import Mapping
from typing import Any

from leadqual.core.hosts.queue_names import JobQueue
from leadqual.core.jobs import Job

_JOBS: Mapping[JobQueue, tuple[Job, ...]] = {
    JobQueue.IMPORT: (
        Job.RUN_IMPORT,
        Job.UNDO_IMPORT,
        Job.RESUME_IMPORTS,
        Job.IMPORT_SUPPRESSION,
    ),
    JobQueue.CLASSIFY: (
        Job.CLASSIFY_TITLES,
        Job.RECLASSIFY_TITLES,
        Job.SETTLE_NEIGHBORS,
        Job.SETTLE_STEP,
        Job.COUNT_CHANCES,
        Job.REPLAY_DRAFT,
        Job.SPREAD_LEARNED,
        Job.APPLY_COSTS,
        Job.CLASSIFY_REPLY,
        Job.CLASSIFY_PENDING_REPLIES,
    ),
    JobQueue.EMBED: (
        Job.EMBED_COMPANIES,
        Job.FILL_ENCODER,
        Job.KEEP_INDEXES,
        Job.PLACE_COMPANIES,
    ),
    JobQueue.TRAIN: (
        Job.LEARN_FUNCTION,
        Job.LEARN_AGAIN,
        Job.LEARN_WEIGHTS,
        Job.MEASURE_CANDIDATES,
        Job.ANSWER_IN_SHADOW,
        Job.RETRAIN,
        Job.MAKE_DUE_BACKUP,  # These two take long, too.
        Job.VERIFY_DUE_BACKUP,
    ),
    JobQueue.MAIL: (
        Job.SEND_EMAILS,
        Job.CHECK_MAILBOX,
        Job.CHECK_MAILBOXES,
        Job.SEND_ALERTS,
        Job.SEND_MATCH_DIGESTS,
        Job.WARN_EXPIRING_KEYS,
    ),
    JobQueue.WEBHOOKS: (Job.SEND_WEBHOOKS,),
    JobQueue.DEFAULT: (
        Job.EXPORT_WORKSPACES,
        Job.PURGE_WORKSPACES,
        Job.KEEP_FACETS,
        Job.FOLD_TITLE_SUMS,
        Job.REPAIR_DO_NOT_CONTACT,
        Job.MAKE_QUEUES,
        Job.DELETE_OLD_RECORDS,
        Job.REPORT_RECOMMENDATIONS,
        Job.REFRESH_LEAD_SCORES,
        Job.ERASE_PERSON,
        Job.RUN_RETENTION,
        Job.WATCH_DAYS,
        Job.WATCH_HOURS,
        Job.COUNT_WAITING,
        Job.WATCH_SEARCHES,
        Job.WRITE_EXPORTS,
        Job.RUN_DUPLICATES,
        Job.FORGET_ANSWERS,
        Job.FINISH_SAMPLE_DATA,
        Job.WATCH_BACKUPS,
        Job.WRITE_JOURNAL,
    ),
}
QUEUES: Mapping[Job, JobQueue] = {job: queue for queue, jobs in _JOBS.items() for job in jobs}


def route(name: str, *_asked: Any, **_options: Any) -> dict[str, str]:
    """Tell Celery where to send a job; `CELERY_TASK_ROUTES` names this function."""
    known = name in Job.__members__.values()
    return {"queue": (QUEUES[Job(name)] if known else JobQueue.DEFAULT).value}
