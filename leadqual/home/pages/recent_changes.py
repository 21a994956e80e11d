"""Recent changes, each with its undo, and the key that undoes the last one."""

from operator import attrgetter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from leadqual.accounts.models import Role, User
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.models import UndoStep
from leadqual.core.pages.page_links import local_address, page_links
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import mark_undone, offer_undo, split_next
from leadqual.home.recent_changes import DAYS, KINDS, changes_of, own_changes

_PAGE_SIZE = 50

PAGE_NAME = "home:recent_changes"


class _SamePost(HttpResponseRedirect):
    """Redirect a post to another URL, method and body unchanged."""

    status_code = 307


@route("settings/recent-changes/", role=Role.QUALIFIER)
def recent_changes(request: WorkspaceRequest) -> HttpResponse:
    """List the changes in the workspace that can be undone, newest first."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    page = Paginator(changes_of(request.workspace, kind=kind), _PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    people = User.objects.in_bulk({change.person for change in page if change.person})
    context: dict[str, object] = {
        "rows": [(change, people.get(change.person or 0)) for change in page],
        "kinds": [(code, words) for code, (words, _) in KINDS.items()],
        "kind": kind,
        "days": DAYS,
        **page_links(page, lambda number: address_of(PAGE_NAME, kind=kind, page=str(number))),
    }
    return render_settings(request, "home/recent_changes.html", context, here=PAGE_NAME)


@route("undo/", methods="POST", role=Role.QUALIFIER)
def undo_last(request: WorkspaceRequest) -> HttpResponse:
    """Undo the last change of the browser's tab, through its own undo URL.

    `change` has the undo URLs that messages in the tab offered, newest first. Where none of them
    can be undone, the person's last change is named, with its undo.
    """
    changes = own_changes(request.workspace, request.user)
    offered = [split_next(address)[0] for address in request.POST.getlist("change")]
    undo = next((address for address in offered if address in changes), "")
    if undo:
        steps = UndoStep.objects.filter(workspace=request.workspace, person=request.user)
        mark_undone(steps.filter(undo=undo))
        return _SamePost(changes[undo].undo)
    change = max(changes.values(), key=attrgetter("at"), default=None)
    if change is None:
        messages.info(request, "Nothing to undo: you changed nothing in the last 24 hours.")
    elif change.is_page:
        return redirect(change.undo)
    else:
        offer_undo(request, f"Your last change: {change.words}", change.undo)
    came_from = request.headers.get("Referer", "")
    return redirect(local_address(request, came_from, reverse("home:dashboard")))
