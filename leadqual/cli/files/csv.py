"""CSV files as people send them: any delimiter, byte order marks, UTF-16, Windows-1252."""

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from leadqual.cli.files.input_files import NOTHING_WRITTEN, Columns, FileError, Row, text_of

DELIMITERS = ",;\t|"
LONGEST_CELL = 2**24
_END = 'x"'  # A line of its own behind the last one; within a cell that is open it reads otherwise.
_PLAIN = frozenset((str, int, float, bool, type(None)))
_SAMPLE = 2**16
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROL = 0.02
_MAX_MISPLACED = 0.2
_MIN_NULS = 0.05
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


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
        if _PLAIN.issuperset(map(type, itertools.chain.from_iterable(cells))):
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
    csv.field_size_limit(LONGEST_CELL)
    text = _text(source, name, encoding)
    number, first = next(((n, line) for n, line in enumerate(text, 1) if line.strip()), (0, ""))
    if not first:
        text.close()
        raise FileError(f"{name} is empty; a CSV file starts with the names of its columns.")
    delimiter = _delimiter(first)
    lines = _records(itertools.chain([first], text), delimiter, name, number=number)
    header = _names(next(lines))
    rows = (_row(cells, header, delimiter) for cells in lines if cells)
    return dict.fromkeys(header, str), _chunks(rows, text, chunk_rows)


def _records(
    lines: Iterator[str], delimiter: str, name: str, *, number: int
) -> Iterator[list[str]]:
    """Split lines into records, and refuse one whose quotation mark swallows the lines below it.

    Such a mark is closed by the end of the file or by the opening mark of a later cell, with text
    behind it. A record of one line is taken as it is: it swallows nothing. The first line is the
    header, at the given number.
    """
    taken: list[str] = []  # The lines of this record.
    is_over = False

    def watched() -> Iterator[str]:
        nonlocal is_over
        for line in lines:
            taken.append(line)
            yield line
        is_over = True
        yield _END

    reader = csv.reader(watched(), delimiter=delimiter)
    try:
        for cells in reader:
            if is_over and cells == [_END]:
                return
            if is_over or (len(taken) > 1 and not _is_strict(taken, delimiter)):
                raise _unclosed(name, number)
            number += len(taken)
            taken.clear()
            yield cells
    except csv.Error as error:
        if len(taken) > 1:  # A cell of more than `LONGEST_CELL`.
            raise _unclosed(name, number) from error
        raise FileError(f"{name}, line {number:,} cannot be read as CSV: {error}.") from error


def _is_strict(lines: list[str], delimiter: str) -> bool:
    try:
        return len(list(csv.reader(lines, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def _unclosed(name: str, number: int) -> FileError:
    return FileError(
        f"{name}, line {number:,}: the quotation mark that opens a cell is not closed, or text "
        f"stands behind the closing one; rows below would be lost in the cell. {NOTHING_WRITTEN} "
        "Close the mark or take it out."
    )


def _text(source: BinaryIO, name: str, encoding: str | None) -> io.TextIOWrapper:
    try:
        return io.TextIOWrapper(
            source, encoding=encoding or _encoding(source, name), errors="replace", newline=""
        )
    except LookupError as error:
        raise FileError(f"{name} cannot be read: nobody knows the encoding {encoding}.") from error


def _chunks(rows: Iterator[Row], text: io.TextIOWrapper, chunk_rows: int) -> Iterator[list[Row]]:
    with text:
        while chunk := list(itertools.islice(rows, chunk_rows)):
            yield chunk


def _row(cells: list[str], header: list[str], delimiter: str) -> Row:
    if len(cells) > len(header):
        last = len(header) - 1
        cells = [*cells[:last], delimiter.join(cells[last:])]
    return dict(itertools.zip_longest(header, cells, fillvalue=""))


def _names(cells: list[str]) -> list[str]:
    """Name every column: blank ones by their number, a second one of a name with `_2` behind it."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = base = cell.strip() or f"column_{number}"
        count = 1
        while name in names:
            count += 1
            name = f"{base}_{count}"
        names.append(name)
    return names


def _delimiter(line: str) -> str:
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _encoding(source: BinaryIO, name: str) -> str:
    peek = getattr(source, "peek", None)
    sample: bytes = peek(_SAMPLE)[:_SAMPLE] if peek else b""
    for mark, encoding in _MARKS.items():
        if sample.startswith(mark):
            return encoding
    if _is_binary(sample):
        raise FileError(f"{name} is not text. Save the list as CSV.")
    if b"\x00" in sample[:200]:
        return "utf-16-le" if sample[1:2] == b"\x00" else "utf-16-be"
    if source.seekable():
        valid = _is_utf8(iter(lambda: source.read(2**20), b""))
        source.seek(0)
    else:
        valid = _is_utf8(iter([sample]))
    return "utf-8" if valid else "cp1252"


def _is_binary(sample: bytes) -> bool:
    """Whether bytes without a mark are no text; UTF-16 has its NULs at every second place."""
    if b"\x00" in sample[:200]:
        fewer, more = sorted((sample[::2].count(0), sample[1::2].count(0)))
        return fewer > _MAX_MISPLACED * more or more < _MIN_NULS * len(sample)
    return len(_CONTROL.findall(sample)) > _MAX_CONTROL * len(sample)


def _is_utf8(blocks: Iterator[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in blocks:
            decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True
