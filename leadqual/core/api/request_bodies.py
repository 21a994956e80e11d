"""Bodies of API requests: what nobody knows is refused by name, not passed over."""

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import APIException

_OF_FORMS = frozenset({"csrfmiddlewaretoken"})


class UnknownFieldsError(APIException):
    """A body has fields that the address does not take; nothing was changed."""

    status_code = 400
    default_code = "unknown_field"


class KnownFieldsOnly:
    """Put before the serializer of a body, and of each part of one: unknown fields are refused.

    A misspelled field would otherwise count as left out, and nobody would know.
    """

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401  # whatever was sent
        """Read the body.

        Raises:
            UnknownFieldsError: it has a field that is not taken here.
        """
        if isinstance(data, Mapping):
            fields = self.fields  # type: ignore[attr-defined]  # of the serializer behind it
            known = [name for name, field in fields.items() if not field.read_only]
            if unknown := [str(name) for name in data if name not in {*known, *_OF_FORMS}]:
                raise UnknownFieldsError(_words(unknown, known))
        return super().to_internal_value(data)  # type: ignore[misc]  # of the serializer behind it


def _words(unknown: list[str], known: list[str]) -> str:
    many = "field" if len(unknown) == 1 else "fields"
    names = ", ".join(f"`{name[:60]}`" for name in unknown[:10])
    taken = ", ".join(f"`{name}`" for name in known)
    return f"Unknown {many} {names}. Nothing was changed. Allowed: {taken}."
