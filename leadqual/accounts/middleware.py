"""Puts the workspace of the member on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leadqual.accounts.selectors import membership_of
from leadqual.accounts.workspaces.selectors import overview_of

SESSION_KEY = "workspace_id"
# Open without a workspace: signing in and out, the admin, the API (it has keys), health.
_FREE = ("/account/", "/admin/", "/api/", "/static/", "/healthz")


class WorkspaceMiddleware:
    """Set `request.workspace` and `request.member`; no page works without them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the membership; without one, say so instead of failing later."""
        request.workspace = request.member = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            wanted = request.session.get(SESSION_KEY)
            member = membership_of(request.user, wanted)
            is_free = request.path.startswith(_FREE)
            if member is not None:
                request.member = member  # type: ignore[attr-defined]
                request.workspace = member.workspace  # type: ignore[attr-defined]
                if wanted is None and not is_free:
                    request.session[SESSION_KEY] = member.workspace_id
            elif not is_free:
                context = {"overview": overview_of(request.user, lost_id=wanted)}
                return render(request, "errors/no_workspace.html", context, status=403)
        return self.get_response(request)
