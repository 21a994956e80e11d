"""Suppression lists by API: send a file, see what came of it, undo it."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.requests.reloading import reload_or_404
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.imports.suppression import services
from leadqual.imports.suppression.selectors import suppression_lists_of
from leadqual.imports.suppression.suppression_columns import CUSTOMER, KINDS
from leadqual.leads.models import SuppressionLine, SuppressionList


class SuppressionListInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /suppression-lists`, as a multipart form."""

    file = serializers.FileField(allow_empty_file=True, help_text="CSV or Excel workbook.")
    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name])
    origin = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="Origin of the file, e.g. the tool it was exported from.",
    )
    kind = serializers.ChoiceField(
        choices=(*KINDS, CUSTOMER),
        required=False,
        help_text="Kind of value in each line; detected if omitted. `customer` covers the whole "
        "domain.",
    )
    column = serializers.CharField(
        max_length=200, required=False, help_text="Column to read; detected if omitted."
    )


class SuppressionListOutput(serializers.ModelSerializer[SuppressionList]):
    """A suppression list and its progress."""

    class Meta:
        model = SuppressionList
        fields = [
            *("id", "name", "origin", "file_name", "status", "error", "n_lines", "n_entries"),
            *("n_repeated", "n_rejected", "n_people", "created_at", "finished_at", "undone_at"),
        ]
        read_only_fields = fields


class SuppressionLineOutput(serializers.ModelSerializer[SuppressionLine]):
    """A rejected line."""

    class Meta:
        model = SuppressionLine
        fields = ["number", "value", "reason"]
        read_only_fields = fields


class LinePages(CursorPages):
    """Pages in the order of the file."""

    ordering = "number"


class SuppressionListsView(APIView):
    """All suppression lists of the workspace."""

    write_role = Role.MANAGER
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="list_suppression_lists", responses={200: SuppressionListOutput(many=True)}
    )
    def get(self, request: ApiRequest) -> Response:
        """List suppression lists."""
        pages = CursorPages()
        rows = suppression_lists_of(request.workspace)
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(SuppressionListOutput(page, many=True).data)

    @extend_schema(
        operation_id="create_suppression_list",
        request={"multipart/form-data": SuppressionListInput},
        responses={201: SuppressionListOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Import a suppression list."""
        body = SuppressionListInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        row = services.start_suppression(
            workspace=request.workspace,
            author=request.user,
            file=values["file"],
            file_name=values["file"].name or "",
            said=services.SuppressionListDetails(
                values["name"],
                values.get("origin", ""),
                values.get("kind", ""),
                values.get("column", ""),
            ),
        )
        reload_or_404(row)
        return Response(SuppressionListOutput(row).data, status=status.HTTP_201_CREATED)


class SuppressionListView(APIView):
    """One suppression list."""

    @extend_schema(operation_id="get_suppression_list", responses={200: SuppressionListOutput})
    def get(self, request: ApiRequest, suppression_list_id: int) -> Response:
        """Return a suppression list and its progress."""
        return Response(SuppressionListOutput(_list(request, suppression_list_id)).data)


class SuppressionUndoView(APIView):
    """The import of a suppression list, as a step that can be undone."""

    write_role = Role.MANAGER

    @extend_schema(
        operation_id="undo_suppression_list", request=None, responses={200: SuppressionListOutput}
    )
    def post(self, request: ApiRequest, suppression_list_id: int) -> Response:
        """Undo a suppression list. Entries required by other sources stay. Idempotent."""
        row = _list(request, suppression_list_id)
        services.undo_suppression(suppression_list=row, author=request.user)
        reload_or_404(row)
        return Response(SuppressionListOutput(row).data)


class RejectedLinesView(APIView):
    """Lines of a suppression list that were not understood."""

    @extend_schema(
        operation_id="list_rejected_lines",
        responses={200: SuppressionLineOutput(many=True)},
    )
    def get(self, request: ApiRequest, suppression_list_id: int) -> Response:
        """List rejected lines with reasons, in file order."""
        pages = LinePages()
        lines = SuppressionLine.objects.filter(suppression_list=_list(request, suppression_list_id))
        page = pages.paginate_queryset(lines, request, view=self) or []
        return pages.get_paginated_response(SuppressionLineOutput(page, many=True).data)


def _list(request: ApiRequest, suppression_list_id: int) -> SuppressionList:
    rows = suppression_lists_of(request.workspace)
    return get_object_or_404(rows, pk=suppression_list_id)
