"""Where in a request the values stand that the rules of a subject refuse."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.http import QueryDict
from rest_framework.exceptions import ErrorDetail
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from leadqual.core.api.field_errors import ChoiceDetail, Place, listed_error
from leadqual.core.errors import LeadqualError

MAX_ERRORS = 100
_OF_VALUES = {400, 422}


def errors_of(error: LeadqualError, request: Request) -> list[dict[str, object]] | None:
    """Return the list `errors` of a refusal; None where it is not about what was sent.

    A value that is none of those allowed is told at each place where it was sent, another error at
    its field, or else at the whole body.
    """
    if error.status not in _OF_VALUES:
        return None
    in_body = request.method not in SAFE_METHODS
    sent: Any = request.data if in_body else request.query_params
    if isinstance(sent, QueryDict):  # Parameters can be repeated.
        sent = dict(sent.lists())
    if not error.refused:
        place = tuple(error.field.split(".")) if error.field else ()
        detail = ErrorDetail(error.message, error.code)
        return [listed_error(place, detail, in_body=in_body)] if place or in_body else None
    found = []
    for value in error.refused:
        choice = _choice(error, value)
        places = list(islice(places_of(value, sent), MAX_ERRORS)) or [()]
        found += [listed_error(place, choice, in_body=in_body) for place in places]
    return found[:MAX_ERRORS]


def _choice(error: LeadqualError, value: str) -> ErrorDetail:
    if not error.allowed:
        return ErrorDetail(error.message, error.code)
    return ChoiceDetail("Unknown value.", error.code, sent=value, allowed=error.allowed)


def places_of(value: str, sent: object, place: Place = ()) -> Iterator[Place]:
    """Yield the places at which a text stands, as value, as name or in a list with commas.

    Args:
        value: the text.
        sent: body or parameters, as they were read.
        place: of `sent` itself.
    """
    if isinstance(sent, Mapping):
        for name, inner in sent.items():
            if name == value:
                yield (*place, name)
            else:
                yield from places_of(value, inner, (*place, name))
    elif isinstance(sent, list):
        for n, inner in enumerate(sent):
            yield from places_of(value, inner, (*place, n))
    elif isinstance(sent, str) and (sent == value or value in sent.split(",")):
        yield place
