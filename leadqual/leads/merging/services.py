"""Merge two contacts or companies, and undo merges."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core import serializers
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.deletion import restore_rows, serialized_rows, store_and_delete
from leadqual.leads.do_not_contact.company_keys import store_people_keys
from leadqual.leads.do_not_contact.entries import (
    lift_entries,
)
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively, retry_deadlocks
from leadqual.leads.do_not_contact.host_keys import host_key
from leadqual.leads.do_not_contact.selectors import entries_naming
from leadqual.leads.errors import (
    MergeUndoError,
    RecordGoneError,
    RestoreConflictError,
    SameRecordError,
)
from leadqual.leads.merged_keys import keys_of, lost_keys
from leadqual.leads.merging.blocked_people import (
    block_again,
    block_company_again,
    blocked_among,
    blocked_since,
    entries_after,
    last_entry,
)
from leadqual.leads.merging.former_keys import (
    former_keys_of,
    last_former_key,
    restore_former_keys,
    store_former_keys,
)
from leadqual.leads.merging.merge_fields import DERIVED_TIMES, Record, merged_values
from leadqual.leads.merging.moved_rows import move_back, move_rows, outranked_rows
from leadqual.leads.models import (
    Company,
    Contact,
    DeletedRecord,
    DoNotContact,
    MergedRecord,
)
from leadqual.leads.record_events import DELETED, UPDATED, emit_record
from leadqual.leads.services import move_bearer

Kind = MergedRecord.Kind
MODELS: Mapping[str, type[Record]] = {Kind.CONTACT: Contact, Kind.COMPANY: Company}


def merges_of(workspace: Workspace) -> QuerySet[MergedRecord]:
    """Return merges that were not undone, the newest first."""
    rows = MergedRecord.objects.filter(workspace=workspace)
    rows = rows.select_related("merged_by", "deletion", "kept_contact", "kept_company")
    return rows.defer("deletion__rows", "deletion__links")


def merges_in(workspace: Workspace, step: UUID) -> QuerySet[MergedRecord]:
    """Return the merges of one step that were not undone, the latest first."""
    return MergedRecord.objects.filter(workspace=workspace, step=step).order_by("-pk")


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """A request to merge two records.

    Args:
        kind: `contact` or `company`.
        other_id: of the record to delete; its ID then leads to the kept one.
        choices: code of a field → `kept` or `other`; see `merge_fields.merged_values`.
        score: probability that both are the same, if known.
        step: groups merges that are undone together; a new one by default.
    """

    kind: str
    kept_id: int
    other_id: int
    choices: Mapping[str, str] = field(default_factory=dict)
    score: float | None = None
    step: UUID = field(default_factory=uuid4)


def merge_records(*, workspace: Workspace, request: MergeRequest, author: User) -> MergedRecord:
    """Merge one record into another: fields, and all rows that belong to it.

    If either must not be contacted, neither must the merged one.

    Raises:
        SameRecordError: both are the same record; nothing was written.
        RecordGoneError: one of them was deleted; nothing was written.
        UnknownMergeFieldError: an unknown field or side; nothing was written.
    """
    if request.kept_id == request.other_id:
        raise SameRecordError(
            "A record cannot be merged with itself. Select two records.", WrongValue("other_id")
        )
    return retry_deadlocks(lambda: _merge(workspace, request, author))


@transaction.atomic
def _merge(workspace: Workspace, request: MergeRequest, author: User) -> MergedRecord:
    lock_entries_exclusively(workspace.pk)  # Before any row is locked, as writers of entries do.
    kept, other = _lock_records(workspace, request)
    people = _people_of(kept, other)
    blocked, last = blocked_among(people), last_entry(workspace)
    entry_ids = _entries_of(other)
    domains = _domains(kept, other)
    values = merged_values(
        kept, other, request.choices, takes_model=_is_corrected(other) and not _is_corrected(kept)
    )
    before = serialized_rows([kept])[0]["fields"]
    keys = keys_of(kept), keys_of(other)
    former = former_keys_of(people) if isinstance(kept, Contact) else []
    outranked = outranked_rows(model=type(kept), source=other.pk, target=kept.pk)
    outranked_data = serialized_rows(outranked)
    for row_or_record in outranked:
        row_or_record.delete()
    moved = move_rows(model=type(kept), source=other.pk, target=kept.pk)
    name = str(other)
    emit_record(other, DELETED)
    deletion = store_and_delete(record=other, workspace=workspace, kind=request.kind, author=author)
    _write_columns(kept, {**values, "updated_at": clock.now()})
    kept.refresh_from_db()
    if isinstance(kept, Contact) and isinstance(other, Contact):
        store_former_keys(kept, other, phone=before["phone"])
    row = MergedRecord.objects.create(
        workspace=workspace,
        kind=request.kind,
        record_id=request.other_id,
        kept_id=kept.pk,
        **{f"kept_{request.kind}": kept},
        deletion=deletion,
        **lost_keys(kept=kept, before=keys[0], other=keys[1]),
        score=request.score,
        step=request.step,
        merged_by=author,
    )
    if isinstance(kept, Contact):
        store_people_keys(workspace.pk, [kept.pk], entry_ids)
    else:
        block_company_again(
            before=domains,
            other_id=request.other_id,
            company=kept,
            origin=_origin(row),
            author=author,
        )
    blocked_after = {kept.pk} if isinstance(kept, Contact) and blocked else blocked & set(people)
    block_again(workspace=workspace, contact_ids=blocked_after, origin=_origin(row), author=author)
    kept.refresh_from_db()
    deletion.merge = {
        "before": before,
        "after": serialized_rows([kept])[0]["fields"],
        "moved": moved,
        "blocked": sorted(blocked),
        "entries": list(entries_after(workspace, last).values_list("pk", flat=True)),
        "last_entry": last_entry(workspace),
        "former_emails": former,  # Of all kinds; the names that stored merges have.
        "last_former_email": last_former_key(workspace.pk),
    }
    deletion.rows += outranked_data
    deletion.save(update_fields=["merge", "rows"] if outranked_data else ["merge"])
    _record(row, author, "record.merged", str(kept), name)
    emit_record(kept, UPDATED)
    return row


def undo_merge(*, merged: MergedRecord, author: User) -> tuple[Record, str]:
    """Restore both records of a merge as they were; later edits are kept.

    Returns:
        The kept record, and the name of the restored one.

    Raises:
        MergeUndoError: too late, or another merge has to be undone before; nothing was changed.
        RestoreConflictError: another record has a key of either; nothing was changed.
        ErasedPersonError: the person was erased since; nothing was changed.
    """
    return retry_deadlocks(lambda: _undo(merged, author))


@transaction.atomic
def _undo(merged: MergedRecord, author: User) -> tuple[Record, str]:
    lock_entries_exclusively(merged.workspace_id)
    row = _lock_undoable(merged)
    workspace, deletion = row.workspace, row.deletion
    if deletion is None or deletion.merge is None:
        raise MergeUndoError("This merge is too old to undo. Nothing was changed.")
    model = MODELS[row.kind]
    kept: Any = model._default_manager.select_for_update(of=("self",)).get(pk=row.kept_id)
    merge_data: dict[str, Any] = deletion.merge
    updated_at = serialized_rows([kept])[0]["fields"]["updated_at"]
    merge_entries = DoNotContact.objects.filter(pk__in=merge_data["entries"])
    lift_entries(workspace=workspace, entries=merge_entries, author=author)
    was_blocked_since = isinstance(kept, Contact) and blocked_since(kept, merge_data["last_entry"])
    # People of a company that was blocked meanwhile, by its domain, stay blocked.
    blocked_after = set() if isinstance(kept, Contact) else blocked_among(_people_of(kept, kept))
    last, last_former = last_entry(workspace), last_former_key(workspace.pk)
    try:
        with transaction.atomic():
            _write_columns(kept, _former_values(kept, merge_data["before"], merge_data["after"]))
            # Before the rows that they replaced are restored; keys are checked after both.
            move_back(merge_data["moved"], source=row.kept_id, target=row.record_id)
            restore_rows(deletion)
    except IntegrityError as error:
        raise RestoreConflictError(
            f"The merge of {kept} cannot be undone: another record has the same email, domain or "
            "ID now. Nothing was changed."
        ) from error
    if isinstance(kept, Contact):
        restore_former_keys(
            [row.kept_id, row.record_id],
            merge_data["former_emails"],
            merged=merge_data["last_former_email"],
            undone=last_former,
        )
    entries_after(workspace, last).delete()  # Not requested: an address only moved back.
    blocked = set(merge_data["blocked"]) | blocked_after
    if was_blocked_since:
        blocked |= {row.kept_id, row.record_id}
    block_again(workspace=workspace, contact_ids=blocked, origin=f"split:{row.pk}", author=author)
    _restore_times(kept, {**merge_data, "now": updated_at}, deletion)
    name = deletion.name
    _record(row, author, "record.merge_undone", str(kept), name)
    row.delete()
    deletion.delete()
    if isinstance(kept, Contact):  # An entry since the merge may be for the restored one.
        store_people_keys(workspace.pk, [row.kept_id, row.record_id], [])
    enqueue(Job.EMBED_COMPANIES)
    kept.refresh_from_db()
    emit_record(kept, UPDATED)
    emit_record(model._default_manager.get(pk=row.record_id), UPDATED)
    return kept, name


def _lock_undoable(merged: MergedRecord) -> MergedRecord:
    rows = MergedRecord.objects.select_for_update(of=("self",)).select_related("deletion")
    row = rows.filter(pk=merged.pk).first()
    if row is None:
        raise MergeUndoError("This merge was already undone. Nothing was changed.")
    later = MergedRecord.objects.filter(
        workspace=row.workspace_id, kind=row.kind, kept_id=row.kept_id, pk__gt=row.pk
    )
    if row.kept_now != row.kept_id or later.exists():
        raise MergeUndoError(
            "This record was merged again. Undo the later merge first. Nothing was changed."
        )
    return row


def _lock_records(workspace: Workspace, request: MergeRequest) -> tuple[Record, Record]:
    model: Any = MODELS[request.kind]
    rows = model._default_manager.select_for_update(of=("self",)).filter(workspace=workspace)
    found = {
        row.pk: row
        for row in rows.filter(pk__in=[request.kept_id, request.other_id]).order_by("pk")
    }
    if len(found) < 2:  # two records
        raise RecordGoneError(
            "One of the two records has been deleted or merged. Nothing was changed. "
            "Reload the list."
        )
    return found[request.kept_id], found[request.other_id]


def _people_of(kept: Record, other: Record) -> list[int]:
    """Return the people whose do-not-contact status the merge may affect."""
    if isinstance(kept, Contact):
        return [kept.pk, other.pk]
    rows = Contact.objects.filter(company__in=[kept.pk, other.pk])
    return list(rows.values_list("pk", flat=True))


def _domains(kept: Record, other: Record) -> list[str]:
    companies = [
        row_or_record for row_or_record in (kept, other) if isinstance(row_or_record, Company)
    ]
    return [host_key(row_or_record.domain) for row_or_record in companies if row_or_record.domain]


def _entries_of(record: Record) -> list[int]:
    if not isinstance(record, Contact):
        return []
    return list(entries_naming(record).values_list("pk", flat=True))


def _is_corrected(record: Record) -> bool:
    """Return whether a person corrected the business model of a company."""
    corrections: Any = getattr(record, "business_model_corrections", None)
    return corrections is not None and bool(corrections.filter(is_current=True).exists())


def _write_columns(record: Record, values: Mapping[str, Any]) -> None:
    """Store columns as given, without updating timestamps."""
    if isinstance(record, Contact) and "job_title_id" in values:
        move_bearer(former=record.job_title_id, now=values["job_title_id"])
    if values:
        type(record)._default_manager.filter(pk=record.pk).update(**values)
    if isinstance(record, Company):
        enqueue(Job.EMBED_COMPANIES)


def _former_values(kept: Record, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the former values that the merge changed and nobody has changed since."""
    updated_at = serialized_rows([kept])[0]["fields"]
    model = type(kept)
    row = {"model": model._meta.label_lower, "pk": kept.pk, "fields": before}
    former = next(iter(serializers.deserialize("json", json.dumps([row])))).object
    unchanged = {
        name
        for name in before
        if before[name] != after.get(name) and updated_at.get(name) == after[name]
    }
    columns = {
        row_or_record.attname: getattr(former, row_or_record.attname)
        for row_or_record in model._meta.concrete_fields
        if row_or_record.name in unchanged and row_or_record.name != "do_not_contact"
    }
    return columns if "updated_at" in columns else {**columns, "updated_at": clock.now()}


def _restore_times(kept: Record, merge_data: Mapping[str, Any], deletion: DeletedRecord) -> None:
    """Restore the timestamps of both, unless they were edited since.

    The database changes them when it derives a flag, e.g. for addresses moved by a merge.
    """
    rows = type(kept)._default_manager
    label = type(kept)._meta.label_lower
    kept_ids = next(row["fields"] for row in deletion.rows if row["model"] == label)
    before, is_edited = merge_data["before"], merge_data["after"]["updated_at"] != merge_data["now"]
    for key, fields in ((kept.pk, before), (deletion.record_id, kept_ids)):
        times = {name: fields[name] for name in DERIVED_TIMES & set(fields)}
        if key == kept.pk and is_edited:
            continue
        flag = {"do_not_contact": fields["do_not_contact"]} if "do_not_contact" in fields else {}
        rows.filter(pk=key, **flag).update(**times)


def _origin(row: MergedRecord) -> str:
    return f"merge:{row.pk}"


def _record(row: MergedRecord, author: User, action: str, name: str, other: str) -> None:
    record_audit(
        workspace=row.workspace,
        actor=author,
        action=action,
        subject=f"{row.kind}:{row.kept_id}",
        name=name,
        details={"other": other, "other_id": row.record_id},
    )


# Former keys: replies and do-not-contact entries for keys of either record apply to the merged
# person. The database adds a former key when the key of a contact changes; an undo removes these.
