"""Chunks of cells → CSV that is safe from formula injection in spreadsheets."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from leadqual.core.files.csv_cells import FORMULA_STARTS, escape_formula
from leadqual.search.exports.export_columns import CellKind, ExportColumn
from leadqual.search.exports.exported_rows import Cells, Chunk

_FORMULA_STARTS = frozenset((*FORMULA_STARTS, " "))


def csv_blocks(columns: Sequence[ExportColumn], chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """Yield a CSV file in blocks: the header, then one block for each chunk."""
    yield b"\xef\xbb\xbf" + _encode_rows([[column.code for column in columns]])  # BOM, for Excel
    for chunk in chunks:
        cells = [
            _escape_cells(column, cells_of_column)
            for column, cells_of_column in zip(columns, chunk, strict=True)
        ]
        yield _encode_rows(zip(*cells, strict=True))


def text_cells(column: ExportColumn, cells: Cells) -> list[str]:
    """Return cells of any kind as text; null becomes empty."""
    if column.kind == CellKind.TEXTS:
        return ["; ".join(cell) if cell else "" for cell in cells]
    if column.kind == CellKind.FLAG:
        return ["yes" if cell else "no" for cell in cells]
    return ["" if cell is None else str(cell) for cell in cells]


def _escape_cells(column: ExportColumn, cells: Cells) -> list[str]:
    texts = text_cells(column, cells)
    if column.kind not in {CellKind.TEXT, CellKind.TEXTS}:
        return texts
    return [escape_formula(text) if text[:1] in _FORMULA_STARTS else text for text in texts]


def _encode_rows(rows: Iterable[Sequence[str]]) -> bytes:
    lines = io.StringIO()
    # Quote everything: a spreadsheet that splits on ";" would run a formula after one.
    csv.writer(lines, quoting=csv.QUOTE_ALL).writerows(rows)
    return lines.getvalue().encode()
