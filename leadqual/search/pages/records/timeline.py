"""Pages of the timeline of a person or company, and of the notes in it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.navigation import safe_next
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.leads.models import Note
from leadqual.leads.records import notes as writes
from leadqual.search.pages.partials import may_change
from leadqual.search.pages.record_routes import Kind, record_or_404, record_routes
from leadqual.search.pages.records.edit_record import address_of
from leadqual.search.timeline.selectors import timeline_of


@record_routes("<int:{code}_id>/timeline/", name="{code}_timeline")
def timeline(request: WorkspaceRequest, record_id: int, kind: Kind) -> HttpResponse:
    """Show what happened to a person or company; htmx gets the part for their page."""
    record = record_or_404(request, kind, record_id)
    page = timeline_of(record, after=request.GET.get("after", ""))
    here = reverse(f"search:{kind.code}_timeline", args=[record.pk])
    context = {
        "record": record,
        "events": page.events,
        "older_url": f"{here}?{urlencode({'after': page.after})}" if page.after else "",
        "is_first": not request.GET.get("after"),
        "note_url": reverse(f"search:{kind.code}_notes", args=[record.pk]),
        "record_url": address_of(record),
        "longest_note": writes.LONGEST_NOTE,
        "may_change": may_change(request),
        "user": request.user,
    }
    part = "search/partials/records/timeline_events.html"
    return render(request, part if request.htmx else "search/records/timeline.html", context)


@record_routes("<int:{code}_id>/notes/", name="{code}_notes", methods="POST", role=Role.QUALIFIER)
def add_note(request: WorkspaceRequest, record_id: int, kind: Kind) -> HttpResponse:
    """Write a note on a person or company."""
    record = record_or_404(request, kind, record_id)
    with ShownErrors(request):
        writes.add_note(record=record, text=request.POST.get("text", ""), author=request.user)
        messages.success(request, "Added the note.")
    return redirect(safe_next(request, address_of(record)))


@route("records/notes/<int:note_id>/edit/", methods="GET POST", role=Role.QUALIFIER)
def edit_note(request: WorkspaceRequest, note_id: int) -> HttpResponse:
    note = _note(request, note_id)
    back = _address(note)
    problem = ""
    if request.method == "POST":
        try:
            writes.edit_note(note=note, text=request.POST.get("text", ""), author=request.user)
            messages.success(request, "Saved the note.")
            return redirect(back)
        except LeadqualError as error:
            problem = error.message
    context = {
        "text": request.POST.get("text", note.text),
        "problem": problem,
        "longest": writes.LONGEST_NOTE,
        "back_url": back,
    }
    status = 422 if problem else 200
    return render(request, "search/records/note.html", context, status=status)


@route("records/notes/<int:note_id>/delete/", methods="POST", role=Role.QUALIFIER)
def delete_note(request: WorkspaceRequest, note_id: int) -> HttpResponse:
    """Delete a note of one's own; the message undoes it."""
    note = _note(request, note_id)
    with ShownErrors(request):
        writes.delete_note(note=note, author=request.user)
        say_undoable(request, "Deleted the note.", "search:restore_note", note.pk)
    return redirect(safe_next(request, _address(note)))


@route("records/notes/<int:note_id>/restore/", methods="POST", role=Role.QUALIFIER)
def restore_note(request: WorkspaceRequest, note_id: int) -> HttpResponse:
    """Bring back a note that was deleted."""
    rows = Note.objects.filter(workspace=request.workspace)
    note = get_object_or_404(rows, pk=note_id)
    with ShownErrors(request):
        writes.restore_note(note=note, author=request.user)
        messages.success(request, "Restored the note.")
    return redirect(safe_next(request, _address(note)))


def _note(request: WorkspaceRequest, note_id: int) -> Note:
    return get_object_or_404(writes.notes_of(request.workspace), pk=note_id)


def _address(note: Note) -> str:
    record = note.contact or note.company
    return address_of(record) if record else reverse("search:people")
