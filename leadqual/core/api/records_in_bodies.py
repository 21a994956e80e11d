"""Records that a body or a parameter names by ID."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from rest_framework.exceptions import ErrorDetail, ValidationError

_Row = TypeVar("_Row", bound=Model)


def named_record(rows: "QuerySet[_Row]", field: str, key: int) -> _Row:
    """Return the record that a field names.

    One of the address that is not there is 404: whoever asks takes it for gone. One that a body
    names is a wrong value.

    Args:
        rows: those that may be named.
        field: the field of the body, or the parameter.
        key: what it says.

    Raises:
        ValidationError: there is no such record.
    """
    found = rows.filter(pk=key).first()
    if found is None:
        kind = rows.model._meta.verbose_name
        detail = ErrorDetail(f"There is no {kind} with the ID {key}.", "does_not_exist")
        raise ValidationError({field: [detail]})
    return found
