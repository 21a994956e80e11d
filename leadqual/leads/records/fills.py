"""Values that a program found for many records: written with their source, undone as one step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import RecordChange
from leadqual.leads.record_events import UPDATED, emit_records
from leadqual.leads.records.changes import kind_of, lock_many, row_of, write_many
from leadqual.leads.records.record_values import (
    CUSTOM,
    Record,
    differing,
    stored_form,
    value_of,
)


@dataclass(frozen=True, slots=True)
class Fill:
    """What was found for a record.

    Args:
        values: field of `LIGHT` → value, `custom.` and the code for custom fields.
        evidence: field → the page or words that its value was read from.
    """

    values: Mapping[str, object]
    evidence: Mapping[str, str] = field(default_factory=dict)


def fill_records(
    *,
    workspace: Workspace,
    model: type[Record],
    fills: Mapping[int, Fill],
    source: str,
    author: User,
    step: UUID,
    replaces: bool = False,
) -> dict[int, list[str]]:
    """Write what was found, in the open transaction; fields that have a value by now keep it.

    Args:
        workspace: whose records.
        model: `Contact` or `Company`.
        fills: ID → what was found.
        source: one of `RecordChange.Source`.
        author: who started the run.
        step: undone by `undo_step`.
        replaces: whether custom fields lose the values that they have.

    Returns:
        ID of each record that changed → its changed fields.
    """
    records = lock_many(model, workspace.pk, fills)
    values_by_id = {
        key: _values_to_write(record, fills[key], replaces=replaces)
        for key, record in records.items()
    }
    changed = {key: values for key, values in values_by_id.items() if values}
    if not changed:
        return {}
    rows = []
    for key, values in changed.items():
        row = row_of(records[key], values, author, step)
        row.source = source
        row.evidence = {name: fills[key].evidence.get(name, "") for name in values}
        rows.append(row)
    write_many(records, changed)
    RecordChange.objects.bulk_create(rows)
    emit_records(workspace, model, list(changed), UPDATED)
    return {key: list(values) for key, values in changed.items()}


def _values_to_write(record: Record, fill: Fill, *, replaces: bool) -> dict[str, object]:
    values = {
        name: value
        for name, value in fill.values.items()
        if (replaces and name.startswith(CUSTOM)) or value_of(record, name) in (None, "", [])
    }
    return differing(record, values)


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Where the current value of a field comes from.

    Args:
        words: "From the website".
        evidence: the page or words that it was read from; may be empty.
    """

    words: str
    evidence: str
    at: datetime


def field_sources(record: Record) -> dict[str, FieldSource]:
    """Return field → source of the values that nobody typed and nobody changed since; one query."""
    rows = RecordChange.objects.filter(**{kind_of(record): record}, undone_at=None)
    values_by_id = {}
    for row in rows.exclude(source="").order_by("pk"):
        for name, value in row.after.items():
            if stored_form(value_of(record, name)) == value:
                words = f"From {row.get_source_display()}"
                values_by_id[name] = FieldSource(words, row.evidence.get(name, ""), row.created_at)
    return values_by_id
