"""Values of custom fields: read from texts, as forms, the API and files bring them."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from leadqual.core.errors import WrongValue
from leadqual.leads.errors import CustomFieldError
from leadqual.leads.models import Contact, CustomField
from leadqual.leads.records.custom_fields import LONGEST_TEXT, fields_of
from leadqual.leads.records.record_values import CUSTOM, Record

_LONGEST_LINK = 2_000
_MAX_NUMBER = 1e15
Stored = str | int | float
_Kind = CustomField.Kind
_NOUNS = {kind.value: str(kind.label).lower() for kind in _Kind}


def read_value(field: CustomField, value: object) -> Stored | None:
    """Return a value as it is stored; None for an empty one.

    Raises:
        CustomFieldError: it is no value of this field.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _value_error(field, value, f"enter a {_NOUNS[field.kind]}")
    text = str(value).replace("\0", "").strip()
    return _READERS[field.kind](field, text)


def read_values(
    fields: Sequence[CustomField], value: Mapping[str, object]
) -> dict[str, Stored | None]:
    """Return `custom.` and code → value of what is given, as `change_record` takes it.

    Raises:
        CustomFieldError: there is no such field, or a value is none of its field.
    """
    known = {field.code: field for field in fields}
    if unknown := sorted(set(value) - known.keys()):
        raise CustomFieldError(
            f"There is no custom field “{unknown[0][:60]}”.",
            *(WrongValue("custom", code, known, "There is no such field.") for code in unknown),
        )
    return {f"{CUSTOM}{code}": read_value(known[code], value) for code, value in value.items()}


def custom_facts(record: Record) -> list[tuple[str, str, bool, str]]:
    """Return label, value, whether it is a link, and `custom.` and code of a record's fields."""
    kind = "contact" if isinstance(record, Contact) else "company"
    return [
        (
            field.label,
            str(record.custom[field.code]),
            field.kind == CustomField.Kind.LINK,
            f"{CUSTOM}{field.code}",
        )
        for field in (fields_of(record.workspace, kind) if record.custom else [])
        if field.code in record.custom
    ]


def _value_error(
    field: CustomField, sent: object, words: str, *, allowed: Sequence[str] = ()
) -> CustomFieldError:
    value = WrongValue(("custom", field.code), sent, allowed)
    return CustomFieldError(f"{field.label}: {words}.", value)


def _text(field: CustomField, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise _value_error(field, text, f"up to {LONGEST_TEXT:,} characters")
    return text


def _number(field: CustomField, text: str) -> int | float:
    try:
        value = float(text.replace(",", "").replace(" ", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > _MAX_NUMBER:
        raise _value_error(field, text, "enter a number")
    return int(value) if value.is_integer() else value


def _date(field: CustomField, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise _value_error(field, text, "enter a date such as 2026-12-31") from error


def _choice(field: CustomField, text: str) -> str:
    for choice in field.choices:
        if choice.casefold() == text.casefold():
            return choice
    words = f"choose one of {', '.join(field.choices[:10])}"
    raise _value_error(field, text, words, allowed=field.choices)


def _link(field: CustomField, text: str) -> str:
    try:
        parts = urlsplit(text)
        is_link = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_link = False
    if not is_link or len(text) > _LONGEST_LINK or any(map(str.isspace, text)):
        raise _value_error(field, text, "enter a link that starts with https://")
    return text


_READERS = {
    _Kind.TEXT.value: _text,
    _Kind.NUMBER.value: _number,
    _Kind.DATE.value: _date,
    _Kind.CHOICE.value: _choice,
    _Kind.LINK.value: _link,
}
