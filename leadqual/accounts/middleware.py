"""Ends sessions that are over, and puts the workspace of the member on every request."""

from collections.abc import Callable, Iterator
from typing import cast

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import chosen_membership
from leadqual.accounts.sessions import may_go_on
from leadqual.accounts.two_step import requiring_workspace
from leadqual.accounts.workspaces.selectors import SESSION_KEY, overview_of
from leadqual.core.database import (
    NO_WORKSPACE,
    current_scope,
    in_scope,
    workspace_scope,
)
from leadqual.core.middleware import has_key

# Pages about several workspaces at once: accounts, invitations, and the admin of the staff. They
# see all rows; everything else sees those of its workspace, or none.
_OF_ALL_WORKSPACES = ("/account/", "/admin/")
# Open without a workspace: signing in and out, the admin, the API and MCP (keys), health.
_FREE = (
    "/account/",
    "/admin/",
    "/api/",
    "/mcp",
    "/static/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/inbound/",
)


class WorkspaceMiddleware:
    """Set `request.workspace` and `request.member`; no page works without them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the membership; without one, say so instead of failing later."""
        request.workspace = request.member = None  # type: ignore[attr-defined]
        if not has_key(request) and request.user.is_authenticated:
            answer = self._opened(request, request.user)
            if answer is not None:
                return answer
        return self._answered_in_scope(request)

    def _opened(self, request: HttpRequest, user: User) -> HttpResponse | None:
        """Set the membership; return the answer of who may not go on, such as one without any."""
        wanted = request.session.get(SESSION_KEY)
        memberships = user.open_memberships
        request.memberships = memberships  # type: ignore[attr-defined]
        member = chosen_membership(memberships, wanted)
        is_free = request.path.startswith(_FREE)
        workspace = member.workspace if member is not None else None
        if answer := self._led_to_set_up(request, workspace):
            return answer
        if member is not None and not hasattr(request, "two_step_required_by"):
            request.member = member  # type: ignore[attr-defined]
            request.workspace = member.workspace  # type: ignore[attr-defined]
            is_choice = wanted is None and len(memberships) > 1
            if is_choice and not is_free:  # Losing this one must not lead to another.
                request.session[SESSION_KEY] = member.workspace_id
        elif member is None and not is_free:
            context = {"overview": overview_of(user, lost_id=wanted)}
            return render(request, "errors/no_workspace.html", context, status=403)
        return None

    def _answered_in_scope(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; its statements see the rows of its workspace alone.

        A key names the workspace later, when the API looks at it: until then no row is seen.
        """
        workspace: Workspace | None = request.workspace  # type: ignore[attr-defined]  # set above
        scope = workspace.pk if workspace is not None else NO_WORKSPACE
        if request.path.startswith(_OF_ALL_WORKSPACES):
            return self.get_response(request)
        with workspace_scope(scope):
            response = self.get_response(request)
            if response.streaming:  # It is read after this has returned.
                file = cast("StreamingHttpResponse", cast("object", response))
                blocks = cast("Iterator[bytes]", file.streaming_content)  # Never asynchronous here.
                file.streaming_content = in_scope(blocks, current_scope())
            return response

    def _led_to_set_up(
        self, request: HttpRequest, workspace: Workspace | None
    ) -> HttpResponse | None:
        """Show nothing of a workspace that requires two-step verification to who has none.

        Pages of the account stay open, without the workspace; so does the API, which then refuses
        whoever has no key.
        """
        is_admin = request.path.startswith("/admin/")
        user = cast("User", request.user)
        requiring = requiring_workspace(user, workspace, is_admin=is_admin)
        if requiring is None:
            return None
        request.two_step_required_by = requiring  # type: ignore[attr-defined]
        if request.path.startswith(_FREE) and not is_admin:
            return None
        if request.headers.get("HX-Request") == "true":  # The page goes there, not a part of it.
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("mfa_index")})
        return redirect("mfa_index")


class SessionLimitsMiddleware:
    """Sign people out whose session was ended elsewhere, left alone too long, or is too old."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the session before anything else does."""
        if has_key(request):
            return self.get_response(request)
        if isinstance(request.user, User) and not may_go_on(request, request.user):
            logout(request)
        return self.get_response(request)
