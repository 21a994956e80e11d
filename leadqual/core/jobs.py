"""Names of all background jobs, and starting them after commit."""

import logging
from enum import StrEnum
from threading import Lock

from celery import current_app
from celery.exceptions import NotRegistered
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

_loading = Lock()
_loaded: list[bool] = []
logger = logging.getLogger(__name__)


class Job(StrEnum):
    """Names of jobs; a test resolves each."""

    SEND_EMAILS = "accounts.send_emails"
    EXPORT_WORKSPACES = "accounts.export_workspaces"
    PURGE_WORKSPACES = "accounts.purge_workspaces"
    KEEP_FACETS = "leads.keep_facets"
    FOLD_TITLE_SUMS = "leads.fold_title_sums"
    REPAIR_DO_NOT_CONTACT = "leads.repair_do_not_contact"
    RUN_IMPORT = "imports.run"
    UNDO_IMPORT = "imports.undo"
    RESUME_IMPORTS = "imports.resume"
    IMPORT_SUPPRESSION = "imports.suppression"
    CLASSIFY_TITLES = "labeling.classify_titles"
    RECLASSIFY_TITLES = "labeling.reclassify_titles"
    SETTLE_NEIGHBORS = "labeling.settle_neighbors"
    SETTLE_STEP = "labeling.settle_step"
    MAKE_QUEUES = "labeling.make_queues"
    COUNT_CHANCES = "labeling.count_chances"
    DELETE_OLD_RECORDS = "labeling.delete_old_records"
    REPLAY_DRAFT = "labeling.replay_draft"
    LEARN_FUNCTION = "labeling.learn_function"
    LEARN_AGAIN = "labeling.learn_again"
    SPREAD_LEARNED = "labeling.spread_learned"
    APPLY_COSTS = "labeling.apply_costs"
    EMBED_COMPANIES = "campaigns.embed_companies"
    FILL_ENCODER = "campaigns.fill_encoder"
    KEEP_INDEXES = "campaigns.keep_indexes"
    LEARN_WEIGHTS = "campaigns.learn_weights"
    PLACE_COMPANIES = "campaigns.place_companies"
    REPORT_RECOMMENDATIONS = "campaigns.report_recommendations"
    MEASURE_CANDIDATES = "registry.measure_candidates"
    ANSWER_IN_SHADOW = "registry.answer_in_shadow"
    RETRAIN = "registry.retrain"
    CLASSIFY_REPLY = "replies.classify_reply"
    CLASSIFY_PENDING_REPLIES = "replies.classify_pending"
    CHECK_MAILBOX = "mailboxes.check"
    CHECK_MAILBOXES = "mailboxes.check_due"
    REFRESH_LEAD_SCORES = "lead_scores.refresh"
    ERASE_PERSON = "privacy.erase_person"
    RUN_RETENTION = "privacy.run_retention"
    WATCH_DAYS = "monitoring.watch_days"
    WATCH_HOURS = "monitoring.watch_hours"
    COUNT_WAITING = "monitoring.count_waiting"
    SEND_ALERTS = "monitoring.send_alerts"
    SEND_WEBHOOKS = "webhooks.send"
    WATCH_SEARCHES = "leads.watch_searches"
    WRITE_EXPORTS = "leads.write_exports"
    SEND_MATCH_DIGESTS = "leads.send_match_digests"
    RUN_DUPLICATES = "duplicates.run"
    RUN_ENRICHMENTS = "enrichment.run"
    WARN_EXPIRING_KEYS = "accounts.warn_expiring_keys"
    FORGET_ANSWERS = "accounts.forget_answers"
    MAKE_DUE_BACKUP = "backups.make_due"
    VERIFY_DUE_BACKUP = "backups.verify_due"
    WATCH_BACKUPS = "backups.watch"
    WRITE_JOURNAL = "backups.write_journal"
    FINISH_SAMPLE_DATA = "demo.finish_sample_data"


def enqueue(job: Job, **arguments: int | str | None) -> None:
    """Start a job after commit, or at once outside of a transaction.

    A job does all that its tables say is pending, so the same one with the same arguments is not
    queued twice. If the broker is down, nothing is lost: the schedule finds the pending work.
    """
    transaction.on_commit(lambda: _send(job, arguments))


def enqueue_journal() -> None:
    """Write the journal next to the backups after commit, if backups are configured."""
    if settings.BACKUP_TO:
        enqueue(Job.WRITE_JOURNAL)


def load_jobs() -> None:
    """Import the jobs of all apps once per process; concurrent callers wait.

    The web server calls this before the first request, because concurrent imports could see
    partially initialized modules.
    """
    with _loading:
        if not _loaded:
            current_app.loader.import_default_modules()
            _loaded.append(True)


def _send(job: Job, arguments: dict[str, int | str | None]) -> None:
    """Send a job; the data is already committed, so this must not fail the request."""
    load_jobs()
    try:
        task = current_app.tasks[job.value]
    except NotRegistered:
        logger.exception("no such job", extra={"job": job.value})
        return
    try:
        task.apply_async(kwargs=arguments)
    except Exception as error:
        if current_app.conf.task_always_eager:  # The job ran here and failed.
            raise
        # Kombu may also raise other errors if another thread hit the same broken connection.
        is_usual = isinstance(error, (OperationalError, ConnectionError))
        logger.warning(
            "job not sent, the schedule will find it",
            extra={"job": job.value},
            exc_info=not is_usual,
        )
