"""The functions of a title in the body of a request."""

from typing import Any

from rest_framework import serializers

from leadqual.labeling.corrections.suggested_labels import MAX_FUNCTIONS
from leadqual.labeling.errors import TooManyFunctionsError


class FunctionSlugsField(serializers.ListField):
    """Slugs of functions, as many as a title can have; one that is repeated counts once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=serializers.SlugField(), max_length=MAX_FUNCTIONS, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        """Read the list.

        Raises:
            TooManyFunctionsError: it names more.
        """
        found = list(dict.fromkeys(super().to_internal_value(data)))
        if len(found) > MAX_FUNCTIONS:
            raise TooManyFunctionsError(len(found), most=MAX_FUNCTIONS)
        return found
