"""A first look at a file: how it is written, and what its columns seem to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from leadqual.imports.columns.column_fields import fold_name
from leadqual.imports.columns.guessing import check_mapping, guess_mapping
from leadqual.imports.columns.name_guesses import BY_NAME, CONTRADICTED, UNCERTAIN
from leadqual.imports.columns.opt_outs import OPT_OUTS, opt_out_field
from leadqual.imports.errors import (
    EmptyFileError,
    ImportFileError,
    MappingError,
    NotATableError,
)
from leadqual.imports.files.reading import Layout, layouts
from leadqual.imports.files.sheet_lines import SheetPlace
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import CustomField

_REPEATABLE_FIELDS = frozenset(
    {"email", "phone"}
)  # Fields of which the first usable column counts.
_TOOLS = Path(__file__).with_name("exporters.yaml")

_N_VALUES = 3
_LONGEST_VALUE = 200
_N_MORE = 2  # Columns that a line must name beyond those of a line above it.


@dataclass(frozen=True, slots=True)
class RecognizedExport:
    """A file's export tool and its column mapping.

    Args:
        tool: name; empty if no known tool wrote the file.
        mapping: column index → field code.
    """

    tool: str = ""
    mapping: dict[int, str] = field(default_factory=dict)


def recognize(kind: str, header: Sequence[str]) -> RecognizedExport:
    """Recognize the tool that exported a file: the one with the most matching column names.

    Args:
        kind: `contacts` or `companies`.
        header: names of all columns.
    """
    folded = [_fold_header(name) for name in header]
    names = set(folded)
    tools = [one for one in _load_tools() if one["kind"] == kind]
    n_marks = {at: len(names & set(one["marks"])) for at, one in enumerate(tools)}
    known = [at for at, one in enumerate(tools) if n_marks[at] >= one["least"]]
    if not known:
        return RecognizedExport()
    tool = tools[max(known, key=lambda at: n_marks[at] / tools[at]["least"])]
    mapping = {
        folded.index(name): code
        for code, columns in tool["fields"].items()
        for name in [name for name in columns if name in names][
            : None if code in _REPEATABLE_FIELDS else 1
        ]
    }
    return RecognizedExport(tool["name"], mapping)


def _fold_header(name: str) -> str:
    """Fold a name; product names count as one word, whatever their capitalization."""
    return fold_name(name).replace("linked in", "linkedin").replace("lead qual", "leadqual")


@cache
def _load_tools() -> Sequence[dict[str, Any]]:
    found: Sequence[dict[str, Any]] = yaml.safe_load(_TOOLS.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """One column of a file.

    Args:
        values: the first distinct ones that are not empty.
        guess: code of the field; empty where nothing was found.
        because: see `ColumnGuess`.
    """

    name: str
    values: list[str]
    guess: str
    because: str


@dataclass(frozen=True, slots=True)
class FilePreview:
    """The layout and column guesses of a file, before its rows are read.

    Args:
        source: the tool that exported it, if the columns show it.
    """

    layout: Layout
    columns: list[PreviewColumn]
    source: str = ""

    def mapping(self, changes: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the guessed column → field mapping, with the given changes applied.

        Args:
            changes: column → field; an empty field skips the column. A field assigned here is
                removed from the column guessed for it.
        """
        requested = changes or {}
        assigned = {field for field in requested.values() if field} - {*OPT_OUTS}
        guessed = {seen.name: seen.guess for seen in self.columns if seen.guess not in assigned}
        return {column: field for column, field in {**guessed, **requested}.items() if field}


def preview_file(
    kind: str,
    file: BinaryIO,
    sheet: int | None = None,
    line: int | None = None,
    *,
    encoding: str = "",
    custom: Sequence[CustomField] = (),
) -> FilePreview:
    """Inspect a file, or one sheet of a workbook, without importing any row.

    Uses the first layout whose columns identify a row: an earlier sheet may hold a note, and lines
    above the header a title. A later line of the same sheet that names clearly more columns is
    taken as the header instead.

    Args:
        kind: `contacts` or `companies`.
        file: at any position; stays open.
        sheet: of a workbook, from 1; None finds it.
        line: header line; None finds it.
        encoding: of a file of text; "" detects it.
        custom: fields that the workspace added to these records.

    Raises:
        ImportFileError: not a table of text; the message says what to do.
    """
    first: FilePreview | None = None
    best: FilePreview | None = None
    first_error: ImportFileError | None = None
    for found in layouts(file, sheet, line, encoding):
        if best and isinstance(found, Layout) and found.encoding != best.layout.encoding:
            break
        try:
            preview = _preview_layout(kind, found, custom)
        except ImportFileError as error:
            first_error = first_error or error
            continue
        first = first or preview
        if _identifies_rows(kind, preview, custom) and (best is None or _names_more(preview, best)):
            best = preview
    if assigned := best or first:
        return assigned
    raise first_error or EmptyFileError("This workbook has no sheets.")


def _names_more(preview: FilePreview, above: FilePreview) -> bool:
    n_more = _n_named(preview) - _n_named(above)
    return n_more >= _N_MORE or (n_more > 0 and preview.layout.n_unnamed < above.layout.n_unnamed)


def _n_named(preview: FilePreview) -> int:
    """Count the columns recognized by name."""
    return sum(column.because == BY_NAME for column in preview.columns)


def layout_of(batch: ImportBatch) -> Layout:
    """Give how the file of an import is written, as it was settled."""
    header = tuple(str(column["name"]) for column in batch.columns)
    sheets = tuple(SheetPlace(one["number"], one["line"]) for one in batch.sheets)
    return Layout(batch.encoding, batch.delimiter, header, line=batch.header_line, sheets=sheets)


def unused_opt_outs(columns: Sequence[Mapping[str, Any]], mapping: Mapping[str, str]) -> list[str]:
    """Return the do-not-contact columns that are not mapped as such.

    Args:
        columns: of a file, each with its `name` and its first `values`.
        mapping: name of a column → code of its field.
    """
    return [
        str(column["name"])
        for column in columns
        if mapping.get(column["name"], "") not in OPT_OUTS
        and opt_out_field(column["name"], column["values"])
    ]


def uncertain_columns(
    columns: Sequence[Mapping[str, Any]], mapping: Mapping[str, str]
) -> list[str]:
    """Return the columns whose values should be checked: an uncertain guess, or a skipped name.

    Args:
        columns: of a file, each with its `name`, `guess` and `because`.
        mapping: name of a column → code of its field; columns that a person mapped are sure.
    """
    return [
        str(column["name"])
        for column in columns
        if column["because"] in {UNCERTAIN, CONTRADICTED}
        and mapping.get(column["name"], "") == column["guess"]
    ]


def _preview_layout(
    kind: str, layout: Layout | ImportFileError, custom: Sequence[CustomField]
) -> FilePreview:
    if isinstance(layout, ImportFileError):
        raise layout
    known = recognize(kind, layout.header)
    guesses = guess_mapping(
        kind, layout.header, layout.samples, custom, known.mapping if known.tool else None
    )
    is_named = layout.n_unnamed == 0 and len(layout.header) > 1
    if not is_named and not any(guess.field for guess in guesses):
        raise NotATableError(
            f"This file has no header row: it starts with “{layout.header[0]}”. Save it "
            "as CSV with column names in the first row."
        )
    return FilePreview(
        layout,
        [
            PreviewColumn(name, _first_values(layout.samples, at), guess.field, guess.because)
            for at, (name, guess) in enumerate(zip(layout.header, guesses, strict=True))
        ],
        known.tool,
    )


def _identifies_rows(kind: str, preview: FilePreview, custom: Sequence[CustomField]) -> bool:
    try:
        check_mapping(kind, preview.layout.header, preview.mapping(), custom)
    except MappingError:
        return False
    return True


def _first_values(samples: Sequence[Sequence[str]], at: int) -> list[str]:
    filled = [" ".join(row[at].split())[:_LONGEST_VALUE] for row in samples if row[at].strip()]
    return list(dict.fromkeys(filled))[:_N_VALUES]
