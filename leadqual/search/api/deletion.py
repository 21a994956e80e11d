"""Deleted records by API: many in one step, the list, and restoring."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from rest_framework import serializers

from leadqual.accounts.api.idempotency import run_step
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.pages import NewestFirst
from leadqual.core.api.request_bodies import IDS_HELP, KnownFieldsOnly, ResolvedIdsOutput
from leadqual.leads.bulk_deletion import MAX_AT_ONCE, delete_by_ids, deleted_in, restore_step
from leadqual.leads.deletion import (
    restorable_records,
    restore_record,
    with_external_ids,
)
from leadqual.leads.models import DeletedRecord

_MAX_KEY = 2**63 - 1


def _ids(at_most: int) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=_MAX_KEY),
        min_length=1,
        max_length=at_most,
        help_text=IDS_HELP,
    )


class _StepInput(KnownFieldsOnly, serializers.Serializer[Any]):
    request_id = serializers.UUIDField(
        help_text="Generate one for each step; a repeated request changes nothing, and one with "
        "other content is refused."
    )


class BulkDeletionInput(_StepInput):
    """Body of a bulk deletion."""

    ids = _ids(MAX_AT_ONCE)


class BulkDeletionOutput(ResolvedIdsOutput):
    """What a bulk deletion did."""

    deleted = serializers.IntegerField(source="n_done")
    kept = serializers.IntegerField(source="n_kept", help_text="Records that others depend on.")
    request_id = serializers.UUIDField(
        help_text="Restores them: `POST /deletions/bulk/{request_id}/restore`."
    )


class BulkRestorationOutput(serializers.Serializer[Any]):
    """What was restored of a bulk deletion."""

    restored = serializers.IntegerField()
    kept = serializers.IntegerField(
        help_text="Records that stay deleted: another has the same email or ID now."
    )


class BulkDeletionViewSet(WorkspaceViewSet[DeletedRecord]):
    """Deletions of many records, and the way back."""

    def delete_by_ids(self, kind: str, body: op.Body) -> object:
        with run_step(self.request, body["request_id"]):
            return delete_by_ids(
                workspace=self.workspace,
                kind=kind,
                given=body["ids"],
                author=self.user,
                step=body["request_id"],
            )

    @op.post("contacts/delete", body=BulkDeletionInput, returns=BulkDeletionOutput)
    def delete_contacts(self, body: op.Body) -> object:
        """Delete up to 500 contacts in one step."""
        return self.delete_by_ids(DeletedRecord.Kind.CONTACT, body)

    @op.post("companies/delete", body=BulkDeletionInput, returns=BulkDeletionOutput)
    def delete_companies(self, body: op.Body) -> object:
        """Delete up to 500 companies in one step. Those with contacts are kept."""
        return self.delete_by_ids(DeletedRecord.Kind.COMPANY, body)

    @op.post("deletions/bulk/<uuid:request_id>/restore", returns=BulkRestorationOutput)
    def restore_deletions(self, request_id: UUID) -> dict[str, int]:
        """Restore what was deleted in one step, with everything that belonged to it."""
        if not deleted_in(self.workspace, request_id).exists():
            raise Http404
        done = restore_step(workspace=self.workspace, author=self.user, step=request_id)
        return {"restored": done.n_done, "kept": done.n_kept}


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

    @op.get("deletions", query=DeletionQuery, lists=DeletionOutput, pages=NewestFirst)
    def list_deletions(self) -> QuerySet[DeletedRecord]:
        """List deleted contacts, companies and replies that can still be restored."""
        rows = with_external_ids(self.get_queryset()).defer("rows", "links")
        return rows.select_related("deleted_by")

    @op.post("deletions/<int:deletion_id>/restore", returns=RestoredOutput)
    def restore_deletion(self, deletion: DeletedRecord) -> dict[str, str]:
        """Restore a deleted record with its ID and everything that belonged to it."""
        return {"name": restore_record(deleted=deletion, author=self.user)}
