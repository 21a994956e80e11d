"""Custom fields from an endpoint of the workspace's own: the record as signed JSON, values back."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from standardwebhooks import Webhook

from leadqual.core import clock
from leadqual.core.outgoing.client import OutgoingClient, OutgoingResponse, outgoing_client
from leadqual.core.outgoing.errors import OutgoingError
from leadqual.enrichment.errors import SourceUnusableError
from leadqual.enrichment.sources.record_fields import record_values
from leadqual.enrichment.sources.source import Answer, Outcome
from leadqual.leads.errors import CustomFieldError
from leadqual.leads.models import CustomField
from leadqual.leads.records.custom_values import read_values
from leadqual.leads.records.record_values import Record

MAX_ANSWER_BYTES = 100_000
MAX_SECONDS = 30.0
MAX_RETRY_AFTER = 3_600
RETRY_SECONDS = 30
_GONE = 410
_SUCCESS = range(200, 300)
_RETRY_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
_MAX_DIGITS = 6


class WebhookSource:
    """Sends each record to an endpoint.

    Args:
        url: of the endpoint.
        secret: signs the messages.
        fields: custom fields that the endpoint may fill.
        custom: all custom fields of the kind of record.
    """

    max_at_once = 4
    max_attempts = 4

    def __init__(
        self,
        url: str,
        secret: str,
        fields: Sequence[CustomField],
        custom: Sequence[CustomField],
        client: OutgoingClient | None = None,
    ) -> None:
        self._url = url
        self._secret = secret
        self._fields = fields
        self._custom = custom
        self._client = client or outgoing_client()

    def ask(self, record: Record, key: int) -> Answer:
        """Return the fields that the endpoint answers with."""
        message_id = f"enr_{key}"
        body = json.dumps(self._message(record), cls=DjangoJSONEncoder, ensure_ascii=False)
        now = clock.now()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self._secret).sign(message_id, now.astimezone(UTC), body),
        }
        try:
            response = self._client.request(
                "POST",
                self._url,
                headers=headers,
                body=body.encode(),
                max_bytes=MAX_ANSWER_BYTES,
                seconds=MAX_SECONDS,
            )
        except OutgoingError as error:
            return Answer(Outcome.FAILED, detail=error.message[:300], retry_after=RETRY_SECONDS)
        return self._parse_response(response)

    def _message(self, record: Record) -> dict[str, object]:
        return {
            "type": "enrichment.requested",
            "kind": record._meta.model_name,
            "id": record.pk,
            "fields": record_values(record, self._custom),
            "wanted": [
                {
                    "code": field.code,
                    "label": field.label,
                    "type": field.kind,
                    "choices": field.choices,
                }
                for field in self._fields
            ],
        }

    def _parse_response(self, response: OutgoingResponse) -> Answer:
        if response.status == _GONE:
            raise SourceUnusableError("The webhook answered that it is gone (status 410).")
        if response.status not in _SUCCESS:
            is_temporary = response.status in _RETRY_STATUSES
            return Answer(
                Outcome.FAILED,
                detail=f"Status {response.status}",
                retry_after=retry_seconds(response) if is_temporary else None,
            )
        given = _parse_fields(response.body)
        if given is None:
            return Answer(Outcome.FAILED, detail='The answer is not {"fields": {code: value}}')
        try:
            values = read_values(self._fields, given)
        except CustomFieldError as error:
            return Answer(Outcome.FAILED, detail=error.message[:300])
        if not values:
            return Answer(Outcome.UNCHANGED)
        return Answer(Outcome.FILLED, values=values)


def retry_seconds(response: OutgoingResponse) -> int:
    """Return for how long a server wants to be left alone."""
    header = response.headers.get("retry-after", "")
    is_number = header.isascii() and header.isdigit() and len(header) <= _MAX_DIGITS
    return min(max(int(header), 1), MAX_RETRY_AFTER) if is_number else RETRY_SECONDS


def _parse_fields(body: bytes) -> Mapping[str, Any] | None:
    try:
        answer = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return None
    fields = answer.get("fields", {}) if isinstance(answer, dict) else None
    return fields if isinstance(fields, dict) else None
