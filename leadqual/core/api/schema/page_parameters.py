"""Parameters of a page, for views whose answer has more than a page."""

from typing import Any, cast

from drf_spectacular.utils import OpenApiParameter
from rest_framework.views import APIView

from leadqual.core.api.pages import CursorPages


def page_parameters(pages: type[CursorPages] = CursorPages) -> list[OpenApiParameter]:
    """Return the parameters of pages as a view declares them."""
    described: list[dict[str, Any]] = pages().get_schema_operation_parameters(cast("APIView", None))
    return [
        OpenApiParameter(one["name"], one["schema"], description=one["description"])
        for one in described
    ]
