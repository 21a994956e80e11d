"""Pages on which contacts and companies are deleted and restored."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from leadqual.accounts.audit.records import address_of_record
from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.pages.navigation import safe_next
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.leads.deletion.services import delete_record, restorable_records, restore_record
from leadqual.leads.models import Company, Contact, DeletedRecord
from leadqual.search.results import selectors

_Kind = DeletedRecord.Kind


@route("people/<int:contact_id>/delete/", methods="POST", role=Role.QUALIFIER)
def delete_contact(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Delete a contact; the message undoes it."""
    contacts = selectors.contacts_of(request.workspace)
    return _delete(request, get_object_or_404(contacts, pk=contact_id), DeletedRecord.Kind.CONTACT)


@route("companies/<int:company_id>/delete/", methods="POST", role=Role.QUALIFIER)
def delete_company(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Delete a company; its contacts stay without one. The message undoes it."""
    companies = selectors.companies_of(request.workspace)
    return _delete(request, get_object_or_404(companies, pk=company_id), DeletedRecord.Kind.COMPANY)


@route(
    "deleted/<int:deletion_id>/restore/",
    name="restore_deleted",
    methods="POST",
    role=Role.QUALIFIER,
)
def restore(request: WorkspaceRequest, deletion_id: int) -> HttpResponse:
    """Restore a deleted record and show it."""
    deleted = get_object_or_404(restorable_records(request.workspace), pk=deletion_id)
    pages = {_Kind.COMPANY: "search:companies", _Kind.REPLY: "replies:inbox"}
    page = reverse(pages.get(_Kind(deleted.kind), "search:people"))
    with ShownErrors(request):
        name = restore_record(deleted=deleted, author=request.user)
        messages.success(request, f"Restored: {name}.")
        page = address_of_record(deleted.kind, deleted.record_id)
    return redirect(safe_next(request, page))


def _delete(request: WorkspaceRequest, record: Contact | Company, kind: str) -> HttpResponse:
    page = "search:companies" if isinstance(record, Company) else "search:people"
    with ShownErrors(request):
        deleted = delete_record(
            record=record, workspace=request.workspace, kind=kind, author=request.user
        )
        say_undoable(
            request,
            f"Deleted: {deleted.name}. It can be restored later.",
            "search:restore_deleted",
            deleted.pk,
        )
    return redirect(page)
