"""Manners of the API: problem documents, cursor pages, throttling by key."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from leadqual.core.errors import LeadqualError

if TYPE_CHECKING:  # The settings of REST framework name this module: views would import themselves.
    from rest_framework.views import APIView


class CursorPages(CursorPagination):
    """Pages of a fixed order that stay stable while rows arrive."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
    ordering = "id"


class KeyThrottle(SimpleRateThrottle):
    """So many requests for each API key, or for each person without one."""

    scope = "key"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        """Return the cache entry of whoever asks; None lets the request pass uncounted."""
        who = getattr(request.auth, "pk", None) or getattr(request.user, "pk", None)
        if who is None:
            who = self.get_ident(request)
        kind = "key" if request.auth else "user"
        return f"throttle:{kind}:{who}"


def problem_handler(error: Exception, context: dict[str, object]) -> Response | None:
    """Turn every known error into a problem document (RFC 9457) with a stable `code`."""
    if isinstance(error, LeadqualError):
        return _problem(error.status, error.code, error.message)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    headers: dict[str, str] = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if isinstance(error, exceptions.ValidationError):
        return _problem(422, "invalid", "Some values cannot be used.", errors=error.detail)
    code = error.get_codes()
    return _problem(
        error.status_code,
        code if isinstance(code, str) else "error",
        str(error.detail),
        headers=headers,
    )


def _problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: object = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body: dict[str, object] = {"type": "about:blank", "status": status, "code": code}
    body["detail"] = detail
    if errors is not None:
        body["errors"] = errors
    return Response(body, status, headers=headers, content_type="application/problem+json")
