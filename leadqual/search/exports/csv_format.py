"""Chunks of cells → CSV that a spreadsheet opens and does not run."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from leadqual.core.files.csv_cells import FORMULA_STARTS, escape_formula
from leadqual.search.exports.export_columns import CellKind, ExportColumn
from leadqual.search.exports.export_rows import Cells, Chunk

_SUSPECT = frozenset((*FORMULA_STARTS, " "))


def csv_blocks(columns: Sequence[ExportColumn], chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """Yield a CSV file block by block: its header first, then one block for each chunk."""
    yield b"\xef\xbb\xbf" + _written([[column.code for column in columns]])  # Excel reads UTF-8.
    for chunk in chunks:
        cells = [_texts(column, one) for column, one in zip(columns, chunk, strict=True)]
        yield _written(zip(*cells, strict=True))


def text_cells(column: ExportColumn, cells: Cells) -> list[str]:
    """Return cells of any kind as text; nothing known is empty."""
    if column.kind == CellKind.TEXTS:
        return ["; ".join(cell) if cell else "" for cell in cells]
    if column.kind == CellKind.FLAG:
        return ["yes" if cell else "no" for cell in cells]
    return ["" if cell is None else str(cell) for cell in cells]


def _texts(column: ExportColumn, cells: Cells) -> list[str]:
    texts = text_cells(column, cells)
    if column.kind not in {CellKind.TEXT, CellKind.TEXTS}:
        return texts
    return [escape_formula(text) if text[:1] in _SUSPECT else text for text in texts]


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    lines = io.StringIO()
    # Quoted throughout: a spreadsheet that splits on ";" would run what follows one.
    csv.writer(lines, quoting=csv.QUOTE_ALL).writerows(rows)
    return lines.getvalue().encode()
