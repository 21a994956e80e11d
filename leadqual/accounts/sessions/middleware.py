"""Ends sessions that are over."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from leadqual.accounts.models import User
from leadqual.accounts.sessions.activity import may_go_on
from leadqual.core.requests.browser_middleware import has_key


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
