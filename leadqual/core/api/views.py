"""Manners of the API: problem documents, parsing and negotiation."""

import logging
from collections.abc import Mapping
from itertools import islice
from typing import Any, cast

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from leadqual.core.api.field_errors import errors_of, list_errors, nest_problems
from leadqual.core.api.operations import operation_of
from leadqual.core.errors import LeadqualError
from leadqual.core.files.full_disk import DiskFullError, is_disk_full, read_to_end
from leadqual.core.requests.problems import BAD_REQUEST, PROBLEM_TYPE, TOO_LARGE, problem_body
from leadqual.core.requests.readable_values import is_unreadable, problems_in
from leadqual.core.servers_away import RETRY_SECONDS, drop_connections, find_unavailable_server

_MAX_ERRORS = 20
VALUE_TOO_LARGE = "A value is too large for its field. Nothing was changed."
logger = logging.getLogger(__name__)


class JsonParser(JSONParser):
    """Reads JSON of which each text and number can be stored.

    A field that refuses its bad rows alone has `refuses_rows_alone` and checks them itself.
    """

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the body.

        Raises:
            ParseError: it is no JSON, or nested too deep.
            ValidationError: names the values that cannot be stored.
        """
        context = parser_context or {}
        try:
            body = super().parse(stream, media_type, parser_context)
            alone = _row_fields(context)
            found = (one for one in problems_in(body) if not (one[0][1:] and one[0][0] in alone))
            problems = dict(islice(found, _MAX_ERRORS))
        except RecursionError as error:
            raise exceptions.ParseError("The JSON is nested too deep.") from error
        if problems:
            raise exceptions.ValidationError(nest_problems(problems))
        return body


def _row_fields(context: Mapping[str, Any]) -> list[str]:
    """Return the fields of a body whose rows are refused alone."""
    operation = operation_of(context.get("view"), getattr(context.get("request"), "method", ""))
    fields = operation.body._declared_fields if operation and operation.body else {}
    return [name for name, one in fields.items() if getattr(one, "refuses_rows_alone", False)]


class AnyAccept(DefaultContentNegotiation):
    """The answer is JSON, or the file of an export, whatever `Accept` says."""

    def select_renderer(
        self,
        request: Request,
        renderers: Any,
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


def problem_handler(error: Exception, context: dict[str, object]) -> Response | None:
    """Turn every known error into a problem document (RFC 9457) with a stable `code`."""
    if is_disk_full(error):
        read_to_end(cast("Request", context["request"])._request)
        error = error if isinstance(error, DiskFullError) else DiskFullError()
    if away := find_unavailable_server(error):
        drop_connections()
        later = {"Retry-After": str(RETRY_SECONDS)}
        return _problem(503, away.value, away.message, headers=later)
    if isinstance(error, LeadqualError):
        errors = errors_of(error, cast("Request", context["request"]))
        return _problem(
            error.status, error.code, error.message, errors=errors, details=error.details
        )
    error = _translate_error(error)
    if not isinstance(error, exceptions.APIException):
        return None
    headers: dict[str, str] = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if isinstance(error, exceptions.ValidationError):
        request = cast("Request", context["request"])
        errors = list_errors(error.detail, in_body=request.method not in SAFE_METHODS)
        return _problem(422, "invalid", "Some values are invalid.", errors=errors)
    code = error.get_codes()
    return _problem(
        error.status_code,
        code if isinstance(code, str) else "error",
        _message_of(error, cast("Request", context["request"])),
        errors=getattr(error, "errors", None),
        headers=headers,
    )


def _message_of(error: exceptions.APIException, request: Request) -> str:
    """Return what is wrong; of a content type that is not taken also which ones are."""
    if not isinstance(error, exceptions.UnsupportedMediaType):
        return str(error.detail)
    media_types = " or ".join(parser.media_type for parser in request.parsers or ())
    return f"{error.detail} Send {media_types}."


def _translate_error(error: Exception) -> Exception:
    """Return what REST framework calls an error of Django; others as they are."""
    if is_unreadable(error):
        logger.warning("unreadable value", exc_info=error)
        return exceptions.ValidationError(VALUE_TOO_LARGE)
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
