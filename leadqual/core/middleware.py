"""What holds for every request: policies of pages; errors and stray addresses become answers."""

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
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import is_valid_path
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

from leadqual.core.database import answer_again, may_begin_again, n_committed
from leadqual.core.errors import LeadqualError

MIN_BYTES = 1_000


class ApiGZipMiddleware(GZipMiddleware):
    """Compress JSON of a kilobyte and more for programs that take it."""

    def process_response(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
    ) -> HttpResponseBase:
        """Compress an answer of the API, or leave it."""
        is_json = response.get("Content-Type", "").partition(";")[0].endswith("json")
        content = getattr(response, "content", b"")
        if not request.path.startswith("/api/") or not is_json or len(content) < MIN_BYTES:
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


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


_NO_PAGES = ("/api/", "/mcp", "/admin/", "/static/")
_LOADS_NOTHING = "default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
NOT_A_PAGE = "That address only accepts forms, so you were sent to its page. Nothing was changed."
logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]


class NoStoreMiddleware:
    """Have no browser or proxy keep what only the person who asked may see.

    Static files never come here: WhiteNoise, which stands before, answers for them.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            response["Cache-Control"] = "private, no-store"
        return response


class ContentPolicyMiddleware(CSPMiddleware):
    """Say what a page may load; what programs get may load nothing.

    Their policy is one text: building it from its parts took a twentieth of a small request.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not request.path.startswith(OF_PROGRAMS):
            return super().process_response(request, response)
        response.headers[HEADER] = _LOADS_NOTHING
        return response


class PartsMiddleware:
    """Keep pages and parts of them apart in the browser's cache: many share an address.

    Who goes back to such a page would see its part alone otherwise.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say that an answer depends on who asks."""
        response = self.get_response(request)
        if not request.path.startswith(_NO_PAGES):
            patch_vary_headers(response, ["HX-Request"])
        return response


class FormAddressMiddleware:
    """Lead from an address that only takes what a form sends to the page above it, and say so.

    Who reloads a refused form, or opens its address by hand, would see an empty page otherwise.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; pages alone are led away, programs get their 405."""
        response = self.get_response(request)
        is_of_page = not request.path.startswith(_NO_PAGES)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not is_of_page:
            return response
        if request.method != "GET" or "GET" in response.get("Allow", ""):
            return response
        said = messages.get_messages(request)
        if not any(str(one) == NOT_A_PAGE for one in said):  # The page above may take forms alone.
            messages.info(request, NOT_A_PAGE)
        said.used = False  # type: ignore[union-attr]  # a storage here; it was only looked at
        return redirect(_page_above(request.path))


def _page_above(path: str) -> str:
    parts = path.strip("/").split("/")[:-1]
    while parts and not is_valid_path(f"/{'/'.join(parts)}/"):
        parts.pop()
    return f"/{'/'.join(parts)}/" if parts else "/"


class ErrorMiddleware:
    """Answer pages again where another request was faster, and say of errors what to do.

    The API does the same with what it has read of a body.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Handler, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        """Note how to answer again."""
        answer = partial(view, request, *args, **kwargs)
        request.begun = (n_committed(), answer)  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer again, or with the message of the error; other errors take their usual way."""
        begun: tuple[int, Callable[[], HttpResponse]] = request.begun  # type: ignore[attr-defined]
        n_before, answer = begun
        is_page = not request.path.startswith(OF_PROGRAMS)
        if is_page and may_begin_again(error, n_before):
            try:
                return answer_again(request, answer)
            except LeadqualError as refused:
                error = refused
        if not isinstance(error, LeadqualError):
            return None
        logger.info("request refused", extra={"code": error.code, "path": request.path})
        context = {"message": error.message, "code": error.code}
        return render(request, "errors/refused.html", context, status=error.status)


def set_rate_limit(
    request: HttpRequest, limit: int, remaining: int, reset: int, window: int
) -> None:
    """Have the answer to a request of the API say how many more are allowed.

    Of several limits the answer has the one with the fewest requests left.

    Args:
        request: of Django.
        limit: requests that are allowed in a window.
        remaining: that are left in this one.
        reset: seconds until the next one.
        window: seconds of a window.
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
    """Put the headers of the rate limit on every answer of the API that was counted."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in getattr(request, "rate_limit", {}).items():
            response.headers[name] = value
        return response
