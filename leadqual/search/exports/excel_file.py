"""Chunks of cells → an Excel workbook, written while it is sent."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape

from leadqual.core.files.csv_cells import is_formula
from leadqual.search.exports.csv_file import text_cells
from leadqual.search.exports.export_columns import CellKind, ExportColumn
from leadqual.search.exports.exported_rows import Cells, Chunk
from leadqual.search.exports.stream_buffer import StreamBuffer

MAX_ROWS = 1_048_576
LONGEST_CELL = 32_767
"""Maximum characters of a cell; longer text is cut."""
_MAX_BYTES = 3 * 2**30  # Maximum uncompressed bytes of a sheet, below the limit of plain zip.
_LEVEL = 1  # Compression level: three times as fast as the default, a fifth larger.
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # "_x0041_" would be read as "A".
_SPECIAL = re.compile("[&<>_\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|^\\s|\\s$")
_FORMULA_STARTS = frozenset("=+-@\t\r\n ＝＋－＠")
_TEXT_STYLE, _HEAD_STYLE, _DATE_STYLE = 1, 2, 3
_FIRST_SERIAL_DAY = date(1900, 3, 1)
"""First day that all programs number alike: Excel counts a February 29, 1900 before it."""
_SERIAL_ORIGIN = date(1899, 12, 30)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_NAMESPACE}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf xfId="0"/>'
    '<xf xfId="0" numFmtId="49" applyNumberFormat="1" quotePrefix="1"/>'
    '<xf fontId="1" applyFont="1" xfId="0"/>'
    '<xf xfId="0" numFmtId="14" applyNumberFormat="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
Row = tuple[str, ...]


def excel_blocks(columns: Sequence[ExportColumn], chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """Yield a workbook in blocks; its sheets are "People", "People 2" and so on.

    Cells that begin like a formula are marked as text, as Excel does after a typed apostrophe:
    they are shown unchanged and never run, even after an edit.
    """
    buffer = StreamBuffer()
    n_sheets = 0
    remaining_chunks = _rows(columns, chunks)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        is_done = False
        while not is_done:
            n_sheets += 1
            with archive.open(f"xl/worksheets/sheet{n_sheets}.xml", "w") as sheet:
                writer = _Sheet(columns)
                sheet.write(writer.head())
                yield buffer.take()
                is_done = True
                for rows in remaining_chunks:
                    block, remaining = writer.lines(rows)
                    sheet.write(block)
                    yield buffer.take()
                    if remaining or writer.is_full:
                        remaining_chunks = _prepend(remaining, remaining_chunks)
                        is_done = False
                        break
                sheet.write(b"</sheetData></worksheet>")
        for name, text in _parts(n_sheets):
            archive.writestr(name, text)
    yield buffer.take()


def _prepend(
    first: Sequence[Row], remaining_chunks: Iterator[Sequence[Row]]
) -> Iterator[Sequence[Row]]:
    if first:
        yield first
    yield from remaining_chunks


def _rows(columns: Sequence[ExportColumn], chunks: Iterable[Chunk]) -> Iterator[Sequence[Row]]:
    """Yield rows of cells as XML without their reference: `t="…"` and the rest."""
    for chunk in chunks:
        cells = [
            _cells(column, cells_of_column)
            for column, cells_of_column in zip(columns, chunk, strict=True)
        ]
        yield list(zip(*cells, strict=True))


class _Sheet:
    """One sheet being written."""

    def __init__(self, columns: Sequence[ExportColumn]) -> None:
        self._columns = columns
        self._letters = [_letters(index) for index in range(len(columns))]
        self._n_rows = 1
        self._n_bytes = 0

    @property
    def is_full(self) -> bool:
        """Whether no more rows fit."""
        return self._n_rows >= MAX_ROWS or self._n_bytes >= _MAX_BYTES

    def head(self) -> bytes:
        """Return the XML before the rows, including the frozen header."""
        names = [f' s="{_HEAD_STYLE}"{_inline(column.code)}' for column in self._columns]
        return (
            f'{_HEAD}<worksheet xmlns="{_NAMESPACE}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
            f'<cols><col min="1" max="{len(names)}" width="18" customWidth="1"/></cols><sheetData>'
            f"{self._line(names, 1)}"
        ).encode()

    def lines(self, rows: Sequence[Row]) -> tuple[bytes, Sequence[Row]]:
        """Return the XML of the rows that fit, and the remaining rows."""
        fitting_rows = rows[: MAX_ROWS - self._n_rows]
        first = self._n_rows + 1
        block = "".join(
            [self._line(row, first + index) for index, row in enumerate(fitting_rows)]
        ).encode()
        self._n_rows += len(fitting_rows)
        self._n_bytes += len(block)
        return block, rows[len(fitting_rows) :]

    def _line(self, row: Sequence[str], number: int) -> str:
        cells = [
            f'<c r="{letter}{number}"{cell}'
            for letter, cell in zip(self._letters, row, strict=True)
            if cell
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'


def _cells(column: ExportColumn, cells: Cells) -> list[str]:
    if column.kind in {CellKind.WHOLE, CellKind.NUMBER}:
        return ["" if cell is None else f"><v>{cell}</v></c>" for cell in cells]
    if column.kind == CellKind.DATE:
        return ["" if cell is None else _day(cell) for cell in cells]
    return [_text(cell) if cell else "" for cell in text_cells(column, cells)]


def _day(day: date) -> str:
    """Return a day as an Excel serial number, or as text if it has none."""
    if day < _FIRST_SERIAL_DAY:
        return _inline(day.isoformat())
    return f' s="{_DATE_STYLE}"><v>{(day - _SERIAL_ORIGIN).days}</v></c>'


def _text(text: str) -> str:
    if text[0] in _FORMULA_STARTS and is_formula(text):
        return f' s="{_TEXT_STYLE}"{_inline(text)}'
    return _inline(text)


def _inline(text: str) -> str:
    if len(text) > LONGEST_CELL:
        text = f"{text[: LONGEST_CELL - 1]}…"
    if not _SPECIAL.search(text):
        return f' t="inlineStr"><is><t>{text}</t></is></c>'
    clean = escape(_ESCAPE.sub("_x005F_", _FORBIDDEN.sub("", text)))
    return f' t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'


def _letters(index: int) -> str:
    """Return the name of a column, counted from 0: A, B, … Z, AA."""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(65 + letter) + name
    return name


def _parts(n_sheets: int) -> list[tuple[str, str]]:
    numbers = range(1, n_sheets + 1)
    sheets = "".join(
        f'<sheet name="People{f" {n}" if n > 1 else ""}" sheetId="{n}" r:id="rId{n}"/>'
        for n in numbers
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    styles = f'<Relationship Id="rId0" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{office}.worksheet+xml"/>'
        for n in numbers
    )
    workbook = (
        f'{_HEAD}<workbook xmlns="{_NAMESPACE}" xmlns:r="{_OFFICE}">'
        f"<sheets>{sheets}</sheets></workbook>"
    )
    relations = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    relationship = '<Relationship Id="rId1" Type="{}/officeDocument" Target="xl/workbook.xml"/>'
    contents = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{office}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{office}.styles+xml"/>{types}</Types>'
    )
    return [
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", f"{relations}{links}{styles}</Relationships>"),
        ("xl/styles.xml", _STYLES),
        ("_rels/.rels", f"{relations}{relationship.format(_OFFICE)}</Relationships>"),
        ("[Content_Types].xml", contents),
    ]
