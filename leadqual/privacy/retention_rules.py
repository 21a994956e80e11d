"""What is kept for how long: a rule for each kind of data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.core.models import UndoStep
from leadqual.imports.models import AT_WORK, ImportBatch, ImportCell, ImportRow
from leadqual.inbound.models import InboundLead
from leadqual.labeling.models.predictions import ShownPrediction
from leadqual.leads.models import DeletedRecord
from leadqual.replies.models import Reply, SentEmail, Upload
from leadqual.webhooks.models import WebhookEvent

CHUNK = 2_000
Rows = Callable[[Workspace, datetime], QuerySet[Any]]
Remove = Callable[[QuerySet[Any]], int]


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


def _uploads_before(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    removed_files = Q(file__startswith="imports/expired-") | Q(file__startswith="imports/erased-")
    batches = ImportBatch.objects.filter(workspace=workspace, created_at__lt=before)
    return batches.exclude(removed_files).exclude(status__in=AT_WORK)


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


def _rejected_values_before(workspace: Workspace, before: datetime) -> QuerySet[Any]:
    rows = ImportRow.objects.filter(outcome=ImportRow.Outcome.REJECTED).exclude(value="")
    return rows.filter(batch__workspace=workspace, batch__finished_at__lt=before)


def _rows_older_by(model: type[Model], moment: str, workspace: str = "workspace") -> Rows:
    """Return what finds the rows of a workspace that are older by the field `moment`."""

    def rows(of: Workspace, before: datetime) -> QuerySet[Any]:
        return model._default_manager.filter(**{workspace: of, f"{moment}__lt": before})

    return rows


RULES = (
    Rule("uploads", "Uploaded files", "RETENTION_UPLOADS_DAYS", _uploads_before, _remove_uploads),
    Rule(
        "rejected_rows",
        "Values of rejected import rows",
        "RETENTION_REJECTED_ROWS_DAYS",
        _rejected_values_before,
        lambda rows: rows.update(value=""),
    ),
    Rule(
        "rejected_cells",
        "Invalid values of imported rows",
        "RETENTION_REJECTED_ROWS_DAYS",
        _rows_older_by(ImportCell, "batch__finished_at", "batch__workspace"),
    ),
    Rule("replies", "Replies", "RETENTION_REPLIES_DAYS", _rows_older_by(Reply, "received_at")),
    Rule(
        "sent_emails", "Sent emails", "RETENTION_REPLIES_DAYS", _rows_older_by(SentEmail, "sent_at")
    ),
    Rule(
        "email_uploads",
        "Results of email uploads",
        "RETENTION_REPLIES_DAYS",
        _rows_older_by(Upload, "created_at"),
    ),
    Rule(
        "inbound_leads",
        "Log of inbound leads",
        "RETENTION_INBOUND_DAYS",
        _rows_older_by(InboundLead, "created_at"),
    ),
    Rule(
        "deleted",
        "Deleted records",
        "RETENTION_DELETED_DAYS",
        _rows_older_by(DeletedRecord, "deleted_at"),
    ),
    Rule(
        "undo_steps",
        "Recent changes",
        "RETENTION_DELETED_DAYS",
        _rows_older_by(UndoStep, "done_at"),
    ),
    Rule(  # Pending deliveries go with their events.
        "webhooks",
        "Webhook deliveries",
        "RETENTION_WEBHOOKS_DAYS",
        _rows_older_by(WebhookEvent, "created_at"),
    ),
    Rule("predictions", "Prediction log", "SHOWN_DAYS", _rows_older_by(ShownPrediction, "last_at")),
)
