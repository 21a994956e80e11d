"""Changes of records and notes by people, with undo."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet

from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, NotAllowedError, NothingToUndoError, WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.do_not_contact.entry_locks import hold_gate, retry_deadlocks, share_gate
from leadqual.leads.erased_people import identity_of, refuse_erased
from leadqual.leads.errors import ChangedSinceError, EmptyNoteError, RecordGoneError
from leadqual.leads.models import Company, Contact, JobTitle, Note, RecordChange
from leadqual.leads.person_identity import name_key
from leadqual.leads.record_events import UPDATED, emit_record, emit_records
from leadqual.leads.records.record_values import (
    Record,
    column_of,
    differing,
    set_value,
    stored_form,
    value_from,
    value_of,
)
from leadqual.leads.records.statuses import check_status
from leadqual.leads.services import job_title_for, move_bearer, move_bearers
from leadqual.leads.upserts import CompanyValues, company_for, keys_checked

COMPANY = "company"
"""Key for a contact's company in values: `CompanyValues`, or None for none."""
LIGHT = frozenset(
    {
        *("owner_id", "status", "tags", "custom", "title", "country", "company_id"),
        *("overview", "industry", "size"),
    }
)
"""Columns that no key of a record depends on: many records are updated in one statement."""
_EDITED = {"contact": "contact.edited", "company": "company.edited"}
_IDENTITY = frozenset({"email", "linkedin_url", "external_id", "phone", "last_name"})

LONGEST_NOTE = 10_000
MAX_NOTES = 100
_CHUNK = 2_000
_UNDONE = {"contact": "contact.edit_undone", "company": "company.edit_undone"}


def change_record(
    *,
    record: Record,
    values: Mapping[str, object],
    author: User,
    expected: datetime | None = None,
    step: UUID | None = None,
) -> RecordChange | None:
    """Change fields of a contact or company; do-not-contact follows, a new title is classified.

    Args:
        record: of a workspace that the author may write in.
        values: field → value, `custom.` and the code for custom fields, `company` for the company
            of a contact; what is left out stays as it is.
        author: stored with the change.
        expected: `updated_at` that the author saw; None to skip the check.
        step: ID used for undo; a new one by default.

    Returns:
        The change, or None if nothing changed.

    Raises:
        ChangedSinceError: somebody else changed the record; nothing was written.
        KeyTakenError: another record has one of the keys; nothing was written.
        ErasedPersonError: the person was erased; nothing was written.
        RecordGoneError: the record was deleted; nothing was written.
        SalesStatusError: the workspace has no such status; nothing was written.
    """
    return retry_deadlocks(lambda: _change(record, values, author, expected, step or uuid4()))


def _change(
    given: Record,
    values: Mapping[str, object],
    author: User,
    expected: datetime | None,
    step: UUID,
) -> RecordChange | None:
    with keys_checked() as check, transaction.atomic():
        check.record = record = locked(given)
        if expected is not None and record.updated_at != expected:
            raise ChangedSinceError(
                "Someone changed this record since you opened it. Nothing was saved. "
                "Compare your values with the current ones, then save again."
            )
        changed = differing(record, with_company(record.workspace, values))
        if not changed:
            return None
        if "status" in changed:
            check_status(record.workspace, changed["status"])
        row = row_of(record, changed, author, step)
        write_values(record, changed)
        row.save()
        emit_record(record, UPDATED)
        record_audit(
            workspace=record.workspace,
            actor=author,
            action=_EDITED[kind_of(record)],
            subject=f"{kind_of(record)}:{record.pk}",
            name=str(record),
            before=row.before,
            after=row.after,
        )
    return row


def row_of(record: Record, values: Mapping[str, object], author: User, step: UUID) -> RecordChange:
    """Return a record's values before and after a change, without storing it."""
    return RecordChange(
        workspace_id=record.workspace_id,
        **{kind_of(record): record},
        step=step,
        author=author,
        before={name: stored_form(value_of(record, name)) for name in values},
        after={name: stored_form(value) for name, value in values.items()},
    )


def write_values(record: Record, values: Mapping[str, object]) -> None:
    """Store values of a locked record, with all side effects.

    Raises:
        ErasedPersonError: the person was erased; nothing was written.
    """
    columns = {column_of(name) for name in values} | {"updated_at", "last_activity_at"}
    former_title = record.job_title_id if isinstance(record, Contact) else None
    for name, value in values.items():
        set_value(record, name, value)
    record.last_activity_at = clock.now()
    if isinstance(record, Contact):
        if _IDENTITY & values.keys():
            refuse_erased(record.workspace_id, identity_of(record))
        if "title" in values:
            record.job_title = job_title_for(workspace=record.workspace, title=record.title)
            columns.add("job_title")
        record.save(update_fields=columns)
        move_bearer(former=former_title, now=record.job_title_id)
        record.refresh_from_db(fields=["do_not_contact"])  # Set by the database.
        return
    if "name" in values:
        record.name_key = name_key(record.name)
        columns.add("name_key")
    record.save(update_fields=columns)
    enqueue(Job.EMBED_COMPANIES)


def locked(record: Record) -> Record:
    """Return a record, locked until the transaction ends.

    Raises:
        RecordGoneError: it was deleted.
    """
    # Before any row is locked; new keys of a person who must not be contacted are entries.
    is_stopped = isinstance(record, Contact) and record.do_not_contact
    (hold_gate if is_stopped else share_gate)(record.workspace_id)
    rows = type(record)._default_manager.select_for_update(of=("self",))
    found: Record | None = rows.filter(pk=record.pk, workspace=record.workspace_id).first()
    if found is None:
        raise RecordGoneError("This record was deleted. Nothing was saved.")
    return found


def lock_many(model: type[Record], workspace_id: int, keys: Collection[int]) -> dict[int, Record]:
    """Return records of a workspace by ID, locked until the transaction ends."""
    if model is Contact:
        share_gate(workspace_id)  # Before any row is locked, as writers of entries do.
    rows: Any = model._default_manager.select_for_update(of=("self",))
    found = rows.filter(workspace=workspace_id, pk__in=keys).order_by("pk")
    return {record.pk: record for record in found}


def write_many(records: Mapping[int, Record], values: Mapping[int, Mapping[str, object]]) -> None:
    """Store values of locked records: one statement for all with the same new values.

    Args:
        records: key → record, as locked.
        values: key → field → value, of the fields of `LIGHT`.
    """
    now = clock.now()
    alike: dict[str, list[Record]] = defaultdict(list)
    titles: dict[str, JobTitle | None] = {}
    moves: list[tuple[int | None, int | None]] = []
    for key, changed in values.items():
        record = records[key]
        for name, value in changed.items():
            set_value(record, name, value)
        names = {column_of(name) for name in changed}
        if "title" in changed and isinstance(record, Contact):
            if record.title not in titles:
                title = job_title_for(workspace=record.workspace, title=record.title)
                titles[record.title] = title
            former, record.job_title = record.job_title_id, titles[record.title]
            moves.append((former, record.job_title_id))
            names.add("job_title_id")
        columns = {name: getattr(record, name) for name in names}
        alike[json.dumps(columns, sort_keys=True, cls=DjangoJSONEncoder)].append(record)
    for columns_json, group in alike.items():
        columns = {name: getattr(group[0], name) for name in json.loads(columns_json)}
        rows = type(group[0])._default_manager.filter(pk__in=[record.pk for record in group])
        rows.update(**columns, updated_at=now, last_activity_at=now)
    move_bearers(moves)
    if any(not isinstance(record, Contact) for record in records.values()):
        enqueue(Job.EMBED_COMPANIES)


def kind_of(record: Record) -> str:
    """Return `contact` or `company`."""
    return "contact" if isinstance(record, Contact) else "company"


def with_company(workspace: Workspace, values: Mapping[str, object]) -> dict[str, object]:
    """Set the company of a contact by ID; an unknown company is created."""
    found = {name: value for name, value in values.items() if name != COMPANY}
    if COMPANY in values:
        company = values[COMPANY]
        found["company_id"] = (
            company_key(workspace, company) if isinstance(company, CompanyValues) else None
        )
    return found


def company_key(workspace: Workspace, values: CompanyValues) -> int:
    """Return the ID of the named company; a new one is created."""
    company: Company = company_for(workspace, values)
    return company.pk


# Notes on contacts and companies: written, edited and deleted by their authors.

"""Notes of one record that its page shows; the timeline has all of them."""


def notes_of(workspace: Workspace) -> QuerySet[Note]:
    """Return the notes of a workspace with their authors, the newest first."""
    return Note.objects.filter(workspace=workspace, deleted_at=None).select_related("author")


def notes_on(record: Record) -> list[Note]:
    """Return the last notes on a record, newest first; one query."""
    rows = record.notes.filter(deleted_at=None).select_related("author")
    return list(rows[:MAX_NOTES])


@transaction.atomic
def add_note(*, record: Record, text: str, author: User) -> Note:
    """Write a note on a contact or company; it counts as activity.

    Raises:
        EmptyNoteError: there is no text, or too much of it; nothing has been written.
        RecordGoneError: the record was deleted; nothing has been written.
    """
    clean = _checked(text)
    row = locked(record)
    note = Note.objects.create(
        workspace_id=row.workspace_id, **{kind_of(row): row}, text=clean, author=author
    )
    type(row)._default_manager.filter(pk=row.pk).update(last_activity_at=note.created_at)
    return note


def edit_note(*, note: Note, text: str, author: User) -> None:
    """Change the text of a note.

    Raises:
        NotAllowedError: somebody else wrote it.
        EmptyNoteError: there is no text, or too much of it.
    """
    _own(note, author)
    note.text, note.edited_at = _checked(text), clock.now()
    note.save(update_fields=["text", "edited_at"])


def delete_note(*, note: Note, author: User) -> None:
    """Delete a note; `restore_note` undoes it.

    Raises:
        NotAllowedError: somebody else wrote it.
    """
    _own(note, author)
    note.deleted_at = clock.now()
    note.save(update_fields=["deleted_at"])


def restore_note(*, note: Note, author: User) -> None:
    """Restore a deleted note.

    Raises:
        NotAllowedError: somebody else wrote it.
    """
    _own(note, author)
    note.deleted_at = None
    note.save(update_fields=["deleted_at"])


def _own(note: Note, author: User) -> None:
    if note.author_id != author.pk:
        raise NotAllowedError("Only its author can change a note. Nothing was changed.")


def _checked(text: str) -> str:
    clean = text.replace("\0", "").strip()
    if not clean:
        raise EmptyNoteError("Enter the text of the note.", WrongValue("text"))
    if len(clean) > LONGEST_NOTE:
        raise EmptyNoteError(
            f"A note has up to {LONGEST_NOTE:,} characters. Nothing was saved.", WrongValue("text")
        )
    return clean


# Undo of changes: a single edit, or a step over many records.


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
    return retry_deadlocks(lambda: _turn(workspace, step, author))


def redo_step(*, workspace: Workspace, step: UUID, author: User) -> Undone:
    """Redo an undone step.

    Returns:
        Number of records changed; the others were edited since the undo.

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
    if is_redo:  # Redo is an undo of the undo: swap these rows in memory.
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
    """Emit events: one for a single record, a summary of each kind for many."""
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
    named = {change.before["company_id"] for change in changes if change.before.get("company_id")}
    companies = Company.objects.filter(workspace=changes[0].workspace_id, pk__in=named)
    living = {None, *companies.values_list("pk", flat=True)} if named else {None}
    for change, key in zip(changes, keys, strict=True):
        record = there.get(key or 0)
        is_possible = change.before.get("company_id") in living
        if record is not None and is_possible and _is_as_changed(record, change):
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
    except LeadqualError:  # Another record now has the former key, or the person was erased.
        return False
    return True


def _is_there(record: Record, company: object) -> bool:
    companies = Company.objects.filter(workspace=record.workspace_id)
    return companies.filter(pk=str(company)).exists()


def _is_as_changed(record: Record, change: RecordChange) -> bool:
    return all(stored_form(value_of(record, name)) == now for name, now in change.after.items())


def _former(record: Record, change: RecordChange) -> dict[str, object]:
    return {name: value_from(type(record), name, one) for name, one in change.before.items()}
