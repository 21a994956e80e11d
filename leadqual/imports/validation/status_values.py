"""Values of a file that decide a status or do not contact, as the mapping shows them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, cast

from leadqual.core.errors import WrongValue
from leadqual.imports.columns.column_fields import is_status_column
from leadqual.imports.columns.column_preview import layout_of
from leadqual.imports.columns.opt_outs import columns_in_words, opt_outs_among
from leadqual.imports.columns.status_words import plain_status, words_for
from leadqual.imports.errors import ImportFileError, MappingError
from leadqual.imports.files.reading import read_rows
from leadqual.imports.models import ImportBatch
from leadqual.imports.validation.cell_readers import stop_reader
from leadqual.imports.validation.values import is_empty
from leadqual.leads.records.statuses import statuses_of

STATUS = "status"
_ROWS_READ = 20_000
"""A page reads no further, to stay fast; the import reports later values."""
MOST_VALUES = 40
_LONGEST_VALUE = 100
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class StatusValue:
    """A value of the file.

    Args:
        text: as it is first written.
        n_rows: that have it, in the part that was read.
        status: that it gives; empty for none.
        is_known: somebody chose it, or it is a word for a status.
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
    others = [header[at] for at in columns_in_words(header, mapping)]
    counts = _count_values(batch, [status_column(mapping), *others])
    of_status = counts.pop(status_column(mapping), Counter())
    return _statuses(batch, mapping, chosen, of_status), _opt_outs(counts)


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
    return _statuses(batch, mapping, chosen, _count_values(batch, [column]).get(column, Counter()))


def _statuses(
    batch: ImportBatch,
    mapping: Mapping[str, str],
    chosen: Mapping[str, str],
    found: Counter[str],
) -> list[StatusValue]:
    if not (column := status_column(mapping)):
        return []
    is_stop = stop_reader(STATUS, column)
    counts: Counter[str] = Counter()
    texts: dict[str, str] = {}
    stops: list[StatusValue] = []
    for text, n_rows in found.most_common():
        if is_stop and is_stop(text):
            stops.append(
                StatusValue(text[:_LONGEST_VALUE], n_rows, "", is_known=True, is_opt_out=True)
            )
        elif not is_empty(text):
            plain = plain_status(text)
            texts.setdefault(plain, text[:_LONGEST_VALUE])
            counts[plain] += n_rows
    known = {**words_for(statuses_of(batch.workspace)), **chosen}
    values = [
        StatusValue(texts[plain], n_rows, known.get(plain, ""), plain in known)
        for plain, n_rows in counts.most_common(MOST_VALUES)
    ]
    return [*values, *stops]


def _opt_outs(columns: Mapping[str, Counter[str]]) -> list[OptOutValue]:
    """Return the values that mark Do not contact, by column, the most frequent first."""
    found = [
        OptOutValue(column, text[:_LONGEST_VALUE], n_rows)
        for column, counts in columns.items()
        for stops in [opt_outs_among(column, counts.keys())]
        for text, n_rows in counts.most_common()
        if text in stops
    ]
    return found[:MOST_VALUES]


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


def require_known(batch: ImportBatch, mapping: Mapping[str, str]) -> None:
    """Check that each value of the status column maps to a status.

    Raises:
        MappingError: a value does not; a person has to choose.
    """
    if unknown := [one.text for one in status_values(batch, mapping, {}) if not one.is_known]:
        shown = ", ".join(f"“{text}”" for text in unknown[:_MOST_NAMED])
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
