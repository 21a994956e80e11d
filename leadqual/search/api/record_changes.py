"""Owner, status or tags of many records by API, and the undo of what was changed."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.idempotency import one_step
from leadqual.accounts.api.permissions import ApiRequest
from leadqual.core.api.request_bodies import IDS_HELP, KnownFieldsOnly, ResolvedIdsOutput
from leadqual.leads.models import Company, Contact, RecordStatus
from leadqual.leads.records.bulk_changes import MAX_AT_ONCE, BulkChange, change_many
from leadqual.leads.records.tags import LONGEST_TAG, MAX_TAGS, joined_tags
from leadqual.leads.records.undo_changes import has_step, redo_step, undo_step
from leadqual.search.api.serializers_records import work_values


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
    status = serializers.ChoiceField(RecordStatus.choices, required=False)
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


class ContactBulkChangeView(APIView):
    """Changes of many people."""

    @extend_schema(
        operation_id="change_contacts", request=BulkChangeInput, responses={200: BulkChangeOutput}
    )
    def post(self, request: ApiRequest) -> Response:
        """Change owner, status or tags of many people in one step."""
        return _change(request, Contact)


class CompanyBulkChangeView(APIView):
    """Changes of many companies."""

    @extend_schema(
        operation_id="change_companies", request=BulkChangeInput, responses={200: BulkChangeOutput}
    )
    def post(self, request: ApiRequest) -> Response:
        """Change owner, status or tags of many companies in one step."""
        return _change(request, Company)


class ChangeUndoView(APIView):
    """The undo of an edit, or of a change of many records."""

    @extend_schema(operation_id="undo_change", request=None, responses={200: UndoneOutput})
    def post(self, request: ApiRequest, request_id: UUID) -> Response:
        """Undo a step, where nobody changed the records since."""
        if not has_step(request.workspace, request_id):
            raise Http404
        done = undo_step(workspace=request.workspace, step=request_id, author=request.user)
        return Response({"undone": done.n_undone, "kept": done.n_kept})


class ChangeRedoView(APIView):
    """The way back from an undo."""

    @extend_schema(operation_id="redo_change", request=None, responses={200: UndoneOutput})
    def post(self, request: ApiRequest, request_id: UUID) -> Response:
        """Make an undone step again, where nobody changed the records since."""
        if not has_step(request.workspace, request_id):
            raise Http404
        done = redo_step(workspace=request.workspace, step=request_id, author=request.user)
        return Response({"undone": done.n_undone, "kept": done.n_kept})


def _change(request: ApiRequest, model: type[Contact | Company]) -> Response:
    body = BulkChangeInput(data=request.data)
    body.is_valid(raise_exception=True)
    given: dict[str, Any] = dict(body.validated_data)
    add, remove = (joined_tags(given.pop(name, ())) for name in ("add_tags", "remove_tags"))
    change = BulkChange(work_values(given, request.workspace), add, remove, "API")
    with one_step(request, given["request_id"]):
        done = change_many(
            workspace=request.workspace,
            model=model,
            keys=given["ids"],
            change=change,
            author=request.user,
            step=given["request_id"],
        )
    return Response(BulkChangeOutput(done).data)
