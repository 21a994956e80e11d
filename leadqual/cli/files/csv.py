"""CSV files as people send them: any delimiter, byte order marks, UTF-16, Windows-1252."""

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from leadqual.cli.files.input_files import NO_OUTPUT_NOTE, Columns, FileError, Row, text_of
from leadqual.imports.errors import BinaryFileError, EmptyFileError
from leadqual.imports.files.csv_records import UNCLOSED_PROBLEM, CsvRecord, read_records
from leadqual.imports.files.encodings import detect_encoding

DELIMITERS = ",;\t|"
MAX_ROW_LENGTH = 2**24
_PLAIN_TYPES = frozenset((str, int, float, bool, type(None)))
_SAMPLE_SIZE = 2**16


class CsvWriter:
    """Writes CSV: UTF-8, comma, one line feed."""

    def __init__(
        self, target: BinaryIO, columns: Columns, *, delimiter: str = ",", header: bool = True
    ) -> None:
        self._text = io.TextIOWrapper(
            target, encoding="utf-8", errors="backslashreplace", newline="", write_through=True
        )
        self._rows = csv.writer(self._text, delimiter=delimiter, lineterminator="\n")
        self._columns = list(columns)
        if header:
            self._rows.writerow(map(text_of, self._columns))

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows at the end."""
        columns = self._columns
        cells = [[row.get(column) for column in columns] for row in rows]
        if _PLAIN_TYPES.issuperset(map(type, itertools.chain.from_iterable(cells))):
            self._rows.writerows(cells)  # Writes them as `text_of` would, in a third of the time.
        else:
            self._rows.writerows(map(text_of, row) for row in cells)

    def close(self) -> None:
        """Finish the file and leave it open."""
        self._text.flush()
        self._text.detach()


def read(
    source: BinaryIO, name: str, *, chunk_rows: int, encoding: str | None = None
) -> tuple[dict[str, object], Iterator[list[Row]]]:
    """Read the header; return the columns and the rows in chunks.

    Blank lines are skipped, missing cells are "", cells beyond the header join the last column.

    Raises:
        FileError: the file is empty or no text, the encoding is unknown or wrong, or a quotation
            mark is not closed.
    """
    text = _open_text(source, name, encoding)
    ahead = [text.readline(MAX_ROW_LENGTH)]
    while ahead[-1] and not ahead[-1].strip():
        ahead.append(text.readline(MAX_ROW_LENGTH))
    if not ahead[-1]:
        text.close()
        raise _empty_file_error(name)
    outside = "".join(ahead[-1].split('"')[::2])
    delimiter = max(DELIMITERS, key=outside.count)
    records = read_records(text, delimiter, checks_quotes=True, longest=MAX_ROW_LENGTH, ahead=ahead)
    lines = _read_lines(itertools.islice(records, len(ahead) - 1, None), name)
    header = _name_columns(next(lines))
    rows = (_build_row(cells, header, delimiter) for cells in lines)
    return dict.fromkeys(header, str), _read_chunks(rows, text, chunk_rows)


def _read_lines(records: Iterator[CsvRecord], name: str) -> Iterator[Sequence[str]]:
    """Yield the cells of each line that is not blank, up to one that cannot be read.

    A quotation mark that swallows the lines below it is closed by the end of the file or by the
    opening mark of a later cell, with text behind it.
    """
    for record in records:
        if record.problem == UNCLOSED_PROBLEM:
            raise FileError(
                f"{name}, line {record.number:,}: a quotation mark is not closed, or text "
                f"follows a closing one, so rows would be lost. {NO_OUTPUT_NOTE} Close or remove "
                "the quotation mark."
            )
        if record.problem:
            raise FileError(f"{name}, line {record.number:,} is not valid CSV. {record.problem}")
        if record.values:
            yield record.values


def _open_text(source: BinaryIO, name: str, encoding: str | None) -> io.TextIOWrapper:
    try:
        return io.TextIOWrapper(
            source,
            encoding=encoding or _detect_encoding(source, name),
            errors="replace",
            newline="",
        )
    except LookupError as error:
        raise FileError(f"{name} could not be read: unknown encoding {encoding}.") from error


def _read_chunks(
    rows: Iterator[Row], text: io.TextIOWrapper, chunk_rows: int
) -> Iterator[list[Row]]:
    with text:
        while chunk := list(itertools.islice(rows, chunk_rows)):
            yield chunk


def _build_row(cells: Sequence[str], header: list[str], delimiter: str) -> Row:
    if len(cells) == len(header):
        return dict(zip(header, cells, strict=True))
    if len(cells) > len(header):
        last = len(header) - 1
        cells = [*cells[:last], delimiter.join(cells[last:])]
    return dict(itertools.zip_longest(header, cells, fillvalue=""))


def _name_columns(cells: Sequence[str]) -> list[str]:
    """Name every column: blank ones by their number, repeated names with the suffix `_2`."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = base = cell.strip() or f"column_{number}"
        count = 1
        while name in names:
            count += 1
            name = f"{base}_{count}"
        names.append(name)
    return names


def _detect_encoding(source: BinaryIO, name: str) -> str:
    """Name the encoding of a file by all of it, of a pipe by its start."""
    peek = getattr(source, "peek", None)
    sample: bytes = peek(_SAMPLE_SIZE)[:_SAMPLE_SIZE] if peek else b""
    is_file = source.seekable()
    blocks = iter(lambda: source.read(2**20), b"") if is_file else iter([sample])
    try:
        return detect_encoding(blocks)
    except EmptyFileError as error:
        raise _empty_file_error(name) from error
    except BinaryFileError as error:
        raise FileError(f"{name} is not a text file. Save the list as CSV.") from error
    finally:
        if is_file:
            source.seek(0)


def _empty_file_error(name: str) -> FileError:
    return FileError(f"{name} is empty; a CSV file must start with a header row.")
