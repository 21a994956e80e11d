"""Parquet files."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from leadqual.cli.files.input_files import NO_OUTPUT_NOTE, Columns, FileError, Row, text_of

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
        self._file.close()

    def _values(self, rows: Sequence[Row], name: str) -> list[object]:
        values = [row.get(name) for row in rows]
        if name not in self._texts:
            return values
        return [None if value is None else text_of(value) for value in values]


class ParquetPieces:
    """Parquet in pieces that are whole files, joined at the end: one file cannot be gone on with.

    Args:
        columns: name → type of its values.
    """

    def __init__(self, part: Path, columns: Columns, *, n_pieces: int) -> None:
        self._part = part
        self._columns = columns
        self._n_pieces = n_pieces
        self._begin_piece()

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows at the end."""
        self._writer.write(rows)

    def save(self) -> int:
        """Make the piece safe and begin the next one; return how many are safe."""
        self._end_piece()
        self._begin_piece()
        return self._n_pieces

    def finish(self) -> None:
        """Join the pieces, row group by row group."""
        import pyarrow.parquet as pq

        self._end_piece()
        pieces = [self._piece_path(number) for number in range(self._n_pieces)]
        with pq.ParquetWriter(self._part, pq.read_schema(pieces[0])) as whole:
            for piece in pieces:
                file = pq.ParquetFile(piece)
                for group in range(file.num_row_groups):
                    whole.write_table(file.read_row_group(group))
        for piece in pieces:
            piece.unlink()

    def abandon(self) -> None:
        """Let go of the open piece."""
        self._writer.close()
        self._stream.close()

    def _begin_piece(self) -> None:
        self._stream = self._piece_path(self._n_pieces).open("wb")
        self._writer = ParquetWriter(self._stream, self._columns)

    def _end_piece(self) -> None:
        self.abandon()
        self._n_pieces += 1

    def _piece_path(self, number: int) -> Path:
        return self._part.with_name(f"{self._part.name}.{number:06}")


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
        raise FileError(f"{name} is not a Parquet file.") from error
    columns: dict[str, object] = {field.name: field.type for field in file.schema_arrow}
    return columns, _read_chunks(file.iter_batches(batch_size=chunk_rows), name)


def _read_chunks(batches: Iterator["pa.RecordBatch"], name: str) -> Iterator[list[Row]]:
    import pyarrow as pa

    try:
        for batch in batches:
            yield batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise FileError(f"{name} is damaged. {NO_OUTPUT_NOTE}") from error
