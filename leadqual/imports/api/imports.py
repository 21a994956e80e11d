"""Imports by API: send a file, see what came of it, and take each step."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.requests.reloading import reload_or_404
from leadqual.imports import control, selectors, services
from leadqual.imports.columns.column_preview import unused_opt_outs
from leadqual.imports.columns.remembered_mappings import delete_saved_mapping
from leadqual.imports.columns.sheet_choice import sheet_and_line_of
from leadqual.imports.files.url_files import fetch_file
from leadqual.imports.files.workbooks import MAX_SHEETS
from leadqual.imports.import_events import COUNTS
from leadqual.imports.list_additions import add_to_list
from leadqual.imports.models import ImportBatch, ImportCell, ImportRow
from leadqual.imports.options import LONGEST_LIST_NAME, Options, check_list_name
from leadqual.imports.validation.rejected_rows import rejected_rows_file
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
        "where no means do not contact; `new_field` creates a custom field named like the column. "
        "Words such as `unsubscribed` mark Do not contact in any column, also in a skipped one.",
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
    """Position of a row."""

    sheet = serializers.SerializerMethodField(help_text="Name of the sheet, if several are read.")
    line = serializers.SerializerMethodField(help_text="Line of the file or sheet.")

    def get_sheet(self, row: ImportRow | ImportCell) -> str:
        """Return the name of the sheet; empty where one is read."""
        return sheet_and_line_of(row.batch, row.number)[0]

    def get_line(self, row: ImportRow | ImportCell) -> int:
        """Return the line as the program shows it that wrote the file."""
        return sheet_and_line_of(row.batch, row.number)[1]


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


class ListNameInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /imports/{id}/list`."""

    name = serializers.CharField(
        max_length=LONGEST_LIST_NAME, help_text="Name of the list. A new name creates a list."
    )


class ImportRowQuery(op.Query):
    """Parameters of `GET /imports/{id}/rows`."""

    outcome = serializers.ChoiceField(
        choices=ImportRow.Outcome.choices,
        required=False,
        help_text="Return only rows with this outcome.",
    )


class ImportViewSet(WorkspaceViewSet[ImportBatch]):
    """Imports of the workspace; 409 where one is not at the place for a step."""

    key, rows, write_role = "batch", staticmethod(selectors.batches_of), Role.MANAGER

    list_imports = op.listing("imports", ImportOutput, "List imports, oldest first.")
    get_import = op.reading(
        "imports/<int:batch_id>", ImportOutput, "Return an import and its progress."
    )

    @op.post(
        "imports", body=ImportInput, returns=ImportOutput, status=201, parsers=[MultiPartParser]
    )
    def create_import(self, body: op.Body) -> ImportBatch:
        """Import a file. Columns are detected, or mapped as given in `mapping`."""
        url = body.get("url")
        file = fetch_file(url) if url else body["file"]
        batch = services.start_and_confirm(
            workspace=self.workspace,
            author=self.user,
            kind=body["kind"],
            file=file,
            file_name=file.name or "",
            changes=body.get("mapping", {}),
            options=Options(
                mode=body.get("mode", ""),
                match_by=body.get("match_by", ""),
                duplicates=body.get("duplicates", ""),
                is_dry=body["dry_run"],
                template=body.get("template", ""),
                only_empty=body["only_empty"],
                list_name=body.get("list_name", ""),
                tags=tuple(body.get("tags", ())),
                sheets=tuple(body.get("sheets", ())),
                statuses=body.get("statuses", {}),
            ),
        )
        reload_or_404(batch)
        return batch

    @op.delete("imports/<int:batch_id>")
    def discard_import(self, batch: ImportBatch) -> None:
        """Discard a file after its dry run. Returns 409 if rows may have been imported."""
        services.discard_import(batch=batch, author=self.user)

    @op.get(
        "imports/<int:batch_id>/rows", query=ImportRowQuery, lists=ImportRowOutput, pages=RowPages
    )
    def list_import_rows(self, batch: ImportBatch) -> QuerySet[ImportRow]:
        """List rows with their outcome, in file order."""
        return batch.rows.all()

    @op.get("imports/<int:batch_id>/cells", lists=ImportCellOutput)
    def list_import_cells(self, batch: ImportBatch) -> QuerySet[ImportCell]:
        """List skipped cells of imported rows, in file order."""
        return batch.cells.all()  # They were written in the order of the file.

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    @op.get("imports/<int:batch_id>/rejected-rows", role=Role.MANAGER, further_errors=(410,))
    def export_rejected_rows(self, batch: ImportBatch) -> Any:
        """Download the rejected rows with reasons, to correct and import again."""
        return rejected_rows_file(batch)

    @op.post("imports/<int:batch_id>/start", returns=ImportOutput)
    def start_import(self, batch: ImportBatch) -> Any:
        """Start an import after its dry run."""
        return self._apply_step(batch, control.start_checked)

    @op.post("imports/<int:batch_id>/forget-mapping", returns=ImportOutput)
    def forget_import_mapping(self, batch: ImportBatch) -> Any:
        """Forget the mapping remembered for files like this one, and detect the columns again."""
        delete_saved_mapping(batch=batch)
        reload_or_404(batch)
        return batch

    @op.post("imports/<int:batch_id>/pause", returns=ImportOutput)
    def pause_import(self, batch: ImportBatch) -> Any:
        """Pause an import after the rows being written."""
        return self._apply_step(batch, control.pause_import)

    @op.post("imports/<int:batch_id>/resume", returns=ImportOutput)
    def resume_import(self, batch: ImportBatch) -> Any:
        """Resume a paused import."""
        return self._apply_step(batch, control.resume_import)

    @op.post("imports/<int:batch_id>/stop", returns=ImportOutput)
    def stop_import(self, batch: ImportBatch) -> Any:
        """Stop an import. Imported rows are kept."""
        return self._apply_step(batch, control.stop_import)

    @op.post("imports/<int:batch_id>/undo", returns=ImportOutput)
    def undo_import(self, batch: ImportBatch) -> Any:
        """Undo an import. Records changed since then are kept."""
        return self._apply_step(batch, control.start_undo)

    @op.post(
        "imports/<int:batch_id>/list",
        body=ListNameInput,
        returns=ImportOutput,
        role=Role.QUALIFIER,
    )
    def add_import_to_list(self, batch: ImportBatch, body: op.Body) -> Any:
        """Add all records of an import to a list. People marked Do not contact are not added."""
        name = body["name"]
        check_list_name(name)
        add_to_list(batch=batch, name=name, author=self.user)
        reload_or_404(batch)
        return batch

    def _apply_step(self, batch: ImportBatch, service: Callable[..., Any]) -> ImportBatch:
        service(batch=batch, author=self.user)
        reload_or_404(batch)
        return batch
