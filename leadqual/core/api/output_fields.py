"""Fields of answers are built once for each serializer, not for each answer."""

from collections.abc import Hashable
from functools import cache
from typing import Any, cast

from django.utils.functional import cached_property
from rest_framework import serializers
from rest_framework.utils.serializer_helpers import BindingDict


class SharedFields:
    """Put before a serializer of answers that needs no context.

    To build the fields of a model takes longer than to show a row of it. All serializers of the
    class share those of one; a serializer with a context has its own, which can see it.
    """

    @cached_property
    def fields(self) -> BindingDict:
        """Return the fields by name."""
        if self._context:  # type: ignore[attr-defined]  # of the serializer behind it
            return _built(self)
        return _shared(cast("Hashable", type(self)))


def _built(serializer: Any) -> BindingDict:  # noqa: ANN401  # a serializer
    fields: BindingDict = serializers.Serializer.fields.func(serializer)  # type: ignore[attr-defined]  # a cached property
    return fields


@cache
def _shared(kind: Any) -> BindingDict:  # noqa: ANN401  # the class of a serializer
    return _built(kind())
