"""Fields of answers that are built once for each serializer, not for each answer."""

from collections.abc import Hashable
from functools import cache
from typing import Any, cast

from django.utils.functional import cached_property
from rest_framework import serializers
from rest_framework.relations import PKOnlyObject
from rest_framework.utils.serializer_helpers import BindingDict


class SharedFields:
    """Put before a serializer of answers that needs no context.

    To build the fields of a model takes longer than to show a row of it. All serializers of the
    class share those of one; a serializer with a context has its own, which can see it.
    """

    @cached_property
    def fields(self) -> BindingDict:
        """Return the fields by name."""
        if self._context:  # type: ignore[attr-defined]
            return _build_fields(self)
        return _shared_fields(cast("Hashable", type(self)))

    def to_representation(self, instance: Any) -> Any:
        """Return an object as JSON has it; columns of the model are read without detours."""
        if self._context:  # type: ignore[attr-defined]
            return super().to_representation(instance)  # type: ignore[misc]
        shown: dict[str, Any] = {}
        for name, column, field in _readers(cast("Hashable", type(self))):
            value = getattr(instance, column) if column else field.get_attribute(instance)
            is_none = (value.pk if isinstance(value, PKOnlyObject) else value) is None
            shown[name] = None if is_none else field.to_representation(value)
        return shown


def _build_fields(serializer: Any) -> BindingDict:
    fields: BindingDict = serializers.Serializer.fields.func(serializer)  # type: ignore[attr-defined]  # a cached property
    return fields


@cache
def _shared_fields(kind: Any) -> BindingDict:
    return _build_fields(kind())


@cache
def _readers(kind: Any) -> list[tuple[str, str, Any]]:
    """Return name, column of the model if it shows one, and field of all that a serializer shows.

    Raises:
        TypeError: a field is only written.
    """
    columns = {field.attname for field in kind.Meta.model._meta.concrete_fields}
    readers: list[tuple[str, str, Any]] = []
    for name, field in _shared_fields(kind).items():
        if field.write_only:
            raise TypeError(f"{kind.__name__}.{name} is only written")
        readers.append((name, (field.source or "") if field.source in columns else "", field))
    return readers
