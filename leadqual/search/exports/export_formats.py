"""Export formats, one table row each, used by API, pages and command line."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

import pyarrow as pa
from pyarrow import parquet

from leadqual.core.files.csv_cells import FORMULA_STARTS, escape_formula, is_formula
from leadqual.search.exports.export_columns import CellKind, Cells, Chunk, ExportColumn

# Chunks of cells → CSV that is safe from formula injection in spreadsheets.

_FORMULA_STARTS = frozenset((*FORMULA_STARTS, " "))

_TYPES = {
    CellKind.TEXT: pa.string(),
    CellKind.WHOLE: pa.int64(),
    CellKind.NUMBER: pa.float64(),
    CellKind.DATE: pa.date32(),
    CellKind.FLAG: pa.bool_(),
    CellKind.TEXTS: pa.list_(pa.string()),
}
MAX_ROWS = 1_048_576
LONGEST_CELL = 32_767
_MAX_BYTES = 3 * 2**30  # Maximum uncompressed bytes of a sheet, below the limit of plain zip.
_LEVEL = 1  # Compression level: three times as fast as the default, a fifth larger.
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # "_x0041_" would be read as "A".
_SPECIAL = re.compile("[&<>_\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|^\\s|\\s$")
_SUSPECT = frozenset("=+-@\t\r\n ＝＋－＠")
_TEXT_STYLE, _HEAD_STYLE, _DATE_STYLE = 1, 2, 3
_FIRST_DAY = date(1900, 3, 1)
_DAY_0 = date(1899, 12, 30)
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
Writer = Callable[[Sequence[ExportColumn], Iterable[Chunk]], Iterator[bytes]]
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_blocks(columns: Sequence[ExportColumn], chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """Yield a CSV file in blocks: the header, then one block for each chunk."""
    yield b"\xef\xbb\xbf" + _written([[column.code for column in columns]])  # BOM, for Excel
    for chunk in chunks:
        cells = [_texts(column, one) for column, one in zip(columns, chunk, strict=True)]
        yield _written(zip(*cells, strict=True))


def text_cells(column: ExportColumn, cells: Cells) -> list[str]:
    """Return cells of any kind as text; null becomes empty."""
    if column.kind == CellKind.TEXTS:
        return ["; ".join(cell) if cell else "" for cell in cells]
    if column.kind == CellKind.FLAG:
        return ["yes" if cell else "no" for cell in cells]
    return ["" if cell is None else str(cell) for cell in cells]


def _texts(column: ExportColumn, cells: Cells) -> list[str]:
    texts = text_cells(column, cells)
    if column.kind not in {CellKind.TEXT, CellKind.TEXTS}:
        return texts
    return [escape_formula(text) if text[:1] in _FORMULA_STARTS else text for text in texts]


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    lines = io.StringIO()
    # Quote everything: a spreadsheet that splits on ";" would run a formula after one.
    csv.writer(lines, quoting=csv.QUOTE_ALL).writerows(rows)
    return lines.getvalue().encode()


# Chunks of cells → JSON lines, one object for each row.


def jsonl_blocks(columns: Sequence[ExportColumn], chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """Yield the lines in blocks, one for each chunk.

    Numbers, booleans and lists keep their types, dates are ISO 8601, and missing values are null.
    Formulas are not escaped, as programs read the file.
    """
    codes = [column.code for column in columns]
    for chunk in chunks:
        cells = [_json_values(column, one) for column, one in zip(columns, chunk, strict=True)]
        lines = (
            json.dumps(dict(zip(codes, row, strict=True)), ensure_ascii=False)
            for row in zip(*cells, strict=True)
        )
        yield "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _json_values(column: ExportColumn, cells: Cells) -> Cells:
    if column.kind == CellKind.TEXTS:
        return [cell or [] for cell in cells]
    if column.kind == CellKind.FLAG:
        return [bool(cell) for cell in cells]
    if column.kind == CellKind.NUMBER:
        return [cell if cell is None else _number(cell) for cell in cells]
    if column.kind == CellKind.DATE:
        return [cell and cell.isoformat() for cell in cells]
    return cells


def _number(cell: Decimal) -> int | float:
    return int(cell) if cell == cell.to_integral_value() else float(cell)


# A file sent while it is written.


class Outbox(io.RawIOBase):
    """A write-only file that keeps only what was not yet taken."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._n_bytes = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._n_bytes

    def write(self, block: bytes) -> int:  # type: ignore[override]  # what the writers give
        """Keep a block until it is taken."""
        kept = bytes(block)
        self._blocks.append(kept)
        self._n_bytes += len(kept)
        return len(kept)

    def taken(self) -> bytes:
        """Return what was written since the last call."""
        blocks, self._blocks = self._blocks, []
        return b"".join(blocks)


# Chunks of cells → Parquet, written while it is sent.


def parquet_blocks(columns: Sequence[ExportColumn], chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """Yield a Parquet file in blocks: one row group for each chunk, the footer at the end.

    Formulas are not escaped, as programs read the file and text stays text.
    """
    outbox = Outbox()
    schema = pa.schema([(column.code, _TYPES[column.kind]) for column in columns])
    with parquet.ParquetWriter(outbox, schema, compression="snappy") as writer:
        yield outbox.taken()
        for chunk in chunks:
            arrays = [
                pa.array(_values(cells, field.type), type=field.type)
                for cells, field in zip(chunk, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield outbox.taken()
    yield outbox.taken()


def _values(cells: Cells, kind: pa.DataType) -> Cells:
    """Convert numbers for Arrow; return other cells unchanged."""
    if kind != pa.float64():
        return cells
    return [cell if cell is None else float(cell) for cell in cells]


# Chunks of cells → an Excel workbook, written while it is sent.

"""Maximum rows of a sheet including the header; more go on another sheet."""

"""Maximum characters of a cell; longer text is cut."""

"""First day that all programs number alike: Excel counts a February 29, 1900 before it."""


def excel_blocks(columns: Sequence[ExportColumn], chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """Yield a workbook in blocks; its sheets are "People", "People 2" and so on.

    Cells that begin like a formula are marked as text, as Excel does after a typed apostrophe:
    they are shown unchanged and never run, even after an edit.
    """
    outbox = Outbox()
    n_sheets = 0
    rest = _rows(columns, chunks)
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        ended = False
        while not ended:
            n_sheets += 1
            with archive.open(f"xl/worksheets/sheet{n_sheets}.xml", "w") as sheet:
                writer = _Sheet(columns)
                sheet.write(writer.head())
                yield outbox.taken()
                ended = True
                for rows in rest:
                    block, left = writer.lines(rows)
                    sheet.write(block)
                    yield outbox.taken()
                    if left or writer.is_full:
                        rest = _before(left, rest)
                        ended = False
                        break
                sheet.write(b"</sheetData></worksheet>")
        for name, text in _parts(n_sheets):
            archive.writestr(name, text)
    yield outbox.taken()


def _before(first: Sequence[Row], rest: Iterator[Sequence[Row]]) -> Iterator[Sequence[Row]]:
    if first:
        yield first
    yield from rest


def _rows(columns: Sequence[ExportColumn], chunks: Iterable[Chunk]) -> Iterator[Sequence[Row]]:
    """Yield rows of cells as XML without their reference: `t="…"` and the rest."""
    for chunk in chunks:
        cells = [_cells(column, one) for column, one in zip(columns, chunk, strict=True)]
        yield list(zip(*cells, strict=True))


class _Sheet:
    """One sheet being written."""

    def __init__(self, columns: Sequence[ExportColumn]) -> None:
        self._columns = columns
        self._letters = [_letters(at) for at in range(len(columns))]
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
        fit = rows[: MAX_ROWS - self._n_rows]
        first = self._n_rows + 1
        block = "".join([self._line(row, first + at) for at, row in enumerate(fit)]).encode()
        self._n_rows += len(fit)
        self._n_bytes += len(block)
        return block, rows[len(fit) :]

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
    if day < _FIRST_DAY:
        return _inline(day.isoformat())
    return f' s="{_DATE_STYLE}"><v>{(day - _DAY_0).days}</v></c>'


def _text(text: str) -> str:
    if text[0] in _SUSPECT and is_formula(text):
        return f' s="{_TEXT_STYLE}"{_inline(text)}'
    return _inline(text)


def _inline(text: str) -> str:
    if len(text) > LONGEST_CELL:
        text = f"{text[: LONGEST_CELL - 1]}…"
    if not _SPECIAL.search(text):
        return f' t="inlineStr"><is><t>{text}</t></is></c>'
    clean = escape(_ESCAPE.sub("_x005F_", _FORBIDDEN.sub("", text)))
    return f' t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'


def _letters(at: int) -> str:
    """Return the name of a column, counted from 0: A, B, … Z, AA."""
    name = ""
    at += 1
    while at:
        at, letter = divmod(at - 1, 26)
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
    start = '<Relationship Id="rId1" Type="{}/officeDocument" Target="xl/workbook.xml"/>'
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
        ("_rels/.rels", f"{relations}{start.format(_OFFICE)}</Relationships>"),
        ("[Content_Types].xml", contents),
    ]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A file format.

    Args:
        label: its name on pages.
        hint: sentence on when to choose it.
        write: yields the blocks of the file from columns and chunks of cells.
    """

    label: str
    hint: str
    content_type: str
    write: Writer


FORMATS: Mapping[str, ExportFormat] = {
    "csv": ExportFormat("CSV", "Opens in every program.", "text/csv; charset=utf-8", csv_blocks),
    "xlsx": ExportFormat("Excel", "Up to a million rows per sheet.", _EXCEL, excel_blocks),
    "parquet": ExportFormat(
        "Parquet",
        "For data tools such as pandas and DuckDB.",
        "application/vnd.apache.parquet",
        parquet_blocks,
    ),
    "jsonl": ExportFormat(
        "JSONL",
        "For scripts, one record per line.",
        "application/x-ndjson; charset=utf-8",
        jsonl_blocks,
    ),
}
"""Code, which is also the file extension → format; the first is the default."""

_CSV = FORMATS["csv"].content_type
CRM_FORMATS: Mapping[str, ExportFormat] = {
    "hubspot": ExportFormat(
        "HubSpot import",
        "HubSpot’s own columns; IDs that came from there go back.",
        _CSV,
        csv_blocks,
    ),
    "salesforce": ExportFormat(
        "Salesforce import",
        "Salesforce’s own columns; IDs that came from there go back.",
        _CSV,
        csv_blocks,
    ),
}
"""Code → CSV for import into a CRM, with the columns of `crm_columns`."""

ALL_FORMATS: Mapping[str, ExportFormat] = {**FORMATS, **CRM_FORMATS}

USUAL_FORMAT = next(iter(FORMATS))

FORMAT_CHOICES = [(code, one.label) for code, one in ALL_FORMATS.items()]
"""Code and label of each."""
