"""Middleware for all requests: sessions, caching, content policy, errors and rate limit headers."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.contrib import messages
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import is_valid_path
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

from leadqual.core.committed_writes import count_committed
from leadqual.core.errors import LeadqualError
from leadqual.core.requests.readable_values import is_unreadable, problem_of
from leadqual.core.retries import answer_with_retries, may_retry

MIN_BYTES = 1_000

PROGRAM_PATHS = ("/api/v1/", "/mcp")
_NON_PAGE_PATHS = ("/api/", "/mcp", "/admin/", "/static/")
_STRICT_POLICY = "default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
FORM_ONLY_MESSAGE = (
    "That address only accepts forms, so you were sent to its page. Nothing was changed."
)
logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]


class ApiGZipMiddleware(GZipMiddleware):
    """Compresses JSON responses of the API from a kilobyte on."""

    def process_response(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
    ) -> HttpResponseBase:
        is_json = response.get("Content-Type", "").partition(";")[0].endswith("json")
        content = getattr(response, "content", b"")
        if not request.path.startswith("/api/") or not is_json or len(content) < MIN_BYTES:
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


def has_key(request: HttpRequest) -> bool:
    """Return whether a request to the API or MCP has an Authorization header."""
    return "HTTP_AUTHORIZATION" in request.META and request.path.startswith(PROGRAM_PATHS)


class _BrowsersOnly(MiddlewareMixin):
    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.get_response(request) if has_key(request) else super().__call__(request)


class BrowserSessionMiddleware(_BrowsersOnly, SessionMiddleware):
    """Sessions for browsers."""


class BrowserAuthenticationMiddleware(_BrowsersOnly, AuthenticationMiddleware):
    """The user of a session for browsers."""


class BrowserLoginMiddleware(LoginRequiredMiddleware):
    """Requires sign-in for pages; API keys give no access to pages."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        """Redirect to sign-in; views for programs check access themselves."""
        if not getattr(view_func, "login_required", True):
            return None
        if has_key(request):
            return self.handle_no_permission(request, view_func)
        return super().process_view(request, view_func, view_args, view_kwargs)


class BrowserMessageMiddleware(_BrowsersOnly, MessageMiddleware):
    """Messages for the next page in browsers."""


class NoStoreMiddleware:
    """Keeps private responses out of the caches of browsers and proxies.

    Static files never get here, because WhiteNoise serves them earlier.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            response["Cache-Control"] = "private, no-store"
        return response


class ContentPolicyMiddleware(CSPMiddleware):
    """Sets the content security policy; responses for programs may load nothing.

    Their policy is a constant, because building it took 5% of the time of a small request.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not request.path.startswith(PROGRAM_PATHS):
            return super().process_response(request, response)
        response.headers[HEADER] = _STRICT_POLICY
        return response


class PartsMiddleware:
    """Separates pages from their htmx parts in the browser cache, because many share a URL.

    Otherwise going back to such a page could show only the part.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(_NON_PAGE_PATHS):
            patch_vary_headers(response, ["HX-Request"])
        return response


class FormAddressMiddleware:
    """Redirects GET requests for POST-only URLs to the parent page, with a message.

    Otherwise reloading a refused form, or opening its URL, would show an empty page.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; redirect pages on a 405, but not programs."""
        response = self.get_response(request)
        is_of_page = not request.path.startswith(_NON_PAGE_PATHS)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not is_of_page:
            return response
        if request.method != "GET" or "GET" in response.get("Allow", ""):
            return response
        shown_messages = messages.get_messages(request)
        if not any(
            str(one) == FORM_ONLY_MESSAGE for one in shown_messages
        ):  # The parent may be POST-only, too.
            messages.info(request, FORM_ONLY_MESSAGE)
        shown_messages.used = False  # type: ignore[union-attr]  # a storage here; it was only looked at
        return redirect(_parent_page(request.path))


def _parent_page(path: str) -> str:
    parts = path.strip("/").split("/")[:-1]
    while parts and not is_valid_path(f"/{'/'.join(parts)}/"):
        parts.pop()
    return f"/{'/'.join(parts)}/" if parts else "/"


class ErrorMiddleware:
    """Retries pages after conflicts with other requests, and renders error messages.

    The API has its own retries, with the body that it has read. An address with an ID that no
    record can have is 404; a value that the database cannot store is 400, whatever view sent it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Handler, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        """Store what is needed for a retry.

        Raises:
            Http404: an argument of the address cannot be stored, so that it names nothing.
        """
        if any(map(problem_of, kwargs.values())):
            raise Http404
        answer = partial(view, request, *args, **kwargs)
        request.begun = (count_committed(), answer)  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Retry, or show the error message; other errors get the default handling."""
        begun: tuple[int, Callable[[], HttpResponse]] = request.begun  # type: ignore[attr-defined]
        n_before, answer = begun
        is_page = not request.path.startswith(PROGRAM_PATHS)
        if is_page and may_retry(error, n_before):
            try:
                return answer_with_retries(request, answer)
            except LeadqualError as refused:
                error = refused
        if is_unreadable(error):
            logger.warning("unreadable value", exc_info=error, extra={"path": request.path})
            raise BadRequest from error
        if not isinstance(error, LeadqualError):
            return None
        logger.info("request refused", extra={"code": error.code, "path": request.path})
        context = {"message": error.message, "code": error.code}
        return render(request, "errors/refused.html", context, status=error.status)


def set_rate_limit(
    request: HttpRequest, limit: int, remaining: int, reset: int, window: int
) -> None:
    """Set the rate limit headers for the response to an API request.

    With several limits, the one with the fewest remaining requests counts.

    Args:
        request: of Django.
        limit: requests allowed per window.
        remaining: requests left in this window.
        reset: seconds until the next window.
        window: length in seconds.
    """
    former: dict[str, str] = getattr(request, "rate_limit", {})
    if former and int(former["RateLimit-Remaining"]) <= remaining:
        return
    request.rate_limit = {  # type: ignore[attr-defined]
        "RateLimit-Policy": f'"requests";q={limit};w={window}',
        "RateLimit": f'"requests";r={remaining};t={reset}',
        "RateLimit-Limit": str(limit),
        "RateLimit-Remaining": str(remaining),
        "RateLimit-Reset": str(reset),
    }


class RateLimitMiddleware:
    """Adds the rate limit headers to API responses that were counted."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in getattr(request, "rate_limit", {}).items():
            response.headers[name] = value
        return response
