"""`Idempotency-Key` of the API: a write that is sent again is made once, and answered alike.

The answer is stored by Postgres in the transaction of the change, so both are there or neither is,
whatever becomes of Redis or of the connection. A request holds its key by a lock that ends with
its transaction: a process that is killed leaves nothing behind.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.keys.services import EXPIRED_RETENTION
from leadqual.accounts.models import IdempotentRequest
from leadqual.core.encryption import cipher
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.core.locks import try_lock

HEADER = "Idempotency-Key"
KEY_PATTERN = r"^[0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}$"
"""A UUID, with or without hyphens."""

REPLAYED_HEADER = "Idempotency-Replayed"
_PURPOSE = "accounts.idempotent_requests"
_HEADERS = frozenset({"etag", "location", "content-disposition"})


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
        LeadqualError: the key belongs to another request.
        InProgressError: a request with the key is still running.
    """
    key = read_key(request)
    if key is None:
        return write()
    return _in_transaction(request, key, write)


@contextmanager
def run_step(request: ApiRequest, request_id: UUID) -> Iterator[None]:
    """Let a `request_id` in the body name one step: with other content it is refused for a day.

    Sent again as it was, the step itself says what it did the first time.

    Raises:
        LeadqualError: it came with another body.
    """
    key, fingerprint = uuid5(request_id, "request_id"), _fingerprint_of(request)
    rows = IdempotentRequest.objects.filter(workspace=request.workspace, key=key)
    before = rows.first()
    if before is not None and before.fingerprint != fingerprint:
        raise LeadqualError(
            "This `request_id` was used for another step. Nothing was changed. Generate a new one "
            "for each step.",
            WrongValue("request_id", str(request_id)),
            code="request_id_reused",
            status=422,
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
        _lock_key(f"{request.workspace.pk}:{request.user.pk}:{key}")
        rows = IdempotentRequest.objects.filter(
            workspace=request.workspace, user=request.user, key=key
        )
        rows.filter(created_at__lt=timezone.now() - EXPIRED_RETENTION).delete()
        fingerprint = _fingerprint_of(request)
        row = rows.first()
        if row is None:
            try:
                response = write()
            except LeadqualError as error:
                if not error.is_part_saved:
                    raise
                part_saved = error
            else:
                _store_answer(request, key, fingerprint, response)
                return response
        elif row.fingerprint != fingerprint:
            raise LeadqualError(
                "This Idempotency-Key was used with a different request. Generate a new "
                "key for each change.",
                code="idempotency_key_reused",
                status=422,
            )
        else:
            return _read_answer(row)
    raise part_saved


def read_key(request: Request) -> UUID | None:
    """Return the key that a request has.

    Raises:
        ValidationError: it is no UUID.
    """
    sent = request.headers.get(HEADER)
    if sent is None:
        return None
    if not re.fullmatch(KEY_PATTERN, sent):
        raise ValidationError({HEADER: "Must be a UUID, a new one for each change."})
    return UUID(sent)


def _lock_key(name: str) -> None:
    """Hold a key until the end of the transaction.

    Raises:
        InProgressError: another request holds it.
    """
    if not try_lock(f"{_PURPOSE}:{name}"):
        raise InProgressError


def _fingerprint_of(request: Request) -> str:
    body = json.dumps(request.data, sort_keys=True, default=_digest_of)
    address = request._request.get_full_path()
    return hashlib.sha256(f"{request.method} {address}\n{body}".encode()).hexdigest()


def _digest_of(value: object) -> str:
    """Stand for what JSON cannot hold; for a file by its name and what is in it."""
    if not isinstance(value, UploadedFile):
        return str(value)
    content = hashlib.sha256()
    for chunk in value.chunks():
        content.update(chunk)
    value.seek(0)
    return f"{value.name} {content.hexdigest()}"


def _store_answer(
    request: ApiRequest, key: UUID, fingerprint: str, response: HttpResponseBase
) -> None:
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


def _read_answer(row: IdempotentRequest) -> Response:
    content = cipher(_PURPOSE).decrypt(row.sealed_answer)
    body: Any = json.loads(content) if content else None
    return Response(body, row.status, headers={**row.headers, REPLAYED_HEADER: "true"})
