"""Bodies of requests: unknown fields are refused by name; records and IDs that a body names."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError

from leadqual.core.api.field_errors import (
    ChoiceDetail,
    error_with_choices,
    list_errors,
    walk_values,
)
from leadqual.core.requests.readable_values import replace_surrogates

_FORM_FIELDS = frozenset({"csrfmiddlewaretoken"})
_MISPLACED_FIELDS: Sequence[
    tuple[tuple[type[serializers.Field[Any, Any, Any, Any]], ...], Container[type]]
] = (
    ((serializers.CharField, serializers.UUIDField), {int, float, bool}),
    ((serializers.IntegerField, serializers.FloatField), {str, bool}),
    ((serializers.BooleanField,), {str, int, float}),
)
"""Fields → what REST framework would take for them, though it is of another type of JSON."""
_MAX_NAMED = 10
_MAX_NAME_LENGTH = 60

IDS_HELP = (
    "IDs. That of a merged record means the record it was merged into. The answer names those "
    "that are unknown or deleted."
)
_Row = TypeVar("_Row", bound=Model)


class UnknownFieldsError(APIException):
    """A body has fields that the address does not take; nothing was changed.

    Attributes:
        errors: one entry for each field, with the nearest of those that are taken.
    """

    status_code = 400
    default_code = "unknown_field"

    def __init__(self, unknown: Sequence[str], known: Sequence[str], path: Sequence[Any]) -> None:
        unknown = [replace_surrogates(name) for name in unknown]
        super().__init__(_describe_unknown(unknown, known))
        named = {
            name[:_MAX_NAME_LENGTH]: ChoiceDetail(
                "Unknown field.", self.default_code, sent=name, allowed=known
            )
            for name in unknown[:_MAX_NAMED]
        }
        detail: object = named
        for part in reversed(path):
            detail = {part: detail}
        self.errors = list_errors(detail, in_body=True)


class KnownFieldsOnly:
    """Put before the serializer of a body, and of each part of one: unknown fields are refused.

    A misspelled field would otherwise count as left out, and nobody would know. Errors of choices
    say which values are allowed.
    """

    def to_internal_value(self, data: Any) -> Any:
        """Read the body.

        Raises:
            UnknownFieldsError: it has a field that is not taken here.
            ValidationError: a value has the wrong type, e.g. a number for a text.
        """
        fields: Mapping[str, serializers.Field[Any, Any, Any, Any]] = self.fields  # type: ignore[attr-defined]
        if isinstance(data, Mapping):
            known = [name for name, field in fields.items() if not field.read_only]
            whole_body = getattr(self.root, "initial_data", data)  # type: ignore[attr-defined]
            if unknown := [str(name) for name in data if name not in {*known, *_FORM_FIELDS}]:
                raise UnknownFieldsError(unknown, known, _path_to(data, whole_body) or [])
            if not isinstance(whole_body, QueryDict):  # Forms and addresses hold nothing but texts.
                wrong_types = {
                    name: _misplaced_value(fields[name], data.get(name)) for name in known
                }
                if misplaced := {name: found for name, found in wrong_types.items() if found}:
                    raise ValidationError(misplaced)
        return super().to_internal_value(data)  # type: ignore[misc]

    def is_valid(self, *, raise_exception: bool = False) -> bool:
        """Return whether the body can be taken.

        Raises:
            ValidationError: it cannot; what is said of choices lists those that are allowed.
        """
        is_right: bool = super().is_valid()  # type: ignore[misc]
        if raise_exception and not is_right:
            errors = self.errors  # type: ignore[attr-defined]
            raise error_with_choices(add_choices(self, errors))
        return is_right


def _misplaced_value(field: object, value: object) -> Any:
    """Return what belongs where a value has another type of JSON than its field."""
    for kinds, wrong in _MISPLACED_FIELDS:
        if isinstance(field, kinds):
            words = str(field.error_messages["invalid"])
            return [ErrorDetail(words, "invalid")] if type(value) in wrong else None
    child = getattr(field, "child", None)
    if not any(isinstance(child, kinds) for kinds, _ in _MISPLACED_FIELDS):
        return None
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        entries: Iterable[tuple[Any, object]] = enumerate(value)
    elif isinstance(field, serializers.DictField) and isinstance(value, Mapping):
        entries = value.items()
    else:
        return None
    return {at: found for at, one in entries if (found := _misplaced_value(child, one))}


def add_choices(field: object, detail: Any) -> Any:
    """Add the allowed values to what is said of choices, also of those in parts and lists."""
    if isinstance(detail, Mapping):
        return {name: add_choices(_part_of(field, name), one) for name, one in detail.items()}
    if isinstance(detail, list):
        return [
            add_choices(field if isinstance(one, ErrorDetail) else _part_of(field, n), one)
            for n, one in enumerate(detail)
        ]
    if detail.code != "invalid_choice" or not hasattr(field, "choices"):
        return detail
    sent = str(detail).partition('" is not')[0].lstrip('"')
    return ChoiceDetail(str(detail), detail.code, sent=sent, allowed=field.choices)


def _part_of(field: Any, name: object) -> object:
    """Return the field to which errors of a name or number belong; None where there is none."""
    if isinstance(field, serializers.BaseSerializer) and hasattr(field, "fields"):
        return field.fields.get(str(name))
    return getattr(field, "child", None)


def _path_to(part: object, within: object) -> list[str | int] | None:
    """Return the path of a part in a body: names of fields, and numbers in lists."""
    if within is part:
        return []
    return next((list(path) for path, one in walk_values(within) if one is part), None)


def _describe_unknown(unknown: Sequence[str], known: Sequence[str]) -> str:
    many = "field" if len(unknown) == 1 else "fields"
    names = ", ".join(f"`{name[:_MAX_NAME_LENGTH]}`" for name in unknown[:_MAX_NAMED])
    known_names = ", ".join(f"`{name}`" for name in known)
    return f"Unknown {many} {names}. Nothing was changed. Allowed: {known_names}."


class ResolvedIdsOutput(serializers.Serializer[Any]):
    """IDs of which nothing was changed now; nothing is left out without being named."""

    unknown_ids = serializers.ListField(
        source="resolved.unknown",
        child=serializers.IntegerField(),
        help_text="IDs of no record of the workspace, or of one that was deleted for good.",
    )
    deleted_ids = serializers.ListField(
        source="resolved.deleted",
        child=serializers.IntegerField(),
        help_text="IDs of deleted records, which can be restored.",
    )


def find_record(rows: "QuerySet[_Row]", field: str, key: int) -> _Row:
    """Return the record that a field names.

    One of the address that is not there is 404: the caller takes it for deleted. One that a body
    names is a wrong value.

    Raises:
        ValidationError: there is no such record.
    """
    found = rows.filter(pk=key).first()
    if found is None:
        kind = rows.model._meta.verbose_name
        detail = ErrorDetail(f"There is no {kind} with the ID {key}.", "does_not_exist")
        raise ValidationError({field: [detail]})
    return found
