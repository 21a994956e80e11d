"""Merge two contacts or companies, and undo merges."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey, Max, Model, Q, QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.deletion import restore_rows, rows_as_now, serialized_rows, store_and_delete
from leadqual.leads.do_not_contact.company_keys import keep_people
from leadqual.leads.do_not_contact.contact_keys import host_key, parent_domains
from leadqual.leads.do_not_contact.entries import (
    EntryKey,
    EntrySource,
    add_entries,
    entry_for,
    lift_entries,
    record_entry,
)
from leadqual.leads.do_not_contact.entry_locks import hold_gate, retry_deadlocks
from leadqual.leads.do_not_contact.selectors import active_entries, entries_naming
from leadqual.leads.errors import (
    MergeUndoError,
    RecordGoneError,
    RestoreConflictError,
    SameRecordError,
)
from leadqual.leads.merged_keys import keys_of, lost_keys
from leadqual.leads.merging.merge_fields import DERIVED_TIMES, Record, merged_values
from leadqual.leads.models import (
    Company,
    Contact,
    ContactFormerKey,
    DeletedRecord,
    DoNotContact,
    MergedRecord,
)
from leadqual.leads.record_events import DELETED, UPDATED, emit_record
from leadqual.leads.services import move_bearer

_Kind = DoNotContact.Kind

Moved = list[list[object]]
_FormerKind = ContactFormerKey.Kind
Kind = MergedRecord.Kind
MODELS: Mapping[str, type[Record]] = {Kind.CONTACT: Contact, Kind.COMPANY: Company}


def blocked_among(contact_ids: Collection[int]) -> set[int]:
    """Return the flagged contacts; flags are current, because the lock of the entries is held."""
    rows = Contact.objects.filter(pk__in=contact_ids, do_not_contact=True)
    return set(rows.values_list("pk", flat=True))


def keep_blocked(
    *, workspace: Workspace, contact_ids: Iterable[int], origin: str, author: User
) -> None:
    """Block previously blocked people again, by an entry for the best key that they now have."""
    rows = Contact.objects.filter(
        workspace=workspace, pk__in=list(contact_ids), do_not_contact=False
    )
    if entries := [entry_for(contact) for contact in rows]:
        source = EntrySource("merged", origin, author)
        add_entries(workspace=workspace, entries=entries, source=source)


def keep_company_blocked(
    *, before: Collection[str], other_id: int, company: Company, origin: str, author: User
) -> None:
    """Block a merged company, or its domain, if either was blocked.

    Args:
        before: domains of both before the merge.
        other_id: of the deleted company.
        company: after the merge.
        origin: of the entry.
        author: stored with it.
    """
    workspace, entries = company.workspace, list[EntryKey]()
    if active_entries(workspace).filter(kind=_Kind.COMPANY, key=str(other_id)).exists():
        entries.append(record_entry(_Kind.COMPANY, company.pk))
    if company.domain:
        now = host_key(company.domain)
        covered = {
            domain for domain in {now, *before} if _is_covered(workspace, parent_domains(domain))
        }
        if covered and now not in covered:
            entries.append(EntryKey(_Kind.DOMAIN, now, now))
    if entries:
        source = EntrySource("merged", origin, author)
        add_entries(workspace=workspace, entries=entries, source=source)


def last_entry(workspace: Workspace) -> int:
    """Return the ID of the latest entry; the lock is held, so later ones are the caller's."""
    entries = DoNotContact.objects.filter(workspace=workspace)
    return entries.aggregate(last=Max("pk"))["last"] or 0


def entries_after(workspace: Workspace, last: int) -> QuerySet[DoNotContact]:
    """Return later entries, including those that the database derives for new addresses.

    It blocks the new address of a blocked person, as a merge adds and removes addresses.
    """
    return DoNotContact.objects.filter(workspace=workspace, pk__gt=last)


def asked_since(contact: Contact, last: int) -> bool:
    """Return whether a person was blocked after a certain entry."""
    return entries_naming(contact).filter(pk__gt=last).exists()


def _is_covered(workspace: Workspace, domains: Iterable[str]) -> bool:
    return active_entries(workspace).filter(Q(kind=_Kind.DOMAIN, key__in=list(domains))).exists()


def merges_of(workspace: Workspace) -> QuerySet[MergedRecord]:
    """Return merges that were not undone, the newest first."""
    rows = MergedRecord.objects.filter(workspace=workspace)
    rows = rows.select_related("merged_by", "deletion", "kept_contact", "kept_company")
    return rows.defer("deletion__rows", "deletion__links")


def merges_in(workspace: Workspace, step: UUID) -> QuerySet[MergedRecord]:
    """Return the merges of one step that were not undone, the latest first."""
    return MergedRecord.objects.filter(workspace=workspace, step=step).order_by("-pk")


def move_rows(*, model: type[Model], source: int, target: int) -> Moved:
    """Change all references from one record to another; return the changed rows.

    Rows that would be duplicates (both are on a list, both have a verdict) stay: they are deleted
    and restored with the record. Rows filled by jobs are not moved. Less important rows in the way
    must be set aside before; see `outranked_rows`.
    """
    moved: Moved = []
    for other, column in referring_columns(model):
        rows = other._base_manager.filter(**{column: source})
        if keys := _move(rows, column, target):
            moved.append([other._meta.label, column, keys])
    return moved


def outranked_rows(*, model: type[Model], source: int, target: int) -> list[Model]:
    """Return rows of a record that are replaced by those of the record merged into it."""
    kind = str(model._meta.model_name)
    models = {one for one, _ in referring_columns(model) if hasattr(one, "outranked")}
    return [row for one in models for row in one.outranked(kind, source=source, target=target)]


def move_back(moved: Moved, *, source: int, target: int) -> None:
    """Move rows back to the record they came from, if they were not moved since."""
    for label, column, keys in moved:
        rows = apps.get_model(str(label))._base_manager
        rows.filter(**{"pk__in": keys, str(column): source}).update(**{str(column): target})


def referring_columns(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Yield tables and columns that refer to a record and are not filled by jobs."""
    for relation in model._meta.related_objects:
        field: Any = getattr(relation, "field", None)
        if not isinstance(field, ForeignKey) or field.model._meta.auto_created:
            continue
        if not getattr(field.model, "MADE_BY_JOBS", False):
            yield field.model, field.attname


def _move(rows: QuerySet[Any], column: str, target: int) -> list[object]:
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if not keys:
        return []
    if _update(rows.model, keys, column, target):
        return keys
    return [key for key in keys if _update(rows.model, [key], column, target)]


def _update(model: type[Model], keys: list[object], column: str, target: int) -> bool:
    """Change rows, or none of them if one would be a duplicate."""
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=keys).update(**{column: target})
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        return False
    return True


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
    hold_gate(workspace.pk)  # Before any row is locked, as writers of entries do.
    kept, other = _locked(workspace, request)
    people = _people_of(kept, other)
    blocked, last = blocked_among(people), last_entry(workspace)
    asking = _entries_of(other)
    domains = _domains(kept, other)
    values = merged_values(
        kept, other, request.choices, takes_model=_is_corrected(other) and not _is_corrected(kept)
    )
    before = serialized_rows([kept])[0]["fields"]
    keys = keys_of(kept), keys_of(other)
    former = _former_keys_of(people) if isinstance(kept, Contact) else []
    outranked = outranked_rows(model=type(kept), source=other.pk, target=kept.pk)
    aside = serialized_rows(outranked)
    for one in outranked:
        one.delete()
    moved = move_rows(model=type(kept), source=other.pk, target=kept.pk)
    name = str(other)
    emit_record(other, DELETED)
    deletion = store_and_delete(record=other, workspace=workspace, kind=request.kind, author=author)
    _write(kept, {**values, "updated_at": clock.now()})
    kept.refresh_from_db()
    if isinstance(kept, Contact) and isinstance(other, Contact):
        _keep_former_keys(kept, other, phone=before["phone"])
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
        keep_people(workspace.pk, [kept.pk], asking)
    else:
        keep_company_blocked(
            before=domains,
            other_id=request.other_id,
            company=kept,
            origin=_origin(row),
            author=author,
        )
    still = {kept.pk} if isinstance(kept, Contact) and blocked else blocked & set(people)
    keep_blocked(workspace=workspace, contact_ids=still, origin=_origin(row), author=author)
    kept.refresh_from_db()
    deletion.merge = {
        "before": before,
        "after": serialized_rows([kept])[0]["fields"],
        "moved": moved,
        "blocked": sorted(blocked),
        "entries": list(entries_after(workspace, last).values_list("pk", flat=True)),
        "last_entry": last_entry(workspace),
        "former_emails": former,  # Of all kinds; the names that stored merges have.
        "last_former_email": _last_former_key(workspace.pk),
    }
    deletion.rows += aside
    deletion.save(update_fields=["merge", "rows"] if aside else ["merge"])
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
    hold_gate(merged.workspace_id)
    row = _undoable(merged)
    workspace, deletion = row.workspace, row.deletion
    if deletion is None or deletion.merge is None:
        raise MergeUndoError("This merge is too old to undo. Nothing was changed.")
    model = MODELS[row.kind]
    kept: Any = model._default_manager.select_for_update(of=("self",)).get(pk=row.kept_id)
    was: dict[str, Any] = deletion.merge
    now = serialized_rows([kept])[0]["fields"]["updated_at"]
    written = DoNotContact.objects.filter(pk__in=was["entries"])
    lift_entries(workspace=workspace, entries=written, author=author)
    asked = isinstance(kept, Contact) and asked_since(kept, was["last_entry"])
    # People of a company that was blocked meanwhile, by its domain, stay blocked.
    still = set() if isinstance(kept, Contact) else blocked_among(_people_of(kept, kept))
    last, last_former = last_entry(workspace), _last_former_key(workspace.pk)
    try:
        with transaction.atomic():
            _write(kept, _former_values(kept, was["before"], was["after"]))
            # Before the rows that they replaced are restored; keys are checked after both.
            move_back(was["moved"], source=row.kept_id, target=row.record_id)
            restore_rows(deletion)
    except IntegrityError as error:
        raise RestoreConflictError(
            f"The merge of {kept} cannot be undone: another record has the same email, domain or "
            "ID now. Nothing was changed."
        ) from error
    if isinstance(kept, Contact):
        _restore_former_keys(
            [row.kept_id, row.record_id],
            was["former_emails"],
            merged=was["last_former_email"],
            undone=last_former,
        )
    entries_after(workspace, last).delete()  # Not requested: an address only moved back.
    blocked = set(was["blocked"]) | still
    if asked:
        blocked |= {row.kept_id, row.record_id}
    keep_blocked(workspace=workspace, contact_ids=blocked, origin=f"split:{row.pk}", author=author)
    _restore_times(kept, {**was, "now": now}, deletion)
    name = deletion.name
    _record(row, author, "record.merge_undone", str(kept), name)
    row.delete()
    deletion.delete()
    if isinstance(kept, Contact):  # An entry since the merge may be for the restored one.
        keep_people(workspace.pk, [row.kept_id, row.record_id], [])
    enqueue(Job.EMBED_COMPANIES)
    kept.refresh_from_db()
    emit_record(kept, UPDATED)
    emit_record(model._default_manager.get(pk=row.record_id), UPDATED)
    return kept, name


def _undoable(merged: MergedRecord) -> MergedRecord:
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


def _locked(workspace: Workspace, request: MergeRequest) -> tuple[Record, Record]:
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
    both = [one for one in (kept, other) if isinstance(one, Company)]
    return [host_key(one.domain) for one in both if one.domain]


def _entries_of(record: Record) -> list[int]:
    if not isinstance(record, Contact):
        return []
    return list(entries_naming(record).values_list("pk", flat=True))


def _is_corrected(record: Record) -> bool:
    """Return whether a person corrected the business model of a company."""
    corrections: Any = getattr(record, "business_model_corrections", None)
    return corrections is not None and bool(corrections.filter(is_current=True).exists())


def _write(record: Record, values: Mapping[str, Any]) -> None:
    """Store columns as given, without updating timestamps."""
    if isinstance(record, Contact) and "job_title_id" in values:
        move_bearer(former=record.job_title_id, now=values["job_title_id"])
    if values:
        type(record)._default_manager.filter(pk=record.pk).update(**values)
    if isinstance(record, Company):
        enqueue(Job.EMBED_COMPANIES)


def _former_values(kept: Record, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the former values that the merge changed and nobody has changed since."""
    now = serialized_rows([kept])[0]["fields"]
    model = type(kept)
    row = {"model": model._meta.label_lower, "pk": kept.pk, "fields": before}
    former = next(iter(serializers.deserialize("json", json.dumps([row])))).object
    unchanged = {
        name for name in before if before[name] != after.get(name) and now.get(name) == after[name]
    }
    columns = {
        one.attname: getattr(former, one.attname)
        for one in model._meta.concrete_fields
        if one.name in unchanged and one.name != "do_not_contact"
    }
    return columns if "updated_at" in columns else {**columns, "updated_at": clock.now()}


def _restore_times(kept: Record, was: Mapping[str, Any], deletion: DeletedRecord) -> None:
    """Restore the timestamps of both, unless they were edited since.

    The database changes them when it derives a flag, e.g. for addresses moved by a merge.
    """
    rows = type(kept)._default_manager
    label = type(kept)._meta.label_lower
    own = next(row["fields"] for row in deletion.rows if row["model"] == label)
    before, is_edited = was["before"], was["after"]["updated_at"] != was["now"]
    for key, fields in ((kept.pk, before), (deletion.record_id, own)):
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


def _former_keys_of(contact_ids: Collection[int]) -> list[dict[str, Any]]:
    """Return the rows of some people, as JSON."""
    rows = ContactFormerKey.objects.filter(contact__in=contact_ids).order_by("pk")
    return serialized_rows(rows)


def _keep_former_keys(contact: Contact, other: Contact, *, phone: str) -> None:
    """Store keys that a merge does not take over as former keys of the merged person.

    Args:
        contact: after the merge.
        other: the deleted contact.
        phone: of the contact before the merge.
    """
    columns = [kind for kind in _FormerKind.values if kind != _FormerKind.MERGED_PHONE]
    had = [(kind, getattr(other, kind), getattr(contact, kind)) for kind in columns]
    had += [(_FormerKind.MERGED_PHONE, one, contact.phone) for one in (phone, other.phone)]
    ContactFormerKey.objects.bulk_create(
        (
            ContactFormerKey(
                workspace_id=contact.workspace_id, contact=contact, kind=kind, value=value
            )
            for kind, value, now in had
            if value and value != now
        ),
        ignore_conflicts=True,
    )


def _last_former_key(workspace_id: int) -> int:
    """Return the ID of the latest row; the lock of the entries is held."""
    rows = ContactFormerKey.objects.filter(workspace=workspace_id)
    return rows.aggregate(last=Max("pk"))["last"] or 0


def _restore_former_keys(
    contact_ids: Collection[int], before: list[dict[str, Any]], *, merged: int, undone: int
) -> None:
    """Restore the rows of both records; those of later edits stay.

    Args:
        contact_ids: of both sides.
        before: rows before the merge, as JSON.
        merged: ID of the last row at the time of the merge.
        undone: ID of the last row when the undo began.
    """
    own = {row["pk"] for row in before}
    rows = ContactFormerKey.objects.filter(contact__in=contact_ids).exclude(pk__in=own)
    rows.filter(pk__lte=merged).delete()
    rows.filter(pk__gt=undone).delete()
    kept = ContactFormerKey.objects.filter(contact__in=contact_ids)
    there = set(kept.values_list("contact", "kind", "value"))
    gone = [row for row in rows_as_now(before) if _former_key(row["fields"]) not in there]
    for one in serializers.deserialize("json", json.dumps(gone)):
        one.save()


def _former_key(fields: dict[str, Any]) -> tuple[int, str, str]:
    return fields["contact"], fields.get("kind", _FormerKind.EMAIL), fields["value"]
