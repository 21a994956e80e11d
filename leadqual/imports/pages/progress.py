"""An import in the words and numbers of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from leadqual.core import clock
from leadqual.imports.columns.column_fields import fields
from leadqual.imports.columns.column_preview import uncertain_columns, unused_opt_outs
from leadqual.imports.columns.custom_columns import NEW_FIELD, custom_fields
from leadqual.imports.columns.name_guesses import BY_CONTENT, CONTRADICTED, UNCERTAIN
from leadqual.imports.files.encodings import ENCODINGS
from leadqual.imports.files.workbooks import PREFIX
from leadqual.imports.import_events import COUNTS
from leadqual.imports.models import ImportBatch, ImportChange, ImportRow
from leadqual.imports.validation.row_names import names_in_file
from leadqual.imports.validation.status_values import unused_statuses
from leadqual.leads.models import Company, Contact
from leadqual.leads.records.owners import owners_of

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_NOTES = {
    BY_CONTENT: "Detected by content",
    UNCERTAIN: "Uncertain: check the values",
    CONTRADICTED: "Skipped: the values do not match the column name",
}
_MAX_SECONDS_SHOWN = 90
_MAX_SHOWN = 100
KEPT = "kept"
"""Used instead of an outcome: records kept by undo."""

CELLS = "cells"


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of a file.

    Args:
        at: its index, from 0.
        values: the first ones that are not empty.
        field: code of the field it goes to; empty is left out.
        guess: why the product chose the field, see `ColumnGuess`; empty where it found none.
        note: what to know of the guess; empty once another field was chosen.
        is_unsure: whether its values should be checked.
    """

    at: int
    name: str
    values: list[str]
    field: str
    guess: str
    note: str
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field that a column may go to."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Count:
    """A line of the result."""

    words: str
    number: int
    outcome: str = ""
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line of the file with its result.

    Args:
        row: its number, outcome and reason.
        record: name of the person or company; where it is not there, as the file says it, or "".
        address: its page; empty where it is not there.
        changes: field, former value and new value.
    """

    row: ImportRow
    record: str
    address: str
    changes: list[tuple[str, str, str]]

    @property
    def has_details(self) -> bool:
        return bool(self.changes or self.row.reason or self.row.kept)


def columns_of(batch: ImportBatch) -> list[MappedColumn]:
    """Return the columns with their current fields, in the order of the file."""
    unsure = uncertain_columns(batch.columns, batch.mapping)
    return [
        MappedColumn(
            at,
            name=entry["name"],
            values=entry["values"],
            field=field,
            guess=entry["because"] if entry["guess"] else "",
            note=_NOTES.get(entry["because"], "") if field == entry["guess"] else "",
            is_unsure=entry["name"] in unsure,
        )
        for at, entry in enumerate(batch.columns)
        for field in [batch.mapping.get(entry["name"], "")]
    ]


def hidden_columns(columns: Sequence[MappedColumn]) -> list[str]:
    """Return the columns of a wide file without values, which need no mapping."""
    if len(columns) <= _MAX_SHOWN:
        return []
    return [one.name for one in columns if not one.values and not one.field]


def choices_of(batch: ImportBatch) -> list[FieldChoice]:
    """Give the fields that a column of this import may go to."""
    known = fields(batch.kind, custom_fields(batch.workspace, batch.kind))
    choices = [FieldChoice(field.code, field.label) for field in known.values()]
    return [*choices, FieldChoice(NEW_FIELD, "New custom field")]


def encodings_of(batch: ImportBatch) -> list[tuple[str, str]]:
    """Return the encodings that a file of text may be read in, with labels; none for a workbook.

    What begins with a byte order mark is in no other encoding than it says.
    """
    if batch.encoding not in ENCODINGS:
        return []
    return [
        (code, label)
        for code, label in ENCODINGS.items()
        if code == batch.encoding or not code.startswith(("utf-8-", "utf-16", "utf-32"))
    ]


def count_by_field(batch: ImportBatch) -> dict[str, int]:
    """Return all counts of an import by field; after a dry run, its counts."""
    if batch.status == ImportBatch.Status.CHECKED:
        return {name: int(batch.plan.get(name, 0)) for name in COUNTS}
    return {name: getattr(batch, name) for name in COUNTS}


def opt_outs_of(batch: ImportBatch) -> str:
    """Return how many an import marks Do not contact, or after a dry run would; "" for none."""
    n = count_by_field(batch)["n_do_not_contact"]
    is_people = batch.kind == ImportBatch.Kind.CONTACTS
    one, many = ("person", "people") if is_people else ("company", "companies")
    is_dry = batch.status in {ImportBatch.Status.CHECKED, ImportBatch.Status.CHECKING}
    verb = "would be" if is_dry else "was" if n == 1 else "were"
    return f"{n:,} {one if n == 1 else many} {verb} marked Do not contact." if n else ""


def unused_opt_outs_of(batch: ImportBatch) -> str:
    """Warn of likely do-not-contact columns that are not mapped as such."""
    columns = unused_opt_outs(batch.columns, batch.mapping)
    if not columns:
        return ""
    shown = ", ".join(f"“{column}”" for column in columns)
    verb = "seems" if len(columns) == 1 else "seem"
    return f"{shown} {verb} to say who must not be contacted, and nobody is marked by it."


def unused_statuses_of(batch: ImportBatch) -> str:
    """Tell of columns that are called as a status and not imported."""
    columns = unused_statuses(batch.kind, batch.columns, batch.mapping)
    if not columns:
        return ""
    shown = ", ".join(f"“{column}”" for column in columns)
    return f"{shown}: map it to Status to choose what its values mean, or to New custom field."


def counts_of(batch: ImportBatch) -> list[Count]:
    """Give what became of the rows, or after a dry run would become; they add up to `n_rows`."""
    noun = "people" if batch.kind == ImportBatch.Kind.CONTACTS else "companies"
    found = count_by_field(batch)
    skipped = [Count("Skipped by your options", found["n_skipped"], "skipped")]
    return [
        Count(f"New {noun}", found["n_created"], "created"),
        Count("Updated", found["n_updated"], "updated"),
        Count("Unchanged", found["n_unchanged"], "unchanged"),
        *(skipped if found["n_skipped"] else []),
        Count("Rejected", found["n_rejected"], "rejected", found["n_rejected"] > 0),
    ]


def changes_shown(batch: ImportBatch, rows: Sequence[ImportRow]) -> list[FileLine]:
    """Return lines with their changes; three queries and one pass over the file."""
    keys = [row.record_id for row in rows if row.record_id]
    is_contacts = batch.kind == ImportBatch.Kind.CONTACTS
    model = Contact if is_contacts else Company
    records = model.objects.filter(workspace=batch.workspace_id, pk__in=keys).in_bulk()
    missing = [row for row in rows if row.record_id not in records and row.outcome != "rejected"]
    names = names_in_file(batch, [row.number for row in missing])
    page = "search:person" if is_contacts else "search:company"
    changes = {
        one.record_id: one for one in batch.changes.filter(kind=batch.kind, record_id__in=keys)
    }
    has_owners = any("owner_id" in one.after for one in changes.values())
    members = owners_of(batch.workspace) if has_owners else {}
    owners = {key: str(user) for key, user in members.items()}
    return [
        FileLine(
            row,
            str(records[row.record_id]) if row.record_id in records else names.get(row.number, ""),
            reverse(page, args=[row.record_id]) if row.record_id in records else "",
            _list_changes(changes.get(row.record_id or 0), owners)
            if row.outcome == "updated"
            else [],
        )
        for row in rows
    ]


def _list_changes(
    change: ImportChange | None, owners: Mapping[int, str]
) -> list[tuple[str, str, str]]:
    if change is None:
        return []
    before, after = (_name_values(values, owners) for values in (change.before, change.after))
    return [
        (name.replace("_", " "), _format_value(before.get(name)), _format_value(value))
        for name, value in after.items()
        if not name.endswith("_id")
        and (name in before or name.startswith("custom field"))
        and before.get(name) != value
    ]


def _name_values(values: Mapping[str, Any], owners: Mapping[int, str]) -> dict[str, Any]:
    """Give values by words for people: each custom field by itself, an owner by the name."""
    custom = values.get("custom") or {}
    named = {name: value for name, value in values.items() if name not in {"custom", "owner_id"}}
    if "owner_id" in values:
        named["owner"] = owners.get(values["owner_id"] or 0, "")
    return {**named, **{f"custom field {code}": value for code, value in custom.items()}}


def _format_value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def undone_of(batch: ImportBatch) -> list[Count]:
    """Give what undoing did so far."""
    if not batch.undo:
        return []
    noun = "people" if batch.kind == ImportBatch.Kind.CONTACTS else "companies"
    words = {
        "n_deleted": f"Created {noun}, deleted",
        "n_restored": f"Updated {noun}, restored",
        "n_kept": "Kept because they were changed or used since",
        "n_companies": "Companies created with these people, deleted",
        "n_titles": "Job titles created with these people, deleted",
        "n_lifted": "People no longer marked Do not contact",
    }
    return [
        Count(word, int(batch.undo[name]), KEPT if name == "n_kept" else "")
        for name, word in words.items()
        if batch.undo.get(name)
    ]


def layout_words(encoding: str, delimiter: str, n_sheets: int = 0) -> str:
    """Return how a file is written, as in "UTF-8, separated by comma"."""
    if n_sheets:
        return f"Excel, {n_sheets} sheets"
    if encoding.startswith(PREFIX):
        return f"Excel, sheet {encoding.removeprefix(PREFIX)}"
    return (
        f"{ENCODINGS.get(encoding, encoding)}, separated by {_DELIMITERS.get(delimiter, delimiter)}"
    )


def time_left(batch: ImportBatch) -> str:
    """Return how long a running import will take, from its pace so far; "" if unknown."""
    n_read = batch.n_bytes_read - batch.n_bytes_paced
    if batch.paced_at is None or batch.is_undoing or not (batch.is_running and n_read > 0):
        return ""
    seconds = (clock.now() - batch.paced_at).total_seconds()
    left = seconds * (batch.n_bytes - batch.n_bytes_read) / n_read
    if left < _MAX_SECONDS_SHOWN:
        return _describe_time_left(max(1, round(left)), "second")
    return _describe_time_left(round(left / 60), "minute")


def _describe_time_left(number: int, unit: str) -> str:
    return f"about {number} {unit if number == 1 else unit + 's'} left"
