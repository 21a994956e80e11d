"""Jobs that failed: recorded as they fail, run again by staff, forgotten after some weeks."""

import inspect
import logging
import traceback
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import current_app, signals
from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import F, QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.jobs import load_jobs
from leadqual.core.requests.request_ids import current_request_id
from leadqual.monitoring.errors import UnknownJobError
from leadqual.monitoring.models import FailedJob

MAX_KEPT = 1_000
MAX_SHOWN = 50
RERUN = "leadqual_failed_job"
_CODE = Path(__file__).resolve().parents[2]
logger = logging.getLogger(__name__)


def failed_jobs() -> QuerySet[FailedJob]:
    """Return the jobs that failed, the last one first."""
    return FailedJob.objects.order_by("-last_at", "-pk")


def record_failure(
    *, job: str, arguments: dict[str, Any], job_id: str, error: BaseException
) -> FailedJob:
    """Record a failed job; the same job with the same error is one row.

    Args:
        job: its name.
        arguments: keys and fixed words, as every job takes.
        job_id: as in the log.
        error: only its type, code and place are stored, since its message may quote a record.
    """
    now = clock.now()
    facts = {
        "code": str(getattr(error, "sqlstate", None) or getattr(error, "errno", None) or ""),
        "place": _location_of(error)[:200],
        "description": (inspect.getdoc(type(error)) or "").partition("\n")[0][:300],
        "job_id": job_id,
        "request_id": current_request_id(),
        "last_at": now,
    }
    name = f"{type(error).__module__}.{type(error).__qualname__}"[:200]
    row, is_new = FailedJob.objects.get_or_create(
        job=job[:100], arguments=arguments, error=name, defaults=facts
    )
    if not is_new:
        FailedJob.objects.filter(pk=row.pk).update(**facts, n=F("n") + 1, rerun_at=None)
    elif FailedJob.objects.count() > MAX_KEPT:
        kept = failed_jobs().values("pk")[:MAX_KEPT]
        FailedJob.objects.exclude(pk__in=kept).delete()
    return row


@transaction.atomic
def run_again(*, failed_job_id: int, author: User) -> FailedJob:
    """Start a failed job again with the same arguments; asked twice, it starts once.

    The row goes when the job succeeds; when it fails again, it can be started again.

    Raises:
        FailedJob.DoesNotExist: it succeeded or was removed in the meantime.
        UnknownJobError: this version of LeadQual has no such job; nothing was changed.
    """
    row = FailedJob.objects.select_for_update().get(pk=failed_job_id)
    if row.rerun_at is not None:
        return row
    load_jobs()
    if row.job not in current_app.tasks:
        raise UnknownJobError(f"There is no job {row.job} in this version. Nothing was changed.")
    row.rerun_at = clock.now()
    row.save(update_fields=["rerun_at"])
    record_audit(
        workspace=None,
        actor=author,
        action="failed_job.rerun",
        subject=f"failed_job:{row.pk}",
        name=row.job,
        details={"arguments": row.arguments},
    )
    headers, arguments = {RERUN: row.pk}, row.arguments
    task = current_app.tasks[row.job]
    transaction.on_commit(lambda: task.apply_async(kwargs=arguments, headers=headers))
    return row


def delete_old_failures() -> int:
    """Delete failures that are older than `FAILED_JOBS_DAYS`; returns how many."""
    since = clock.now() - timedelta(days=settings.FAILED_JOBS_DAYS)
    deleted, _ = FailedJob.objects.filter(last_at__lt=since).delete()
    return deleted


def note_failure(
    sender: Any = None,
    task_id: str = "",
    exception: BaseException | None = None,
    kwargs: dict[str, Any] | None = None,
    **_signal: object,
) -> None:
    """Record a failure that Celery reports; a database that is away must not hide the error."""
    if sender is None or exception is None:
        return
    try:
        with transaction.atomic():
            record_failure(
                job=sender.name, arguments=dict(kwargs or {}), job_id=task_id, error=exception
            )
    except (DatabaseError, InterfaceError):
        logger.warning("failed job not recorded", extra={"job": sender.name})


def note_success(sender: Any = None, **_signal: object) -> None:
    """Remove a failure whose job was run again and succeeded."""
    headers = sender.request.headers if sender is not None else None
    failed_job_id = (headers or {}).get(RERUN)
    if failed_job_id is not None:
        FailedJob.objects.filter(pk=failed_job_id).delete()


def listen() -> None:
    """Record the failed jobs of this process from now on."""
    signals.task_failure.connect(note_failure, dispatch_uid="failed_jobs.failure")
    signals.task_success.connect(note_success, dispatch_uid="failed_jobs.success")


def _location_of(error: BaseException) -> str:
    """Return file, line and function of our code that raised the error, or asked what did."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_CODE)]
    ours = [frame for frame in ours if ".venv" not in frame.filename]
    if not ours:
        return ""
    last = ours[-1]
    return f"{Path(last.filename).relative_to(_CODE)}:{last.lineno} in {last.name}"
