"""An import in the words and numbers of its page."""

from dataclasses import dataclass

from django.utils import timezone

from leadqual.imports.columns import fields
from leadqual.imports.models import ImportBatch
from leadqual.imports.workbooks import PREFIX

_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
}
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SECONDS_TO_COUNT = 90


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file.

    Args:
        at: its place, from 0.
        values: the first ones that are not empty.
        field: code of the field it goes to; empty is left out.
        guess: `name` or `content` where the product found the field; empty where not.
    """

    at: int
    name: str
    values: list[str]
    field: str
    guess: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that a column may go to."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Count:
    """A line of the result."""

    words: str
    number: int
    is_bad: bool = False


def columns_of(batch: ImportBatch) -> list[Column]:
    """Give the columns with what is chosen for each now."""
    return [
        Column(at, entry["name"], entry["values"], batch.mapping.get(entry["name"], ""), guess)
        for at, entry in enumerate(batch.columns)
        for guess in [entry["because"] if entry["guess"] else ""]
    ]


def choices_of(batch: ImportBatch) -> list[Choice]:
    """Give the fields that a column of this import may go to."""
    return [Choice(field.code, field.label) for field in fields(batch.kind).values()]


def counts_of(batch: ImportBatch) -> list[Count]:
    """Give what became of the rows; the numbers add up to `n_rows`."""
    noun = "people" if batch.kind == ImportBatch.Kind.CONTACTS else "companies"
    return [
        Count(f"New {noun}", batch.n_created),
        Count("Updated", batch.n_updated),
        Count("Same as before", batch.n_unchanged),
        Count("Left out, with reasons", batch.n_refused, is_bad=batch.n_refused > 0),
    ]


def layout_words(encoding: str, delimiter: str) -> str:
    """Say how a file is written, as in "UTF-8, separated by comma"."""
    if encoding.startswith(PREFIX):
        return f"Excel, sheet {encoding.removeprefix(PREFIX)}"
    shown = _ENCODINGS.get(encoding, encoding)
    return f"{shown}, separated by {_DELIMITERS.get(delimiter, delimiter)}"


def time_left(batch: ImportBatch) -> str:
    """Say how long a running import will take, from its pace so far; "" where nobody knows yet."""
    if batch.started_at is None or not (batch.is_running and batch.n_bytes_read):
        return ""
    seconds = (timezone.now() - batch.started_at).total_seconds()
    left = seconds * (batch.n_bytes - batch.n_bytes_read) / batch.n_bytes_read
    if left < _SECONDS_TO_COUNT:
        return f"about {max(1, round(left))} seconds left"
    return f"about {round(left / 60)} minutes left"
