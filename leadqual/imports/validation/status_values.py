"""The values of the column that goes to the status, each with the status that it gives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, cast

from leadqual.core.errors import WrongValue
from leadqual.imports.columns.column_preview import layout_of
from leadqual.imports.columns.guessing import is_status_column
from leadqual.imports.columns.opt_outs import is_stop_word
from leadqual.imports.columns.status_words import plain_status, status_of
from leadqual.imports.errors import ImportFileError, MappingError
from leadqual.imports.files.reading import read_rows
from leadqual.imports.models import ImportBatch
from leadqual.imports.validation.values import is_empty

STATUS = "status"
_ROWS_READ = 20_000
"""Further down a page would wait for the file; what is found there is told by the import."""
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
    """

    text: str
    n_rows: int
    status: str
    is_known: bool


def status_column(mapping: Mapping[str, str]) -> str:
    """Return the column that goes to the status; empty for none."""
    return next((column for column, code in mapping.items() if code == STATUS), "")


def status_values(
    batch: ImportBatch, mapping: Mapping[str, str], chosen: Mapping[str, str]
) -> list[StatusValue]:
    """Return the values of the status column, the most frequent first; [] without such a column.

    Args:
        batch: whose file is read, or its first part.
        mapping: name of a column → code of its field.
        chosen: a value → the status that somebody chose for it, "" for none.
    """
    layout = layout_of(batch)
    column = status_column(mapping)
    if column not in layout.header:
        return []
    at = layout.header.index(column)
    counts: Counter[str] = Counter()
    texts: dict[str, str] = {}
    try:
        with batch.file.open("rb") as file:
            for row in islice(read_rows(cast("BinaryIO", file), layout), _ROWS_READ):
                text = "" if row.problem else row.values[at].strip()
                if not text or is_empty(text) or is_stop_word(text):
                    continue
                plain = plain_status(text)
                texts.setdefault(plain, text[:_LONGEST_VALUE])
                counts[plain] += 1
    except (FileNotFoundError, ImportFileError):
        return []
    return [
        StatusValue(
            texts[plain],
            n_rows,
            chosen[plain] if plain in chosen else status_of(plain),
            plain in chosen or bool(status_of(plain)),
        )
        for plain, n_rows in counts.most_common(MOST_VALUES)
    ]


def require_known(batch: ImportBatch, mapping: Mapping[str, str]) -> None:
    """See to it that each value of the status column is a word for a status.

    Raises:
        MappingError: one is not: somebody has to choose.
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
