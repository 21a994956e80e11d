"""Many contacts or companies deleted, restored or marked Do not contact in one step by API."""

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
from leadqual.leads.deletion.many import MAX_AT_ONCE, delete_by_ids, deleted_in, restore_step
from leadqual.leads.models import DeletedRecord
from leadqual.search.lists import bulk_do_not_contact
from leadqual.search.lists.services import MAX_AT_ONCE as MAX_PEOPLE

_MAX_KEY = 2**63 - 1


class _StepInput(KnownFieldsOnly, serializers.Serializer[Any]):
    request_id = serializers.UUIDField(
        help_text="Generate one for each step; a repeated request changes nothing, and one with "
        "other content is refused."
    )


class BulkDeletionInput(_StepInput):
    """Body of a bulk deletion."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=_MAX_KEY),
        min_length=1,
        max_length=MAX_AT_ONCE,
        help_text=IDS_HELP,
    )


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


class DoNotContactStepInput(_StepInput):
    """Body of `POST /contacts/do-not-contact` and of `POST /companies/do-not-contact`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=_MAX_KEY),
        min_length=1,
        max_length=MAX_PEOPLE,
        help_text=IDS_HELP,
    )


class DoNotContactStepOutput(ResolvedIdsOutput):
    """What one step marked. Deleted records (`deleted_ids`) stay marked when they are restored."""

    n_new = serializers.IntegerField(help_text="Records marked by this step.")
    n_already = serializers.IntegerField(help_text="Records that were marked before.")
    n_without_address = serializers.SerializerMethodField()
    request_id = serializers.UUIDField(
        help_text="Undoes the step: `DELETE /contacts/do-not-contact/{request_id}`."
    )

    def get_n_without_address(self, _done: object) -> int:
        """Return 0: records without any address are marked, too. For older programs."""
        return 0


class DoNotContactUndoneOutput(serializers.Serializer[Any]):
    """What an undo did."""

    n_allowed = serializers.IntegerField(help_text="Contacts that can be contacted again.")


class ContactBulkDeletionView(APIView):
    """Deletions of many people."""

    @extend_schema(
        operation_id="delete_contacts",
        request=BulkDeletionInput,
        responses={200: BulkDeletionOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Delete up to 500 contacts in one step."""
        return _delete(request, DeletedRecord.Kind.CONTACT)


class CompanyBulkDeletionView(APIView):
    """Deletions of many companies."""

    @extend_schema(
        operation_id="delete_companies",
        request=BulkDeletionInput,
        responses={200: BulkDeletionOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Delete up to 500 companies in one step. Those with contacts are kept."""
        return _delete(request, DeletedRecord.Kind.COMPANY)


class BulkRestorationView(APIView):
    """The way back from a bulk deletion."""

    @extend_schema(
        operation_id="restore_deletions", request=None, responses={200: BulkRestorationOutput}
    )
    def post(self, request: ApiRequest, request_id: UUID) -> Response:
        """Restore what was deleted in one step, with everything that belonged to it."""
        if not deleted_in(request.workspace, request_id).exists():
            raise Http404
        done = restore_step(workspace=request.workspace, author=request.user, step=request_id)
        return Response({"restored": done.n_done, "kept": done.n_kept})


class DoNotContactStepListView(APIView):
    """Steps that mark many people."""

    @extend_schema(
        operation_id="mark_do_not_contact",
        request=DoNotContactStepInput,
        responses={200: DoNotContactStepOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Mark many contacts Do not contact in one step, also deleted ones."""
        return _mark(request, "contact")


class CompanyDoNotContactStepListView(APIView):
    """Steps that mark many companies."""

    @extend_schema(
        operation_id="mark_companies_do_not_contact",
        request=DoNotContactStepInput,
        responses={200: DoNotContactStepOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Mark many companies Do not contact in one step: all their people, now and later."""
        return _mark(request, "company")


class DoNotContactStepView(APIView):
    """One step that marked many people."""

    @extend_schema(operation_id="undo_do_not_contact", responses={200: DoNotContactUndoneOutput})
    def delete(self, request: ApiRequest, request_id: UUID) -> Response:
        """Undo a step. Contacts marked by another source stay marked. Idempotent."""
        if not bulk_do_not_contact.is_step(request.workspace, request_id):
            raise Http404
        n = bulk_do_not_contact.undo_do_not_contact(
            workspace=request.workspace, request_id=request_id, author=request.user
        )
        return Response({"n_allowed": n})


def _mark(request: ApiRequest, kind: str) -> Response:
    body = DoNotContactStepInput(data=request.data)
    body.is_valid(raise_exception=True)
    step = body.validated_data["request_id"]
    with one_step(request, step):
        done = bulk_do_not_contact.set_do_not_contact_for_all(
            workspace=request.workspace,
            kind=kind,
            ids=body.validated_data["ids"],
            author=request.user,
            request_id=step,
        )
    return Response(DoNotContactStepOutput(done).data)


def _delete(request: ApiRequest, kind: str) -> Response:
    body = BulkDeletionInput(data=request.data)
    body.is_valid(raise_exception=True)
    step = body.validated_data["request_id"]
    with one_step(request, step):
        done = delete_by_ids(
            workspace=request.workspace,
            kind=kind,
            given=body.validated_data["ids"],
            author=request.user,
            step=step,
        )
    return Response(BulkDeletionOutput(done).data)
