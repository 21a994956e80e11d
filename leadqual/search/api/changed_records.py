"""Contacts and companies that were changed since a moment, for programs that keep a copy."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.query_parameters import asked_time
from leadqual.leads.models import Company, Contact

SINCE = "updated_since"
CHANGED_PARAMETERS = [
    OpenApiParameter(
        SINCE,
        OpenApiTypes.DATETIME,
        description="Return only records created or updated at or after this time, the longest "
        "unchanged first. Combine it with `cursor` and `page_size` only. Let spans overlap by a "
        "minute: a change counts from when it began. `GET /deletions` and `GET /merges` list what "
        "is gone.",
    ),
]


class LongestUnchangedFirst(CursorPages):
    """Pages of records in the order of their last change."""

    ordering = ("updated_at", "id")


def is_asked_for_changes(request: ApiRequest) -> bool:
    """Return whether a request wants changed records, in the order of change."""
    return SINCE in request.query_params


def changed_records(
    request: ApiRequest,
    records: QuerySet[Contact] | QuerySet[Company],
    output: type[serializers.BaseSerializer[Any]],
    view: APIView,
) -> Response:
    """Answer with a page of records that were changed since the given moment.

    Raises:
        ValidationError: it is no moment, or comes with a search.
    """
    others = sorted(set(request.query_params) - {SINCE, "cursor", "page_size"})
    if others:
        raise ValidationError({name: [f"Cannot be combined with {SINCE}."] for name in others})
    since = asked_time(request, SINCE)
    pages = LongestUnchangedFirst()
    rows: Any = records.filter(updated_at__gte=since)
    page: Any = pages.paginate_queryset(rows, request, view=view)
    response = pages.get_paginated_response(output(page, many=True).data)
    response.data |= {"interpretations": [], "corrected": None}
    return response
