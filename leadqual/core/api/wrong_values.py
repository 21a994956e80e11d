"""The wrong values of a `LeadqualError` as the list `errors` of a problem."""

from collections.abc import Mapping

from rest_framework.exceptions import ErrorDetail
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from leadqual.core.api.field_errors import ChoiceDetail, listed_error, values_within
from leadqual.core.errors import LeadqualError, WrongValue

_OF_VALUES = {400, 422}
_MAX_LISTED = 20
_Path = tuple[str | int, ...]


def errors_of(error: LeadqualError, request: Request) -> list[dict[str, object]] | None:
    """Return what an error says of values of a request; None where it is about none.

    One that names no value is about the whole body.
    """
    in_body = request.method not in SAFE_METHODS
    if not error.wrong:
        detail = ErrorDetail(error.message, error.code)
        is_about_body = in_body and error.status in _OF_VALUES
        return [listed_error((), detail, in_body=True)] if is_about_body else None
    body = request.data if in_body else {}
    return [
        listed_error(_place(one, body), _detail(one, error), in_body=in_body)
        for one in error.wrong[:_MAX_LISTED]
    ]


def _detail(wrong: WrongValue, error: LeadqualError) -> ChoiceDetail:
    sent = "" if wrong.sent is None else wrong.sent
    return ChoiceDetail(wrong.detail or error.message, error.code, sent=sent, allowed=wrong.allowed)


def _place(wrong: WrongValue, body: object) -> _Path:
    """Return where a wrong value stands in a body: the outermost place that holds it."""
    if not wrong.field:
        return ()
    names = (wrong.field,) if isinstance(wrong.field, str) else wrong.field
    fields = [one for one in values_within(body) if one[0][-len(names) :] == names]
    fields.sort(key=lambda one: len(one[0]))
    for path, value in fields:
        if (inner := _inside(value, wrong.sent)) is not None:
            return (*path, *inner)
    return fields[0][0] if fields else names


def _inside(value: object, sent: object) -> _Path | None:
    """Return where a value holds what was sent: as a whole, by an entry or by a key."""
    if sent is None or value == sent:
        return ()
    if isinstance(value, list) and sent in value:
        return (value.index(sent),)
    if isinstance(value, Mapping) and sent in value:
        return (str(sent),)
    return None
