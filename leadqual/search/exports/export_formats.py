"""Export formats, one table row each, used by API, pages and command line."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadqual.search.exports.csv_file import csv_blocks
from leadqual.search.exports.excel_file import excel_blocks
from leadqual.search.exports.export_columns import ExportColumn
from leadqual.search.exports.exported_rows import Chunk
from leadqual.search.exports.jsonl_file import jsonl_blocks
from leadqual.search.exports.parquet_file import parquet_blocks

Writer = Callable[[Sequence[ExportColumn], Iterable[Chunk]], Iterator[bytes]]
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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

DEFAULT_FORMAT = next(iter(FORMATS))

FORMAT_CHOICES = [(code, export_format.label) for code, export_format in ALL_FORMATS.items()]
"""Code and label of each."""
