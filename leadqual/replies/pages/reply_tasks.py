"""Tasks: who is to do what until when, on their own page and on that of a person or company."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from leadqual.accounts.models import Member, Role, User
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.pages.page_links import local_address, safe_next
from leadqual.core.pages.panels import Tab, address_of
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.replies.company_stops import set_stops_company, stops_company
from leadqual.replies.follow_ups import (
    change_task,
    delete_task,
    tasks_of,
)
from leadqual.replies.models import Task
from leadqual.replies.pages.record_tasks import MAX_TASKS, render_record_tasks

PAGE = "replies:tasks"
_VIEWS = {"mine": "My tasks", "all": "All open tasks", "done": "Done"}


class TaskForm(forms.Form):
    """Another owner, another day, done or not; what is not sent stays."""

    owner = forms.IntegerField(required=False, min_value=1)
    due_on = forms.DateField(required=False)
    done = forms.TypedChoiceField(
        required=False,
        choices=[("true", "Done"), ("false", "Reopen")],
        coerce=lambda text: text == "true",
        empty_value=None,
    )


@route("replies/tasks/")
def tasks(request: WorkspaceRequest) -> HttpResponse:
    """List tasks: one's own, all that are open, or those that are done."""
    shown = request.GET.get("show", "mine")
    shown = shown if shown in _VIEWS else "mine"
    rows = tasks_of(request.workspace)
    if shown == "done":
        rows = rows.exclude(done_at=None).order_by("-done_at", "-pk")
    else:
        rows = rows.filter(done_at=None).order_by("due_on", "pk")
    if shown == "mine":
        rows = rows.filter(owner=request.user)
    context = {
        "rows": rows[:MAX_TASKS],
        "n_rows": rows.count(),
        "shown_words": _VIEWS[shown],
        "show_tabs": [
            Tab(address_of(PAGE, show=name), words, None, name == shown)
            for name, words in _VIEWS.items()
        ],
        "today": clock.now().date(),
        "members": Member.objects.filter(workspace=request.workspace).select_related("user"),
        "may_act": Role(request.member.role).includes(Role.QUALIFIER),
        "may_manage": Role(request.member.role).includes(Role.MANAGER),
        "stops_company": stops_company(request.workspace),
    }
    return render(request, "replies/tasks.html", context)


@route("replies/tasks/<int:task_id>/", name="change_task", methods="POST", role=Role.QUALIFIER)
def change(request: WorkspaceRequest, task_id: int) -> HttpResponse:
    """Change a task."""
    task = get_object_or_404(tasks_of(request.workspace), pk=task_id)
    form = TaskForm(request.POST)
    if form.is_valid():
        _save_task(request, task, form)
    else:
        messages.error(request, "Choose an owner and a day. Nothing was changed.")
    return _respond(request, task)


def _save_task(request: WorkspaceRequest, task: Task, form: TaskForm) -> None:
    values = form.cleaned_data
    due_on: date | None = values["due_on"]
    with ShownErrors(request):
        changed = change_task(
            task=task,
            author=request.user,
            owner=User.objects.filter(pk=values["owner"]).first() if values["owner"] else None,
            due_on=due_on,
            is_done=values["done"],
        )
        if changed.done_at:
            words, back = f"Task done: {task.record}.", safe_next(request, address_of(PAGE))
            add_undo_message(request, words, "replies:reopen_task", task.pk, back=back)
        else:
            messages.success(request, f"Task saved: {task.record}.")


def _respond(request: WorkspaceRequest, task: Task) -> HttpResponse:
    """Return to where a task was changed; htmx gets the tasks of its record again."""
    if request.htmx and task.record is not None:
        return render_record_tasks(request, task.record)
    return redirect(safe_next(request, address_of(PAGE)))


@route(
    "replies/tasks/<int:task_id>/reopen/", name="reopen_task", methods="POST", role=Role.QUALIFIER
)
def reopen(request: WorkspaceRequest, task_id: int) -> HttpResponse:
    """Reopen a task that was done by mistake."""
    task = get_object_or_404(tasks_of(request.workspace), pk=task_id)
    change_task(task=task, author=request.user, is_done=False)
    messages.success(request, f"Task reopened: {task.record}.")
    return _back(request)


@route(
    "replies/tasks/<int:task_id>/delete/", name="delete_task", methods="POST", role=Role.QUALIFIER
)
def delete(request: WorkspaceRequest, task_id: int) -> HttpResponse:
    """Delete a task that was added by mistake."""
    task = get_object_or_404(tasks_of(request.workspace), pk=task_id)
    delete_task(task=task, author=request.user)
    messages.success(request, f"Task deleted: {task.record}.")
    return _back(request)


def _back(request: WorkspaceRequest) -> HttpResponse:
    """Return to the page that a message with Undo was on."""
    return redirect(local_address(request, request.GET.get("next", ""), address_of(PAGE)))


@route("replies/follow-ups/", methods="POST", role=Role.MANAGER)
def follow_ups(request: WorkspaceRequest) -> HttpResponse:
    """Choose whether a request to stop counts for the whole company."""
    stops = request.POST.get("stops_company") == "on"
    set_stops_company(workspace=request.workspace, stops=stops, author=request.user)
    words = "now marks the whole company" if stops else "marks only the person"
    messages.success(request, f"Saved: an unsubscribe {words} Do not contact.")
    return redirect(address_of(PAGE))
