"""Rows of one sheet of a workbook by openpyxl: what a workbook says of its size is not believed."""

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import IO, Any, BinaryIO, Self
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS

from leadqual.imports.errors import BrokenArchiveError, TooLargeError
from leadqual.imports.files.shared_strings import SharedTexts, beyond

LONGEST_ROW = 8 * 2**20
"""Bytes of XML between the ends of two rows, which are held until the row is there."""

LARGEST_WHOLE = 16 * 2**20
"""Bytes of a part that is read at once: what a workbook says of its sheets and looks."""

_BLOCK = 2**20
_LONGEST_KEPT = 2**21
MAX_ROWS = 2**20
"""As many as Excel has."""

_DEPTH_OF_ROWS = 2  # In the data of the sheet, which is in the sheet.


def rows_of_sheet(file: BinaryIO, number: int) -> Iterator[tuple[Any, ...]]:
    """Yield the values of the cells of each row; rows that are left out are empty.

    Of a sheet only what is asked for is read, whatever else the workbook holds.

    Args:
        file: a workbook; stays open.
        number: of the sheet, from 1.

    Raises:
        BrokenArchiveError: there is no such sheet.
        TooLargeError: it has more rows than Excel, one that is endless, or looks without end.
    """
    reader, there = _opened(file, number)
    if "chartsheet" in there.Type:
        return
    texts = reader.package.find(SHARED_STRINGS)
    part = _Beside(file, reader.archive.open(texts.PartName[1:])) if texts else io.BytesIO()
    shared = SharedTexts(part)
    with _Xml(reader.archive.open(there.target)) as xml:
        following = 1
        for at, values in _rows(xml, shared, reader.wb):
            if at > MAX_ROWS:
                raise TooLargeError(f"A sheet can have up to {MAX_ROWS:,} rows; this one has more.")
            yield from repeat((), at - following)
            if at >= following:
                yield values
            following = max(following, at + 1)


def n_rows_of_sheet(file: BinaryIO, number: int) -> int:
    """Count the rows of a sheet that hold a value, without reading the values.

    Args:
        file: a workbook; stays open.
        number: of the sheet, from 1.

    Raises:
        BrokenArchiveError: there is no such sheet.
    """
    reader, there = _opened(file, number)
    if "chartsheet" in there.Type:
        return 0
    n_rows, rest = 0, b""
    with reader.archive.open(there.target) as part:
        while block := part.read(_BLOCK):
            *rows, rest = (rest + block).split(b"<row")
            rest = rest[-_LONGEST_KEPT:]
            n_rows += sum(map(_holds, rows))
    return n_rows + _holds(rest)


def _holds(row: bytes) -> bool:
    return b"<v" in row or b"<is" in row


def _opened(file: BinaryIO, number: int) -> tuple[ExcelReader, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of looks and extensions that are not read here.
        reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
        reader.archive = _Archive(file)
        reader.read_manifest()
        _read_workbook(reader)
        apply_stylesheet(reader.archive, reader.wb)  # Says which numbers are dates.
        found = list(reader.parser.find_sheets())
    if not 1 <= number <= len(found):
        raise BrokenArchiveError("This workbook has no such sheet. Choose another one.")
    return reader, found[number - 1][1]


def _rows(
    xml: "_Xml", shared: SharedTexts, book: Workbook
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield number and values of each row, and forget its looks and what stands between rows.

    openpyxl's own reader keeps all of that until the sheet is over.
    """
    parser = WorkSheetParser(
        *(xml, shared),
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )
    around: list[Element] = []
    for event, element in iterparse(xml, ("start", "end")):  # noqa: S314  # expat stops entity bombs
        if event == "start":
            around.append(element)
            continue
        around.pop()
        if element.tag == ROW_TAG and len(around) == _DEPTH_OF_ROWS:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # They say what is in a cell: a number to call.
                number, cells = parser.parse_row(element)
            yield number, _values(cells)
            for one in around:
                one.clear()
            parser.row_dimensions.clear()
            xml.n_read = shared.n_given = 0


def _values(cells: Sequence[Mapping[str, Any]]) -> tuple[Any, ...]:
    values = [None] * max((cell["column"] for cell in cells), default=0)
    for cell in cells:
        values[cell["column"] - 1] = cell["value"]
    return tuple(values)


def _read_workbook(reader: ExcelReader) -> None:
    try:
        reader.read_workbook()
    except OSError as error:
        if error.errno is not None:  # The disk; openpyxl says so of a workbook without its part.
            raise
        raise BrokenArchiveError(
            "This Excel workbook is damaged: its list of sheets is missing. Open it in "
            "Excel, save it and upload it again."
        ) from error


class _Archive(ZipFile):
    """A workbook of which sheets and texts are read block by block, and nothing large at once."""

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        if self.getinfo(str(name)).file_size > LARGEST_WHOLE:
            raise TooLargeError(
                "This workbook has more formatting than can be read. Save the list as "
                "CSV and upload that."
            )
        return super().read(name, pwd)


class _Beside:
    """A part that is read beside the sheet: the place in the file, which tells progress, stays."""

    def __init__(self, file: BinaryIO, part: IO[bytes]) -> None:
        self._file, self._part = file, part

    def read(self, size: int) -> bytes:
        place = self._file.tell()
        block = self._part.read(size)
        self._file.seek(place)
        return block


class _Xml:
    """The XML of a sheet, up to a limit for each row."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self.n_read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._part.close()

    def read(self, size: int = 2**16) -> bytes:
        block = self._part.read(size)
        self.n_read += len(block)
        if self.n_read > LONGEST_ROW:
            raise beyond("row", LONGEST_ROW)
        return block
