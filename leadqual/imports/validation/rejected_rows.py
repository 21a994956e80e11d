"""The rejected rows file: original rows with instructions, to fix and import again."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO, cast

from django.http import StreamingHttpResponse

from leadqual.core.files.csv_cells import escape_formula
from leadqual.core.files.downloads import download
from leadqual.imports.columns.column_fields import LINE, REASON
from leadqual.imports.columns.column_preview import layout_of
from leadqual.imports.columns.sheet_choice import sheet_and_line_of
from leadqual.imports.errors import FileGoneError
from leadqual.imports.files.headers import printable
from leadqual.imports.files.reading import FileRow, read_rows
from leadqual.imports.models import ImportBatch
from leadqual.imports.selectors import rejected_rows

_ROWS_AT_ONCE = 2_000
_PARTLY_IMPORTED = " The rest of the row was imported."


def rejected_rows_file(batch: ImportBatch) -> StreamingHttpResponse:
    """Answer with the rejected rows of an import as a file to correct and upload again."""
    return download(
        lines_to_fix(batch),
        name=f"rejected-rows-{batch.pk}.csv",
        content_type="text/csv; charset=utf-8",
    )


def lines_to_fix(batch: ImportBatch) -> Iterator[str]:
    """Yield a CSV file of the rejected rows, and of rows with a skipped cell.

    Its columns are the line, what to do, and those of the file that was sent; the first two are
    left out where the file is sent again. What a spreadsheet would run has an apostrophe before it,
    which is taken away again when it comes back.

    Raises:
        FileGoneError: the file that was sent is not there any more.
    """
    if not batch.file.storage.exists(str(batch.file.name)):
        raise FileGoneError(
            "The uploaded file no longer exists, so its rows cannot be downloaded. The "
            "import page still shows which lines were rejected and why."
        )
    return _lines(batch)


def _lines(batch: ImportBatch) -> Iterator[str]:
    layout = layout_of(batch)
    header = layout.header
    added_columns = [at for at, name in enumerate(header) if name in {LINE, REASON}]
    with batch.file.open("rb") as opened:  # Here, so that nothing stays open if no line is read.
        file = cast("BinaryIO", opened)  # A file of Django reads like a file.
        yield "\ufeff" + _write_csv([[LINE, REASON, *_drop_columns(header, added_columns)]])
        rows = read_rows(file, layout)
        block: list[list[str]] = []
        for number, instructions in _reasons(batch):
            row = next((row for row in rows if row.number >= number), None)
            if row is None or row.number != number:
                return  # Another file than the one that was read.
            cells = _drop_columns(_original_values(row), added_columns)
            sheet, line = sheet_and_line_of(batch, number)
            line_name = escape_formula(printable(f"{sheet}, {line}")) if sheet else str(line)
            block.append(
                [line_name, instructions, *(escape_formula(printable(cell)) for cell in cells)]
            )
            if len(block) == _ROWS_AT_ONCE:
                yield _write_csv(block)
                block.clear()
        yield _write_csv(block)


def _reasons(batch: ImportBatch) -> Iterator[tuple[int, str]]:
    """Yield lines with a rejected row or skipped cell, in order, with everything to fix."""
    names = ("number", "column", "reason")
    rows = (
        (number, _prefix_reason(column, reason))
        for number, column, reason in rejected_rows(batch).values_list(*names).iterator()
    )
    cells = (
        (number, _prefix_reason(column, reason) + _PARTLY_IMPORTED)
        for number, column, reason in batch.cells.order_by("number", "pk")
        .values_list(*names)
        .iterator()
    )
    for number, found in groupby(merge(rows, cells, key=itemgetter(0)), key=itemgetter(0)):
        yield number, " ".join(dict.fromkeys(instructions for _, instructions in found))


def _prefix_reason(column: str, reason: str) -> str:
    return f"{column}: {reason}" if column else reason


def _original_values(row: FileRow) -> Sequence[str]:
    return row.raw if row.problem else row.values


def _drop_columns(cells: Sequence[str], places: Sequence[int]) -> Sequence[str]:
    return [cell for at, cell in enumerate(cells) if at not in places] if places else cells


def _write_csv(rows: Iterable[Sequence[str]]) -> str:
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue()
