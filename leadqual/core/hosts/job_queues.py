"""The queue of each job."""

import logging
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
    JobQueue.MAIL: (
        Job.SEND_EMAILS,
        Job.CHECK_MAILBOX,
        Job.CHECK_MAILBOXES,
        Job.CLASSIFY_REPLY,
        Job.SEND_ALERTS,
        Job.SEND_MATCH_DIGESTS,
        Job.WARN_EXPIRING_KEYS,
    ),
    JobQueue.WEBHOOKS: (Job.SEND_WEBHOOKS,),
    JobQueue.DEFAULT: (
        Job.EXPORT_WORKSPACES,
        Job.SETTLE_NEIGHBORS,
        Job.SETTLE_STEP,
        Job.MAKE_QUEUES,
        Job.REPLAY_DRAFT,
        Job.APPLY_COSTS,
        Job.ERASE_PERSON,
        Job.WRITE_EXPORTS,
        Job.RUN_DUPLICATES,
        Job.MAKE_DUE_BACKUP,
        Job.WRITE_JOURNAL,
    ),
    JobQueue.CLASSIFY: (
        Job.CLASSIFY_TITLES,
        Job.RECLASSIFY_TITLES,
        Job.SPREAD_LEARNED,
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
    ),
    JobQueue.MAINTENANCE: (
        Job.PURGE_WORKSPACES,
        Job.KEEP_FACETS,
        Job.FOLD_TITLE_SUMS,
        Job.REPAIR_DO_NOT_CONTACT,
        Job.DELETE_OLD_RECORDS,
        Job.REPORT_RECOMMENDATIONS,
        Job.REFRESH_LEAD_SCORES,
        Job.RUN_RETENTION,
        Job.WATCH_DAYS,
        Job.WATCH_HOURS,
        Job.COUNT_WAITING,
        Job.COUNT_CHANCES,
        Job.WATCH_SEARCHES,
        Job.RUN_ENRICHMENTS,
        Job.FORGET_ANSWERS,
        Job.FINISH_SAMPLE_DATA,
        Job.WATCH_BACKUPS,
        Job.VERIFY_DUE_BACKUP,
    ),
}
QUEUES: Mapping[Job, JobQueue] = {job: queue for queue, jobs in _JOBS.items() for job in jobs}

logger = logging.getLogger(__name__)


def route(name: str, *_asked: Any, **_options: Any) -> dict[str, str]:
    """Return the queue of a job for Celery; used in `CELERY_TASK_ROUTES`."""
    known = name in Job.__members__.values()
    return {"queue": (QUEUES[Job(name)] if known else JobQueue.DEFAULT).value}
