"""Create or edit a contact or company, with undo."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.page_links import local_address, safe_next
from leadqual.core.pages.undo import ShownErrors, add_redo_message, add_undo_message
from leadqual.core.texts.plain_texts import format_count
from leadqual.leads.errors import ChangedSinceError
from leadqual.leads.records.change_undo import Undone, has_step, redo_step, undo_step
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.creation import create_company, create_contact
from leadqual.leads.records.custom_fields import fields_of
from leadqual.leads.records.owners import owners_of
from leadqual.leads.records.record_values import Record
from leadqual.leads.records.statuses import statuses_of
from leadqual.search.pages.record_routes import address_of, record_or_404, record_panels
from leadqual.search.pages.records.forms import FORMS, RecordForm
from leadqual.search.results.kinds import COMPANIES, Kind


@record_panels("new/", "new_contact", "new_company", methods="GET POST", role=Role.QUALIFIER)
def new_record(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Create a contact or company."""
    form = _form(request, kind)
    if not form.is_bound:
        form.initial = {"owner": str(request.user.pk)}
    if form.is_valid():
        create = create_company if kind is COMPANIES else create_contact
        with ShownErrors(form):
            record = create(workspace=request.workspace, values=form.values(), author=request.user)
            messages.success(request, f"Created: {record}.")
            return redirect(address_of(record))
    return _page(request, form, kind)


@route("<kind:kind>/<int:record_id>/edit/", methods="GET POST", role=Role.QUALIFIER)
def edit_record(request: WorkspaceRequest, record_id: int, kind: Kind) -> HttpResponse:
    """Edit a contact or company."""
    record = record_or_404(request, kind, record_id)
    return _edit(request, _form(request, kind, record), record, kind)


def _form(request: WorkspaceRequest, kind: Kind, record: Any = None) -> RecordForm:
    return FORMS[kind.code](
        request.POST or None,
        record=record,
        owners=owners_of(request.workspace),
        statuses=statuses_of(request.workspace),
        custom=fields_of(request.workspace, kind.code),
    )


@route(
    "records/changes/<uuid:request_id>/undo/",
    name="undo_change",
    methods="POST",
    role=Role.QUALIFIER,
)
def undo(request: WorkspaceRequest, request_id: UUID) -> HttpResponse:
    """Undo an edit or bulk change; the message offers redo."""
    return _undo_or_redo(request, request_id, undo_step)


@route(
    "records/changes/<uuid:request_id>/redo/",
    name="redo_change",
    methods="POST",
    role=Role.QUALIFIER,
)
def redo(request: WorkspaceRequest, request_id: UUID) -> HttpResponse:
    """Redo an undone change; the message offers undo."""
    return _undo_or_redo(request, request_id, redo_step)


def _undo_or_redo(
    request: WorkspaceRequest, request_id: UUID, action: Callable[..., Undone]
) -> HttpResponse:
    if not has_step(request.workspace, request_id):
        raise Http404
    next_wanted = local_address(request, request.GET.get("next", ""), reverse("search:people"))
    next_url = safe_next(request, next_wanted)
    with ShownErrors(request):
        result = action(workspace=request.workspace, step=request_id, author=request.user)
        n_records = format_count(result.n_undone, "record")
        if result.n_undone and action is undo_step:
            words = f"Undone: {n_records} restored."
            add_redo_message(request, words, "search:redo_change", request_id, back=next_url)
        elif result.n_undone:
            words = f"Redone: {n_records} changed again."
            add_undo_message(request, words, "search:undo_change", request_id, back=next_url)
        if result.n_kept:
            noun = "record was" if result.n_kept == 1 else "records were"
            verb = "undone" if action is undo_step else "redone"
            messages.error(request, f"{result.n_kept:,} {noun} changed since and not {verb}.")
    return redirect(next_url)


def _edit(request: WorkspaceRequest, form: RecordForm, record: Record, kind: Kind) -> HttpResponse:
    next_url = safe_next(request, address_of(record))
    differences: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            change = change_record(
                record=record,
                values=form.values(),
                author=request.user,
                expected=form.expected(),
            )
        except ChangedSinceError as error:
            form.add_error(None, error.message)
            differences = _differing_fields(form)
            form.data = {**form.data.dict(), "seen_at": form.initial["seen_at"]}  # type: ignore[attr-defined]  # a QueryDict
        except LeadqualError as error:
            form.add_error(None, error.message)
        else:
            undo_name = "search:undo_change" if change else ""
            words = f"Saved: {record}." if change else "Nothing was changed."
            add_undo_message(
                request, words, undo_name, *([change.step] if change else []), back=next_url
            )
            return redirect(next_url)
    return _page(request, form, kind, record, differences=differences, next_url=next_url)


def _differing_fields(form: RecordForm) -> list[tuple[str, str]]:
    """Return label and current value of fields in which the form differs from the record."""
    return [
        (str(form[name].label), str(form.initial.get(name) or "–"))
        for name in form.changed_data
        if name != "seen_at"
    ]


def _page(
    request: WorkspaceRequest,
    form: RecordForm,
    kind: Kind,
    record: Record | None = None,
    *,
    differences: list[tuple[str, str]] | None = None,
    next_url: str = "",
) -> HttpResponse:
    page_url = reverse(kind.page)
    context = {
        "form": form,
        "fields": [form[name] for name in form.fields if name != "seen_at"],
        "record": record,
        "noun": kind.noun,
        "differences": differences or [],
        "home_url": page_url,
        "back_url": next_url or page_url,
    }
    status = 422 if form.is_bound else 200
    return render(request, "search/records/edit.html", context, status=status)
