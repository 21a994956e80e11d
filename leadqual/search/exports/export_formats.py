"""The formats of exports: one row each, from which API, pages and command line follow."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadqual.search.exports.csv_format import csv_blocks
from leadqual.search.exports.excel_format import excel_blocks
from leadqual.search.exports.export_columns import ExportColumn
from leadqual.search.exports.export_rows import Chunk
from leadqual.search.exports.jsonl_format import jsonl_blocks
from leadqual.search.exports.parquet_format import parquet_blocks

Writer = Callable[[Sequence[ExportColumn], Iterable[Chunk]], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A kind of file.

    Args:
        label: its name on a page.
        hint: a sentence that tells when to choose it.
        write: makes the blocks of the file from columns and chunks of cells.
    """

    label: str
    hint: str
    content_type: str
    write: Writer


_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Mapping[str, ExportFormat] = {
    "csv": ExportFormat("CSV", "CSV opens everywhere.", "text/csv; charset=utf-8", csv_blocks),
    "xlsx": ExportFormat(
        "Excel", "Excel holds up to a million rows per sheet.", _EXCEL, excel_blocks
    ),
    "parquet": ExportFormat(
        "Parquet", "Parquet is for data tools.", "application/vnd.apache.parquet", parquet_blocks
    ),
    "jsonl": ExportFormat(
        "JSONL", "JSONL is for scripts.", "application/x-ndjson; charset=utf-8", jsonl_blocks
    ),
}
"""Code, which is also the ending of the file → the format; the first one is the usual one."""

_CSV = FORMATS["csv"].content_type
CRM_FORMATS: Mapping[str, ExportFormat] = {
    "hubspot": ExportFormat(
        "HubSpot import",
        "HubSpot and Salesforce files have their own columns.",
        _CSV,
        csv_blocks,
    ),
    "salesforce": ExportFormat(
        "Salesforce import", "IDs that came from there go back.", _CSV, csv_blocks
    ),
}
"""Code → CSV as a CRM imports it; its columns are those of `crm_columns`."""

ALL_FORMATS: Mapping[str, ExportFormat] = {**FORMATS, **CRM_FORMATS}

USUAL_FORMAT = next(iter(FORMATS))

FORMAT_CHOICES = [(code, one.label) for code, one in ALL_FORMATS.items()]
"""Code and label of each."""

FORMAT_HINTS = " ".join(one.hint for one in ALL_FORMATS.values())
"""What a page says of all of them."""
