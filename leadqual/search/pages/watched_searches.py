"""Pages that watch a view, and show its new matches."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.search import watches
from leadqual.search.pages.saved_searches import redirect_back, search_or_404
from leadqual.search.results.kinds import KINDS

_MAX_SHOWN = 200
"""Maximum new matches on one page."""


@route("people/saved/<int:search_id>/watch/", name="saved_watch", methods="POST")
def watch(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Notify the current person of new matches from now on."""
    row = search_or_404(request, search_id)
    watches.watch_search(saved=row, user=request.user)
    messages.success(request, f"You are watching “{row.name}”. New matches come by email each day.")
    return redirect_back(request)


@route("people/saved/<int:search_id>/unwatch/", name="saved_unwatch", methods="POST")
def unwatch(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Stop notifying the current person of new matches."""
    row = search_or_404(request, search_id)
    watches.stop_watching(saved=row, user=request.user)
    messages.success(request, f"You stopped watching “{row.name}”.")
    return redirect_back(request)


@route("people/saved/<int:search_id>/matches/", name="saved_matches")
def matches(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Redirect to the newest matches of a watched search."""
    row = search_or_404(request, search_id)
    kind = KINDS[row.records]
    keys = list(watches.matches_of(row).values_list(f"{kind.code}_id", flat=True)[:_MAX_SHOWN])
    if not keys:
        return redirect("search:saved_open", row.pk)
    selected = urlencode({kind.code: ".".join(map(str, keys))})
    return redirect(f"{reverse(kind.page)}?{selected}")
