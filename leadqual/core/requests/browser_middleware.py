"""Requests of programs, which sign in by a key: no session, user or message of a browser is read.

A cookie beside a key is not looked at. What middleware of Django does for people would take a fifth
of a small request.
"""

from collections.abc import Awaitable, Callable

from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

OF_PROGRAMS = ("/api/v1/", "/mcp")


def has_key(request: HttpRequest) -> bool:
    """Return whether a program asks, with a key of whatever kind."""
    return "HTTP_AUTHORIZATION" in request.META and request.path.startswith(OF_PROGRAMS)


class _BrowsersOnly(MiddlewareMixin):
    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.get_response(request) if has_key(request) else super().__call__(request)


class BrowserSessionMiddleware(_BrowsersOnly, SessionMiddleware):
    """Sessions, for browsers."""


class BrowserAuthenticationMiddleware(_BrowsersOnly, AuthenticationMiddleware):
    """The user of a session, for browsers."""


class BrowserLoginMiddleware(LoginRequiredMiddleware):
    """Pages are for people who signed in; a key opens no page, even where one is in its address."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        """Lead to the sign-in; views for programs refuse by themselves."""
        if not getattr(view_func, "login_required", True):
            return None
        if has_key(request):
            return self.handle_no_permission(request, view_func)
        return super().process_view(request, view_func, view_args, view_kwargs)


class BrowserMessageMiddleware(_BrowsersOnly, MessageMiddleware):
    """Messages for the next page, for browsers."""
