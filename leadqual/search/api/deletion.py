"""Deleted records by API: list them, restore one."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages
from leadqual.leads.deletion.services import (
    restorable_records,
    restore_record,
    with_external_ids,
)
from leadqual.leads.models import DeletedRecord


class NewestDeletionsFirst(CursorPages):
    """Pages of deletions, the newest first."""

    ordering = "-id"


class DeletionOutput(serializers.ModelSerializer[DeletedRecord]):
    """A deleted record. `POST /deletions/{id}/restore` restores it."""

    deleted_kind = serializers.CharField(
        source="kind", help_text="`contact`, `company` or `reply`."
    )
    external_id = serializers.CharField(
        read_only=True, allow_null=True, help_text="Of a contact or company."
    )
    deleted_by = serializers.CharField(
        source="deleted_by.email",
        default=None,
        allow_null=True,
        help_text="Email address of a user.",
    )
    purged_at = serializers.DateTimeField(
        allow_null=True, read_only=True, help_text="When it is permanently deleted; null: never."
    )

    class Meta:
        model = DeletedRecord
        fields = [
            *("id", "deleted_kind", "record_id", "external_id", "name"),
            *("deleted_at", "deleted_by", "purged_at"),
        ]


class RestoredOutput(serializers.Serializer[Any]):
    """A restored record."""

    name = serializers.CharField()


class DeletionQuery(op.Query):
    """Which deletions to list."""

    since = op.TimeParameter(source="deleted_at__gte", required=False, help_text=op.SINCE_HELP)


class DeletionViewSet(WorkspaceViewSet[DeletedRecord]):
    """What was deleted and can be restored."""

    key, rows = "deletion", staticmethod(restorable_records)

    @op.get("deletions", query=DeletionQuery, lists=DeletionOutput, pages=NewestDeletionsFirst)
    def list_deletions(self) -> QuerySet[DeletedRecord]:
        """List deleted contacts, companies and replies that can still be restored."""
        rows = with_external_ids(self.get_queryset()).defer("rows", "links")
        return rows.select_related("deleted_by")

    @op.post("deletions/<int:deletion_id>/restore", returns=RestoredOutput)
    def restore_deletion(self, deletion: DeletedRecord) -> dict[str, str]:
        """Restore a deleted record with its ID and everything that belonged to it."""
        return {"name": restore_record(deleted=deletion, author=self.user)}
