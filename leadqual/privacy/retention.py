"""Retention rules, and the job that applies them."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from leadqual.accounts.models import Workspace
from leadqual.core.locks import only_here
from leadqual.core.models import UndoStep
from leadqual.core.row_counts import n_rows
from leadqual.imports.models import AT_WORK, ImportBatch, ImportCell, ImportRow
from leadqual.inbound.models import InboundLead
from leadqual.labeling.models.predictions import ShownPrediction
from leadqual.leads.models import DeletedRecord
from leadqual.privacy.models import RetentionRun
from leadqual.replies.models import Reply, SentEmail, Upload
from leadqual.webhooks.models import WebhookEvent

CHUNK = 2_000
Rows = Callable[[Workspace, datetime], QuerySet[Any]]
Remove = Callable[[QuerySet[Any]], int]

logger = logging.getLogger(__name__)


def _delete(rows: QuerySet[Any]) -> int:
    n_rows = rows.count()
    rows.delete()
    return n_rows


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of data that is removed once it is old enough.

    Args:
        setting: name of the setting with the days; 0 keeps everything.
        remove: takes a chunk of keys of such rows; returns how many were removed.
    """

    code: str
    words: str
    setting: str
    rows: Rows
    remove: Remove = _delete

    @property
    def days(self) -> int:
        """How long this is kept; 0: for ever."""
        return int(getattr(settings, self.setting))


def _uploads(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    gone = Q(file__startswith="imports/expired-") | Q(file__startswith="imports/erased-")
    batches = ImportBatch.objects.filter(workspace=workspace, created_at__lt=before)
    return batches.exclude(gone).exclude(status__in=AT_WORK)


def _remove_uploads(rows: QuerySet[Any]) -> int:
    """Delete the files, and the sample values of their columns; the imports stay."""
    n_files = 0
    for batch in rows:
        batch.file.storage.delete(str(batch.file.name))
        columns = [{**column, "values": []} for column in batch.columns]
        n_files += ImportBatch.objects.filter(pk=batch.pk).update(
            file=f"imports/expired-{batch.pk}", columns=columns
        )
    return n_files


def _rejected_values(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    rows = ImportRow.objects.filter(outcome=ImportRow.Outcome.REJECTED).exclude(value="")
    return rows.filter(batch__workspace=workspace, batch__finished_at__lt=before)


def _older(model: type[Model], moment: str, workspace: str = "workspace") -> Rows:
    """Return what finds the rows of a workspace that are older by the field `moment`."""

    def rows(of: Workspace, before: datetime) -> QuerySet[Any]:
        return model._default_manager.filter(**{workspace: of, f"{moment}__lt": before})

    return rows


RULES = (
    Rule("uploads", "Uploaded files", "RETENTION_UPLOADS_DAYS", _uploads, _remove_uploads),
    Rule(
        "rejected_rows",
        "Values of rejected import rows",
        "RETENTION_REJECTED_ROWS_DAYS",
        _rejected_values,
        lambda rows: rows.update(value=""),
    ),
    Rule(
        "rejected_cells",
        "Invalid values of imported rows",
        "RETENTION_REJECTED_ROWS_DAYS",
        _older(ImportCell, "batch__finished_at", "batch__workspace"),
    ),
    Rule("replies", "Replies", "RETENTION_REPLIES_DAYS", _older(Reply, "received_at")),
    Rule("sent_emails", "Sent emails", "RETENTION_REPLIES_DAYS", _older(SentEmail, "sent_at")),
    Rule(
        "email_uploads",
        "Results of email uploads",
        "RETENTION_REPLIES_DAYS",
        _older(Upload, "created_at"),
    ),
    Rule(
        "inbound_leads",
        "Log of inbound leads",
        "RETENTION_INBOUND_DAYS",
        _older(InboundLead, "created_at"),
    ),
    Rule(
        "deleted", "Deleted records", "RETENTION_DELETED_DAYS", _older(DeletedRecord, "deleted_at")
    ),
    Rule("undo_steps", "Recent changes", "RETENTION_DELETED_DAYS", _older(UndoStep, "done_at")),
    Rule(  # Pending deliveries go with their events.
        "webhooks",
        "Webhook deliveries",
        "RETENTION_WEBHOOKS_DAYS",
        _older(WebhookEvent, "created_at"),
    ),
    Rule("predictions", "Prediction log", "SHOWN_DAYS", _older(ShownPrediction, "last_at")),
)


# The retention job: what is due is removed, in chunks, and what was removed stays on record.


def what_is_due(workspace: Workspace, *, now: datetime | None = None) -> list[tuple[Rule, int]]:
    """Return what the next run would remove, rule by rule; one query."""
    moment = now or timezone.now()
    kept = [rule for rule in RULES if rule.days]
    due = n_rows(*(_due(rule, workspace, moment) for rule in kept))
    found = dict(zip((rule.code for rule in kept), due, strict=True))
    return [(rule, found.get(rule.code, 0)) for rule in RULES]


@dataclass(frozen=True, slots=True)
class Removed:
    """The result of one run.

    Args:
        finished_at: None where it was cut off, or is still at work.
    """

    started_at: datetime
    finished_at: datetime | None
    removed: list[tuple[str, int]]


def last_runs(workspace: Workspace, *, most: int) -> list[Removed]:
    """Return the last runs, the newest first."""
    words = {rule.code: rule.words for rule in RULES}
    return [
        Removed(
            run.started_at,
            run.finished_at,
            [(words.get(code, code), n_rows) for code, n_rows in run.counts.items()],
        )
        for run in workspace.retention_runs.all()[:most]
    ]


def run_retention(workspace: Workspace, *, now: datetime | None = None) -> RetentionRun | None:
    """Remove what is older than the settings keep, and record how much.

    Each chunk is one transaction: a run that is cut off loses nothing, and the next one goes on.

    Returns:
        The run; None where another process works on this workspace.
    """
    moment = now or timezone.now()
    with only_here(f"privacy.retention.{workspace.pk}") as is_ours:
        if not is_ours:
            return None
        run = RetentionRun.objects.create(workspace=workspace)
        for rule in RULES:
            while n_rows := _remove_some(rule, workspace, moment):
                run.counts = {**run.counts, rule.code: run.counts.get(rule.code, 0) + n_rows}
                run.save(update_fields=["counts"])
        run.finished_at = timezone.now()
        run.save(update_fields=["finished_at"])
        return run


def delete_old_emails() -> int:
    """Delete emails that were written to files and are older than the setting; returns how many."""
    old = old_emails()
    for path in old:
        path.unlink(missing_ok=True)
    if old:
        logger.info("old emails deleted", extra={"n_files": len(old)})
    return len(old)


def old_emails() -> list[Path]:
    home, days = Path(settings.STATE_DIR) / "email", settings.RETENTION_EMAIL_DAYS
    if not days or not home.is_dir():
        return []
    before = time.time() - days * 86_400
    return [path for path in home.rglob("*") if path.is_file() and path.stat().st_mtime < before]


def _due(rule: Rule, workspace: Workspace, now: datetime) -> QuerySet[Any]:
    return rule.rows(workspace, now - timedelta(days=rule.days))


@transaction.atomic
def _remove_some(rule: Rule, workspace: Workspace, now: datetime) -> int:
    if not rule.days:
        return 0
    rows = rule.rows(workspace, now - timedelta(days=rule.days)).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:CHUNK])
    return rule.remove(rows.model._default_manager.filter(pk__in=keys)) if keys else 0
