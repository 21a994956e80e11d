"""Do not contact for many records by API, as one step that can be undone."""

from typing import Any
from uuid import UUID

from django.http import Http404
from rest_framework import serializers

from leadqual.accounts.api.idempotency import run_step
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import ResolvedIdsOutput
from leadqual.search.api.deletion import _ids, _StepInput
from leadqual.search.lists import bulk_do_not_contact
from leadqual.search.lists.services import MAX_AT_ONCE as MAX_PEOPLE


class DoNotContactStepInput(_StepInput):
    """Body of `POST /contacts/do-not-contact` and of `POST /companies/do-not-contact`."""

    ids = _ids(MAX_PEOPLE)


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


class BulkDoNotContactViewSet(WorkspaceViewSet[Any]):
    """Steps that mark many records."""

    def mark(self, kind: str, body: op.Body) -> object:
        with run_step(self.request, body["request_id"]):
            return bulk_do_not_contact.set_do_not_contact_for_all(
                workspace=self.workspace,
                kind=kind,
                ids=body["ids"],
                author=self.user,
                request_id=body["request_id"],
            )

    @op.post("contacts/do-not-contact", body=DoNotContactStepInput, returns=DoNotContactStepOutput)
    def mark_do_not_contact(self, body: op.Body) -> object:
        """Mark many contacts Do not contact in one step, also deleted ones."""
        return self.mark("contact", body)

    @op.post("companies/do-not-contact", body=DoNotContactStepInput, returns=DoNotContactStepOutput)
    def mark_companies_do_not_contact(self, body: op.Body) -> object:
        """Mark many companies Do not contact in one step: all their people, now and later."""
        return self.mark("company", body)

    @op.delete("contacts/do-not-contact/<uuid:request_id>", returns=DoNotContactUndoneOutput)
    def undo_do_not_contact(self, request_id: UUID) -> dict[str, int]:
        """Undo a step. Contacts marked by another source stay marked. Idempotent."""
        if not bulk_do_not_contact.is_step(self.workspace, request_id):
            raise Http404
        n = bulk_do_not_contact.undo_do_not_contact(
            workspace=self.workspace, request_id=request_id, author=self.user
        )
        return {"n_allowed": n}
