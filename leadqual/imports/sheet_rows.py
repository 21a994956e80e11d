"""Rows of one sheet of a workbook by openpyxl: what a workbook says of its size is not believed."""

import warnings
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, Self
from zipfile import ZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import SHARED_STRINGS

from leadqual.imports.errors import BrokenArchiveError, TooLargeError
from leadqual.imports.shared_texts import SharedTexts

LONGEST_ROW = 8 * 2**20
"""Bytes of XML between the ends of two rows, which are held until the row is there."""

LARGEST_WHOLE = 16 * 2**20
"""Bytes of a part that is read at once: what a workbook says of its sheets and looks."""

MOST_ROWS = 2**20
"""As many as Excel has."""


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
    named, there = found[number - 1]
    if "chartsheet" in there.Type:
        return
    texts = reader.package.find(SHARED_STRINGS)
    shared: SharedTexts | list[str] = []
    if texts:
        shared = SharedTexts(_Beside(file, reader.archive.open(texts.PartName[1:])))
    sheet = _Sheet(reader.wb, named.name, there.target, shared)
    for at, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if at > MOST_ROWS:
            raise TooLargeError(f"A sheet has {MOST_ROWS:,} rows at most; this one has more.")
        sheet.xml.n_read = 0
        yield row


def _read_workbook(reader: ExcelReader) -> None:
    try:
        reader.read_workbook()
    except OSError as error:
        if error.errno is not None:  # The disk; openpyxl says so of a workbook without its part.
            raise
        raise BrokenArchiveError(
            "This Excel workbook does not say where its sheets are. "
            "Open it in Excel, save it anew, and send it once more."
        ) from error


class _Archive(ZipFile):
    """A workbook of which sheets and texts are read block by block, and nothing large at once."""

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:  # noqa: ANN401  # as its base
        if self.getinfo(str(name)).file_size > LARGEST_WHOLE:
            raise TooLargeError(
                "This workbook says more of its looks than any does. Save the list as CSV, and "
                "send that."
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

    def read(self, size: int) -> bytes:
        block = self._part.read(size)
        self.n_read += len(block)
        if self.n_read > LONGEST_ROW:
            raise TooLargeError(
                f"A row of this workbook has more than {LONGEST_ROW / 2**20:,.0f} MB. "
                "Look for what is wrong there, or save the list as CSV."
            )
        return block


class _Sheet(ReadOnlyWorksheet):  # type: ignore[misc]  # openpyxl has no types
    """A sheet of which nothing is read before its rows."""

    xml: _Xml

    def _get_size(self) -> None:
        """Ask for no size: where it is not told, openpyxl reads the whole sheet to find it."""

    def _get_source(self) -> _Xml:
        self.xml = _Xml(super()._get_source())
        return self.xml
