"""The parameter `since` of lists that only grow: what came at or after a time."""

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


def asked_time(request: Request, name: str = SINCE.name) -> datetime | None:
    """Return the time that a request names; None where it names none.

    Raises:
        ValidationError: it is no time.
    """
    if name not in request.query_params:
        return None
    try:
        asked: datetime = serializers.DateTimeField().run_validation(request.query_params[name])
    except ValidationError as error:
        raise ValidationError({name: error.detail}) from error
    return asked
