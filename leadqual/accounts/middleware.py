"""Middleware for workspaces and session limits, and the routes of pages with their access rules."""

import pkgutil
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any, TypeVar, cast

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

import leadqual
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.accounts.services import chosen_membership
from leadqual.accounts.two_step import may_go_on, requiring_workspace
from leadqual.accounts.workspaces.selectors import SESSION_KEY, overview_of
from leadqual.core.errors import NotAllowedError
from leadqual.core.middleware import has_key
from leadqual.core.pages.panels import FORMS, PLACES, is_panel, panel, shows_panels

# Available without a workspace: signing in and out, the admin, the API and MCP (keys), health,
# forms of websites and shared links.
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
    "/shared/",
)

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
_patterns: dict[str, list[URLPattern]] = {}


class WorkspaceMiddleware:
    """Sets `request.workspace` and `request.member`, which every page needs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the membership; without one, answer with an error page."""
        request.workspace = request.member = None  # type: ignore[attr-defined]
        if not has_key(request) and request.user.is_authenticated:
            answer = self._opened(request, request.user)
            if answer is not None:
                return answer
        return self.get_response(request)

    def _opened(self, request: HttpRequest, user: User) -> HttpResponse | None:
        """Set the membership; return a response if the user has none or needs two-step set-up."""
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
            if is_choice and not is_free:  # Losing it must not switch to another.
                request.session[SESSION_KEY] = member.workspace_id
        elif member is None and not is_free:
            context = {"overview": overview_of(user, lost_id=wanted)}
            return render(request, "errors/no_workspace.html", context, status=403)
        return None

    def _led_to_set_up(
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
        if request.path.startswith(_FREE) and not is_admin:
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
        if isinstance(request.user, User) and not may_go_on(request, request.user):
            logout(request)
        return self.get_response(request)


# Routes of pages, declared next to their views, with access rules.


class WorkspaceRequest(HttpRequest):
    """A request of a signed-in member, filled by `WorkspaceMiddleware`."""

    user: User
    workspace: Workspace
    member: Member
    htmx: HtmxDetails


def route(
    address: str,
    *,
    name: str = "",
    methods: str = "GET",
    role: Role | None = None,
    is_for_staff: bool = False,
    guard: Callable[[Any], Any] | None = None,
    defaults: dict[str, Any] | None = None,
) -> Callable[[V], V]:
    """Register a view for a URL; panels are shown at the URL of the page that contains them.

    Args:
        address: as in `django.urls.path`.
        name: URL name within the app; defaults to the name of the view.
        methods: separated by spaces; others get a 405. Empty: the view decides.
        role: minimum role.
        is_for_staff: only staff have access, because the page covers the whole installation.
        guard: decorator that checks access first, for rules other than roles.
        defaults: extra arguments of the view.
    """

    def decorate(view: V) -> V:
        app = view.__module__.split(".")[1]
        short = name or view.__name__
        full = f"{app}:{short}"
        shown: Any = panel(full)(view) if is_panel(full) else view
        if role is not None:
            shown = needs_role(role)(shown)
        if is_for_staff:
            shown = needs_staff(shown)
        if methods:
            shown = require_http_methods(methods.split())(shown)
        if guard is not None:
            shown = guard(shown)
        if full in PLACES or full in FORMS:
            shown = shows_panels(full)(shown)
        _patterns.setdefault(app, []).append(path(address, shown, defaults, name=short))
        return cast("V", shown)

    return decorate


def page_routes() -> list[URLResolver]:
    """Return the routes of all pages, a namespace per app, fixed paths before parameters."""
    for app in pkgutil.iter_modules(leadqual.__path__, "leadqual."):
        if app.ispkg:
            _import_pages(f"{app.name}.pages")
    found = sorted(_patterns.items())
    return [path("", include((sorted(routes, key=_is_open), app))) for app, routes in found]


def _import_pages(package: str) -> None:
    try:
        pages = import_module(package)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        return
    for module in pkgutil.walk_packages(getattr(pages, "__path__", ()), f"{package}."):
        import_module(module.name)


def _is_open(pattern: URLPattern | URLResolver) -> list[bool]:
    """Return which path segments are parameters, as a sort key: fixed segments come first."""
    return ["<" in part for part in str(pattern.pattern).split("/")]


def needs_role(role: Role) -> Callable[[V], V]:
    """Restrict a view to members with this role or a higher one."""

    def decorate(view: V) -> V:
        @wraps(view)
        def checked(request: WorkspaceRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not Role(request.member.role).includes(role):
                raise NotAllowedError(
                    f"This requires the role “{role.label}”; yours is "
                    f"“{Role(request.member.role).label}”. A manager can change it in Settings."
                )
            return view(request, *args, **kwargs)

        checked.required_role = role  # type: ignore[attr-defined]  # read by tabs and tests
        return cast("V", checked)

    return decorate


def needs_staff(view: V) -> V:
    """Restrict a view to staff, because it covers the whole installation."""

    @wraps(view)
    def checked(request: WorkspaceRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    checked.needs_staff = True  # type: ignore[attr-defined]  # read by tabs and tests
    return cast("V", checked)
