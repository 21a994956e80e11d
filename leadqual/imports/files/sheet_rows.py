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
from leadqual.imports.files.shared_strings import SharedTexts, beyond

Links = Mapping[int, str]
"""Column index, from 0 → link target."""

_N_SEEN = 20
"""Rows in which the header is looked for."""

_LONGEST_NAME = 60
_MOSTLY = 0.6

_OF_COMPANY = r"(?=.*(?:company|compan|firm|organi|account|entreprise|empresa|azienda))"
_VALUE = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|[\d\s.,+()/-]+", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*[\w-]\.[a-z]{2,}(?:[/?#]\S*)?|\S+@\S+", re.IGNORECASE)
Merged = Mapping[int, list[tuple[int, int]]]
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"
)
LONGEST_ROW = 8 * 2**20
LARGEST_WHOLE = 16 * 2**20
_BLOCK = 2**20
_LONGEST_KEPT = 2**21
MAX_ROWS = 2**20
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(main|relationships)")
_ROWS_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_LINK = re.compile(rb"<(?:\w+:)?hyperlink\b[^>]*>")
_LINKED_CELL = re.compile(rb"\bref=[\"']([A-Z]{1,3}\d{1,7})\b")
_LINK_ID = re.compile(rb":id=[\"']([^\"']+)")
_LINK_FORMULA = re.compile(r"\s*HYPERLINK\(\s*\"([^\"]+)\"", re.IGNORECASE)
_DEPTH_OF_ROWS = 2  # In the data of the sheet, which is in the sheet.


class _Kind(NamedTuple):
    """Links of one kind, collected in one column.

    Args:
        target: what such a link looks like.
        names: names of its column.
        added: name of the column to add if missing; "" adds none.
    """

    target: re.Pattern[str]
    names: re.Pattern[str]
    added: str


_KINDS = (
    _Kind(
        re.compile(r"(?:https?://)?(?:\w+\.)?linkedin\.com/(?:in|pub|sales)/\S+", re.IGNORECASE),
        re.compile(rf"(?!{_OF_COMPANY}).*linked\s*in.*", re.IGNORECASE),
        "LinkedIn",
    ),
    _Kind(
        re.compile(r"(?:https?://)?(?:\w+\.)?linkedin\.com/(?:company|school)/\S+", re.IGNORECASE),
        re.compile(rf"{_OF_COMPANY}.*linked\s*in.*", re.IGNORECASE),
        "Company LinkedIn",
    ),
    _Kind(
        re.compile(r"mailto:[^\s@?]+@[^\s@?]+(?:\?.*)?", re.IGNORECASE),
        re.compile(r".*(?:e-?mail|courriel|correo|e-?post).*", re.IGNORECASE),
        "Email",
    ),
    _Kind(
        re.compile(r"https?://(?!(?:\w+\.)*linkedin\.com)\S+", re.IGNORECASE),
        re.compile(
            r"(?!.*linked\s*in).*(?:web|home\s?page|domain|\burl\b|\bsit[eo]\b|internet).*",
            re.IGNORECASE,
        ),
        "",
    ),
)


def with_links(
    rows: Iterable[tuple[tuple[Any, ...], Links]], more: Iterable[str] = ()
) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of rows, with links filled into empty cells of the matching columns.

    A link to a person or company on LinkedIn, or to an email address, gets a column of its own
    if the header has none for it.

    Args:
        rows: cells and links of each row.
        more: links of later rows, if already known.
    """
    coming = iter(rows)
    first = list(islice(coming, _N_SEEN))
    urls = [url for _, links in first for url in links.values()] + list(more)
    places = _Places([cells for cells, _ in first], [_kind_of(url) for url in urls])
    for cells, links in chain(first, coming):
        yield places.filled(cells, links) if links or places.added else cells


def _kind_of(url: str) -> _Kind | None:
    return next((kind for kind in _KINDS if kind.target.fullmatch(url)), None)


class _Places:
    """Maps each kind of link to its column."""

    def __init__(self, first: Sequence[tuple[Any, ...]], kinds: Sequence[_Kind | None]) -> None:
        self._width = max(map(len, first), default=0)
        self._header = next((cells for cells in first if self._is_header(cells)), ())
        self._place_of: dict[_Kind, int] = {}
        self.added: list[_Kind] = []
        for kind in _KINDS:
            named = (at for at, name in enumerate(self._header) if _names(kind, name))
            if (at := next(named, None)) is not None:
                self._place_of[kind] = at
            elif kind in kinds and kind.added and self._header:
                self._place_of[kind] = self._width + len(self.added)
                self.added.append(kind)

    def _is_header(self, cells: tuple[Any, ...]) -> bool:
        filled = [cell for cell in cells if cell is not None and str(cell).strip()]
        return len(filled) >= max(2, _MOSTLY * self._width) and not any(
            not isinstance(cell, str) or len(cell) > _LONGEST_NAME or _VALUE.fullmatch(cell.strip())
            for cell in filled
        )

    def filled(self, cells: tuple[Any, ...], links: Links) -> tuple[Any, ...]:
        values = [*cells, *[None] * (self._width - len(cells))]
        new = [kind.added if cells is self._header else None for kind in self.added]
        values[self._width : self._width] = new
        for at, url in links.items():
            kind = _kind_of(url)
            place = self._place_of.get(kind) if kind else None
            if place is None or place >= len(values):
                continue
            held = str(values[place] or "").strip()
            if not held or (place == at and not _ADDRESS.fullmatch(held)):
                values[place] = url.partition(":")[2].partition("?")[0] if "@" in url else url
        return tuple(values)


def _names(kind: _Kind, name: Any) -> bool:
    return isinstance(name, str) and bool(kind.names.fullmatch(name.strip()))


def merged_cells(end: bytes) -> Merged:
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


def with_merged(
    rows: Iterator[tuple[int, tuple[Any, ...], Links]], merged: Merged
) -> Iterator[tuple[int, tuple[Any, ...], Links]]:
    """Repeat the value of merged cells in their lower rows, if those hold other values."""
    going: dict[int, tuple[Any, int]] = {}
    for number, values, links in rows:
        filled = [*values]
        if any(value is not None for value in values):
            for column, (value, last) in going.items():
                if number <= last:
                    filled += [None] * (column + 1 - len(filled))
                    filled[column] = value if filled[column] is None else filled[column]
        for column, last in merged.get(number, ()):
            going[column] = (filled[column] if column < len(filled) else None, last)
        yield number, tuple(filled), links


def rows_of_sheet(file: BinaryIO, number: int) -> Iterator[tuple[Any, ...]]:
    """Yield the cell values of each row; missing rows are empty.

    Links become values of their columns; see `with_links`. The sheet is read lazily.

    Args:
        file: a workbook; stays open.
        number: of the sheet, from 1.

    Raises:
        BrokenArchiveError: there is no such sheet. TooLargeError: it has more rows than Excel
        allows, too long a row, or too many styles.
    """
    reader, there = _opened(file, number)
    if "chartsheet" in there.Type:
        return
    texts = reader.package.find(SHARED_STRINGS)
    part = _Beside(file, reader.archive.open(texts.PartName[1:])) if texts else io.BytesIO()
    shared = SharedTexts(part)
    targets = _link_targets(reader.archive, there.target)
    # Stored after the rows: a large sheet is read twice only for its links.
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
    """Return link ID → target; the end of the sheet maps cells to link IDs."""
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
    """Return the XML of a sheet after its rows."""
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
    around: list[Element] = []
    for event, element in iterparse(xml, ("start", "end")):  # noqa: S314  # expat stops entity bombs
        if event == "start":
            around.append(element)
            continue
        around.pop()
        if element.tag == ROW_TAG and len(around) == _DEPTH_OF_ROWS:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # They would quote cell values.
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
        if error.errno is not None:  # A disk error, not a missing part.
            raise
        raise BrokenArchiveError(
            "This Excel workbook is damaged: its list of sheets is missing. Open it in "
            "Excel, save it and upload it again."
        ) from error


class _Archive(ZipFile):
    """A workbook whose sheets and texts are read in blocks, never large parts at once."""

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
    """A part read in addition to the sheet; keeps the file position, which gives the progress."""

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
