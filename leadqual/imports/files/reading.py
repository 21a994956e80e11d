"""Files of rows: encoding, separator and header found out, rows as a stream."""

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, NamedTuple

from leadqual.imports.errors import (
    BrokenArchiveError,
    EmptyFileError,
    ImportFileError,
    NotATableError,
    TooLargeError,
)
from leadqual.imports.files.csv_records import LONGEST_ROW, CsvRecord, read_records
from leadqual.imports.files.decode_lines import Utf8Lines, may_mix_encodings
from leadqual.imports.files.encodings import detect_encoding
from leadqual.imports.files.headers import (
    DELIMITERS,
    filled,
    find_delimiter,
    header_candidates,
    names_of,
    printable,
    read_header,
)
from leadqual.imports.files.sheet_lines import LINES_PER_SHEET, SheetPlace, number_at
from leadqual.imports.files.workbooks import (
    MAX_COMPRESSION_RATIO,
    PREFIX,
    SheetText,
    is_workbook,
    sheet_names,
)

Arrangement = Callable[[Sequence[str]], Sequence[str]]
"""Puts the values of a row into their order."""

_NUMBERED = re.compile(r"(.+?) (\d{1,2}) - (.+)")
_LABELS = frozenset({"label", "type"})
_WORK_LABEL = re.compile(
    r"\b(?:work|business|office|main|arbeit|geschäftlich|dienstlich|büro|firma|bureau|travail|pro"
    r"|trabajo|oficina|lavoro|ufficio|trabalho|werk|kantoor|praca|arbete|arbejde|jobb|työ|iş)\b"
    r"|работа|рабочий|勤務先|工作",
    re.IGNORECASE,
)
_PRIVATE_LABEL = re.compile(
    r"\b(?:home|private|personal|privat|perso|personnel|domicile|casa|particular|personale|pessoal"
    r"|thuis|privé|hem|hjem|koti|dom|domowy|prywatny|ev)\b|домашний|личный|自宅|个人",
    re.IGNORECASE,
)
_NON_PHONE_LABEL = re.compile(r"fax|pager|telex", re.IGNORECASE)

MAX_UNPACKED_BYTES = 8 * 2**30
MIN_RATIO_CHECK_BYTES = 64 * 2**20
_BLOCK = 2**20
_SAMPLE_CHARACTERS = 2**18
_N_SAMPLE_ROWS = 20
_MAX_SHEETS_TRIED = 20
_GZIP = b"\x1f\x8b"


def arrangement(header: Sequence[str]) -> Arrangement | None:
    """Return a function that orders the values of rows; None if columns have no labels.

    Google Contacts writes "E-mail 1 - Label", "E-mail 1 - Value", "E-mail 2 - Label" and so on: in
    each row the first value becomes the one at work, and a private one the last.

    Args:
        header: names of all columns.
    """
    places: dict[str, dict[int, dict[str, int]]] = {}
    for at, name in enumerate(header):
        if found := _NUMBERED.fullmatch(name.strip()):
            columns_of_base = places.setdefault(found[1].casefold(), {})
            columns_of_base.setdefault(int(found[2]), {})[found[3].casefold()] = at
    groups = [
        [parts for _, parts in sorted(numbers.items())]
        for numbers in places.values()
        if len(numbers) > 1 and any(_LABELS & parts.keys() for parts in numbers.values())
    ]
    return (lambda values: _arrange_values(values, groups)) if groups else None


def _arrange_values(values: Sequence[str], groups: list[list[dict[str, int]]]) -> Sequence[str]:
    found = [*values]
    for numbers in groups:
        order = sorted(numbers, key=lambda parts: _rank(values, parts))
        for new, old in zip(numbers, order, strict=True):
            for part, at in new.items():
                found[at] = values[old[part]] if part in old else ""
    return found


def _rank(values: Sequence[str], parts: dict[str, int]) -> int:
    label = "".join(values[at] for part, at in parts.items() if part in _LABELS)
    if not any(values[at].strip() for part, at in parts.items() if part not in _LABELS):
        return 4
    if _NON_PHONE_LABEL.search(label):
        return 3
    if _PRIVATE_LABEL.search(label):
        return 2
    return 0 if _WORK_LABEL.search(label) else 1


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written.

    Args:
        header: names of the columns, each once.
        samples: values of the first rows, as long as the header.
        n_unnamed: columns whose name was empty.
        line: the header's first line, from 1; lines above it are not rows.
        sheets: the sheets to read, in this order, if several; all have the same columns.
    """

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...] = ()
    n_unnamed: int = 0
    line: int = 1
    sheets: tuple[SheetPlace, ...] = ()


class FileRow(NamedTuple):
    """One row below the header.

    Args:
        number: its first line in the file. For several sheets see `sheet_lines.number_at`.
        values: as many as there are columns; empty where there is a problem.
        problem: why it cannot be imported; empty if it can.
        text: what could not be read, for the list of rejected rows.
        raw: the original values of a row with a problem.
    """

    number: int
    values: Sequence[str]
    problem: str = ""
    text: str = ""
    raw: Sequence[str] = ()


def layouts(
    file: BinaryIO, sheet: int | None = None, line: int | None = None, encoding: str = ""
) -> Iterator[Layout | ImportFileError]:
    """Yield possible table layouts of a file, or errors; the most likely one first.

    Tries the sheets of a workbook in turn; for each, first the first non-empty line as the header,
    then a line below what looks like a title. A file is read once, in blocks; of a workbook only
    the start.

    Args:
        file: at any position; stays open.
        sheet: of a workbook, from 1; None tries all in turn.
        line: where the header begins; None finds it.
        encoding: of a file of text; "" detects it.
    """
    if is_workbook(file):
        n_sheets = min(len(sheet_names(file)), _MAX_SHEETS_TRIED)
        for number in [sheet] if sheet else range(1, n_sheets + 1):
            yield from _layouts(file, f"{PREFIX}{number}", ",", line)
        return
    try:
        if not encoding:
            with open_content(file) as content:
                encoding = detect_encoding(iter(lambda: content.read(_BLOCK), b""))
    except ImportFileError as error:
        yield error
        return
    yield from _layouts(file, encoding, "", line)


def matching_sheets(file: BinaryIO, layout: Layout) -> list[SheetPlace]:
    """Return the sheets that have the columns of a layout and rows below them, in order.

    Args:
        file: at any position; stays open.
        layout: of one of its sheets.
    """
    found = []
    for number in range(1, min(len(sheet_names(file)), _MAX_SHEETS_TRIED) + 1):
        if f"{PREFIX}{number}" == layout.encoding:
            found.append(SheetPlace(number, layout.line))
            continue
        for one in layouts(file, number):
            if isinstance(one, Layout) and column_order(one.header, layout.header) is not None:
                found.append(SheetPlace(number, one.line))
                break
    return found


def _layouts(
    file: BinaryIO, encoding: str, delimiter: str, line: int | None
) -> Iterator[Layout | ImportFileError]:
    try:
        with open_content(file, encoding) as content:
            sample = _decode_text(content, encoding).read(_SAMPLE_CHARACTERS)
        places = [(line or 1, delimiter or find_delimiter(sample, line or 1))]
        if line is None:
            places += header_candidates(sample, delimiter or DELIMITERS)
    except ImportFileError as error:
        yield error
        return
    for at, sign in places:
        try:
            yield _layout(sample, encoding, sign, at)
        except ImportFileError as error:
            yield error


def _layout(sample: str, encoding: str, delimiter: str, line: int) -> Layout:
    records = read_records(io.StringIO(sample, newline=""), delimiter)
    header_record = read_header(records, delimiter, line)
    rows = [record.values for record in filled(records) if not record.problem]
    if len(sample) == _SAMPLE_CHARACTERS and len(rows) > 1:
        rows.pop()  # It may be truncated.
    header = names_of(header_record)
    if not rows and len(sample) == _SAMPLE_CHARACTERS:
        raise NotATableError(
            f"The first row below the header is longer than {LONGEST_ROW:,} characters. "
            "Check for an unclosed quotation mark or missing line breaks."
        )
    if not rows:
        raise EmptyFileError("The file has a header but no rows.")
    width = len(header)
    arrange = arrangement(header) or tuple
    samples = tuple(
        tuple(arrange(tuple(map(printable, _fit_width(values, width)))))
        for values in rows[:_N_SAMPLE_ROWS]
    )
    n_unnamed = sum(not name.strip() for name in header_record.values)
    return Layout(encoding, delimiter, header, samples, n_unnamed, header_record.number)


def read_rows(file: BinaryIO, layout: Layout, *, skip: int = 0) -> Iterator[FileRow]:
    """Yield the rows below the header.

    Empty lines are skipped. An unreadable row has a problem and no values; reading goes on after
    it.

    Args:
        file: at any position; stays open, so that its `tell` gives the progress.
        layout: as `layouts` found it.
        skip: number of rows to skip.

    Raises:
        ImportFileError: a packed file is damaged or too large.
    """
    if layout.sheets:
        yield from islice(_rows_of_sheets(file, layout), skip, None)
        return
    with open_content(file, layout.encoding) as content:
        text = _decode_text(content, layout.encoding)
        records = read_records(text, layout.delimiter, checks_quotes=True)
        read_header(records, layout.delimiter, layout.line)
        width, arrange = len(layout.header), arrangement(layout.header)
        for row in islice(_filled_rows(records, width), skip, None):
            yield row._replace(values=arrange(row.values)) if arrange and row.values else row


def _rows_of_sheets(file: BinaryIO, layout: Layout) -> Iterator[FileRow]:
    for place, sheet in enumerate(layout.sheets):
        with open_content(file, f"{PREFIX}{sheet.number}") as content:
            records = read_records(
                _decode_text(content, PREFIX), layout.delimiter, checks_quotes=True
            )
            names = names_of(read_header(records, layout.delimiter, sheet.line))
            order = column_order(names, layout.header)
            if order is None:
                raise NotATableError("The sheets of this workbook have different columns.")
            for row in _filled_rows(records, len(names)):
                if row.number >= LINES_PER_SHEET:
                    raise TooLargeError("A sheet has more rows than can be read. Split it.")
                values = [row.values[at] for at in order] if row.values else row.values
                yield row._replace(number=number_at(place, row.number), values=values)


def column_order(names: Sequence[str], header: Sequence[str]) -> list[int] | None:
    """Return the index of each column of a header in that of another sheet.

    None if the two do not have the same columns, ignoring case and order.
    """
    places = {name.strip().casefold(): at for at, name in enumerate(names)}
    wanted = [name.strip().casefold() for name in header]
    if len(names) != len(header) or set(places) != set(wanted) or len(places) < len(header):
        return None
    return [places[name] for name in wanted]


def _fit_width(values: Sequence[str], width: int) -> tuple[str, ...]:
    return (*values[:width], *([""] * (width - len(values))))


def _filled_rows(records: Iterator[CsvRecord], width: int) -> Iterator[FileRow]:
    """Yield the rows of records with any value; most have one in each column."""
    for number, values, problem, is_cut in records:
        if len(values) == width and not problem:
            if ((first := values[0]) and not first.isspace()) or any(map(str.strip, values)):
                yield tuple.__new__(FileRow, (number, values, "", "", ()))
        elif problem or any(map(str.strip, values)):
            yield _build_row(CsvRecord(number, values, problem, is_cut), width)


def _build_row(record: CsvRecord, width: int) -> FileRow:
    values = record.values
    if record.problem:
        return FileRow(record.number, (), record.problem, "".join(values), values)
    if len(values) > width and any(map(str.strip, values[width:])):
        problem = (
            f"This row has {len(values)} values, but the header has {width}. Put "
            "quotation marks around values that contain the separator."
        )
        return FileRow(record.number, (), problem, " | ".join(values[width:]), values)
    if len(values) < width and record.is_cut:
        problem = "The file ends in the middle of this row. Export it again."
        return FileRow(record.number, (), problem, " | ".join(values), values)
    return FileRow(record.number, values if len(values) == width else _fit_width(values, width))


class _GzipContent(io.RawIOBase):
    """The content of a gzip file, up to a limit, with readable errors."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._content = gzip.GzipFile(fileobj=file, mode="rb")
        self._n_read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            block = self._content.read1(len(buffer))
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise BrokenArchiveError(
                "This gzip file is incomplete or damaged. Compress and upload it again."
            ) from error
        self._n_read += len(block)
        if self._n_read > MAX_UNPACKED_BYTES:
            raise TooLargeError(
                f"Unpacked, this file is larger than {MAX_UNPACKED_BYTES // 2**30} GB. Split it."
            )
        if self._n_read > max(MIN_RATIO_CHECK_BYTES, MAX_COMPRESSION_RATIO * self._file.tell()):
            raise TooLargeError(
                f"Unpacked, this file is more than {MAX_COMPRESSION_RATIO} times as large. "
                "Check it, and upload it uncompressed if it is correct."
            )
        buffer[: len(block)] = block
        return len(block)


@contextmanager
def open_content(file: BinaryIO, encoding: str = "") -> Iterator[io.BufferedReader]:
    """Give the text bytes of a file from its start: unpacked where it is gzip, CSV of a sheet."""
    file.seek(0)
    is_gzip = file.read(2) == _GZIP
    file.seek(0)
    raw: io.RawIOBase = _GzipContent(file) if is_gzip else _PlainContent(file)
    if encoding.startswith(PREFIX):
        raw = SheetText(file, int(encoding.removeprefix(PREFIX)))
    yield io.BufferedReader(raw, 2**17)


class _PlainContent(io.RawIOBase):
    """A wrapper around a file; closing it leaves the file open."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        block = self._file.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


def _decode_text(content: io.BufferedReader, encoding: str) -> io.TextIOWrapper:
    """Decode; a byte that cannot be read becomes a lone surrogate, by which its row is refused."""
    encoding = "utf-8" if encoding.startswith(PREFIX) else encoding
    if may_mix_encodings(encoding):
        marked = encoding if encoding == "utf-8-sig" else "utf-8"
        lines = io.BufferedReader(Utf8Lines(content, encoding), 2**17)
        return io.TextIOWrapper(lines, marked, "surrogateescape", newline="")
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return io.TextIOWrapper(content, encoding, errors, newline="")
