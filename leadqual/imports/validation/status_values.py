"""Values of a file that decide a status or do not contact, as the mapping shows them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, cast

from leadqual.core.errors import WrongValue
from leadqual.imports.columns.column_fields import is_status_column
from leadqual.imports.columns.column_preview import layout_of
from leadqual.imports.columns.opt_outs import find_opt_outs, plain_word_columns
from leadqual.imports.columns.status_words import normalize_status, status_codes_by_word
from leadqual.imports.errors import ImportFileError, MappingError
from leadqual.imports.files.reading import read_rows
from leadqual.imports.models import ImportBatch
from leadqual.imports.validation.cell_readers import opt_out_reader
from leadqual.imports.validation.values import is_empty
from leadqual.leads.records.statuses import statuses_of

STATUS = "status"
_ROWS_READ = 20_000
"""A page reads no further, to stay fast; the import reports later values."""
MAX_VALUES = 40
_MAX_LENGTH = 100
_MAX_LISTED = 5


@dataclass(frozen=True, slots=True)
class StatusValue:
    """A value of the file.

    Args:
        text: as it is first written.
        n_rows: that have it, in the part that was read.
        status: that it gives; empty for none.
        is_known: somebody chose it, or it is a known word for a status.
        is_opt_out: it marks Do not contact instead.
    """

    text: str
    n_rows: int
    status: str
    is_known: bool
    is_opt_out: bool = False


@dataclass(frozen=True, slots=True)
class OptOutValue:
    """A value of any other column that marks Do not contact.

    Args:
        text: as it is written.
        n_rows: that have it, in the part that was read.
    """

    column: str
    text: str
    n_rows: int


def status_column(mapping: Mapping[str, str]) -> str:
    """Return the column that goes to the status; empty for none."""
    return next((column for column, code in mapping.items() if code == STATUS), "")


def values_to_map(
    batch: ImportBatch, mapping: Mapping[str, str], chosen: Mapping[str, str]
) -> tuple[list[StatusValue], list[OptOutValue]]:
    """Return `status_values`, and the values that mark Do not contact; the file is read once."""
    header = layout_of(batch).header
    others = [header[at] for at in plain_word_columns(header, mapping)]
    counts = _count_values(batch, [status_column(mapping), *others])
    of_status = counts.pop(status_column(mapping), Counter())
    return _build_status_values(batch, mapping, chosen, of_status), _find_opt_out_values(counts)


def status_values(
    batch: ImportBatch, mapping: Mapping[str, str], chosen: Mapping[str, str]
) -> list[StatusValue]:
    """Return the values of the status column, the most frequent first; [] without such a column.

    One query for the statuses of the workspace.

    Args:
        batch: whose file is read, or its first part.
        mapping: name of a column → code of its field.
        chosen: a value → the status that somebody chose for it, "" for none.
    """
    column = status_column(mapping)
    return _build_status_values(
        batch, mapping, chosen, _count_values(batch, [column]).get(column, Counter())
    )


def _build_status_values(
    batch: ImportBatch,
    mapping: Mapping[str, str],
    chosen: Mapping[str, str],
    found: Counter[str],
) -> list[StatusValue]:
    if not (column := status_column(mapping)):
        return []
    is_opt_out_cell = opt_out_reader(STATUS, column)
    counts: Counter[str] = Counter()
    texts: dict[str, str] = {}
    opt_outs: list[StatusValue] = []
    for text, n_rows in found.most_common():
        if is_opt_out_cell and is_opt_out_cell(text):
            opt_outs.append(
                StatusValue(text[:_MAX_LENGTH], n_rows, "", is_known=True, is_opt_out=True)
            )
        elif not is_empty(text):
            plain = normalize_status(text)
            texts.setdefault(plain, text[:_MAX_LENGTH])
            counts[plain] += n_rows
    known = {**status_codes_by_word(statuses_of(batch.workspace)), **chosen}
    values = [
        StatusValue(texts[plain], n_rows, known.get(plain, ""), plain in known)
        for plain, n_rows in counts.most_common(MAX_VALUES)
    ]
    return [*values, *opt_outs]


def _find_opt_out_values(columns: Mapping[str, Counter[str]]) -> list[OptOutValue]:
    """Return the values that mark Do not contact, by column, the most frequent first."""
    found = [
        OptOutValue(column, text[:_MAX_LENGTH], n_rows)
        for column, counts in columns.items()
        for opt_outs in [find_opt_outs(column, counts.keys())]
        for text, n_rows in counts.most_common()
        if text in opt_outs
    ]
    return found[:MAX_VALUES]


def _count_values(batch: ImportBatch, columns: Iterable[str]) -> dict[str, Counter[str]]:
    """Return column → how often it has each value; empty where the file cannot be read."""
    layout = layout_of(batch)
    places = {column: layout.header.index(column) for column in columns if column in layout.header}
    counts: dict[str, Counter[str]] = {column: Counter() for column in places}
    try:
        with batch.file.open("rb") as file:
            for row in islice(read_rows(cast("BinaryIO", file), layout), _ROWS_READ):
                for column, at in places.items() if not row.problem else ():
                    if text := row.values[at].strip():
                        counts[column][text] += 1
    except (FileNotFoundError, ImportFileError):
        return {}
    return counts


def require_known_statuses(batch: ImportBatch, mapping: Mapping[str, str]) -> None:
    """Check that each value of the status column maps to a status.

    Raises:
        MappingError: a value does not; a person has to choose.
    """
    if unknown := [one.text for one in status_values(batch, mapping, {}) if not one.is_known]:
        shown = ", ".join(f"“{text}”" for text in unknown[:_MAX_LISTED])
        column = status_column(mapping)
        raise MappingError(
            f"Choose the status of each value of “{column}” below. Not known: {shown}.",
            WrongValue(("mapping", column)),
        )


def unused_statuses(
    kind: str, columns: Sequence[Mapping[str, Any]], mapping: Mapping[str, str]
) -> list[str]:
    """Return the columns that are called as a status, hold something, and are not imported.

    Args:
        kind: `contacts` or `companies`.
        columns: of a file, each with its `name` and its first `values`.
        mapping: name of a column → code of its field.
    """
    if status_column(mapping):
        return []
    return [
        str(column["name"])
        for column in columns
        if column["values"]
        and not mapping.get(column["name"])
        and is_status_column(kind, column["name"])
    ]
