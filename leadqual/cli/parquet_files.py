"""Parquet files."""

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from leadqual.cli.tables import Columns, FileError, Row, text_of

if TYPE_CHECKING:
    import pyarrow as pa


class ParquetWriter:
    """Writes Parquet, one row group for each chunk."""

    def __init__(self, target: BinaryIO, columns: Columns) -> None:
        import pyarrow as pa  # heavy, and most commands do without
        import pyarrow.parquet as pq

        plain: dict[object, pa.DataType] = {
            str: pa.string(),
            int: pa.int64(),
            float: pa.float64(),
            bool: pa.bool_(),
        }
        self._schema = pa.schema(
            [
                (
                    text_of(name),
                    kind if isinstance(kind, pa.DataType) else plain.get(kind, pa.string()),
                )
                for name, kind in columns.items()
            ]
        )
        self._columns = list(columns)
        self._texts = {
            name
            for name, field in zip(columns, self._schema, strict=True)
            if field.type == "string"
        }
        self._file = pq.ParquetWriter(target, self._schema)

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows at the end."""
        import pyarrow as pa

        arrays = [
            pa.array(self._values(rows, name), type=field.type)
            for name, field in zip(self._columns, self._schema, strict=True)
        ]
        self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        """Write the footer."""
        self._file.close()

    def _values(self, rows: Sequence[Row], name: str) -> list[object]:
        values = [row.get(name) for row in rows]
        if name not in self._texts:
            return values
        return [None if value is None else text_of(value) for value in values]


def read(
    source: BinaryIO, name: str, *, chunk_rows: int
) -> tuple[dict[str, object], Iterator[list[Row]]]:
    """Read the schema; return the columns and the rows in chunks.

    Raises:
        FileError: the file is no Parquet.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(source)
    except (pa.ArrowException, OSError) as error:
        raise FileError(f"{name} is no Parquet file.") from error
    columns: dict[str, object] = {field.name: field.type for field in file.schema_arrow}
    return columns, _chunks(file.iter_batches(batch_size=chunk_rows))


def _chunks(batches: Iterator["pa.RecordBatch"]) -> Iterator[list[Row]]:
    for batch in itertools.chain(batches):
        yield batch.to_pylist()
