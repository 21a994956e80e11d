"""Manners of the API: problem documents, cursor pages, throttling by key."""

import logging
from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.utils.urls import remove_query_param

from leadqual.core.api.field_errors import listed_errors
from leadqual.core.api.problems import BAD_REQUEST, PROBLEM_TYPE, TOO_LARGE, problem_body
from leadqual.core.api.request_counts import count_request
from leadqual.core.errors import LeadqualError
from leadqual.core.files.disk_full import DiskFullError, is_disk_full, read_to_end
from leadqual.core.middleware import set_rate_limit
from leadqual.core.servers_away import RETRY_SECONDS, away_in, drop_connections

if TYPE_CHECKING:  # The settings of REST framework name this module: views would import themselves.
    from rest_framework.views import APIView

M = TypeVar("M", bound=Model)
R = TypeVar("R")
_MAX_DIGITS = 10
logger = logging.getLogger(__name__)


class CursorPages(CursorPagination):
    """Pages of a fixed order that stay stable while rows arrive."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
    ordering: str | tuple[str, ...] = "id"

    def get_page_size(self, request: Request) -> int | None:
        """Return how many rows are asked for; refuse what is no number from 1 to the most."""
        asked = request.query_params.get(self.page_size_query_param)
        if not asked:
            return self.page_size
        is_number = asked.isascii() and asked.isdigit() and len(asked) < _MAX_DIGITS
        if not is_number or not 1 <= int(asked) <= self.max_page_size:
            reason = f"Must be a number from 1 to {self.max_page_size}."
            raise exceptions.ValidationError({self.page_size_query_param: [reason]})
        return int(asked)

    def paginate_queryset(
        self,
        queryset: "QuerySet[M, R] | Sequence[R]",
        request: Request,
        view: "APIView | None" = None,
    ) -> list[R] | None:
        """Return the rows of a page; refuse a cursor that no answer ever held."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (exceptions.NotFound, ValueError, DjangoValidationError) as error:
            if not request.query_params.get(self.cursor_query_param):
                raise
            raise self._lost() from error

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Read the cursor, which anybody may have written; one that says nothing is none."""
        if not request.query_params.get(self.cursor_query_param):
            return None
        try:
            cursor = super().decode_cursor(request)
        except exceptions.NotFound as error:
            raise self._lost() from error
        if cursor == Cursor(offset=0, reverse=False, position=None):
            raise self._lost()
        return cursor

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page of such rows."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": address | {"description": "Address of the next page; null on the last."},
                "previous": address | {"description": "Address of the previous page, or null."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        """Describe the parameters of a page."""
        number = {"type": "integer", "minimum": 1, "maximum": self.max_page_size}
        return [
            {
                "name": self.cursor_query_param,
                "in": "query",
                "description": "Cursor of a page, as in `next` and `previous`.",
                "schema": {"type": "string"},
            },
            {
                "name": self.page_size_query_param,
                "in": "query",
                "description": "Rows in a page.",
                "schema": number | {"default": self.page_size},
            },
        ]

    def _lost(self) -> exceptions.ValidationError:
        reason = "Invalid cursor. Use `next` of the previous page."
        return exceptions.ValidationError({self.cursor_query_param: [reason]})


class SequencePages(CursorPages):
    """Pages of a short list whose order no column gives, such as rows of two kinds.

    Read by position: what arrives in front of it moves a row to the next page.
    """

    offset_cutoff = None  # type: ignore[assignment]  # none, as its code allows

    def paginate_queryset(
        self,
        queryset: "QuerySet[M, R] | Sequence[R]",
        request: Request,
        view: "APIView | None" = None,
    ) -> list[R]:
        """Return the rows of a page; a query set is asked for these alone."""
        self.base_url = request.build_absolute_uri()
        self.page_size = self.get_page_size(request) or self.page_size
        cursor = self.decode_cursor(request)
        if cursor is not None and (cursor.reverse or cursor.position is not None):
            raise self._lost()
        self._start = cursor.offset if cursor is not None else 0
        rows = list(queryset[self._start : self._start + self.page_size + 1])
        self.has_next = len(rows) > self.page_size
        return rows[: self.page_size]

    def get_next_link(self) -> str | None:
        """Return the address of the next page."""
        return self._link(self._start + self.page_size) if self.has_next else None

    def get_previous_link(self) -> str | None:
        """Return the address of the previous page."""
        return self._link(max(self._start - self.page_size, 0)) if self._start else None

    def _link(self, start: int) -> str:
        if start == 0:
            return str(remove_query_param(self.base_url or "", self.cursor_query_param))
        return str(self.encode_cursor(Cursor(offset=start, reverse=False, position=None)))


class JsonParser(JSONParser):
    """Reads JSON; what is nested deeper than the library goes is refused as what cannot be read."""

    def parse(
        self,
        stream: Any,  # noqa: ANN401  # as REST framework has it
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401  # whatever was sent
        """Return the body.

        Raises:
            ParseError: it is no JSON, or nested too deep.
        """
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError("The JSON is nested too deep.") from error


class AnyAccept(DefaultContentNegotiation):
    """The answer is JSON, or the file of an export, whatever `Accept` says."""

    def select_renderer(
        self,
        request: Request,
        renderers: Any,  # noqa: ANN401  # as REST framework has it
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """Choose the first."""
        return renderers[0], renderers[0].media_type


class TooLargeError(exceptions.APIException):
    """The body of a request is larger than can be taken."""

    status_code = 413
    default_code = "too_large"
    default_detail = TOO_LARGE


class BadRequestError(exceptions.APIException):
    """The request cannot be read."""

    status_code = 400
    default_code = "bad_request"
    default_detail = BAD_REQUEST


class KeyThrottle(SimpleRateThrottle):
    """So many requests for each API key, or for each person without one.

    Counted in windows of fixed length. A key may have a rate of its own, in `requests_per_minute`.
    While Redis is away nothing is counted and nobody is refused.
    """

    scope = "key"

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count a request and say whether it is within the rate."""
        self.num_requests, self.duration = self._rate_of(request)
        now = self.timer()
        window = int(now // self.duration)
        self._seconds_left = ceil((window + 1) * self.duration - now)
        entry = f"{self.get_cache_key(request, view)}:{window}"
        n = count_request(entry, timeout=2 * self.duration)
        if n is None:
            return True
        left = max(self.num_requests - n, 0)
        set_rate_limit(request._request, self.num_requests, left, self._seconds_left, self.duration)
        return n <= self.num_requests

    def wait(self) -> float:
        """Return the seconds until the next window."""
        return self._seconds_left

    def _rate_of(self, request: Request) -> tuple[int, int]:
        """Return how many requests are allowed, in how many seconds."""
        own: int | None = getattr(request.auth, "requests_per_minute", None)
        if own:
            return own, 60
        number, seconds = self.parse_rate(self.rate)
        return number or 0, seconds or 60

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        """Return the cache entry of whoever asks."""
        who = getattr(request.auth, "pk", None) or getattr(request.user, "pk", None)
        if who is None:
            who = self.get_ident(request)
        kind = "key" if request.auth else "user"
        return f"throttle:{kind}:{who}"


def problem_handler(error: Exception, context: dict[str, object]) -> Response | None:
    """Turn every known error into a problem document (RFC 9457) with a stable `code`."""
    if is_disk_full(error):
        read_to_end(cast("Request", context["request"])._request)
        error = error if isinstance(error, DiskFullError) else DiskFullError()
    if away := away_in(error):
        drop_connections()
        later = {"Retry-After": str(RETRY_SECONDS)}
        return _problem(503, away.value, away.message, headers=later)
    if isinstance(error, LeadqualError):
        return _problem(error.status, error.code, error.message, details=error.details)
    error = _translated(error)
    if not isinstance(error, exceptions.APIException):
        return None
    headers: dict[str, str] = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if isinstance(error, exceptions.ValidationError):
        request = cast("Request", context["request"])
        errors = listed_errors(error.detail, in_body=request.method not in SAFE_METHODS)
        return _problem(422, "invalid", "Some values are invalid.", errors=errors)
    code = error.get_codes()
    return _problem(
        error.status_code,
        code if isinstance(code, str) else "error",
        str(error.detail),
        errors=getattr(error, "errors", None),
        headers=headers,
    )


def _translated(error: Exception) -> Exception:
    """Return what REST framework calls an error of Django; others as they are."""
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return TooLargeError()
    if isinstance(error, SuspiciousOperation):
        return BadRequestError()
    return error


def _problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: object = None,
    details: Mapping[str, object] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body = problem_body(status, code, detail) | dict(details or {})
    if errors is not None:
        body["errors"] = errors
    return Response(body, status, headers=headers, content_type=PROBLEM_TYPE)
