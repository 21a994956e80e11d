"""`ETag`, `If-None-Match` and `If-Match`: nobody overwrites what they have not read."""

import hashlib
import re

from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

_TAGS = re.compile(r'(?:W/)?"([^"]*)"')


class ChangedSinceReadError(APIException):
    """The record was changed since it was read; nothing was saved."""

    status_code = 412
    default_code = "changed_since_read"
    default_detail = (
        "The record was changed since you read it. Nothing was saved. Read it again, then send the "
        "change with its new ETag."
    )


def tag_of(body: object) -> str:
    """Return the tag of an answer: the same for the same content."""
    digest = hashlib.sha256(JSONRenderer().render(body)).hexdigest()
    return f'"{digest[:32]}"'


def names(header: str, tag: str) -> bool:
    """Say whether a header names a tag; a compressed answer has the weak form of the same."""
    return header.strip() == "*" or tag.strip('"') in _TAGS.findall(header)


def is_unchanged(request: Request, tag: str) -> bool:
    """Say whether the reader already has this content."""
    return names(request.headers.get("If-None-Match", ""), tag)
