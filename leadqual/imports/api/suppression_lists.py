"""Suppression lists by API: send a file, see what came of it, undo it."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.requests.reloading import reload_or_404
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.imports import suppression
from leadqual.imports.selectors import suppression_lists_of
from leadqual.imports.suppression_lines import CUSTOMER, KINDS
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


class SuppressionListViewSet(WorkspaceViewSet[SuppressionList]):
    """Suppression lists of the workspace."""

    key, rows, write_role = "suppression_list", staticmethod(suppression_lists_of), Role.MANAGER

    list_suppression_lists = op.listing(
        "suppression-lists", SuppressionListOutput, "List suppression lists."
    )
    get_suppression_list = op.reading(
        "suppression-lists/<int:suppression_list_id>",
        SuppressionListOutput,
        "Return a suppression list and its progress.",
    )

    @op.post(
        "suppression-lists",
        body=SuppressionListInput,
        returns=SuppressionListOutput,
        status=201,
        parsers=[MultiPartParser],
    )
    def create_suppression_list(self, body: op.Body) -> SuppressionList:
        """Import a suppression list."""
        row = suppression.start_suppression(
            workspace=self.workspace,
            author=self.user,
            file=body["file"],
            file_name=body["file"].name or "",
            details=suppression.SuppressionListDetails(
                body["name"],
                body.get("origin", ""),
                body.get("kind", ""),
                body.get("column", ""),
            ),
        )
        reload_or_404(row)
        return row

    @op.post("suppression-lists/<int:suppression_list_id>/undo", returns=SuppressionListOutput)
    def undo_suppression_list(self, suppression_list: SuppressionList) -> SuppressionList:
        """Undo a suppression list. Entries required by other sources stay. Idempotent."""
        suppression.undo_suppression(suppression_list=suppression_list, author=self.user)
        reload_or_404(suppression_list)
        return suppression_list

    @op.get(
        "suppression-lists/<int:suppression_list_id>/rejected-lines",
        lists=SuppressionLineOutput,
        pages=LinePages,
    )
    def list_rejected_lines(self, suppression_list: SuppressionList) -> QuerySet[SuppressionLine]:
        """List rejected lines with reasons, in file order."""
        return SuppressionLine.objects.filter(suppression_list=suppression_list)
