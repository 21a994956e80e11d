"""Chunks of cells → Parquet, written while it is sent."""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
from pyarrow import parquet

from leadqual.search.exports.export_columns import CellKind, ExportColumn
from leadqual.search.exports.exported_rows import Cells, Chunk
from leadqual.search.exports.stream_buffer import StreamBuffer

_TYPES = {
    CellKind.TEXT: pa.string(),
    CellKind.WHOLE: pa.int64(),
    CellKind.NUMBER: pa.float64(),
    CellKind.DATE: pa.date32(),
    CellKind.FLAG: pa.bool_(),
    CellKind.TEXTS: pa.list_(pa.string()),
}


def parquet_blocks(columns: Sequence[ExportColumn], chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """Yield a Parquet file in blocks: one row group for each chunk, the footer at the end.

    Formulas are not escaped, as programs read the file and text stays text.
    """
    buffer = StreamBuffer()
    schema = pa.schema([(column.code, _TYPES[column.kind]) for column in columns])
    with parquet.ParquetWriter(buffer, schema, compression="snappy") as writer:
        yield buffer.take()
        for chunk in chunks:
            arrays = [
                pa.array(_values(cells, field.type), type=field.type)
                for cells, field in zip(chunk, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield buffer.take()
    yield buffer.take()


def _values(cells: Cells, kind: pa.DataType) -> Cells:
    """Convert numbers for Arrow; return other cells unchanged."""
    if kind != pa.float64():
        return cells
    return [cell if cell is None else float(cell) for cell in cells]
