"""Read the rows of a sheet with openpyxl, without trusting the size it declares."""

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, repeat
from typing import IO, Any, BinaryIO, NamedTuple, Self
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
from leadqual.imports.files.shared_strings import SharedTexts, too_large

Links = Mapping[int, str]
"""Column index, from 0 → link target."""

_N_HEADER_ROWS = 20
"""Rows in which the header is looked for."""

_LONGEST_NAME = 60
_MIN_HEADER_SHARE = 0.6

_COMPANY_WORDS = r"(?=.*(?:company|compan|firm|organi|account|entreprise|empresa|azienda))"
_VALUE = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|[\d\s.,+()/-]+", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*[\w-]\.[a-z]{2,}(?:[/?#]\S*)?|\S+@\S+", re.IGNORECASE)
MergedCells = Mapping[int, list[tuple[int, int]]]
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"
)
LONGEST_ROW = 8 * 2**20
MAX_SMALL_PART_BYTES = 16 * 2**20
_BLOCK = 2**20
_MAX_REST_BYTES = 2**21
MAX_ROWS = 2**20
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(main|relationships)")
_ROWS_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_LINK = re.compile(rb"<(?:\w+:)?hyperlink\b[^>]*>")
_LINKED_CELL = re.compile(rb"\bref=[\"']([A-Z]{1,3}\d{1,7})\b")
_LINK_ID = re.compile(rb":id=[\"']([^\"']+)")
_LINK_FORMULA = re.compile(r"\s*HYPERLINK\(\s*\"([^\"]+)\"", re.IGNORECASE)
_DEPTH_OF_ROWS = 2  # In the data of the sheet, which is in the sheet.


class _LinkKind(NamedTuple):
    """Links of one kind, collected in one column.

    Args:
        target: what such a link looks like.
        names: names of its column.
        added: name of the column to add if missing; "" adds none.
    """

    target: re.Pattern[str]
    names: re.Pattern[str]
    added: str


_LINK_KINDS = (
    _LinkKind(
        re.compile(r"(?:https?://)?(?:\w+\.)?linkedin\.com/(?:in|pub|sales)/\S+", re.IGNORECASE),
        re.compile(rf"(?!{_COMPANY_WORDS}).*linked\s*in.*", re.IGNORECASE),
        "LinkedIn",
    ),
    _LinkKind(
        re.compile(r"(?:https?://)?(?:\w+\.)?linkedin\.com/(?:company|school)/\S+", re.IGNORECASE),
        re.compile(rf"{_COMPANY_WORDS}.*linked\s*in.*", re.IGNORECASE),
        "Company LinkedIn",
    ),
    _LinkKind(
        re.compile(r"mailto:[^\s@?]+@[^\s@?]+(?:\?.*)?", re.IGNORECASE),
        re.compile(r".*(?:e-?mail|courriel|correo|e-?post).*", re.IGNORECASE),
        "Email",
    ),
    _LinkKind(
        re.compile(r"https?://(?!(?:\w+\.)*linkedin\.com)\S+", re.IGNORECASE),
        re.compile(
            r"(?!.*linked\s*in).*(?:web|home\s?page|domain|\burl\b|\bsit[eo]\b|internet).*",
            re.IGNORECASE,
        ),
        "",
    ),
)


def fill_links(
    rows: Iterable[tuple[tuple[Any, ...], Links]], more: Iterable[str] = ()
) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of rows, with links filled into empty cells of the matching columns.

    A link to a person or company on LinkedIn, or to an email address, gets a column of its own
    if the header has none for it.

    Args:
        rows: cells and links of each row.
        more: links of later rows, if already known.
    """
    remaining_rows = iter(rows)
    first = list(islice(remaining_rows, _N_HEADER_ROWS))
    urls = [url for _, links in first for url in links.values()] + list(more)
    link_columns = _LinkColumns(
        [cells for cells, _ in first], [_find_link_kind(url) for url in urls]
    )
    for cells, links in chain(first, remaining_rows):
        yield link_columns.fill(cells, links) if links or link_columns.added else cells


def _find_link_kind(url: str) -> _LinkKind | None:
    return next((kind for kind in _LINK_KINDS if kind.target.fullmatch(url)), None)


class _LinkColumns:
    """Maps each kind of link to its column."""

    def __init__(self, first: Sequence[tuple[Any, ...]], kinds: Sequence[_LinkKind | None]) -> None:
        self._width = max(map(len, first), default=0)
        self._header = next((cells for cells in first if self._is_header(cells)), ())
        self._column_of: dict[_LinkKind, int] = {}
        self.added: list[_LinkKind] = []
        for kind in _LINK_KINDS:
            named = (at for at, name in enumerate(self._header) if _is_link_column(kind, name))
            if (at := next(named, None)) is not None:
                self._column_of[kind] = at
            elif kind in kinds and kind.added and self._header:
                self._column_of[kind] = self._width + len(self.added)
                self.added.append(kind)

    def _is_header(self, cells: tuple[Any, ...]) -> bool:
        fill = [cell for cell in cells if cell is not None and str(cell).strip()]
        return len(fill) >= max(2, _MIN_HEADER_SHARE * self._width) and not any(
            not isinstance(cell, str) or len(cell) > _LONGEST_NAME or _VALUE.fullmatch(cell.strip())
            for cell in fill
        )

    def fill(self, cells: tuple[Any, ...], links: Links) -> tuple[Any, ...]:
        values = [*cells, *[None] * (self._width - len(cells))]
        new = [kind.added if cells is self._header else None for kind in self.added]
        values[self._width : self._width] = new
        for at, url in links.items():
            kind = _find_link_kind(url)
            place = self._column_of.get(kind) if kind else None
            if place is None or place >= len(values):
                continue
            current = str(values[place] or "").strip()
            if not current or (place == at and not _ADDRESS.fullmatch(current)):
                values[place] = url.partition(":")[2].partition("?")[0] if "@" in url else url
        return tuple(values)


def _is_link_column(kind: _LinkKind, name: Any) -> bool:
    return isinstance(name, str) and bool(kind.names.fullmatch(name.strip()))


def merged_cells(end: bytes) -> MergedCells:
    """Return the cells merged over several rows of one column.

    Args:
        end: XML of the sheet after its rows.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for first, last in _MERGED.findall(end):
        row, column = coordinate_to_tuple(first.decode())
        last_row, last_column = coordinate_to_tuple(last.decode())
        if column == last_column and row < last_row:
            found.setdefault(row, []).append((column - 1, last_row))
    return found


def fill_merged_cells(
    rows: Iterator[tuple[int, tuple[Any, ...], Links]], merged: MergedCells
) -> Iterator[tuple[int, tuple[Any, ...], Links]]:
    """Repeat the value of merged cells in their lower rows, if those hold other values."""
    merged_values: dict[int, tuple[Any, int]] = {}
    for number, values, links in rows:
        fill = [*values]
        if any(value is not None for value in values):
            for column, (value, last) in merged_values.items():
                if number <= last:
                    fill += [None] * (column + 1 - len(fill))
                    fill[column] = value if fill[column] is None else fill[column]
        for column, last in merged.get(number, ()):
            merged_values[column] = (fill[column] if column < len(fill) else None, last)
        yield number, tuple(fill), links


def read_sheet(file: BinaryIO, number: int) -> Iterator[tuple[Any, ...]]:
    """Yield the cell values of each row; missing rows are empty.

    Links become values of their columns; see `fill_links`. The sheet is read lazily.

    Args:
        file: a workbook; stays open.
        number: of the sheet, from 1.

    Raises:
        BrokenArchiveError: there is no such sheet. TooLargeError: it has more rows than Excel
        allows, too long a row, or too many styles.
    """
    reader, sheet = _open_sheet(file, number)
    if "chartsheet" in sheet.Type:
        return
    texts = reader.package.find(SHARED_STRINGS)
    part = (
        _PositionKeepingPart(file, reader.archive.open(texts.PartName[1:]))
        if texts
        else io.BytesIO()
    )
    shared = SharedTexts(part)
    targets = _link_targets(reader.archive, sheet.target)
    # Stored after the rows: a large sheet is read twice only for its links.
    is_large = reader.archive.getinfo(sheet.target).file_size > MAX_SMALL_PART_BYTES
    end = b"" if is_large and not targets else _xml_after_rows(reader.archive, sheet.target)
    links, merged = _links_of(end, targets), {} if is_large else merged_cells(end)
    with _Xml(reader.archive.open(sheet.target)) as xml:
        found = _rows(xml, shared, reader.wb, links)
        rows = _add_missing_rows(fill_merged_cells(found, merged) if merged else found)
        more_urls = {url for found in links.values() for url in found.values()}
        yield from fill_links(rows, more_urls)


def _add_missing_rows(
    rows: Iterator[tuple[int, tuple[Any, ...], Links]],
) -> Iterator[tuple[tuple[Any, ...], Links]]:
    next_number = 1
    for at, values, links in rows:
        if at > MAX_ROWS:
            raise TooLargeError(f"A sheet can have up to {MAX_ROWS:,} rows; this one has more.")
        yield from repeat(((), {}), at - next_number)
        if at >= next_number:
            yield values, links
        next_number = max(next_number, at + 1)


def _link_targets(archive: ZipFile, sheet: str) -> Mapping[bytes, str]:
    """Return link ID → target; the end of the sheet maps cells to link IDs."""
    rels_path = get_rels_path(sheet)
    if (
        rels_path not in archive.namelist()
        or archive.getinfo(rels_path).file_size > MAX_SMALL_PART_BYTES
    ):
        return {}
    return {
        str(one.Id).encode(): str(one.Target)
        for one in get_dependents(archive, rels_path)
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


def _xml_after_rows(archive: ZipFile, sheet: str) -> bytes:
    """Return the XML of a sheet after its rows."""
    tail = b""
    with archive.open(sheet) as part:
        while block := part.read(_BLOCK):
            tail = tail[-20:] + block
            if rows := _ROWS_END.search(tail):
                return tail[rows.end() :] + part.read(MAX_SMALL_PART_BYTES)
    return b""


def count_sheet_rows(file: BinaryIO, number: int) -> int:
    """Count the rows of a sheet that hold a value, without reading the values.

    Args:
        file: a workbook; stays open.
        number: of the sheet, from 1.

    Raises:
        BrokenArchiveError: there is no such sheet.
    """
    reader, sheet = _open_sheet(file, number)
    if "chartsheet" in sheet.Type:
        return 0
    n_rows, rest = 0, b""
    with reader.archive.open(sheet.target) as part:
        while block := part.read(_BLOCK):
            *rows, rest = (rest + block).split(b"<row")
            rest = rest[-_MAX_REST_BYTES:]
            n_rows += sum(map(_has_value, rows))
    return n_rows + _has_value(rest)


def _has_value(row: bytes) -> bool:
    return b"<v" in row or b"<is" in row


def _open_sheet(file: BinaryIO, number: int) -> tuple[ExcelReader, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of looks and extensions that are not read here.
        reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
        reader.archive = _Archive(file)
        reader.read_manifest()
        _read_workbook(reader)
        apply_stylesheet(reader.archive, reader.wb)  # Defines which numbers are dates.
        found = list(reader.parser.find_sheets())
    if not 1 <= number <= len(found):
        raise BrokenArchiveError("This workbook has no such sheet. Choose another one.")
    return reader, found[number - 1][1]


def _rows(
    xml: "_Xml", shared: SharedTexts, book: Workbook, links: Mapping[int, Links]
) -> Iterator[tuple[int, tuple[Any, ...], Links]]:
    """Yield number, values and links of each row, and free its XML elements.

    openpyxl's own reader keeps them until the end of the sheet.
    """
    parser = WorkSheetParser(
        *(xml, shared),
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )
    open_elements: list[Element] = []
    for event, element in iterparse(xml, ("start", "end")):  # noqa: S314  # expat stops entity bombs
        if event == "start":
            open_elements.append(element)
            continue
        open_elements.pop()
        if element.tag == ROW_TAG and len(open_elements) == _DEPTH_OF_ROWS:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # They would quote cell values.
                number, cells = parser.parse_row(element)
            yield number, _values(cells), {**links.get(number, {}), **_links_in(element)}
            for one in open_elements:
                one.clear()
            parser.row_dimensions.clear()
            xml.n_read = shared.n_row_bytes = 0


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
        if error.errno is not None:  # A disk error, not a missing part.
            raise
        raise BrokenArchiveError(
            "This Excel workbook is damaged: its list of sheets is missing. Open it in "
            "Excel, save it and upload it again."
        ) from error


class _Archive(ZipFile):
    """A workbook whose sheets and texts are read in blocks, never large parts at once."""

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        if self.getinfo(str(name)).file_size > MAX_SMALL_PART_BYTES:
            raise TooLargeError(
                "This workbook has more formatting than can be read. Save the list as "
                "CSV and upload that."
            )
        return _to_transitional(super().read(name, pwd))


def _to_transitional(xml: bytes) -> bytes:
    """Replace the names of strict Open XML by those of the usual kind."""
    return _STRICT.sub(_transitional_name, xml) if b"purl.oclc.org" in xml else xml


def _transitional_name(strict: re.Match[bytes]) -> bytes:
    return b"http://schemas.openxmlformats.org/%s/2006/%s" % (strict[1], strict[2])


class _PositionKeepingPart:
    """A part read in addition to the sheet; keeps the file position, which gives the progress."""

    def __init__(self, file: BinaryIO, part: IO[bytes]) -> None:
        self._file, self._part = file, part

    def read(self, size: int) -> bytes:
        place = self._file.tell()
        block = self._part.read(size)
        self._file.seek(place)
        return _to_transitional(block)


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
            raise too_large("row", LONGEST_ROW)
        return _to_transitional(block)
