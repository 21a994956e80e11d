"""`Idempotency-Key` of the API: a write that is sent again is made once, and answered alike.

The answer is stored by Postgres in the transaction of the change, so both are there or neither is,
whatever becomes of Redis or of the connection. A request holds its key by a lock that ends with
its transaction: who dies leaves nothing behind.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from leadqual.accounts.api.permissions import ApiRequest, HasWorkspace
from leadqual.accounts.keys.services import KEPT
from leadqual.accounts.keys.state import operation_access
from leadqual.accounts.models import IdempotentRequest, Role
from leadqual.core.api.schema.api_schema import ApiSchema, page_parameters
from leadqual.core.encryption import cipher
from leadqual.core.errors import LeadqualError, WrongValue

HEADER = "Idempotency-Key"
KEY = r"^[0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}$"
"""A UUID, with or without hyphens."""

REPLAYED = "Idempotency-Replayed"
_PURPOSE = "accounts.idempotent_requests"
_HEADERS = frozenset({"etag", "location", "content-disposition"})

# Not as `format: uuid`: some generators send such a header as an object.
_UUID = {"type": "string", "minLength": 32, "maxLength": 36, "pattern": KEY}
_ONCE = OpenApiParameter(
    HEADER,
    _UUID,
    OpenApiParameter.HEADER,
    description="A UUID; generate one for each change. A repeated request within 24 hours gets the "
    "same response, and one that comes while the first is running 409.",
)
_REPLAYED = OpenApiParameter(
    REPLAYED,
    str,
    OpenApiParameter.HEADER,
    response=[200, 201, 202, 204],
    enum=["true"],
    description="Sent with the stored response to a repeated request.",
)
_IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` as you read it: if the record was changed since, nothing is saved.",
)
_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` that you have: if the record is unchanged, the response is 304.",
)
_TAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200, 201],
    description="Changes with the record.",
)


class KeyReusedError(LeadqualError, code="idempotency_key_reused", status=422):
    """The key was sent before with another request; nothing was changed."""


class RequestIdReusedError(LeadqualError, code="request_id_reused", status=422):
    """The `request_id` in the body names another step; nothing was changed."""


class InProgressError(APIException):
    """The first request with this key is still running; nothing was changed."""

    status_code = 409
    default_code = "idempotency_in_progress"
    default_detail = (
        "The first request with this Idempotency-Key is still running. Send this one again in a "
        "second to get its answer."
    )
    wait = 1


def answer_once(request: ApiRequest, write: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Make a write, or answer as it was answered before with the same key.

    A request that was refused stores no key: sent again, it is tried again. Where its error says
    that a part was saved, that part stays.

    Raises:
        ValidationError: the key is no UUID.
        KeyReusedError: the key belongs to another request.
        InProgressError: a request with the key is still running.
    """
    key = key_of(request)
    if key is None:
        return write()
    return _in_transaction(request, key, write)


@contextmanager
def one_step(request: ApiRequest, request_id: UUID) -> Iterator[None]:
    """Let a `request_id` in the body name one step: with other content it is refused for a day.

    Sent again as it was, the step itself says what it did the first time.

    Raises:
        RequestIdReusedError: it came with another body.
    """
    key, fingerprint = uuid5(request_id, "request_id"), _fingerprint(request)
    rows = IdempotentRequest.objects.filter(workspace=request.workspace, key=key)
    before = rows.first()
    if before is not None and before.fingerprint != fingerprint:
        raise RequestIdReusedError(
            "This `request_id` was used for another step. Nothing was changed. Generate a new one "
            "for each step.",
            WrongValue("request_id", str(request_id)),
        )
    yield
    if before is None:
        rows.get_or_create(
            key=key,
            user=request.user,
            defaults={"workspace": request.workspace, "fingerprint": fingerprint},
        )


def _in_transaction(
    request: ApiRequest, key: UUID, write: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    with transaction.atomic():
        _lock(f"{request.workspace.pk}:{request.user.pk}:{key}")
        rows = IdempotentRequest.objects.filter(
            workspace=request.workspace, user=request.user, key=key
        )
        rows.filter(created_at__lt=timezone.now() - KEPT).delete()
        fingerprint = _fingerprint(request)
        row = rows.first()
        if row is None:
            try:
                response = write()
            except LeadqualError as error:
                if not error.is_part_saved:
                    raise
                part_saved = error
            else:
                _store(request, key, fingerprint, response)
                return response
        elif row.fingerprint != fingerprint:
            raise KeyReusedError(
                "This Idempotency-Key was used with a different request. Generate a new "
                "key for each change."
            )
        else:
            return _stored(row)
    raise part_saved


def key_of(request: Request) -> UUID | None:
    """Return the key that a request has.

    Raises:
        ValidationError: it is no UUID.
    """
    sent = request.headers.get(HEADER)
    if sent is None:
        return None
    if not re.fullmatch(KEY, sent):
        raise ValidationError({HEADER: "Must be a UUID, a new one for each change."})
    return UUID(sent)


def _lock(name: str) -> None:
    """Hold a key until the end of the transaction.

    Raises:
        InProgressError: another request holds it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{_PURPOSE}:{name}"]
        )
        (is_ours,) = cursor.fetchone()
    if not is_ours:
        raise InProgressError


def _fingerprint(request: Request) -> str:
    body = json.dumps(request.data, sort_keys=True, default=_digest)
    address = request._request.get_full_path()
    return hashlib.sha256(f"{request.method} {address}\n{body}".encode()).hexdigest()


def _digest(value: object) -> str:
    """Stand for what JSON cannot hold; for a file by its name and what is in it."""
    if not isinstance(value, UploadedFile):
        return str(value)
    content = hashlib.sha256()
    for chunk in value.chunks():
        content.update(chunk)
    value.seek(0)
    return f"{value.name} {content.hexdigest()}"


def _store(request: ApiRequest, key: UUID, fingerprint: str, response: HttpResponseBase) -> None:
    """Store an answer encrypted: it may hold a secret or what is known of a person."""
    if isinstance(response, Response):
        content = b"" if response.data is None else JSONRenderer().render(response.data)
    elif isinstance(response, HttpResponse):
        content = response.content
    else:  # A file that is made while it is sent; no write answers with one.
        return
    IdempotentRequest.objects.create(
        workspace=request.workspace,
        user=request.user,
        key=key,
        fingerprint=fingerprint,
        status=response.status_code,
        sealed_answer=cipher(_PURPOSE).encrypt(content).decode(),
        headers={name: one for name, one in response.items() if name.lower() in _HEADERS},
    )


def _stored(row: IdempotentRequest) -> Response:
    content = cipher(_PURPOSE).decrypt(row.sealed_answer)
    body: Any = json.loads(content) if content else None
    return Response(body, row.status, headers={**row.headers, REPLAYED: "true"})


# What the OpenAPI page says of accounts.


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # no types
    """How the OpenAPI page describes the key."""

    target_class = "leadqual.accounts.api.permissions.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme as OpenAPI has it."""
        return {"type": "http", "scheme": "bearer"}


class ScopedSchema(ApiSchema):
    """Describes operations with the scope that a key needs and the role of its owner."""

    def get_override_parameters(self) -> list[Any]:
        """Return the headers that every write takes, and those of records that have a tag."""
        is_read = self.method in SAFE_METHODS
        found: list[Any] = [] if is_read else [_ONCE, _REPLAYED]
        if self._operation is not None and self._operation.query is not None:
            found.append(self._operation.query)
        if self._operation is not None and self._operation.pages and not self._operation.lists:
            found += page_parameters(self._operation.pages)
        has_etag = self._setting("has_etag")
        if has_etag:
            found.append(_IF_NONE_MATCH if is_read else _IF_MATCH)
        is_record = has_etag or (self._setting("answers_record") and not is_read)
        if is_record and self.method != "DELETE":
            found.append(_TAG)
        return found

    def get_override_statuses(self) -> set[int]:
        """Return the statuses that come with these headers."""
        is_matched = self._setting("has_etag") and self.method not in SAFE_METHODS
        return {412} if is_matched else set()

    def is_deprecated(self) -> bool:
        """Return whether the operation will go."""
        return self._setting("deprecated") is not None or bool(super().is_deprecated())

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        found = super()._get_response_bodies(direction)
        if self._setting("has_etag") and self.method in SAFE_METHODS:
            found["304"] = {"description": "It is as `If-None-Match` says."}
        return dict(sorted(found.items()))

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Return the description of an operation; `x-scope` and `x-role` are for programs."""
        operation = super().get_operation(*args, **kwargs)
        if operation is None or HasWorkspace not in self.view.permission_classes:
            return operation
        needed = operation_access(self.view, self.method)
        role = needed.role.label.lower()
        who = role if needed.role == Role.MANAGER else f"{role} or above"
        who = "staff" if needed.needs_staff else who
        about = operation.get("description", "")
        operation["description"] = f"{about}\n\nScope: `{needed.scope}`. Role: {who}.".strip()
        return operation | {"x-scope": needed.scope.value, "x-role": needed.role.value}
