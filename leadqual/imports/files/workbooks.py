"""Excel workbooks as text: one sheet, row by row, as CSV."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, BinaryIO
from xml.etree import ElementTree as ET
from xml.parsers.expat import ExpatError, ParserCreate

from leadqual.imports.errors import BrokenArchiveError, TooLargeError, WorkbookDoctypeError
from leadqual.imports.files.shared_strings import MAX_ROW_BYTES, too_large

PREFIX = "xlsx:"
"""Prefix of a workbook's "encoding"; the sheet number, from 1, follows."""

MAX_SHEETS = 200
MAX_SHEET_BYTES = 4 * 2**30
MAX_PART_BYTES = 128 * 2**20
"""Maximum unpacked bytes of any other part; shared strings stay in memory meanwhile."""

MAX_COMPRESSION_RATIO = 250
"""Maximum compression ratio; 5 to 30 is usual for lists."""

MIN_RATIO_CHECK_BYTES = 16 * 2**20
"""Bytes of a part up to which the compression ratio is not checked."""

_TYPES_PART = "[Content_Types].xml"
_WORKBOOK_PART = "xl/workbook.xml"
_SHEET_FOLDER = "xl/worksheets/"
_MAX_METADATA_BYTES = 16 * 2**20
_ROWS_AT_ONCE = 500
_CHARACTERS_AT_ONCE = 2**20
_DOCTYPE_BYTES = 2_000  # Bytes of a part, in which its document type would be declared.
_SHEETS = ".//{*}sheet"  # Strict Open XML has another namespace.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# Errors that a damaged or hostile workbook causes. zipfile: RuntimeError for a password,
# NotImplementedError for an unknown compression. openpyxl: TypeError, AttributeError and IndexError
# for missing parts and attributes, OverflowError for impossible dates.
_DAMAGE_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, ET.ParseError, ExpatError, EOFError, KeyError, ValueError),
    *(TypeError, AttributeError, IndexError, NotImplementedError, RuntimeError, OverflowError),
)
_DAMAGE_MESSAGE = (
    "This Excel workbook is incomplete, damaged or password-protected. Open it in "
    "Excel, save it without a password and upload it again."
)

_BOMB_MESSAGE = (
    f"Unpacked, {{}} is more than {MAX_COMPRESSION_RATIO} times as large. Save the list as CSV and "
    "upload that."
)


def is_workbook(file: BinaryIO) -> bool:
    """Return whether a file is a workbook, regardless of its extension."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            return _WORKBOOK_PART in archive.namelist()
    except _DAMAGE_ERRORS:
        return False


def sheet_names(file: BinaryIO) -> list[str]:
    """Return the names of the sheets of a workbook, in their order.

    Raises:
        BrokenArchiveError: it is damaged.
        TooLargeError: it unpacks to more than is read.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            if (
                archive.getinfo(_TYPES_PART).file_size + archive.getinfo(_WORKBOOK_PART).file_size
                > _MAX_METADATA_BYTES
            ):
                raise TooLargeError("This workbook has more metadata than can be read.")
            _check_sizes(archive)
            root = ET.fromstring(archive.read(_WORKBOOK_PART))  # noqa: S314  # expat stops entity bombs
            return [str(sheet.get("name", "")) for sheet in root.iterfind(_SHEETS)][:MAX_SHEETS]
    except _DAMAGE_ERRORS as error:
        raise BrokenArchiveError(_DAMAGE_MESSAGE) from error


class SheetText(io.RawIOBase):
    """The rows of one sheet as UTF-8 CSV, converted while reading.

    Each row is one line, so line numbers match Excel's. Formulas are not evaluated: the value that
    Excel last stored is used.

    Args:
        file: a workbook; stays open.
        number: of the sheet, from 1.

    Raises:
        BrokenArchiveError: it is damaged; also raised while reading.
        TooLargeError: it unpacks to more than is read.
    """

    def __init__(self, file: BinaryIO, number: int) -> None:
        self._n_left = max(
            4 * MIN_RATIO_CHECK_BYTES, MAX_COMPRESSION_RATIO * file.seek(0, io.SEEK_END)
        )
        self._blocks = _blocks(file, number)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer; 0 at the end."""
        while not self._rest:
            block = _translate_damage(lambda: next(self._blocks, None))
            if block is None:
                return 0
            self._rest = block
            self._n_left -= len(block)
            if self._n_left < 0:
                raise TooLargeError(_BOMB_MESSAGE.format("this sheet"))
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def count_workbook_rows(file: BinaryIO, number: int) -> int:
    """Count the rows of a sheet with a value; 0 if damaged, which reading will report.

    Args:
        file: a workbook; stays open.
        number: of the sheet, from 1.
    """
    from leadqual.imports.files.sheet_rows import count_sheet_rows

    try:
        return count_sheet_rows(file, number)
    except (*_DAMAGE_ERRORS, BrokenArchiveError, TooLargeError):
        return 0


def _translate_damage(read: Callable[[], bytes | None]) -> bytes | None:
    try:
        return read()
    except _DAMAGE_ERRORS as error:
        raise BrokenArchiveError(_DAMAGE_MESSAGE) from error


def _blocks(file: BinaryIO, number: int) -> Iterator[bytes]:
    # openpyxl is slow to import, and most files are CSV.
    from leadqual.imports.files.sheet_rows import read_sheet

    with zipfile.ZipFile(file) as archive:
        _check_sizes(archive)
    rows: list[list[str]] = []
    n_characters = 0
    for row in read_sheet(file, number):
        cells = _format_cells(row)
        rows.append(cells)
        n_characters += sum(map(len, cells))
        if len(rows) == _ROWS_AT_ONCE or n_characters > _CHARACTERS_AT_ONCE:
            yield _write_csv(rows)
            rows.clear()
            n_characters = 0
    yield _write_csv(rows)


def _format_cells(row: Iterable[Any]) -> list[str]:
    """Write the cells of a row; a number such as 1E300 may expand to 300 digits."""
    cells: list[str] = []
    n_left = MAX_ROW_BYTES
    for cell in row:
        cells.append(_cell_text(cell))
        n_left -= len(cells[-1])
        if n_left < 0:
            raise too_large("row", MAX_ROW_BYTES)
    return cells


def _reject_doctype(*_: object) -> None:
    raise WorkbookDoctypeError(
        "A part of this workbook has a DOCTYPE, which could define texts that grow without end. "
        "Open it in Excel, save it and upload it again."
    )


def _reject_doctypes(archive: zipfile.ZipFile) -> None:
    """Reject a workbook of which the beginning of a part declares a document type."""
    for name in archive.namelist():
        if not name.endswith((".xml", ".rels")):
            continue
        parser = ParserCreate()
        parser.StartDoctypeDeclHandler = _reject_doctype
        with archive.open(name) as part, suppress(ExpatError):  # Whoever reads the part reports it.
            parser.Parse(part.read(_DOCTYPE_BYTES))


def _check_sizes(archive: zipfile.ZipFile) -> None:
    """Reject what unpacks to more than the limit; zipfile never reads past the declared size."""
    _reject_doctypes(archive)
    types = ET.fromstring(archive.read(_TYPES_PART))  # noqa: S314  # expat stops entity bombs
    texts = {
        str(part.get("PartName", "")).lstrip("/")
        for part in types
        if "sharedStrings" in str(part.get("ContentType", ""))
    }
    for part in archive.infolist():
        is_sheet = part.filename.startswith(_SHEET_FOLDER) and part.filename not in texts
        largest = MAX_SHEET_BYTES if is_sheet else MAX_PART_BYTES
        if part.file_size > largest:
            raise TooLargeError(
                f"Unpacked, part of this workbook has {part.file_size / 2**20:,.0f} "
                f"MB; the maximum is {largest / 2**20:,.0f} MB. Save the list as CSV, "
                "or split it."
            )
        if part.file_size > max(MIN_RATIO_CHECK_BYTES, MAX_COMPRESSION_RATIO * part.compress_size):
            raise TooLargeError(_BOMB_MESSAGE.format("a part of this workbook"))


def _cell_text(cell: Any) -> str:
    """Format a cell as Excel would save it in CSV, on one line."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if "_x" in cell:  # Letters that XML cannot hold, and "_x005F_" for what only looks so.
            cell = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), cell)
        return " ".join(cell.splitlines()) if "\n" in cell or "\r" in cell else cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat(" ") if isinstance(cell, datetime) else _plain_text(cell)


def _plain_text(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _write_csv(rows: Iterable[list[str]]) -> bytes:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue().encode("utf-8", "replace")
