"""Files of rows: encoding, separator and header found out, rows as a stream."""

import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from leadqual.imports.encodings import detect_encoding
from leadqual.imports.errors import (
    BrokenArchiveError,
    EmptyFileError,
    ImportFileError,
    NoHeaderError,
    NotATableError,
    TooLargeError,
    TooManyColumnsError,
)
from leadqual.imports.records import LONGEST_ROW, Record, read_records
from leadqual.imports.workbooks import PREFIX, SheetText, is_workbook, sheet_names

DELIMITERS = ",;\t|"
MOST_COLUMNS = 200
LONGEST_NAME = 100
LARGEST_INFLATED = 8 * 2**30
"""Bytes of a gzip file once unpacked."""

_BLOCK = 2**20
_SAMPLE_CHARACTERS = 2**18
_N_SAMPLE_ROWS = 20
_MOST_SHEETS_TRIED = 20
_GZIP = b"\x1f\x8b"
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.\w+|https?://\S+")
_NUMBER = re.compile(r"[\d.,+() -]*\d[\d.,+() -]*")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written.

    Args:
        header: names of the columns, each once.
        samples: values of the first rows, as long as the header.
        n_unnamed: columns whose name was empty.
    """

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...] = ()
    n_unnamed: int = 0


class Row(NamedTuple):
    """One row below the header.

    Args:
        number: line of the file in which it begins; the header is line 1.
        values: as many as there are columns; empty where there is a problem.
        problem: why it cannot be taken; empty if it can.
        text: what could not be read, for the list of refused rows.
        raw: the values of a row with a problem, as they came.
    """

    number: int
    values: Sequence[str]
    problem: str = ""
    text: str = ""
    raw: Sequence[str] = ()


def inspect(file: BinaryIO, sheet: int | None = None) -> Layout:
    """Find out how a file is written; reads it once, in blocks, of a workbook only the start.

    Args:
        file: at any position; stays open.
        sheet: of a workbook, from 1; None takes the first one that is a table.

    Raises:
        ImportFileError: it is no table of text; the message says what to do.
    """
    if is_workbook(file):
        return _inspect_workbook(file, sheet)
    with _reading(file) as content:
        encoding = detect_encoding(iter(lambda: content.read(_BLOCK), b""))
    return _inspect(file, encoding, "")


def _inspect_workbook(file: BinaryIO, sheet: int | None) -> Layout:
    n_sheets = len(sheet_names(file))
    first_error: ImportFileError = EmptyFileError("This workbook has no sheets.")
    numbers = [sheet] if sheet else range(1, min(n_sheets, _MOST_SHEETS_TRIED) + 1)
    for number in numbers:
        try:
            return _inspect(file, f"{PREFIX}{number}", ",")
        except ImportFileError as error:
            first_error = error if number == numbers[0] else first_error
    raise first_error


def _inspect(file: BinaryIO, encoding: str, delimiter: str) -> Layout:
    with _reading(file, encoding) as content:
        sample = _text(content, encoding).read(_SAMPLE_CHARACTERS)
    delimiter = delimiter or find_delimiter(sample)
    records = read_records(io.StringIO(sample, newline=""), delimiter)
    header_record = _header_of(records, delimiter)
    rows = [record.values for record in _filled(records) if not record.problem]
    if len(sample) == _SAMPLE_CHARACTERS and len(rows) > 1:
        rows.pop()  # It may be cut.
    header = _names(header_record)
    if not rows and len(sample) == _SAMPLE_CHARACTERS:
        raise NotATableError(
            f"The first row below the header is longer than {LONGEST_ROW:,} characters. "
            "Is a quotation mark never closed, or are ends of lines missing?"
        )
    if not rows:
        raise EmptyFileError("There is a header, but no row below it.")
    width = len(header)
    samples = tuple(tuple(map(printable, _fit(values, width))) for values in rows[:_N_SAMPLE_ROWS])
    n_unnamed = sum(not name.strip() for name in header_record.values)
    return Layout(encoding, delimiter, header, samples, n_unnamed)


def read_rows(file: BinaryIO, layout: Layout, *, skip: int = 0) -> Iterator[Row]:
    """Yield the rows below the header, one after the other.

    Lines without any value are no rows. A row that cannot be read has a problem and no values; the
    ones behind it are read.

    Args:
        file: at any position; stays open, so that its `tell` says how far reading is.
        layout: as `inspect` found it.
        skip: so many rows are left out at the start.

    Raises:
        ImportFileError: a packed file is damaged or too large.
    """
    with _reading(file, layout.encoding) as content:
        text = _text(content, layout.encoding)
        records = read_records(text, layout.delimiter, width=len(layout.header))
        _header_of(records, layout.delimiter)
        width = len(layout.header)
        for n_seen, record in enumerate(_filled(records)):
            if n_seen >= skip:
                yield _row(record, width)


def find_delimiter(sample: str) -> str:
    """Find what separates the columns: comma, semicolon, tab or bar; a comma in one column.

    The one under which most rows have as many values as the header, then the one with most columns.

    Raises:
        NotATableError: the text is of another kind, such as JSON or a web page.
    """
    head = sample.lstrip("\ufeff\r\n\t ")
    if head[:1] in {"{", "[", "<"}:
        kind = "a web page or XML" if head[0] == "<" else "JSON"
        raise NotATableError(f"This looks like {kind}, not like a table. Save the list as CSV.")
    if named := _SEPARATOR_LINE.match(head):  # Excel writes and reads such a first line.
        return named.group(1)
    found = max(DELIMITERS, key=lambda delimiter: _fitness(sample, delimiter))
    return found if _fitness(sample, found) > (0, 0) else ","


def _fitness(sample: str, delimiter: str) -> tuple[float, int]:
    records = read_records(io.StringIO(sample, newline=""), delimiter)
    widths = [len(record.values) for record, _ in zip(_filled(records), range(50), strict=False)]
    if not widths or widths[0] < 2:  # noqa: PLR2004  # one column is no use of a separator
        return 0, 0
    share = Counter(widths)[widths[0]] / len(widths)
    return round(share, 1), widths[0]


def printable(text: str) -> str:
    """Give a text as it can be stored: without NULs, unreadable bytes as question marks."""
    if text.isascii():
        return text.replace("\x00", "") if "\x00" in text else text
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _header_of(records: Iterator[Record], delimiter: str) -> Record:
    for record in _filled(records):
        if record.number == 1 and _SEPARATOR_LINE.fullmatch(delimiter.join(record.values)):
            continue
        return record
    raise EmptyFileError("This file is empty.")


def _names(record: Record) -> tuple[str, ...]:
    """Make a name for each column: none twice, none empty."""
    if record.problem:
        raise NotATableError(f"The first line is no header: {record.problem} Save the list as CSV.")
    names = [" ".join(printable(name).split())[:LONGEST_NAME] for name in record.values]
    if len(names) > MOST_COLUMNS:
        raise TooManyColumnsError(
            f"This file has {len(names):,} columns; {MOST_COLUMNS} can be read. "
            "Leave out those that are not needed."
        )
    n_numbers = sum(bool(_NUMBER.fullmatch(name)) for name in names)
    if any(map(_ADDRESS.fullmatch, names)) or n_numbers > len(names) / 2:
        raise NoHeaderError(
            "The first line must name the columns, as in “name,email,job title”. "
            f"Here it holds values: “{names[0]}”. Add a line with names on top."
        )
    filled = [name or f"Column {at}" for at, name in enumerate(names, 1)]
    used: set[str] = set()
    unique: list[str] = []
    for name in filled:
        unique.append(_free_name(name, used))
        used.add(unique[-1])
    return tuple(unique)


def _free_name(name: str, used: set[str]) -> str:
    if name not in used:
        return name
    count = 2
    while f"{name} ({count})" in used:
        count += 1
    return f"{name} ({count})"


def _filled(records: Iterator[Record]) -> Iterator[Record]:
    return (record for record in records if record.problem or any(map(str.strip, record.values)))


def _fit(values: Sequence[str], width: int) -> tuple[str, ...]:
    return (*values[:width], *([""] * (width - len(values))))


def _row(record: Record, width: int) -> Row:
    values = record.values
    if record.problem:
        return Row(record.number, (), record.problem, "".join(values), values)
    if len(values) > width and any(map(str.strip, values[width:])):
        problem = (
            f"This row has {len(values)} values, the header {width}. Put quotation marks around a "
            "value that holds the separator."
        )
        return Row(record.number, (), problem, " | ".join(values[width:]), values)
    if len(values) < width and record.is_cut:
        problem = "The file ends in the middle of this row. Export it again."
        return Row(record.number, (), problem, " | ".join(values), values)
    return Row(record.number, values if len(values) == width else _fit(values, width))


class _Inflated(io.RawIOBase):
    """What a gzip file holds, up to a limit, with errors for people."""

    def __init__(self, file: BinaryIO) -> None:
        self._content = gzip.GzipFile(fileobj=file, mode="rb")
        self._n_read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what the base gives
        try:
            block = self._content.read1(len(buffer))
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise BrokenArchiveError(
                "This gzip file is cut off or damaged. Pack it again and send it once more."
            ) from error
        self._n_read += len(block)
        if self._n_read > LARGEST_INFLATED:
            raise TooLargeError(
                f"Unpacked, this file is larger than {LARGEST_INFLATED // 2**30} GB. Split it."
            )
        buffer[: len(block)] = block
        return len(block)


@contextmanager
def _reading(file: BinaryIO, encoding: str = "") -> Iterator[io.BufferedReader]:
    """Give the text bytes of a file from its start: unpacked where it is gzip, CSV of a sheet."""
    file.seek(0)
    is_gzip = file.read(2) == _GZIP
    file.seek(0)
    raw: io.RawIOBase = _Inflated(file) if is_gzip else _Plain(file)
    if encoding.startswith(PREFIX):
        raw = SheetText(file, int(encoding.removeprefix(PREFIX)))
    yield io.BufferedReader(raw, 2**17)


class _Plain(io.RawIOBase):
    """A file as it is; closing this leaves it open."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what the base gives
        block = self._file.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


def _text(content: io.BufferedReader, encoding: str) -> io.TextIOWrapper:
    """Decode; a byte that cannot be read becomes a lone surrogate, by which its row is refused."""
    encoding = "utf-8" if encoding.startswith(PREFIX) else encoding
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return io.TextIOWrapper(content, encoding, errors, newline="")
