"""What is kept for a limited time, rule by rule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.core.models import UndoStep
from leadqual.imports.models import AT_WORK, ImportBatch, ImportCell, ImportRow
from leadqual.inbound.models import InboundLead
from leadqual.labeling.models.prediction_log import ShownPrediction
from leadqual.leads.models import DeletedRecord
from leadqual.replies.models import Reply, SentEmail, Upload
from leadqual.webhooks.models import WebhookEvent

CHUNK = 2_000
Rows = Callable[[Workspace, datetime], QuerySet[Any]]
Remove = Callable[[QuerySet[Any]], int]


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
    remove: Remove

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


def _cells(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    return ImportCell.objects.filter(batch__workspace=workspace, batch__finished_at__lt=before)


def _empty_values(rows: QuerySet[Any]) -> int:
    return rows.update(value="")


def _replies(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    return Reply.objects.filter(workspace=workspace, received_at__lt=before)


def _sent_emails(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    return SentEmail.objects.filter(workspace=workspace, sent_at__lt=before)


def _email_uploads(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    return Upload.objects.filter(workspace=workspace, created_at__lt=before)


def _inbound(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    return InboundLead.objects.filter(workspace=workspace, created_at__lt=before)


def _deleted(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    return DeletedRecord.objects.filter(workspace=workspace, deleted_at__lt=before)


def _undo_steps(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    return UndoStep.objects.filter(workspace=workspace, done_at__lt=before)


def _predictions(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    return ShownPrediction.objects.filter(workspace=workspace, last_at__lt=before)


def _webhook_events(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    """Return old events; pending deliveries go with them."""
    return WebhookEvent.objects.filter(workspace=workspace, created_at__lt=before)


def _delete(rows: QuerySet[Any]) -> int:
    n_rows = rows.count()
    rows.delete()
    return n_rows


RULES = (
    Rule("uploads", "Uploaded files", "RETENTION_UPLOADS_DAYS", _uploads, _remove_uploads),
    Rule(
        "rejected_rows",
        "Values of rejected import rows",
        "RETENTION_REJECTED_ROWS_DAYS",
        _rejected_values,
        _empty_values,
    ),
    Rule(
        "rejected_cells",
        "Invalid values of imported rows",
        "RETENTION_REJECTED_ROWS_DAYS",
        _cells,
        _delete,
    ),
    Rule("replies", "Replies", "RETENTION_REPLIES_DAYS", _replies, _delete),
    Rule("sent_emails", "Sent emails", "RETENTION_REPLIES_DAYS", _sent_emails, _delete),
    Rule(
        "email_uploads",
        "Results of email uploads",
        "RETENTION_REPLIES_DAYS",
        _email_uploads,
        _delete,
    ),
    Rule("inbound_leads", "Log of inbound leads", "RETENTION_INBOUND_DAYS", _inbound, _delete),
    Rule("deleted", "Deleted records", "RETENTION_DELETED_DAYS", _deleted, _delete),
    Rule("undo_steps", "Recent changes", "RETENTION_DELETED_DAYS", _undo_steps, _delete),
    Rule("webhooks", "Webhook deliveries", "RETENTION_WEBHOOKS_DAYS", _webhook_events, _delete),
    Rule("predictions", "Prediction log", "SHOWN_DAYS", _predictions, _delete),
)
