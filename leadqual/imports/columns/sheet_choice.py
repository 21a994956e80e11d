"""Another sheet, or another line with names of columns, is read before an import starts."""

from dataclasses import asdict
from typing import BinaryIO, cast

from django.db import transaction

from leadqual.imports.columns.column_preview import preview_file
from leadqual.imports.columns.custom_columns import custom_fields
from leadqual.imports.columns.remembered_mappings import reuse_mapping
from leadqual.imports.errors import ImportFileError, NotATableError, WrongStepError
from leadqual.imports.files.workbooks import PREFIX, sheet_names
from leadqual.imports.models import ImportBatch

LAST_HEADER_LINE = 200
"""Lower down nobody looks for the names of columns."""


def sheets_of(batch: ImportBatch) -> list[str]:
    """Return the names of the sheets of the workbook that was sent; none for other files."""
    if not batch.encoding.startswith(PREFIX):
        return []
    try:
        with batch.file.open("rb") as file:
            return sheet_names(cast("BinaryIO", file))  # A file of Django reads like a file.
    except (FileNotFoundError, ImportFileError):
        return []


def sheet_number(batch: ImportBatch) -> int:
    """Return which sheet is read, from 1; 0 for other files."""
    is_workbook = batch.encoding.startswith(PREFIX)
    return int(batch.encoding.removeprefix(PREFIX)) if is_workbook else 0


@transaction.atomic
def choose_table(*, batch: ImportBatch, sheet: int | None = None, line: int | None = None) -> None:
    """Read another sheet, or take another line for the names of columns; they are guessed anew.

    Args:
        batch: an import that needs column mapping.
        sheet: of a workbook, from 1; None keeps the one that is read.
        line: with the names of columns, from 1; None finds it.

    Raises:
        WrongStepError: the import was started, or its file is no workbook.
        ImportFileError: there is no table; what was read before stays.
    """
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.refresh_from_db()
    if batch.status != ImportBatch.Status.MAPPING or (sheet and not sheet_number(batch)):
        raise WrongStepError(
            "The sheet and the header row can only be chosen before the import starts."
        )
    if sheet is not None and not 1 <= sheet <= len(sheets_of(batch)):
        raise NotATableError("This workbook has no such sheet. Choose another one.")
    if line is not None and not 1 <= line <= LAST_HEADER_LINE:
        raise NotATableError(f"The header row must be in lines 1 to {LAST_HEADER_LINE}.")
    with batch.file.open("rb") as file:
        opened = cast("BinaryIO", file)  # A file of Django reads like a file.
        number = sheet or sheet_number(batch) or None
        custom = custom_fields(batch.workspace, batch.kind)
        look = preview_file(batch.kind, opened, number, line, custom=custom)
    batch.encoding, batch.delimiter = look.layout.encoding, look.layout.delimiter
    batch.header_line, batch.n_rows_all = look.layout.line, 0
    batch.columns = [asdict(column) for column in look.columns]
    batch.mapping, batch.source = look.mapping(), look.source
    fields = ["encoding", "delimiter", "header_line", "columns", "mapping", "n_rows_all", "source"]
    batch.save(update_fields=fields)
    reuse_mapping(batch)
