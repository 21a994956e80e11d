"""Where the IDs of merged records lead."""

from uuid import UUID

from django.db.models import QuerySet

from leadqual.accounts.models import Workspace
from leadqual.leads.models import MergedRecord


def kept_id(workspace: Workspace, kind: str, record_id: int) -> int | None:
    """Return the ID of the record that a former one was merged into; None where it was not."""
    rows = MergedRecord.objects.filter(workspace=workspace, kind=kind, record_id=record_id)
    row = rows.first()
    return row.kept_now if row else None


def merges_of(workspace: Workspace) -> QuerySet[MergedRecord]:
    """Return merges that were not undone, the newest first."""
    rows = MergedRecord.objects.filter(workspace=workspace)
    rows = rows.select_related("merged_by", "deletion", "kept_contact", "kept_company")
    return rows.defer("deletion__rows", "deletion__links")


def merges_in(workspace: Workspace, step: UUID) -> QuerySet[MergedRecord]:
    """Return the merges of one step that were not undone, the latest first."""
    return MergedRecord.objects.filter(workspace=workspace, step=step).order_by("-pk")
