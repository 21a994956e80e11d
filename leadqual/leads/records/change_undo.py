"""Undo of changes: a single edit, or a step over many records."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, NothingToUndoError
from leadqual.leads.do_not_contact.entry_locks import retry_deadlocks
from leadqual.leads.models import Company, Contact, RecordChange
from leadqual.leads.record_events import UPDATED, emit_record, emit_records
from leadqual.leads.records.changes import (
    BULK_COLUMNS,
    kind_of,
    lock_many,
    locked,
    write_many,
    write_values,
)
from leadqual.leads.records.record_values import (
    Record,
    stored_form,
    value_from,
    value_of,
)
from leadqual.leads.upserts import keys_checked

_CHUNK = 2_000
_UNDONE = {"contact": "contact.edit_undone", "company": "company.edit_undone"}


@dataclass(frozen=True, slots=True)
class Undone:
    """The result of an undo.

    Args:
        n_undone: number of records restored.
        n_kept: number of records left unchanged, because they were edited since or cannot be
            restored.
    """

    n_undone: int
    n_kept: int


def has_step(workspace: Workspace, step: UUID) -> bool:
    """Return whether a step changed anything, undone or not."""
    return RecordChange.objects.filter(workspace=workspace, step=step).exists()


def undo_step(*, workspace: Workspace, step: UUID, author: User) -> Undone:
    """Restore the former values of the records of a step, unless they were edited since.

    Raises:
        NothingToUndoError: there is no such step, or it was undone before.
    """
    return retry_deadlocks(lambda: _undo_or_redo(workspace, step, author))


def redo_step(*, workspace: Workspace, step: UUID, author: User) -> Undone:
    """Redo an undone step.

    Returns:
        Number of records changed; the others were edited since the undo.

    Raises:
        NothingToUndoError: there is no such step, or it was not undone.
    """
    return retry_deadlocks(lambda: _undo_or_redo(workspace, step, author, is_redo=True))


@transaction.atomic
def _undo_or_redo(
    workspace: Workspace, step: UUID, author: User, *, is_redo: bool = False
) -> Undone:
    rows = RecordChange.objects.filter(workspace=workspace, step=step)
    rows = rows.filter(undone_at__isnull=not is_redo).select_for_update(of=("self",))
    changes = list(rows.order_by("pk"))
    if not changes:
        state = "not" if is_redo else "already"
        raise NothingToUndoError(f"This was {state} undone. Nothing was changed.")
    if is_redo:  # Redo is an undo of the undo: swap these rows in memory.
        for change in changes:
            change.before, change.after = change.after, change.before
    done: list[RecordChange] = []
    for start in range(0, len(changes), _CHUNK):
        done += _undo_chunk(changes[start : start + _CHUNK])
    undone = (None, None) if is_redo else (clock.now(), author)
    for change in done:
        change.undone_at, change.undone_by = undone
    RecordChange.objects.bulk_update(done, ["undone_at", "undone_by"], batch_size=_CHUNK)
    _emit(workspace, done)
    record = (done[0].contact or done[0].company) if done else None
    if record is not None and len(changes) == 1 and not is_redo:
        kind = kind_of(record)
        record_audit(
            workspace=workspace,
            actor=author,
            action=_UNDONE[kind],
            subject=f"{kind}:{record.pk}",
            name=str(record),
            before=done[0].after,
            after=done[0].before,
        )
    elif done:
        record_audit(
            workspace=workspace,
            actor=author,
            action="records.changed" if is_redo else "records.change_undone",
            subject=f"step:{step}",
            name=f"{len(done):,} records",
            details={"n_records": len(done)},
        )
    return Undone(len(done), len(changes) - len(done))


def _emit(workspace: Workspace, done: Sequence[RecordChange]) -> None:
    """Emit events: one for a single record, a summary of each kind for many."""
    records = [record for change in done if (record := change.contact or change.company)]
    if len(records) == 1:
        emit_record(records[0], UPDATED)
        return
    for model in (Contact, Company):
        keys = [record.pk for record in records if isinstance(record, model)]
        emit_records(workspace, model, keys, UPDATED)


def _undo_chunk(changes: Sequence[RecordChange]) -> list[RecordChange]:
    bulk = [change for change in changes if BULK_COLUMNS.issuperset(_columns(change))]
    done = [change for change in changes if change not in bulk and _undo_change(change)]
    for is_company in (False, True):
        changes_of_kind = [change for change in bulk if bool(change.company_id) == is_company]
        done += _undo_in_bulk(changes_of_kind)
    return done


def _columns(change: RecordChange) -> list[str]:
    return [name.partition(".")[0] for name in change.after]


def _undo_in_bulk(changes: Sequence[RecordChange]) -> list[RecordChange]:
    """Undo what can be written for many records in one statement."""
    if not changes:
        return []
    model = type(changes[0].company or changes[0].contact)
    keys = [change.company_id or change.contact_id for change in changes]
    records = lock_many(model, changes[0].workspace_id, [key for key in keys if key])  # type: ignore[arg-type]
    done, values = [], defaultdict[int, dict[str, object]](dict)
    company_ids = {
        change.before["company_id"] for change in changes if change.before.get("company_id")
    }
    companies = Company.objects.filter(workspace=changes[0].workspace_id, pk__in=company_ids)
    existing_companies = {None, *companies.values_list("pk", flat=True)} if company_ids else {None}
    for change, key in zip(changes, keys, strict=True):
        record = records.get(key or 0)
        is_possible = change.before.get("company_id") in existing_companies
        if record is not None and is_possible and _is_unchanged_since(record, change):
            values[record.pk] = _former_values(record, change)
            done.append(change)
    write_many(records, values)
    return done


def _undo_change(change: RecordChange) -> bool:
    unlocked = change.contact or change.company
    if unlocked is None:
        return False
    record = locked(unlocked)
    if not _is_unchanged_since(record, change):
        return False
    values = _former_values(record, change)
    company = values.get("company_id")
    if company and not _company_exists(record, company):
        return False
    try:
        with keys_checked(), transaction.atomic():
            write_values(record, values)
    except LeadqualError:  # Another record now has the former key, or the person was erased.
        return False
    return True


def _company_exists(record: Record, company: object) -> bool:
    companies = Company.objects.filter(workspace=record.workspace_id)
    return companies.filter(pk=str(company)).exists()


def _is_unchanged_since(record: Record, change: RecordChange) -> bool:
    return all(
        stored_form(value_of(record, name)) == stored_after
        for name, stored_after in change.after.items()
    )


def _former_values(record: Record, change: RecordChange) -> dict[str, object]:
    return {name: value_from(type(record), name, stored) for name, stored in change.before.items()}
