"""Owner, status or tags of many records by API, and the undo of what was changed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404
from rest_framework import serializers

from leadqual.accounts.api.idempotency import run_step
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import IDS_HELP, KnownFieldsOnly, ResolvedIdsOutput
from leadqual.leads.models import Company, Contact
from leadqual.leads.records.bulk_changes import MAX_AT_ONCE, BulkChange, change_many
from leadqual.leads.records.change_undo import Undone, has_step, redo_step, undo_step
from leadqual.leads.records.tags import LONGEST_TAG, MAX_TAGS, joined_tags
from leadqual.search.api.record_inputs import StatusField, work_values


class _TagsField(serializers.ListField):
    child = serializers.CharField(max_length=LONGEST_TAG)

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=MAX_TAGS, **options)


class BulkChangeInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of a bulk change; omitted fields stay unchanged."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=MAX_AT_ONCE,
        help_text=IDS_HELP,
    )
    request_id = serializers.UUIDField(
        help_text="Generate one for each change; a repeated request changes nothing, and one with "
        "other content is refused."
    )
    owner = serializers.EmailField(
        required=False, allow_null=True, help_text="Email of a member; null for no owner."
    )
    status = StatusField(required=False)
    add_tags = _TagsField()
    remove_tags = _TagsField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want something to change."""
        if not attrs.keys() - {"ids", "request_id"}:
            raise serializers.ValidationError("Say what to change.")
        return attrs


class BulkChangeOutput(ResolvedIdsOutput):
    """What a bulk change did."""

    changed = serializers.IntegerField(
        source="n_changed", help_text="Records that are different now."
    )
    unchanged = serializers.IntegerField(
        source="n_same", help_text="Records that had these values already."
    )
    request_id = serializers.UUIDField(
        source="step", help_text="Undoes the change: `POST /record-changes/{request_id}/undo`."
    )


class UndoneOutput(serializers.Serializer[Any]):
    """What an undo did."""

    undone = serializers.IntegerField(help_text="Records restored to their previous values.")
    kept = serializers.IntegerField(help_text="Records that were changed since and are kept.")


class RecordChangeViewSet(WorkspaceViewSet[Any]):
    """Changes of many records in one step, their undo, and the way back from it."""

    def change(self, model: type[Contact | Company], body: op.Body) -> object:
        values: dict[str, Any] = dict(body)
        add, remove = (joined_tags(values.pop(name, ())) for name in ("add_tags", "remove_tags"))
        with run_step(self.request, values["request_id"]):
            return change_many(
                workspace=self.workspace,
                model=model,
                keys=values["ids"],
                change=BulkChange(work_values(values, self.workspace), add, remove, "API"),
                author=self.user,
                step=values["request_id"],
            )

    @op.post("contacts/bulk-changes", body=BulkChangeInput, returns=BulkChangeOutput)
    def change_contacts(self, body: op.Body) -> object:
        """Change owner, status or tags of many people in one step."""
        return self.change(Contact, body)

    @op.post("companies/bulk-changes", body=BulkChangeInput, returns=BulkChangeOutput)
    def change_companies(self, body: op.Body) -> object:
        """Change owner, status or tags of many companies in one step."""
        return self.change(Company, body)

    def apply_step(self, action: Callable[..., Undone], request_id: UUID) -> dict[str, int]:
        if not has_step(self.workspace, request_id):
            raise Http404
        outcome = action(workspace=self.workspace, step=request_id, author=self.user)
        return {"undone": outcome.n_undone, "kept": outcome.n_kept}

    @op.post("record-changes/<uuid:request_id>/undo", returns=UndoneOutput)
    def undo_change(self, request_id: UUID) -> dict[str, int]:
        """Undo a step, where nobody changed the records since."""
        return self.apply_step(undo_step, request_id)

    @op.post("record-changes/<uuid:request_id>/redo", returns=UndoneOutput)
    def redo_change(self, request_id: UUID) -> dict[str, int]:
        """Make an undone step again, where nobody changed the records since."""
        return self.apply_step(redo_step, request_id)
