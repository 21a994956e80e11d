"""Fields of many records change in one step, undone as one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.entry_locks import retry_deadlocks
from leadqual.leads.errors import TooManyRecordsError
from leadqual.leads.id_resolution import ResolvedIds, resolve_ids
from leadqual.leads.models import RecordChange
from leadqual.leads.record_events import UPDATED, emit_records
from leadqual.leads.records.changes import lock_many, row_of, with_company, write_many
from leadqual.leads.records.record_values import Record, differing
from leadqual.leads.records.statuses import check_status
from leadqual.leads.records.tags import joined_tags

MAX_AT_ONCE = 20_000
"""Records in one step: what each was before is kept."""
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What many records get.

    Args:
        fields: a field of `LIGHT`, `company` of people, or `custom.` and a code → value; None for
            none.
        words: what this is, for the audit log.
    """

    fields: Mapping[str, object] = field(default_factory=dict)
    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.fields or self.add_tags or self.remove_tags)

    def values_for(self, record: Record) -> dict[str, object]:
        """Return field → value of what this changes in a record."""
        values = dict(self.fields)
        if self.add_tags or self.remove_tags:
            remaining_tags = [tag for tag in record.tags if tag not in self.remove_tags]
            values["tags"] = joined_tags([*remaining_tags, *self.add_tags])
        return differing(record, values)


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What a step did.

    Args:
        n_changed: records that are different now.
        n_same: records that had it already.
    """

    n_changed: int
    n_same: int
    step: UUID
    resolved: ResolvedIds


def change_many(
    *,
    workspace: Workspace,
    model: type[Record],
    keys: Collection[int],
    change: BulkChange,
    author: User,
    step: UUID,
) -> BulkResult:
    """Change many records of one kind; the same step again changes nothing.

    Args:
        workspace: whose records.
        model: `Contact` or `Company`.
        keys: at most `MAX_AT_ONCE`; those of merged records mean the kept ones.
        change: what they get.
        author: kept with each change.
        step: made by whoever asks; it is undone by `undo_changes.undo_step`.

    Raises:
        TooManyRecordsError: more than one step takes; nothing has been written.
        SalesStatusError: the workspace has no such status; nothing has been written.
    """
    if len(keys) > MAX_AT_ONCE:
        raise TooManyRecordsError(
            f"Up to {MAX_AT_ONCE:,} records can be changed at once. Nothing was changed. "
            "Narrow the search or select fewer."
        )
    return retry_deadlocks(lambda: _change(workspace, model, keys, change, author, step))


@transaction.atomic
def _change(
    workspace: Workspace,
    model: type[Record],
    given_keys: Collection[int],
    change: BulkChange,
    author: User,
    step: UUID,
) -> BulkResult:
    change = replace(change, fields=with_company(workspace, change.fields))
    kind = model._meta.model_name or ""
    resolved = resolve_ids(workspace, kind, given_keys)
    keys = sorted(resolved.ids)
    previous = RecordChange.objects.filter(workspace=workspace, step=step).exclude(**{kind: None})
    if n_previous := previous.count():
        return BulkResult(n_previous, 0, step, resolved)
    if "status" in change.fields:
        check_status(workspace, change.fields["status"])
    n_changed = n_same = 0
    changed_ids: list[int] = []
    for start in range(0, len(keys), _CHUNK):
        records = lock_many(model, workspace.pk, keys[start : start + _CHUNK])
        values_by_id = {key: change.values_for(record) for key, record in records.items()}
        changed = {key: values for key, values in values_by_id.items() if values}
        rows = [row_of(records[key], values, author, step) for key, values in changed.items()]
        write_many(records, changed)
        RecordChange.objects.bulk_create(rows)
        n_changed += len(changed)
        changed_ids += changed
        n_same += len(records) - len(changed)
    if n_changed:
        emit_records(workspace, model, changed_ids, UPDATED)
        record_audit(
            workspace=workspace,
            actor=author,
            action="records.changed",
            subject=f"step:{step}",
            name=change.words,
            details={"n_records": n_changed},
        )
    return BulkResult(n_changed, n_same, step, resolved)
