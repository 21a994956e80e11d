"""Rows of one sheet of a workbook by openpyxl: what a workbook says of its size is not believed."""

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import IO, Any, BinaryIO, Self
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS

from leadqual.imports.errors import BrokenArchiveError, TooLargeError
from leadqual.imports.files.cell_links import Links, with_links
from leadqual.imports.files.merged_cells import merged_cells, with_merged
from leadqual.imports.files.shared_strings import SharedTexts, beyond

LONGEST_ROW = 8 * 2**20
"""Bytes of XML between the ends of two rows, which are held until the row is there."""

LARGEST_WHOLE = 16 * 2**20
"""Bytes of a part that is read at once: what a workbook says of its sheets and looks."""

_BLOCK = 2**20
_LONGEST_KEPT = 2**21
MAX_ROWS = 2**20
"""As many as Excel has."""

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(main|relationships)")
"""Names of strict Open XML, for which openpyxl knows the ones of the usual kind."""

_ROWS_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_LINK = re.compile(rb"<(?:\w+:)?hyperlink\b[^>]*>")
_LINKED_CELL = re.compile(rb"\bref=[\"']([A-Z]{1,3}\d{1,7})\b")
_LINK_ID = re.compile(rb":id=[\"']([^\"']+)")
_LINK_FORMULA = re.compile(r"\s*HYPERLINK\(\s*\"([^\"]+)\"", re.IGNORECASE)
_DEPTH_OF_ROWS = 2  # In the data of the sheet, which is in the sheet.


def rows_of_sheet(file: BinaryIO, number: int) -> Iterator[tuple[Any, ...]]:
    """Yield the values of the cells of each row; rows that are left out are empty.

    Links behind cells are values of their columns; see `cell_links.with_links`. Of a sheet only
    what is asked for is read, whatever else the workbook holds.

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
    targets = _link_targets(reader.archive, there.target)
    # What is told behind all rows: a large sheet is read twice for its links alone.
    is_large = reader.archive.getinfo(there.target).file_size > LARGEST_WHOLE
    end = b"" if is_large and not targets else _end_of(reader.archive, there.target)
    links, merged = _links_of(end, targets), {} if is_large else merged_cells(end)
    with _Xml(reader.archive.open(there.target)) as xml:
        found = _rows(xml, shared, reader.wb, links)
        rows = _rows_with_gaps(with_merged(found, merged) if merged else found)
        further = {url for found in links.values() for url in found.values()}
        yield from with_links(rows, further)


def _rows_with_gaps(
    rows: Iterator[tuple[int, tuple[Any, ...], Links]],
) -> Iterator[tuple[tuple[Any, ...], Links]]:
    following = 1
    for at, values, links in rows:
        if at > MAX_ROWS:
            raise TooLargeError(f"A sheet can have up to {MAX_ROWS:,} rows; this one has more.")
        yield from repeat(((), {}), at - following)
        if at >= following:
            yield values, links
        following = max(following, at + 1)


def _link_targets(archive: ZipFile, sheet: str) -> Mapping[bytes, str]:
    """Return key of a link → where it leads; the end of the sheet says which cells have it."""
    told = get_rels_path(sheet)
    if told not in archive.namelist() or archive.getinfo(told).file_size > LARGEST_WHOLE:
        return {}
    return {
        str(one.Id).encode(): str(one.Target)
        for one in get_dependents(archive, told)
        if one.TargetMode == "External" and str(one.Type).endswith("/hyperlink")
    }


def _links_of(end: bytes, targets: Mapping[bytes, str]) -> Mapping[int, Links]:
    """Return number of a row → its links."""
    found: dict[int, dict[int, str]] = {}
    for link in _LINK.findall(end) if targets else ():
        cell, key = _LINKED_CELL.search(link), _LINK_ID.search(link)
        if cell and key and (url := targets.get(key[1])):
            row, column = coordinate_to_tuple(cell[1].decode())
            found.setdefault(row, {})[column - 1] = url
    return found


def _end_of(archive: ZipFile, sheet: str) -> bytes:
    """Return the XML of a sheet behind its rows."""
    seen = b""
    with archive.open(sheet) as part:
        while block := part.read(_BLOCK):
            seen = seen[-20:] + block
            if rows := _ROWS_END.search(seen):
                return seen[rows.end() :] + part.read(LARGEST_WHOLE)
    return b""


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
    xml: "_Xml", shared: SharedTexts, book: Workbook, links: Mapping[int, Links]
) -> Iterator[tuple[int, tuple[Any, ...], Links]]:
    """Yield number, values and links of each row, and forget its looks and what is between rows.

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
            yield number, _values(cells), {**links.get(number, {}), **_links_in(element)}
            for one in around:
                one.clear()
            parser.row_dimensions.clear()
            xml.n_read = shared.n_given = 0


def _links_in(row: Element) -> dict[int, str]:
    """Return the links that formulas of a row make."""
    if next(row.iter(FORMULA_TAG), None) is None:
        return {}
    found = {}
    for cell in row:
        formula = _LINK_FORMULA.match(cell.findtext(FORMULA_TAG) or "")
        if formula and (place := cell.get("r")):
            found[coordinate_to_tuple(place)[1] - 1] = formula[1]
    return found


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
        return _transitional(super().read(name, pwd))


def _transitional(xml: bytes) -> bytes:
    """Replace the names of strict Open XML by those of the usual kind."""
    return _STRICT.sub(_usual_name, xml) if b"purl.oclc.org" in xml else xml


def _usual_name(strict: re.Match[bytes]) -> bytes:
    return b"http://schemas.openxmlformats.org/%s/2006/%s" % (strict[1], strict[2])


class _Beside:
    """A part that is read beside the sheet: the place in the file, which tells progress, stays."""

    def __init__(self, file: BinaryIO, part: IO[bytes]) -> None:
        self._file, self._part = file, part

    def read(self, size: int) -> bytes:
        place = self._file.tell()
        block = self._part.read(size)
        self._file.seek(place)
        return _transitional(block)


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
        return _transitional(block)
