"""`Idempotency-Key` of the API: a change that is sent again is made once, and answered alike.

The key is stored by Postgres in the transaction of the change, so both are there or neither is,
whatever becomes of Redis or of the connection.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import IdempotentRequest
from leadqual.core.errors import LeadqualError

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = timedelta(hours=24)
Handler = Callable[..., Response]


class KeyReusedError(LeadqualError):
    """The key was sent before with another request; nothing was changed."""

    code = "idempotency_key_reused"
    status = 422


def idempotent(handler: Handler) -> Handler:
    """Make a handler of a view answer a repeated `Idempotency-Key` with the first answer.

    A request that was refused stores no key: sent again, it is tried again. One that comes while
    the first is still at work waits for it.
    """

    @wraps(handler)
    def answer(view: object, request: ApiRequest, *args: object, **kwargs: object) -> Response:
        key = _key_of(request)
        if key is None:
            return handler(view, request, *args, **kwargs)
        with transaction.atomic():
            row, is_new = _claim(request, key)
            if not is_new:
                return Response(row.answer, row.status, headers={REPLAYED: "true"})
            response = handler(view, request, *args, **kwargs)
            row.status = response.status_code
            row.answer = _plain(response.data)
            row.save(update_fields=["status", "answer"])
            return response

    answer.is_idempotent = True  # type: ignore[attr-defined]  # read by the OpenAPI schema
    return answer


def _key_of(request: Request) -> UUID | None:
    sent = request.headers.get(HEADER)
    try:
        return None if sent is None else UUID(sent)
    except ValueError as error:
        raise ValidationError({HEADER: "Send a UUID."}) from error


def _claim(request: ApiRequest, key: UUID) -> tuple[IdempotentRequest, bool]:
    """Store a key, or wait for the request that holds it and return its answer.

    Raises:
        KeyReusedError: the key belongs to another request.
    """
    rows = IdempotentRequest.objects.filter(workspace=request.workspace)
    rows.filter(created_at__lt=timezone.now() - KEPT).delete()
    fingerprint = _fingerprint(request)
    row, is_new = IdempotentRequest.objects.get_or_create(
        workspace=request.workspace,
        user=request.user,
        key=key,
        defaults={"fingerprint": fingerprint},
    )
    if row.fingerprint != fingerprint:
        raise KeyReusedError(
            "This Idempotency-Key was used with a different request. Generate a new "
            "key for each change."
        )
    return row, is_new


def _fingerprint(request: Request) -> str:
    body = json.dumps(request.data, sort_keys=True, default=str)
    return hashlib.sha256(f"{request.method} {request.path}\n{body}".encode()).hexdigest()


def _plain(data: Any) -> Any:  # noqa: ANN401  # whatever JSON holds
    return None if data is None else json.loads(JSONRenderer().render(data))
