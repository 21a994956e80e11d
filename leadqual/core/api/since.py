"""Times in addresses, such as the parameter `since` of lists that only grow."""

import re
from datetime import datetime

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

SINCE = OpenApiParameter(
    "since",
    OpenApiTypes.DATETIME,
    description="Only what came at or after this time. Let spans overlap by a minute.",
)

_WITHOUT_PLUS = re.compile(r"\d\d:\d\d\S* \d\d:?\d\d$")


class TimeParameter(serializers.DateTimeField):
    """A time in an address, where a `+` that is not escaped arrives as a space."""

    def to_internal_value(self, value: str) -> datetime:  # type: ignore[override]  # texts alone
        """Read the time.

        Raises:
            ValidationError: it is no time; says so where the `+` of its time zone was lost.
        """
        try:
            return super().to_internal_value(value)
        except ValidationError:
            if not _WITHOUT_PLUS.search(value):
                raise
            words = "The + of the time zone arrived as a space. Send it as %2B."
            raise ValidationError(words, "invalid") from None


def asked_time(request: Request, name: str = SINCE.name) -> datetime | None:
    """Return the time that a request names; None where it names none.

    Raises:
        ValidationError: it is no time.
    """
    if name not in request.query_params:
        return None
    try:
        asked: datetime = TimeParameter().run_validation(request.query_params[name])
    except ValidationError as error:
        raise ValidationError({name: error.detail}) from error
    return asked
