"""Another sheet of a workbook is read instead, before its import starts."""

from dataclasses import asdict
from typing import BinaryIO, cast

from django.db import transaction

from leadqual.imports.errors import ImportFileError, NotATableError, WrongStepError
from leadqual.imports.looking import look_at
from leadqual.imports.models import ImportBatch
from leadqual.imports.remembering import settle_as_before
from leadqual.imports.workbooks import PREFIX, sheet_names


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
def choose_sheet(*, batch: ImportBatch, number: int) -> None:
    """Read another sheet; its columns are guessed anew.

    Raises:
        WrongStepError: the import was started, or its file is no workbook.
        ImportFileError: the sheet is no table; the former one stays.
    """
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.refresh_from_db()
    if batch.status != ImportBatch.Status.MAPPING or not sheet_number(batch):
        raise WrongStepError("The sheet can only be chosen before the import starts.")
    if not 1 <= number <= len(sheets_of(batch)):
        raise NotATableError("This workbook has no such sheet.")
    with batch.file.open("rb") as file:
        look = look_at(batch.kind, cast("BinaryIO", file), number)
    batch.encoding, batch.delimiter = look.layout.encoding, look.layout.delimiter
    batch.columns = [asdict(column) for column in look.columns]
    batch.mapping = look.mapping()
    batch.save(update_fields=["encoding", "delimiter", "columns", "mapping"])
    settle_as_before(batch)
