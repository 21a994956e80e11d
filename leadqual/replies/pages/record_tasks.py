"""The tasks of a person or a company, on their page."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.pages.page_links import local_address, safe_next
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.leads.records.record_values import Record
from leadqual.replies.follow_ups import MAX_TEXT, add_task, next_working_day, tasks_about
from leadqual.search.pages.record_routes import address_of as address_of_record
from leadqual.search.pages.record_routes import record_or_404
from leadqual.search.results.kinds import Kind, kind_of_record

MAX_TASKS = 200


class NewTaskForm(forms.Form):
    """What to do, and until when."""

    text = forms.CharField(max_length=MAX_TEXT)
    due_on = forms.DateField()


@route("<kind:kind>/<int:record_id>/tasks/")
def record_tasks(request: WorkspaceRequest, record_id: int, kind: Kind) -> HttpResponse:
    """Show the open tasks of a person or a company; a part for htmx, else a page."""
    return render_record_tasks(request, record_or_404(request, kind, record_id))


@route(
    "<kind:kind>/<int:record_id>/tasks/add/", name="add_task", methods="POST", role=Role.QUALIFIER
)
def add(request: WorkspaceRequest, record_id: int, kind: Kind) -> HttpResponse:
    """Add a task to a person or a company; the message offers undo."""
    record = record_or_404(request, kind, record_id)
    form = NewTaskForm(request.POST)
    back = safe_next(request, address_of_record(record))
    if form.is_valid():
        with ShownErrors(request):
            task = add_task(record=record, author=request.user, **form.cleaned_data)
            add_undo_message(request, "Task added.", "replies:delete_task", task.pk, back=back)
    else:
        messages.error(request, "Enter what to do, and a day. Nothing was saved.")
    return render_record_tasks(request, record) if request.htmx else redirect(back)


def render_record_tasks(request: WorkspaceRequest, record: Record) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context = {
        "record": record,
        "tasks": tasks_about(record).filter(done_at=None)[:MAX_TASKS],
        "add_url": reverse("replies:add_task", args=[kind_of_record(record), record.pk]),
        "record_url": local_address(request, wanted, address_of_record(record)),
        "longest": MAX_TEXT,
        "today": clock.now().date(),
        "next_day": next_working_day(clock.now().date()),
        "may_act": Role(request.member.role).includes(Role.QUALIFIER),
    }
    part, page = "replies/partials/record_tasks.html", "replies/record_tasks.html"
    return render(request, part if request.htmx else page, context)
