"""Types of requests that carry a workspace, and the rule who may enter a page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.core.errors import NotAllowedError

P = ParamSpec("P")


class WorkspaceRequest(HttpRequest):
    """A request of a logged-in member; `WorkspaceMiddleware` filled it."""

    user: User
    workspace: Workspace
    member: Member
    htmx: HtmxDetails


View = Callable[Concatenate[WorkspaceRequest, P], HttpResponseBase]


def needs_role(role: Role) -> Callable[[View[P]], View[P]]:
    """Let only members with this role, or one above it, into a view."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(
            request: WorkspaceRequest, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not Role(request.member.role).includes(role):
                raise NotAllowedError(
                    f"This requires the role “{role.label}”; yours is "
                    f"“{Role(request.member.role).label}”. A manager can change it in "
                    "Settings."
                )
            return view(request, *args, **kwargs)

        checked.required_role = role  # type: ignore[attr-defined]  # read by tests of access
        return cast("View[P]", checked)

    return decorate


def needs_staff(view: View[P]) -> View[P]:
    """Let only staff into a view: what it shows is of the whole installation."""

    @wraps(view)
    def checked(request: WorkspaceRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    checked.needs_staff = True  # type: ignore[attr-defined]  # read by the tabs of its place
    return cast("View[P]", checked)
