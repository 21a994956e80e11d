"""Create or edit a contact or company, with undo; timeline and notes."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.accounts.models import Role
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.panels import own_address, safe_next
from leadqual.core.pages.undo import ShownErrors, say_redoable, say_undoable
from leadqual.core.texts.plain_texts import counted
from leadqual.leads.errors import ChangedSinceError
from leadqual.leads.models import Contact, Note
from leadqual.leads.records import changes as writes
from leadqual.leads.records import notes
from leadqual.leads.records.change_undo import Undone, has_step, redo_step, undo_step
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.creation import create_company, create_contact
from leadqual.leads.records.custom_fields import fields_of
from leadqual.leads.records.owners import owners_of
from leadqual.leads.records.record_values import Record
from leadqual.leads.records.statuses import statuses_of
from leadqual.search.pages.partials import may_change
from leadqual.search.pages.record_routes import Kind, record_or_404, record_routes
from leadqual.search.pages.records.forms import FORMS, RecordForm
from leadqual.search.results.selectors import COMPANIES
from leadqual.search.timeline import timeline_of


@record_routes("new/", name="new_{code}", methods="GET POST", role=Role.QUALIFIER)
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


@record_routes("<int:{code}_id>/edit/", name="edit_{code}", methods="GET POST", role=Role.QUALIFIER)
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
    return _turn(request, request_id, undo_step)


@route(
    "records/changes/<uuid:request_id>/redo/",
    name="redo_change",
    methods="POST",
    role=Role.QUALIFIER,
)
def redo(request: WorkspaceRequest, request_id: UUID) -> HttpResponse:
    """Redo an undone change; the message offers undo."""
    return _turn(request, request_id, redo_step)


def _turn(request: WorkspaceRequest, request_id: UUID, turn: Callable[..., Undone]) -> HttpResponse:
    if not has_step(request.workspace, request_id):
        raise Http404
    wanted = own_address(request, request.GET.get("next", ""), reverse("search:people"))
    back = safe_next(request, wanted)
    with ShownErrors(request):
        done = turn(workspace=request.workspace, step=request_id, author=request.user)
        n_records = counted(done.n_undone, "record")
        if done.n_undone and turn is undo_step:
            words = f"Undone: {n_records} restored."
            say_redoable(request, words, "search:redo_change", request_id, back=back)
        elif done.n_undone:
            words = f"Redone: {n_records} changed again."
            say_undoable(request, words, "search:undo_change", request_id, back=back)
        if done.n_kept:
            noun = "record was" if done.n_kept == 1 else "records were"
            did = "undone" if turn is undo_step else "redone"
            messages.error(request, f"{done.n_kept:,} {noun} changed since and not {did}.")
    return redirect(back)


def address_of(record: Record) -> str:
    """Return the URL of a contact or company."""
    if isinstance(record, Contact):
        return f"{reverse('search:people')}?person={record.pk}#person"
    return reverse("search:company", args=[record.pk])


def _edit(request: WorkspaceRequest, form: RecordForm, record: Record, kind: Kind) -> HttpResponse:
    back = safe_next(request, address_of(record))
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
            differences = _since(form)
            form.data = {**form.data.dict(), "seen_at": form.initial["seen_at"]}  # type: ignore[attr-defined]  # a QueryDict
        except LeadqualError as error:
            form.add_error(None, error.message)
        else:
            undo_name = "search:undo_change" if change else ""
            words = f"Saved: {record}." if change else "Nothing was changed."
            say_undoable(request, words, undo_name, *([change.step] if change else []), back=back)
            return redirect(back)
    return _page(request, form, kind, record, differences=differences, back=back)


def _since(form: RecordForm) -> list[tuple[str, str]]:
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
    back: str = "",
) -> HttpResponse:
    home = reverse(kind.page)
    context = {
        "form": form,
        "fields": [form[name] for name in form.fields if name != "seen_at"],
        "record": record,
        "noun": kind.noun,
        "differences": differences or [],
        "home_url": home,
        "back_url": back or home,
    }
    status = 422 if form.is_bound else 200
    return render(request, "search/records/edit.html", context, status=status)


# The timeline of a person or company, and its notes.


@record_routes("<int:{code}_id>/timeline/", name="{code}_timeline")
def timeline(request: WorkspaceRequest, record_id: int, kind: Kind) -> HttpResponse:
    """Show the timeline of a person or company; htmx gets the part for their page."""
    record = record_or_404(request, kind, record_id)
    has_notes = request.GET.get("notes") != "0"
    page = timeline_of(record, after=request.GET.get("after", ""), has_notes=has_notes)
    here = reverse(f"search:{kind.code}_timeline", args=[record.pk])
    kept = {} if has_notes else {"notes": "0"}
    context = {
        "record": record,
        "events": page.events,
        "older_url": f"{here}?{urlencode({'after': page.after, **kept})}" if page.after else "",
        "record_url": address_of(record),
    }
    part = "search/partials/records/timeline_events.html"
    return render(request, part if request.htmx else "search/records/timeline.html", context)


@record_routes("<int:{code}_id>/notes/", name="{code}_notes", methods="POST", role=Role.QUALIFIER)
def add_note(request: WorkspaceRequest, record_id: int, kind: Kind) -> HttpResponse:
    record = record_or_404(request, kind, record_id)
    with ShownErrors(request):
        text = request.POST.get("text", "")
        note = notes.add_note(record=record, text=text, author=request.user)
        back = safe_next(request, address_of(record))
        say_undoable(request, "Added the note.", "search:delete_note", note.pk, back=back)
    return _notes_part(request, record)


def notes_context(request: WorkspaceRequest, record: Record) -> dict[str, object]:
    """Return the notes on a record and what adds one, for its page."""
    kind = writes.kind_of(record)
    return {
        "record_notes": notes.notes_on(record),
        "note_url": reverse(f"search:{kind}_notes", args=[record.pk]),
        "longest_note": notes.LONGEST_NOTE,
        "may_change": may_change(request),
    }


def _notes_part(request: WorkspaceRequest, record: Record) -> HttpResponse:
    """Return to the page of a record; htmx gets its notes again."""
    back = safe_next(request, address_of(record))
    if not request.htmx:
        return redirect(back)
    context = {**notes_context(request, record), "back_here": back, "is_answer": True}
    return render(request, "search/partials/records/notes.html", context)


@route("records/notes/<int:note_id>/edit/", methods="GET POST", role=Role.QUALIFIER)
def edit_note(request: WorkspaceRequest, note_id: int) -> HttpResponse:
    note = _note(request, note_id)
    back = own_address(request, request.GET.get("next", ""), _address(note))
    problem = ""
    if request.method == "POST":
        try:
            notes.edit_note(note=note, text=request.POST.get("text", ""), author=request.user)
            messages.success(request, "Saved the note.")
            return redirect(back)
        except LeadqualError as error:
            problem = error.message
    context = {
        "text": request.POST.get("text", note.text),
        "problem": problem,
        "longest": notes.LONGEST_NOTE,
        "back_url": back,
    }
    status = 422 if problem else 200
    return render(request, "search/records/note.html", context, status=status)


@route("records/notes/<int:note_id>/delete/", methods="POST", role=Role.QUALIFIER)
def delete_note(request: WorkspaceRequest, note_id: int) -> HttpResponse:
    """Delete one's own note, also by the undo of adding it; the message offers undo or redo."""
    note = _note(request, note_id)
    undone_back = request.GET.get("next", "")
    say = say_redoable if undone_back else say_undoable
    back = own_address(request, undone_back, safe_next(request, _address(note)))
    with ShownErrors(request):
        notes.delete_note(note=note, author=request.user)
        say(request, "Deleted the note.", "search:restore_note", note.pk, back=back)
    if undone_back:
        return redirect(back)
    record = note.contact or note.company
    return _notes_part(request, record) if record else redirect("search:people")


@route("records/notes/<int:note_id>/restore/", methods="POST", role=Role.QUALIFIER)
def restore_note(request: WorkspaceRequest, note_id: int) -> HttpResponse:
    rows = Note.objects.filter(workspace=request.workspace)
    note = get_object_or_404(rows, pk=note_id)
    with ShownErrors(request):
        notes.restore_note(note=note, author=request.user)
        messages.success(request, "Restored the note.")
    return redirect(own_address(request, request.GET.get("next", ""), _address(note)))


def _note(request: WorkspaceRequest, note_id: int) -> Note:
    return get_object_or_404(notes.notes_of(request.workspace), pk=note_id)


def _address(note: Note) -> str:
    record = note.contact or note.company
    return address_of(record) if record else reverse("search:people")
