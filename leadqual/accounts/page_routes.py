"""Routes of pages, declared next to their views with their access rules."""

import pkgutil
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

import leadqual
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.core.errors import NotAllowedError
from leadqual.core.pages.panels import FORMS, PLACES, is_panel, panel, shows_panels

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
_patterns: dict[str, list[URLPattern]] = {}


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
        view_name = name or view.__name__
        full = f"{app}:{view_name}"
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
        _patterns.setdefault(app, []).append(path(address, shown, defaults, name=view_name))
        return cast("V", shown)

    return decorate


def page_routes() -> list[URLResolver]:
    """Return the routes of all pages, a namespace per app, fixed paths before parameters."""
    for app in pkgutil.iter_modules(leadqual.__path__, "leadqual."):
        if app.ispkg:
            _import_pages(f"{app.name}.pages")
    found = sorted(_patterns.items())
    return [path("", include((sorted(routes, key=_sort_key), app))) for app, routes in found]


def _import_pages(package: str) -> None:
    try:
        pages = import_module(package)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        return
    for module in pkgutil.walk_packages(getattr(pages, "__path__", ()), f"{package}."):
        import_module(module.name)


def _sort_key(pattern: URLPattern | URLResolver) -> list[bool]:
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
