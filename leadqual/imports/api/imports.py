"""Imports by API: send a file, see how far it is, read what became of its rows."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.requests.reloading import reload_or_404
from leadqual.imports import selectors, services
from leadqual.imports.columns.column_preview import unused_opt_outs
from leadqual.imports.columns.sheet_choice import place_of
from leadqual.imports.files.url_files import fetch_file
from leadqual.imports.files.workbooks import MAX_SHEETS
from leadqual.imports.import_events import COUNTS
from leadqual.imports.models import ImportBatch, ImportCell, ImportRow
from leadqual.imports.options import LONGEST_LIST_NAME, Options
from leadqual.leads.records.tags import LONGEST_TAG, MAX_TAGS


class ImportInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /imports`, as a multipart form."""

    kind = serializers.ChoiceField(choices=ImportBatch.Kind.choices)
    file = serializers.FileField(
        allow_empty_file=True,
        required=False,
        help_text="CSV in any encoding, optionally gzipped, or an Excel workbook.",
    )
    url = serializers.CharField(
        required=False,
        max_length=2_000,
        help_text="URL of a public file, instead of `file`: up to 32 MB, fetched within 30 "
        "seconds, without redirects.",
    )
    mapping = serializers.JSONField(
        required=False,
        help_text="Column → field, for columns that are detected wrong. An empty field skips the "
        'column. `{"Ref": "external_id", "Notes": ""}`. Also `owner`, `status`, `tags`, and '
        "`custom.` with the code of a custom field; `do_not_contact`, or `may_contact` for columns "
        "where no means do not contact; `new_field` creates a custom field named like the column.",
    )

    template = serializers.CharField(
        required=False,
        help_text="Name of a file imported before. Its mapping and options are used, except for "
        "those given here.",
    )
    mode = serializers.ChoiceField(
        choices=ImportBatch.Mode.choices,
        required=False,
        help_text="`both` by default, or as in the template.",
    )
    match_by = serializers.ChoiceField(
        choices=ImportBatch.MatchBy.choices,
        required=False,
        help_text="Key that identifies existing records; by default `any` that a row has, or as "
        "in the template.",
    )
    duplicates = serializers.ChoiceField(
        choices=ImportBatch.Duplicates.choices,
        required=False,
        help_text="Which of several duplicate rows counts; `last` by default, or as in the "
        "template.",
    )
    only_empty = serializers.BooleanField(
        default=False,
        help_text="Only fill empty fields of existing records; also where the template does.",
    )
    list_name = serializers.CharField(
        required=False,
        max_length=LONGEST_LIST_NAME,
        help_text="Add the people or companies of the file to this list; a new name "
        "creates a list.",
    )
    tags = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TAG),
        required=False,
        max_length=MAX_TAGS,
        help_text="Tags added to all records of the file.",
    )
    sheets = serializers.ListField(
        child=serializers.CharField(max_length=100),
        required=False,
        max_length=MAX_SHEETS,
        help_text="Sheets of a workbook to import together. By default, the first sheet with a "
        "list and all sheets with the same columns.",
    )
    statuses = serializers.JSONField(
        required=False,
        help_text="Object of values of the status column and the status that each becomes, empty "
        "for none; others by their words, or as in the template.",
    )
    dry_run = serializers.BooleanField(
        default=False,
        help_text="Dry run: report the result without importing anything. `POST "
        "/imports/{id}/start` then starts the import.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """See to it that there is one file."""
        if ("file" in attrs) == ("url" in attrs):
            raise serializers.ValidationError({"file": ["Send either a file or the URL of one."]})
        return attrs

    def validate_statuses(self, value: object) -> dict[str, str]:
        """See to it that values lead to names."""
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise serializers.ValidationError("Send an object of values and statuses.")
        return value

    def validate_mapping(self, value: object) -> dict[str, str]:
        """See to it that names lead to names."""
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise serializers.ValidationError("Send an object of column names and field names.")
        return value


class ImportOutput(serializers.ModelSerializer[ImportBatch]):
    """An import and its progress. The five outcomes add up to `n_rows`.

    `plan` has the same counts from the dry run, `undo` those of the undo.
    """

    percent = serializers.IntegerField(read_only=True)
    n_rows_all = serializers.IntegerField(
        read_only=True, help_text="Rows of the file, estimated for large files; 0 until known."
    )

    unused_opt_outs = serializers.SerializerMethodField(
        help_text="Columns that seem to say who must not be contacted, but are not mapped to "
        "`do_not_contact` or `may_contact`."
    )

    class Meta:
        model = ImportBatch
        fields = [
            *("id", "kind", "status", "file_name", "encoding", "delimiter", "mapping", "percent"),
            *("mode", "match_by", "duplicates", "n_rows_all", *COUNTS),
            *(
                "only_empty",
                "source",
                "list_name",
                "contact_list",
                "tags",
                "statuses",
                "sheets",
                "error",
                "plan",
                "undo",
                "unused_opt_outs",
            ),
            *("created_at", "started_at", "finished_at"),
        ]
        read_only_fields = fields

    def get_unused_opt_outs(self, batch: ImportBatch) -> list[str]:
        return unused_opt_outs(batch.columns, batch.mapping)


class LineOutput(serializers.ModelSerializer[Any]):
    """Where a row stands; needs the import as `batch` of the context."""

    sheet = serializers.SerializerMethodField(help_text="Name of the sheet, if several are read.")
    line = serializers.SerializerMethodField(help_text="Line of the file or sheet.")

    def get_sheet(self, row: ImportRow | ImportCell) -> str:
        """Return the name of the sheet; empty where one is read."""
        return place_of(self.context["batch"], row.number)[0]

    def get_line(self, row: ImportRow | ImportCell) -> int:
        """Return the line as the program shows it that wrote the file."""
        return place_of(self.context["batch"], row.number)[1]


class ImportRowOutput(LineOutput):
    """The outcome of one row."""

    kept_reason = serializers.CharField(
        source="kept", read_only=True, help_text="Why it was kept when the import was undone."
    )

    class Meta:
        model = ImportRow
        fields = [
            "number",
            "sheet",
            "line",
            "outcome",
            "record_id",
            "column",
            "value",
            "reason",
            "kept_reason",
        ]
        read_only_fields = fields


class ImportCellOutput(LineOutput):
    """A skipped cell of an imported row."""

    class Meta:
        model = ImportCell
        fields = ["number", "sheet", "line", "column", "value", "reason"]
        read_only_fields = fields


class RowPages(CursorPages):
    """Pages in the order of the file."""

    ordering = "number"


class ImportListView(APIView):
    """All imports of the workspace."""

    write_role = Role.MANAGER
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="list_imports", responses=ImportOutput(many=True))
    def get(self, request: ApiRequest) -> Response:
        """List imports, oldest first."""
        workspace = request.workspace
        pages = CursorPages()
        found = pages.paginate_queryset(selectors.batches_of(workspace), request, view=self)
        return pages.get_paginated_response(ImportOutput(found or [], many=True).data)

    @extend_schema(
        operation_id="create_import",
        request={"multipart/form-data": ImportInput},
        responses={201: ImportOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Import a file. Columns are detected, or mapped as given in `mapping`."""
        body = ImportInput(data=request.data)
        body.is_valid(raise_exception=True)
        url = body.validated_data.get("url")
        file = fetch_file(url) if url else body.validated_data["file"]
        batch = services.start_and_confirm(
            workspace=request.workspace,
            author=request.user,
            kind=body.validated_data["kind"],
            file=file,
            file_name=file.name or "",
            changes=body.validated_data.get("mapping", {}),
            options=Options(
                mode=body.validated_data.get("mode", ""),
                match_by=body.validated_data.get("match_by", ""),
                duplicates=body.validated_data.get("duplicates", ""),
                is_dry=body.validated_data["dry_run"],
                template=body.validated_data.get("template", ""),
                only_empty=body.validated_data["only_empty"],
                list_name=body.validated_data.get("list_name", ""),
                tags=tuple(body.validated_data.get("tags", ())),
                sheets=tuple(body.validated_data.get("sheets", ())),
                statuses=body.validated_data.get("statuses", {}),
            ),
        )
        reload_or_404(batch)
        return Response(ImportOutput(batch).data, status=status.HTTP_201_CREATED)


class ImportView(APIView):
    """One import."""

    write_role = Role.MANAGER

    @extend_schema(operation_id="get_import", responses=ImportOutput)
    def get(self, request: ApiRequest, batch_id: int) -> Response:
        """Return an import and its progress."""
        return Response(ImportOutput(find_import(request, batch_id)).data)

    @extend_schema(operation_id="discard_import", responses={204: None})
    def delete(self, request: ApiRequest, batch_id: int) -> Response:
        """Discard a file after its dry run. Returns 409 if rows may have been imported."""
        batch = find_import(request, batch_id)
        services.discard_import(batch=batch, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ImportRowListView(APIView):
    """The rows of one import."""

    @extend_schema(
        operation_id="list_import_rows",
        parameters=[
            OpenApiParameter(
                "outcome",
                enum=ImportRow.Outcome.values,
                description="Return only rows with this outcome.",
            ),
        ],
        responses=ImportRowOutput(many=True),
    )
    def get(self, request: ApiRequest, batch_id: int) -> Response:
        """List rows with their outcome, in file order."""
        batch = find_import(request, batch_id)
        rows = batch.rows.all()
        outcome = request.query_params.get("outcome", "")
        if outcome and outcome not in ImportRow.Outcome.values:
            known = ", ".join(ImportRow.Outcome.values)
            raise serializers.ValidationError({"outcome": [f"Must be one of {known}."]})
        if outcome:
            rows = rows.filter(outcome=outcome)
        pages = RowPages()
        found = pages.paginate_queryset(rows, request, view=self)
        output = ImportRowOutput(found or [], many=True, context={"batch": batch})
        return pages.get_paginated_response(output.data)


class ImportCellListView(APIView):
    """The cells that one import left out."""

    @extend_schema(
        operation_id="list_import_cells",
        responses=ImportCellOutput(many=True),
    )
    def get(self, request: ApiRequest, batch_id: int) -> Response:
        """List skipped cells of imported rows, in file order."""
        pages = CursorPages()  # They were written in the order of the file.
        batch = find_import(request, batch_id)
        found = pages.paginate_queryset(batch.cells.all(), request, view=self)
        output = ImportCellOutput(found or [], many=True, context={"batch": batch})
        return pages.get_paginated_response(output.data)


def find_import(request: ApiRequest, batch_id: int) -> ImportBatch:
    """Return an import of the caller's workspace; 404 for any other."""
    workspace = request.workspace
    return get_object_or_404(selectors.batches_of(workspace), pk=batch_id)
