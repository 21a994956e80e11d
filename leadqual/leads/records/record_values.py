"""Values of a record by the names of its fields, as a change keeps them."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from leadqual.leads.models import Company, Contact
from leadqual.leads.plain_values import plain_value

CUSTOM = "custom."
"""Before the code of a custom field."""

Record = Contact | Company


def value_of(record: Record, name: str) -> object:
    """Return the value of a field; of a custom field None where there is none."""
    if name.startswith(CUSTOM):
        return record.custom.get(name.removeprefix(CUSTOM))
    return getattr(record, name)


def set_value(record: Record, name: str, value: object) -> None:
    """Give a field of a record a value; None leaves a custom field out."""
    value = plain_value(name, value)
    if not name.startswith(CUSTOM):
        setattr(record, name, value)
        return
    code = name.removeprefix(CUSTOM)
    others = {key: existing for key, existing in record.custom.items() if key != code}
    record.custom = others if value is None else {**others, code: value}


def column_of(name: str) -> str:
    return "custom" if name.startswith(CUSTOM) else name


def stored_form(value: object) -> object:
    """Return a value as a change keeps it."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def value_from(record: type[Record], name: str, stored: object) -> object:
    """Return the value that a change keeps."""
    if name.startswith(CUSTOM):
        return stored
    column: Any = record._meta.get_field(name)
    value: object = column.to_python(stored)
    return value


def differing(record: Record, values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value
        for name, value in (
            (name, plain_value(name, new_value)) for name, new_value in values.items()
        )
        if stored_form(value_of(record, name)) != stored_form(value)
    }
