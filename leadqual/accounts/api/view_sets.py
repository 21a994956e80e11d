"""The base of every view of the API, and view sets of the records of a workspace."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.metadata import SimpleMetadata
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

import leadqual
from leadqual.accounts.api.idempotency import answer_once, read_key
from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import User, Workspace
from leadqual.core.api import operations as op
from leadqual.core.api.operations import (
    Deprecation,
    Operation,
    check_parameters,
    operation_of,
    setting_of,
)
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.views import BadRequestError
from leadqual.core.locks import hold_lock
from leadqual.core.retries import answer_with_retries

M = TypeVar("M", bound=Model)
_RECORD_STATUSES = {status.HTTP_200_OK, status.HTTP_201_CREATED}
_TAGS = re.compile(r'(?:W/)?"([^"]*)"')
_IF_MATCH = re.compile(r'\s*\*\s*|[\s,]*(?:W/)?"[^"]*"\s*(?:,\s*(?:(?:W/)?"[^"]*"\s*)?)*')
INVALID_ETAG = "`If-Match` must be an ETag with its quotes, several with commas between, or `*`."


class ChangedSinceReadError(APIException):
    """The record was changed since it was read; nothing was saved."""

    status_code = 412
    default_code = "changed_since_read"
    default_detail = (
        "The record was changed since you read it. Nothing was saved. Read it again, then send the "
        "change with its new ETag."
    )


class _Metadata(SimpleMetadata):
    """The answer of `OPTIONS`; the description of the API has what a body takes."""

    def determine_actions(self, request: Request, view: APIView) -> dict[str, Any]:
        return {}


class WorkspaceViewSet(GenericViewSet[M]):
    """Operations on the records of one kind in a workspace, and what holds for all of them.

    Known query parameters only, `Idempotency-Key` on writes, `ETag` and `If-Match` where an
    operation has `has_etag`, headers of deprecated operations.

    Attributes:
        rows: returns the records of a workspace; `queryset` does where no more than that is asked.
        key: name of a record; `webhook` is found by `webhook_id` of the address.
        read_role, write_role, read_scope, write_scope: what operations need that do not say it.
    """

    request: ApiRequest
    metadata_class = _Metadata
    rows: Callable[[Workspace], QuerySet[M]] | None = None
    key = ""

    @property
    def workspace(self) -> Workspace:
        return self.request.workspace

    @property
    def user(self) -> User:
        return self.request.user

    @property
    def request_id(self) -> UUID | None:
        """The idempotency key of the request."""
        return read_key(self.request)

    def get_queryset(self) -> QuerySet[M]:
        if self.rows is not None:
            return self.rows(self.workspace)
        return super().get_queryset().filter(workspace=self.workspace)

    def get_object(self) -> M:
        """Return the record that the address names, or answer 404."""
        self.lookup_url_kwarg = f"{self.key}_id"
        found: M = super().get_object()
        return found

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the caller in, then check the parameters."""
        super().initial(request, *args, **kwargs)
        operation = operation_of(self, request.method or "")
        if operation is not None and request.query_params and request.method != "HEAD":
            check_parameters(request, operation.parameters)

    def _write_matched(
        self,
        write: Callable[[], HttpResponseBase],
        keys: dict[str, Any],
    ) -> HttpResponseBase:
        """Make a write if the record is as it was read; one after the other."""
        with transaction.atomic():
            self.hold_record(self.request, **keys)
            now = cast("Any", self).get(self.request, **keys)
            is_there = now.status_code == status.HTTP_200_OK
            if is_there and not _matches_tag(self.request.headers["If-Match"], _tag_of(now.data)):
                raise ChangedSinceReadError
            return write()

    def hold_record(self, request: ApiRequest, **kwargs: Any) -> None:
        """Let nobody else change the record until the end of the transaction.

        A view whose record is changed by pages too locks its row as well.
        """
        hold_lock(f"{request.workspace.pk}:{request.path}")

    def finalize_response(
        self,
        request: Request,
        response: Any,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """Add the tag, and the headers of a deprecated operation."""
        method = request.method or ""
        has_tag = setting_of(self, method, "has_etag") or (
            method not in SAFE_METHODS and setting_of(self, method, "answers_record")
        )
        if has_tag and isinstance(response, Response):
            response = _add_tag(request, response)
        deprecation: Deprecation | None = setting_of(self, method, "deprecated")
        if deprecation is not None:
            for name, value in deprecation.headers().items():
                response.headers.setdefault(name, value)
        return super().finalize_response(request, response, *args, **kwargs)

    def run(
        self,
        operation: Operation,
        work: Callable[..., Any],
        wanted: Sequence[str],
        keys: dict[str, Any],
    ) -> HttpResponseBase:
        """Carry an operation out: again if another request was faster, a write once for its key."""
        carry_out = partial(self._carry_out, operation, work, wanted, keys)
        if operation.method.upper() in SAFE_METHODS:
            return answer_with_retries(self.request, carry_out)
        return answer_with_retries(self.request, partial(self._write, operation, carry_out, keys))

    def _write(
        self, operation: Operation, write: Callable[[], HttpResponseBase], keys: dict[str, Any]
    ) -> HttpResponseBase:
        condition = self.request.headers.get("If-Match")
        if condition is not None and setting_of(self, operation.method, "has_etag"):
            if not _IF_MATCH.fullmatch(condition):
                raise BadRequestError(INVALID_ETAG)
            write = partial(self._write_matched, write, keys)
        return answer_once(self.request, write)

    def _carry_out(
        self,
        operation: Operation,
        work: Callable[..., Any],
        wanted: Sequence[str],
        keys: dict[str, Any],
    ) -> HttpResponseBase:
        """Read what an operation takes, carry it out, and write what it returns."""
        query = operation.query.read(self.request) if operation.query else {}
        arguments: dict[str, Any] = {**keys, "query": query}
        if {self.key, "record"} & set(wanted):
            arguments[self.key] = arguments["record"] = self.get_object()
        if operation.body is not None:
            body = operation.body(data=self.request.data)
            body.is_valid(raise_exception=True)
            values = body.validated_data
            arguments["body"] = operation.body_type(**values) if operation.body_type else values
        result = work(**{name: arguments[name] for name in wanted})
        if isinstance(result, HttpResponseBase):
            return result
        if operation.lists is not None:
            rows = result.filter(**query) if query and "query" not in wanted else result
            pages = (operation.pages or CursorPages)()
            page: list[Any] = pages.paginate_queryset(rows, self.request, view=self)
            return pages.get_paginated_response(operation.lists(page, many=True).data)
        if operation.returns is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(operation.returns(result).data, operation.status)


def _add_tag(request: Request, response: Response) -> Response:
    if response.status_code not in _RECORD_STATUSES or request.method == "DELETE":
        return response
    tag = _tag_of(response.data)
    is_known = _matches_tag(request.headers.get("If-None-Match", ""), tag)
    if request.method in SAFE_METHODS and is_known:
        response = Response(status=status.HTTP_304_NOT_MODIFIED)
    response.headers["ETag"] = tag
    return response


def _tag_of(body: object) -> str:
    """Return the tag of an answer: the same for the same content."""
    digest = hashlib.sha256(JSONRenderer().render(body)).hexdigest()
    return f'"{digest[:32]}"'


def _matches_tag(header: str, tag: str) -> bool:
    """Return whether a header names a tag; a compressed answer has the weak form of the same."""
    return header.strip() == "*" or tag.strip('"') in _TAGS.findall(header)


def api_routes() -> list[URLPattern]:
    """Return the addresses of all view sets in the modules `api` of the apps."""
    root = Path(leadqual.__path__[0])
    for file in sorted((*root.glob("*/api.py"), *root.glob("*/api/**/*.py"))):
        import_module(".".join(file.relative_to(root.parent).with_suffix("").parts))
    return op.routes(*_subclasses_of(WorkspaceViewSet))


def _subclasses_of(view_set: type[WorkspaceViewSet[Any]]) -> Iterator[type[WorkspaceViewSet[Any]]]:
    for kind in view_set.__subclasses__():
        if kind.__module__.startswith("leadqual."):
            yield kind
        yield from _subclasses_of(kind)
