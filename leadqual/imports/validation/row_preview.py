"""The first rows of a file as they will look once they are imported, problems included."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, BinaryIO, cast

from classifiers.core.errors import ClassifierError
from classifiers.core.types import TitlePrediction
from leadqual.core.errors import LeadqualError
from leadqual.imports.columns.column_fields import fields
from leadqual.imports.columns.column_preview import layout_of
from leadqual.imports.columns.custom_columns import NEW_FIELD, custom_fields
from leadqual.imports.errors import ImportFileError
from leadqual.imports.files.reading import FileRow, read_rows
from leadqual.imports.files.row_counts import count_rows
from leadqual.imports.models import ImportBatch
from leadqual.imports.validation.record_cells import record_fields
from leadqual.imports.validation.validated_rows import CompanyValues, ContactValues, RowValidator
from leadqual.imports.validation.values import Rejection
from leadqual.registry.versions.loading import load_titles

N_CHECKED = 200
"""Rows of the file that are checked for the preview."""

N_SHOWN = 8
MAX_COUNTED_BYTES = 4 * 2**20
"""Bytes of a file up to which a page counts its rows; of a gzipped one `_PACKING_RATIO` less."""

_PACKING_RATIO = 16
_N_LABELS = 2
_Values = ContactValues | CompanyValues

_PLACE = ("location", "city", "state", "country")


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """One cell; `problem` says why its value will not be imported, "" if it will."""

    text: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the file.

    Args:
        number: its first line in the file.
        cells: one for each column of the preview.
        rejected: why nothing of the row will be imported; "" if it will.
    """

    number: int
    cells: Sequence[PreviewCell]
    rejected: str = ""

    @property
    def has_problem(self) -> bool:
        return bool(self.rejected) or any(cell.problem for cell in self.cells)


@dataclass(frozen=True, slots=True)
class RowPreview:
    """The first rows of a file.

    Args:
        columns: labels of the fields that are mapped, in the order of the cells.
        rows: the first ones; of further ones only such with a problem.
        n_checked: rows that were read.
        n_problems: those of them with a problem.
    """

    columns: Sequence[str]
    rows: Sequence[PreviewRow]
    n_checked: int
    n_problems: int


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the preview.

    Args:
        codes: fields that fill it; it is shown if one of them is mapped.
        value: of a record that was read; None shows what the file says.
    """

    label: str
    codes: tuple[str, ...]
    value: Callable[[Any], str] | None = None


def _format_place(row: Any) -> str:
    return ", ".join(
        dict.fromkeys(filter(None, (row.city, row.state, row.country or row.country_guess)))
    )


def _read_attribute(name: str) -> Callable[[Any], str]:
    return lambda row: str(getattr(row, name) or "")


_PEOPLE_COLUMNS = (
    _Column(
        "Name",
        ("full_name", "first_name", "last_name", "name_particle"),
        lambda row: f"{row.first_name} {row.last_name}".strip(),
    ),
    _Column("Job title", ("job_title",), _read_attribute("title")),
    _Column(
        "Company",
        ("company_name", "company_website", "company_linkedin_url"),
        lambda row: row.company.name if row.company else "",
    ),
    _Column("Email", ("email",), _read_attribute("email")),
    _Column("Phone", ("phone",), _read_attribute("phone")),
    _Column("Location", _PLACE, _format_place),
    _Column("LinkedIn", ("linkedin_url",), _read_attribute("linkedin_url")),
    _Column("ID", ("external_id",), _read_attribute("external_id")),
)
_COMPANY_COLUMNS = (
    _Column("Name", ("name",), lambda row: row.keys.name),
    _Column("Domain", ("domain", "website"), lambda row: row.keys.domain),
    _Column("Location", ("headquarters", *_PLACE), lambda row: _format_place(row.keys)),
    _Column("LinkedIn", ("linkedin_url",), lambda row: row.keys.linkedin_url),
    _Column("ID", ("external_id",), lambda row: row.keys.external_id),
)


def preview_rows(batch: ImportBatch, mapping: Mapping[str, str], match_by: str) -> RowPreview:
    """Read the first rows of a file with a mapping that is not saved; up to four queries.

    Args:
        batch: whose file.
        mapping: name of a column → code of its field.
        match_by: the key by which records are found.
    """
    layout = layout_of(batch)
    with batch.file.open("rb") as file:
        rows = list(islice(read_rows(cast("BinaryIO", file), layout), N_CHECKED))
    known = {name: code for name, code in mapping.items() if code != NEW_FIELD}
    codes = list(known.values())
    record = record_fields(batch.workspace, batch.kind, codes, batch.statuses)
    checked = RowValidator(batch.kind, layout.header, known, match_by, record).check(rows)
    columns = _columns(batch, mapping)
    good: dict[int, _Values] = dict(checked.good)
    rejected = dict(checked.rejected)
    problems: dict[int, list[Rejection]] = {}
    for number, rejection in checked.cells:
        problems.setdefault(number, []).append(rejection)
    header = layout.header
    preview_rows_unmarked = [
        _build_row(row, columns, header, mapping, good.get(row.number, rejected.get(row.number)))
        for row in _choose_rows(rows, {*rejected, *problems})
    ]
    marked = [
        _mark_problems(row, columns, mapping, problems.get(row.number, ()))
        for row in preview_rows_unmarked
    ]
    labels = [column.label for column in columns]
    with_labels = _add_title_labels(labels, marked)
    return RowPreview(*with_labels, n_checked=len(rows), n_problems=len({*rejected, *problems}))


def rows_in_file(batch: ImportBatch) -> int | None:
    """Count the rows of a file; None for a large one, whose rows an import counts."""
    is_packed = str(batch.file.name).endswith(".gz")
    if batch.n_bytes * (_PACKING_RATIO if is_packed else 1) > MAX_COUNTED_BYTES:
        return None
    try:
        with batch.file.open("rb") as file:
            return count_rows(cast("BinaryIO", file), layout_of(batch), batch.n_bytes)
    except (FileNotFoundError, ImportFileError):
        return None


def _choose_rows(rows: Sequence[FileRow], bad: set[int]) -> list[FileRow]:
    """Return the first rows; where none has a problem, two with one take the last places."""
    first = list(rows[:N_SHOWN])
    if any(row.number in bad for row in first):
        return first
    problem_rows = [row for row in rows[N_SHOWN:] if row.number in bad][:2]
    return [*first[: N_SHOWN - len(problem_rows)], *problem_rows]


def _columns(batch: ImportBatch, mapping: Mapping[str, str]) -> list[_Column]:
    """Return the columns of the mapped fields: those that tell a record, and the others."""
    wanted = set(mapping.values())
    standard_columns = (
        _PEOPLE_COLUMNS if batch.kind == ImportBatch.Kind.CONTACTS else _COMPANY_COLUMNS
    )
    found = [column for column in standard_columns if wanted.intersection(column.codes)]
    taken = {code for column in standard_columns for code in column.codes}
    known = fields(batch.kind, custom_fields(batch.workspace, batch.kind))
    for name, code in mapping.items():
        if code == NEW_FIELD:
            found.append(_Column(name, (code,)))
        elif code in known and code not in taken:
            found.append(_Column(known[code].label, (code,)))
            taken.add(code)
    return found


def _build_row(
    row: FileRow,
    columns: Sequence[_Column],
    header: Sequence[str],
    mapping: Mapping[str, str],
    found: _Values | Rejection | None,
) -> PreviewRow:
    is_read = found is not None and not isinstance(found, Rejection)
    cells = [
        column.value(found)
        if column.value and is_read
        else _raw_value(row, header, mapping, column)
        for column in columns
    ]
    why = found.reason if isinstance(found, Rejection) else row.problem
    return PreviewRow(row.number, list(map(PreviewCell, cells)), why)


def _raw_value(
    row: FileRow, header: Sequence[str], mapping: Mapping[str, str], column: _Column
) -> str:
    """Return what the file says in the columns of a field, as it is written."""
    is_new = column.codes == (NEW_FIELD,)
    found = [
        value.strip()
        for name, value in zip(header, row.values, strict=False)
        if (name == column.label if is_new else mapping.get(name) in column.codes)
    ]
    return " ".join(filter(None, found))[:200]


def _mark_problems(
    row: PreviewRow,
    columns: Sequence[_Column],
    mapping: Mapping[str, str],
    problems: Sequence[Rejection],
) -> PreviewRow:
    """Put what cannot be read into its cell, with the reason."""
    cells = list(row.cells)
    for one in problems:
        code = mapping.get(one.column, "")
        for at, column in enumerate(columns):
            if code in column.codes and not cells[at].problem:
                cells[at] = PreviewCell(one.value[:200], one.reason)
    return replace(row, cells=cells)


def _add_title_labels(
    labels: Sequence[str], rows: Sequence[PreviewRow]
) -> tuple[list[str], list[PreviewRow]]:
    """Add function and level of the job titles, if a model is live."""
    if "Job title" not in labels:
        return list(labels), list(rows)
    at = labels.index("Job title")
    found = list(_classify_titles([row.cells[at].text for row in rows]))
    if not found:
        return list(labels), list(rows)
    columns = [*labels[: at + 1], "Function", "Level", *labels[at + 1 :]]
    return columns, [
        replace(
            row,
            cells=[*row.cells[: at + 1], *map(PreviewCell, labels_of_title), *row.cells[at + 1 :]],
        )
        for row, labels_of_title in zip(rows, found, strict=True)
    ]


def _classify_titles(titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield functions and level of each title in words; nothing without a live model."""
    try:
        cascade = load_titles()
        predictions: Sequence[TitlePrediction] = cascade.predict(titles)
    except (ClassifierError, LeadqualError):
        return
    taxonomy = cascade.taxonomy
    levels = {level.slug: level.name for level in taxonomy.levels}
    for title, one in zip(titles, predictions, strict=True):
        slugs = [label.slug for label in one.functions[:_N_LABELS]]
        names = [taxonomy.by_slug[slug].name for slug in slugs if slug in taxonomy.by_slug]
        level = levels.get(one.level.slug, "") if title else ""
        yield (", ".join(names) or "Unclassified" if title else ""), level
