"""The timeline of a person or company, and its notes."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.page_links import local_address, safe_next
from leadqual.core.pages.undo import ShownErrors, add_redo_message, add_undo_message
from leadqual.leads.models import Note
from leadqual.leads.records import notes
from leadqual.leads.records.record_values import Record
from leadqual.search.pages.record_routes import address_of, may_change, record_or_404
from leadqual.search.results.kinds import Kind, kind_of_record
from leadqual.search.timeline import timeline_of


@route("<kind:kind>/<int:record_id>/timeline/")
def timeline(request: WorkspaceRequest, record_id: int, kind: Kind) -> HttpResponse:
    """Show the timeline of a person or company; htmx gets the part for their page."""
    record = record_or_404(request, kind, record_id)
    has_notes = request.GET.get("notes") != "0"
    page = timeline_of(record, after=request.GET.get("after", ""), has_notes=has_notes)
    kept = {} if has_notes else {"notes": "0"}
    context = {
        "record": record,
        "events": page.events,
        "older_url": f"{request.path}?{urlencode({'after': page.after, **kept})}"
        if page.after
        else "",
        "record_url": address_of(record),
    }
    part = "search/partials/records/timeline_events.html"
    return render(request, part if request.htmx else "search/records/timeline.html", context)


@route("<kind:kind>/<int:record_id>/notes/", methods="POST", role=Role.QUALIFIER)
def add_note(request: WorkspaceRequest, record_id: int, kind: Kind) -> HttpResponse:
    record = record_or_404(request, kind, record_id)
    with ShownErrors(request):
        text = request.POST.get("text", "")
        note = notes.add_note(record=record, text=text, author=request.user)
        next_url = safe_next(request, address_of(record))
        add_undo_message(request, "Added the note.", "search:delete_note", note.pk, back=next_url)
    return _notes_part(request, record)


def notes_context(request: WorkspaceRequest, record: Record) -> dict[str, object]:
    """Return the notes on a record and what adds one, for its page."""
    return {
        "records": kind_of_record(record).records,
        "record_notes": notes.notes_on(record),
        "note_url": reverse("search:add_note", args=[kind_of_record(record), record.pk]),
        "longest_note": notes.LONGEST_NOTE,
        "may_change": may_change(request),
    }


def _notes_part(request: WorkspaceRequest, record: Record) -> HttpResponse:
    """Return to the page of a record; htmx gets its notes again."""
    next_url = safe_next(request, address_of(record))
    if not request.htmx:
        return redirect(next_url)
    context = {**notes_context(request, record), "back_here": next_url, "is_answer": True}
    return render(request, "search/partials/records/notes.html", context)


@route("records/notes/<int:note_id>/edit/", methods="GET POST", role=Role.QUALIFIER)
def edit_note(request: WorkspaceRequest, note_id: int) -> HttpResponse:
    note = _note(request, note_id)
    next_url = local_address(request, request.GET.get("next", ""), _record_url(note))
    problem = ""
    if request.method == "POST":
        try:
            notes.edit_note(note=note, text=request.POST.get("text", ""), author=request.user)
            messages.success(request, "Saved the note.")
            return redirect(next_url)
        except LeadqualError as error:
            problem = error.message
    context = {
        "text": request.POST.get("text", note.text),
        "problem": problem,
        "longest": notes.LONGEST_NOTE,
        "back_url": next_url,
    }
    status = 422 if problem else 200
    return render(request, "search/records/note.html", context, status=status)


@route("records/notes/<int:note_id>/delete/", methods="POST", role=Role.QUALIFIER)
def delete_note(request: WorkspaceRequest, note_id: int) -> HttpResponse:
    """Delete one's own note, also by the undo of adding it; the message offers undo or redo."""
    note = _note(request, note_id)
    undo_url = request.GET.get("next", "")
    show_message = add_redo_message if undo_url else add_undo_message
    next_url = local_address(request, undo_url, safe_next(request, _record_url(note)))
    with ShownErrors(request):
        notes.delete_note(note=note, author=request.user)
        show_message(request, "Deleted the note.", "search:restore_note", note.pk, back=next_url)
    if undo_url:
        return redirect(next_url)
    record = note.contact or note.company
    return _notes_part(request, record) if record else redirect("search:people")


@route("records/notes/<int:note_id>/restore/", methods="POST", role=Role.QUALIFIER)
def restore_note(request: WorkspaceRequest, note_id: int) -> HttpResponse:
    rows = Note.objects.filter(workspace=request.workspace)
    note = get_object_or_404(rows, pk=note_id)
    with ShownErrors(request):
        notes.restore_note(note=note, author=request.user)
        messages.success(request, "Restored the note.")
    return redirect(local_address(request, request.GET.get("next", ""), _record_url(note)))


def _note(request: WorkspaceRequest, note_id: int) -> Note:
    return get_object_or_404(notes.notes_of(request.workspace), pk=note_id)


def _record_url(note: Note) -> str:
    record = note.contact or note.company
    return address_of(record) if record else reverse("search:people")
