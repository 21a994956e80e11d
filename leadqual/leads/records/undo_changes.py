"""What people changed in records is undone: one edit, or a step over many records."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, NothingToUndoError
from leadqual.leads.do_not_contact.entry_locks import retry_deadlocks
from leadqual.leads.models import Company, Contact, RecordChange
from leadqual.leads.record_events import UPDATED, emit_record, emit_records
from leadqual.leads.records.changes import (
    LIGHT,
    kind_of,
    lock_many,
    locked,
    write_many,
    write_values,
)
from leadqual.leads.records.record_values import Record, stored_form, value_from, value_of
from leadqual.leads.upserts import keys_checked

_CHUNK = 2_000
_UNDONE = {"contact": "contact.edit_undone", "company": "company.edit_undone"}


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did.

    Args:
        n_undone: records that are as they were.
        n_kept: records of which something was changed since, or that cannot be what they were; it
            stays as it is.
    """

    n_undone: int
    n_kept: int


def has_step(workspace: Workspace, step: UUID) -> bool:
    """Return whether something was ever changed in a step, undone or not."""
    return RecordChange.objects.filter(workspace=workspace, step=step).exists()


def undo_step(*, workspace: Workspace, step: UUID, author: User) -> Undone:
    """Give the records of a step the values that they had before, where nobody changed them since.

    Raises:
        NothingToUndoError: there is no such step, or it was undone before.
    """
    return retry_deadlocks(lambda: _turn(workspace, step, author))


def redo_step(*, workspace: Workspace, step: UUID, author: User) -> Undone:
    """Give the records of an undone step the values again that it had given them.

    Returns:
        How many have them again; the others were changed since the undo.

    Raises:
        NothingToUndoError: there is no such step, or it was not undone.
    """
    return retry_deadlocks(lambda: _turn(workspace, step, author, is_redo=True))


@transaction.atomic
def _turn(workspace: Workspace, step: UUID, author: User, *, is_redo: bool = False) -> Undone:
    rows = RecordChange.objects.filter(workspace=workspace, step=step)
    rows = rows.filter(undone_at__isnull=not is_redo).select_for_update(of=("self",))
    changes = list(rows.order_by("pk"))
    if not changes:
        was = "not" if is_redo else "already"
        raise NothingToUndoError(f"This was {was} undone. Nothing was changed.")
    if is_redo:  # Doing again is undoing the undo: only these rows in memory are turned.
        for change in changes:
            change.before, change.after = change.after, change.before
    done: list[RecordChange] = []
    for start in range(0, len(changes), _CHUNK):
        done += _undo_some(changes[start : start + _CHUNK])
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
    """Write events: one about one record, a summary of each kind about many."""
    records = [record for change in done if (record := change.contact or change.company)]
    if len(records) == 1:
        emit_record(records[0], UPDATED)
        return
    for model in (Contact, Company):
        keys = [record.pk for record in records if isinstance(record, model)]
        emit_records(workspace, model, keys, UPDATED)


def _undo_some(changes: Sequence[RecordChange]) -> list[RecordChange]:
    light = [change for change in changes if LIGHT.issuperset(_columns(change))]
    done = [change for change in changes if change not in light and _undo_one(change)]
    for is_company in (False, True):
        of_kind = [change for change in light if bool(change.company_id) == is_company]
        done += _undo_light(of_kind)
    return done


def _columns(change: RecordChange) -> list[str]:
    return [name.partition(".")[0] for name in change.after]


def _undo_light(changes: Sequence[RecordChange]) -> list[RecordChange]:
    """Undo what can be written for many records in one statement."""
    if not changes:
        return []
    model = type(changes[0].company or changes[0].contact)
    keys = [change.company_id or change.contact_id for change in changes]
    there = lock_many(model, changes[0].workspace_id, [key for key in keys if key])  # type: ignore[arg-type]
    done, values = [], defaultdict[int, dict[str, object]](dict)
    for change, key in zip(changes, keys, strict=True):
        record = there.get(key or 0)
        if record is not None and _is_as_changed(record, change):
            values[record.pk] = _former(record, change)
            done.append(change)
    write_many(there, values)
    return done


def _undo_one(change: RecordChange) -> bool:
    given = change.contact or change.company
    if given is None:
        return False
    record = locked(given)
    if not _is_as_changed(record, change):
        return False
    values = _former(record, change)
    company = values.get("company_id")
    if company and not _is_there(record, company):
        return False
    try:
        with keys_checked(), transaction.atomic():
            write_values(record, values)
    except LeadqualError:  # Another record has the former key by now, or the person was erased.
        return False
    return True


def _is_there(record: Record, company: object) -> bool:
    companies = Company.objects.filter(workspace=record.workspace_id)
    return companies.filter(pk=str(company)).exists()


def _is_as_changed(record: Record, change: RecordChange) -> bool:
    return all(stored_form(value_of(record, name)) == now for name, now in change.after.items())


def _former(record: Record, change: RecordChange) -> dict[str, object]:
    return {name: value_from(type(record), name, one) for name, one in change.before.items()}
