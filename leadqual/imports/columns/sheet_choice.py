"""Read other sheets, another header line or encoding before an import starts."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import BinaryIO, cast

from django.db import transaction

from leadqual.core.formats import thousands
from leadqual.imports.columns.column_preview import preview_file
from leadqual.imports.columns.custom_columns import custom_fields
from leadqual.imports.columns.remembered_mappings import reuse_mapping
from leadqual.imports.errors import ImportFileError, NotATableError, WrongStepError
from leadqual.imports.files.encodings import ENCODINGS
from leadqual.imports.files.reading import Layout, matching_sheets
from leadqual.imports.files.sheet_lines import sheet_and_line
from leadqual.imports.files.workbooks import PREFIX, is_workbook, sheet_names
from leadqual.imports.models import ImportBatch

LAST_HEADER_LINE = 200
"""Last line that is tried as the header."""


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


def sheets_read(batch: ImportBatch) -> list[int]:
    """Return which sheets are read, from 1; none for other files."""
    if batch.sheets:
        return [int(one["number"]) for one in batch.sheets]
    return [number] if (number := sheet_number(batch)) else []


def choose_sheets(
    file: BinaryIO, layout: Layout, numbers: Sequence[int] | None = None
) -> list[dict[str, object]]:
    """Return the sheets to read together, as an import stores them; empty for a single sheet.

    Args:
        file: at any position; stays open.
        layout: of the first of them.
        numbers: of the sheets, from 1; None takes all that have the same columns.

    Raises:
        NotATableError: the sheets have different columns.
    """
    if not layout.encoding.startswith(PREFIX) or (numbers is not None and len(numbers) < 2):
        return []
    names, places = sheet_names(file), matching_sheets(file, layout)
    if numbers is not None:
        agreeing = {place.number for place in places}
        if others := [names[number - 1] for number in numbers if number not in agreeing]:
            raise NotATableError(
                f"The sheet “{others[0]}” does not have the same columns as "
                f"“{names[numbers[0] - 1]}”, or has no rows. Import it separately."
            )
        places = [place for place in places if place.number in numbers]
    if len(places) < 2:
        return []
    return [
        {"number": place.number, "name": names[place.number - 1], "line": place.line}
        for place in places
    ]


def sheet_numbers(file: BinaryIO, names: Sequence[str]) -> list[int]:
    """Return the numbers of sheets by name, without duplicates, in order.

    Raises:
        NotATableError: not a workbook, or no such sheet.
    """
    known_names = sheet_names(file) if is_workbook(file) else []
    for name in names:
        if name not in known_names:
            known = (
                f"Sheets: {', '.join(known_names[:10])}."
                if known_names
                else "Only workbooks have sheets."
            )
            raise NotATableError(f"This file has no sheet “{name[:100]}”. {known}")
    return sorted({known_names.index(name) + 1 for name in names})


def sheet_and_line_of(batch: ImportBatch, number: int) -> tuple[str, int]:
    """Return the sheet, where several are read, and the line there of a number of a row."""
    if not batch.sheets:
        return "", number
    place, line = sheet_and_line(number)
    return str(batch.sheets[place]["name"]), line


def name_line(number: int, batch: ImportBatch) -> str:
    """Name a line, as in "Line 1,204" or "Leads 2, line 17"."""
    sheet, line = sheet_and_line_of(batch, number)
    return f"{sheet}, line {thousands(line)}" if sheet else f"Line {thousands(line)}"


@transaction.atomic
def choose_table(
    *,
    batch: ImportBatch,
    sheets: Sequence[int] = (),
    line: int | None = None,
    encoding: str = "",
) -> None:
    """Read other sheets, another header line or encoding, and guess the columns again.

    Args:
        batch: an import that needs column mapping.
        sheets: of a workbook, from 1; empty keeps the current ones.
        line: header line of the first sheet, from 1; None finds it.
        encoding: of a file of text; "" keeps the current one.

    Raises:
        WrongStepError: the import was started, or its file is no workbook.
        ImportFileError: no table, an unknown encoding, or the sheets have different columns;
            nothing is changed.
    """
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.refresh_from_db()
    if batch.status != ImportBatch.Status.MAPPING or (sheets and not sheet_number(batch)):
        raise WrongStepError(
            "The sheet and the header row can only be chosen before the import starts."
        )
    n_sheets = len(sheets_of(batch))
    if not all(1 <= sheet <= n_sheets for sheet in sheets):
        raise NotATableError("This workbook has no such sheet. Choose another one.")
    if line is not None and not 1 <= line <= LAST_HEADER_LINE:
        raise NotATableError(f"The header row must be in lines 1 to {LAST_HEADER_LINE}.")
    is_text = not sheet_number(batch)
    if encoding and (encoding not in ENCODINGS or not is_text):
        raise NotATableError("Choose one of the listed encodings.")
    encoding = (encoding or batch.encoding) if is_text else ""
    numbers = sorted(set(sheets)) or sheets_read(batch)
    with batch.file.open("rb") as file:
        opened = cast("BinaryIO", file)  # A file of Django reads like a file.
        custom = custom_fields(batch.workspace, batch.kind)
        first = numbers[0] if numbers else None
        preview = preview_file(batch.kind, opened, first, line, encoding=encoding, custom=custom)
        batch.sheets = choose_sheets(opened, preview.layout, numbers)
    batch.encoding, batch.delimiter = preview.layout.encoding, preview.layout.delimiter
    batch.header_line, batch.n_rows_all = preview.layout.line, 0
    batch.columns = [asdict(column) for column in preview.columns]
    batch.mapping, batch.source = preview.mapping(), preview.source
    fields = ["encoding", "delimiter", "header_line", "columns", "mapping", "n_rows_all", "source"]
    batch.save(update_fields=[*fields, "sheets"])
    reuse_mapping(batch)
