"""Chunks of cells → JSON lines, one object for each row."""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from leadqual.search.exports.export_columns import CellKind, ExportColumn
from leadqual.search.exports.exported_rows import Cells, Chunk


def jsonl_blocks(columns: Sequence[ExportColumn], chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """Yield the lines in blocks, one for each chunk.

    Numbers, booleans and lists keep their types, dates are ISO 8601, and missing values are null.
    Formulas are not escaped, as programs read the file.
    """
    codes = [column.code for column in columns]
    for chunk in chunks:
        cells = [
            _json_values(column, cells_of_column)
            for column, cells_of_column in zip(columns, chunk, strict=True)
        ]
        lines = (
            json.dumps(dict(zip(codes, row, strict=True)), ensure_ascii=False)
            for row in zip(*cells, strict=True)
        )
        yield "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _json_values(column: ExportColumn, cells: Cells) -> Cells:
    if column.kind == CellKind.TEXTS:
        return [cell or [] for cell in cells]
    if column.kind == CellKind.FLAG:
        return [bool(cell) for cell in cells]
    if column.kind == CellKind.NUMBER:
        return [cell if cell is None else _number(cell) for cell in cells]
    if column.kind == CellKind.DATE:
        return [cell and cell.isoformat() for cell in cells]
    return cells


def _number(cell: Decimal) -> int | float:
    return int(cell) if cell == cell.to_integral_value() else float(cell)
