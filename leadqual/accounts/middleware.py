"""Middleware that opens the workspace of a request and ends sessions that are too old."""

from collections.abc import Callable
from typing import cast

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import choose_membership
from leadqual.accounts.sessions import renew_session
from leadqual.accounts.two_step import requiring_workspace
from leadqual.accounts.workspaces.selectors import SESSION_KEY, overview_of
from leadqual.core.middleware import has_key

# Available without a workspace: signing in and out, the admin, the API and MCP (keys), health,
# forms of websites and shared links.
_EXEMPT_PATHS = (
    "/account/",
    "/admin/",
    "/api/",
    "/mcp",
    "/static/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/inbound/",
    "/shared/",
)


class WorkspaceMiddleware:
    """Sets `request.workspace` and `request.member`, which every page needs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the membership; without one, answer with an error page."""
        request.workspace = request.member = None  # type: ignore[attr-defined]
        if not has_key(request) and request.user.is_authenticated:
            answer = self._open_workspace(request, request.user)
            if answer is not None:
                return answer
        return self.get_response(request)

    def _open_workspace(self, request: HttpRequest, user: User) -> HttpResponse | None:
        """Set the membership; return a response if the user has none or needs two-step set-up."""
        wanted = request.session.get(SESSION_KEY)
        memberships = user.open_memberships
        request.memberships = memberships  # type: ignore[attr-defined]
        member = choose_membership(memberships, wanted)
        is_free = request.path.startswith(_EXEMPT_PATHS)
        workspace = member.workspace if member is not None else None
        if answer := self._redirect_to_setup(request, workspace):
            return answer
        if member is not None and not hasattr(request, "two_step_required_by"):
            request.member = member  # type: ignore[attr-defined]
            request.workspace = member.workspace  # type: ignore[attr-defined]
            is_choice = wanted is None and len(memberships) > 1
            if is_choice and not is_free:  # Losing it must not switch to another.
                request.session[SESSION_KEY] = member.workspace_id
        elif member is None and not is_free:
            context = {"overview": overview_of(user, lost_id=wanted)}
            return render(request, "errors/no_workspace.html", context, status=403)
        return None

    def _redirect_to_setup(
        self, request: HttpRequest, workspace: Workspace | None
    ) -> HttpResponse | None:
        """Redirect to two-step set-up if the workspace requires it and the user has none.

        Account pages stay available, without the workspace; so does the API, which then refuses
        requests without a key.
        """
        is_admin = request.path.startswith("/admin/")
        user = cast("User", request.user)
        requiring = requiring_workspace(user, workspace, is_admin=is_admin)
        if requiring is None:
            return None
        request.two_step_required_by = requiring  # type: ignore[attr-defined]
        if request.path.startswith(_EXEMPT_PATHS) and not is_admin:
            return None
        if request.headers.get("HX-Request") == "true":  # Redirect the whole page.
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("mfa_index")})
        return redirect("mfa_index")


class SessionLimitsMiddleware:
    """Signs out sessions that were ended elsewhere, were idle too long, or are too old."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check the session before anything else reads it."""
        if has_key(request):
            return self.get_response(request)
        if isinstance(request.user, User) and not renew_session(request, request.user):
            logout(request)
        return self.get_response(request)
