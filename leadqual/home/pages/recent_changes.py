"""Recent changes: what was done in 30 days, with its undo; and the key that undoes the last."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from leadqual.accounts.models import Role, User
from leadqual.accounts.pages.settings import render_settings
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.models import UndoStep
from leadqual.core.pages.navigation import own_address, page_links
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import note_undone, split_address
from leadqual.home.recent_changes import DAYS, KINDS, changes_of, last_change

HERE = "home:recent_changes"
_PAGE = 50


class _SamePost(HttpResponseRedirect):
    """Sends the browser to another address with the post that it sent here."""

    status_code = 307


@route("settings/recent-changes/", role=Role.QUALIFIER)
def recent_changes(request: WorkspaceRequest) -> HttpResponse:
    """List what was done in the workspace and can be undone, the last first."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    page = Paginator(changes_of(request.workspace, kind=kind), _PAGE).get_page(
        request.GET.get("page")
    )
    people = User.objects.in_bulk({change.person for change in page if change.person})
    context: dict[str, object] = {
        "rows": [(change, people.get(change.person or 0)) for change in page],
        "kinds": [(code, words) for code, (words, _) in KINDS.items()],
        "kind": kind,
        "days": DAYS,
        **page_links(page, lambda number: address_of(HERE, kind=kind, page=str(number))),
    }
    return render_settings(request, "home/recent_changes.html", context, here=HERE)


@route("undo/", methods="POST", role=Role.QUALIFIER)
def undo_last(request: WorkspaceRequest) -> HttpResponse:
    """Undo the last thing that the person did, whatever it was: by its own address."""
    change = last_change(request.workspace, request.user)
    if change is None:
        messages.info(request, "Nothing to undo: you changed nothing in the last 24 hours.")
        came_from = request.headers.get("Referer", "")
        return redirect(own_address(request, came_from, reverse("home:dashboard")))
    if change.is_page:
        return redirect(change.undo)
    undo, _ = split_address(change.undo)
    own = UndoStep.objects.filter(workspace=request.workspace, person=request.user, undo=undo)
    note_undone(own)
    return _SamePost(change.undo)
