"""Delete records with everything that belongs to them, and restore them.

Deleted rows leave their tables, so searches, counts, lists, exports, indexes and jobs need not
filter them. They are kept as JSON as long as they can be restored.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias, cast

from django.apps import apps
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.db.models import CASCADE, SET_NULL, CharField, F, ForeignKey, Func, Model, QuerySet
from django.db.models.deletion import Collector, ProtectedError, RestrictedError

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.do_not_contact.company_keys import (
    preserve_block_of_former_company,
    preserve_blocks,
    release_blocks,
)
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively, lock_entries_shared
from leadqual.leads.erased_keys import reject_erased
from leadqual.leads.erased_people import identity_of
from leadqual.leads.errors import RecordInUseError, RestoreConflictError
from leadqual.leads.models import Company, Contact, DeletedRecord, MergedRecord
from leadqual.leads.record_events import (
    DELETED,
    UPDATED,
    emit_record,
)
from leadqual.leads.services import move_bearer

Row: TypeAlias = dict[str, Any]
_RowKey: TypeAlias = tuple[str, Any]
"""Table and primary key of a row, as serialized by Django."""
_Missing: TypeAlias = dict[_RowKey, DeletedRecord | None]
"""Missing row → the deleted record that contains it, if any."""

_LABELS = {"contact": "leads.contact", "company": "leads.company", "reply": "replies.reply"}
RECORDS: dict[str, type[Contact] | type[Company]] = {
    DeletedRecord.Kind.CONTACT: Contact,
    DeletedRecord.Kind.COMPANY: Company,
}
"""Kinds of deleted records with events → their table."""
_FORMER_EMAIL = "leads.contactformeremail"
_EXTERNAL_ID = (
    "jsonb_path_query_first(%(expressions)s, "
    """'$[*] ? (@.model == "leads.contact" || @.model == "leads.company").fields.external_id')"""
    " #>> '{}'"
)


def restorable_rows(deleted: DeletedRecord) -> list[Row]:
    """Return the rows of a deleted record that can be restored now, in order.

    Rows that need another deleted record are moved to that record.
    """
    missing = _find_missing(deleted)
    if not missing:
        return list(deleted.rows)
    holding_records = [
        deserialized for deserialized in missing.values() if deserialized is not None
    ]
    merges = _merges(deleted, missing)
    own_key = _model_label(deleted), deleted.record_id
    columns = [
        _with_references(row, missing, merges)
        for row in deleted.rows
        if _row_key(row) == own_key or not _move_with_missing(row, missing)
    ]
    for holding_record in holding_records:
        holding_record.save(update_fields=["rows", "links", "merge"])
    return columns


def _move_with_missing(row: Row, missing: _Missing) -> bool:
    needed = [
        target
        for field, target in _references(row)
        if _has_on_delete(field, CASCADE) and target in missing
    ]
    if not needed:
        return False
    holding_record = (
        None if any(missing[target] is None for target in needed) else missing[needed[0]]
    )
    if holding_record is not None:
        holding_record.rows.append(row)
    missing[_row_key(row)] = holding_record  # Rows that need this one are moved with it.
    return True


def _with_references(row: Row, missing: _Missing, merges: Mapping[_RowKey, MergedRecord]) -> Row:
    """Return a row without references to missing rows, which are restored with those."""
    fields = dict(row["fields"])
    for link, target in _references(row):
        if not _has_on_delete(link, SET_NULL) or target not in missing:
            continue
        holding_record, merge = missing[target], merges.get(target)
        fields[link.name] = merge.kept_now if merge else None
        if holding_record is not None:
            links = holding_record.links
            if merge and holding_record.merge is not None:
                links = holding_record.merge["moved"]
            links.append([link.model._meta.label, link.attname, [row["pk"]]])
    return {**row, "fields": fields}


def _find_missing(deleted: DeletedRecord) -> _Missing:
    """Return the missing rows that the record refers to.

    Their deleted records are locked, so that two records that need each other find each other.
    """
    own_key = {_row_key(row) for row in deleted.rows}
    referenced = {target for row in deleted.rows for _, target in _references(row)} - own_key
    missing = _missing_rows(referenced)
    if not missing:
        return {}
    deleted_records = DeletedRecord.objects.filter(workspace=deleted.workspace_id)
    keys = {key for label, key in missing if label in _LABELS.values()}
    locked = deleted_records.filter(record_id__in=keys).select_for_update().order_by("pk")
    holding_records = (
        {
            (_model_label(deserialized), deserialized.record_id): deserialized
            for deserialized in locked
        }
        if keys
        else {}
    )
    return {row_key: holding_records.get(row_key) for row_key in _missing_rows(missing)}


def _missing_rows(row_keys: Iterable[_RowKey]) -> set[_RowKey]:
    by_label = defaultdict[str, set[Any]](set)
    for label, key in row_keys:
        by_label[label].add(key)
    return {
        (label, key)
        for label, keys in by_label.items()
        for key in keys - set(_base_rows(label).filter(pk__in=keys).values_list("pk", flat=True))
    }


def _merges(deleted: DeletedRecord, missing: Iterable[_RowKey]) -> dict[_RowKey, MergedRecord]:
    rows = MergedRecord.objects.filter(
        workspace=deleted.workspace_id, record_id__in={key for _, key in missing}
    )
    return {(_LABELS[row.kind], row.record_id): row for row in rows}


def _references(row: Row) -> Iterator[tuple[ForeignKey[Any, Any], _RowKey]]:
    """Yield the foreign keys of a row that cascade when the referenced row is deleted."""
    for link in _followed_keys(row["model"]):
        key = row["fields"].get(link.name)
        if key is not None:
            yield link, (str(link.related_model._meta.label_lower), key)


@cache
def _followed_keys(label: str) -> tuple[ForeignKey[Any, Any], ...]:
    return tuple(
        link
        for link in apps.get_model(label)._meta.concrete_fields
        if isinstance(link, ForeignKey)
        and link.related_model is not Workspace
        and (_has_on_delete(link, CASCADE) or _has_on_delete(link, SET_NULL))
    )


def _row_key(row: Row) -> _RowKey:
    return row["model"], row["pk"]


def _has_on_delete(field: ForeignKey[Any, Any], on_delete: Callable[..., None]) -> bool:
    return bool(field.remote_field.on_delete is on_delete)


def _base_rows(label: str) -> Any:
    model: type[Model] = apps.get_model(label)
    return model._base_manager


def _model_label(deleted: DeletedRecord) -> str:
    return _LABELS[deleted.kind]


class _ExactEncoder(DjangoJSONEncoder):
    """Keeps microseconds: undoing an import compares times of creation and change."""

    def default(self, value: object) -> object:
        """Write times in full."""
        return value.isoformat() if isinstance(value, datetime) else super().default(value)


@transaction.atomic
def delete_record(*, record: Model, workspace: Workspace, kind: str, author: User) -> DeletedRecord:
    """Delete a contact, company or reply; it can be restored for a while.

    Args:
        record: of the workspace.
        workspace: of the record.
        kind: a `DeletedRecord.Kind`.
        author: stored with it.

    Raises:
        RecordInUseError: another record needs it; nothing was deleted.
    """
    lock_entries(workspace.pk, {kind})
    record = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if isinstance(record, Contact | Company):
        emit_record(record, DELETED)
    return delete_quietly(record=record, workspace=workspace, kind=kind, author=author)


def lock_entries(workspace_id: int, kinds: Collection[str]) -> None:
    """Lock do-not-contact entries before records of some kinds are deleted or restored.

    A bulk change of entries then sees each person either there or deleted. Companies write entries.
    """
    lock = lock_entries_exclusively if DeletedRecord.Kind.COMPANY in kinds else lock_entries_shared
    lock(workspace_id)


def delete_quietly(
    *, record: Model, workspace: Workspace, kind: str, author: User
) -> DeletedRecord:
    """Delete one of many records in the open transaction; the caller emits events.

    Raises:
        RecordInUseError: another record needs it; nothing was deleted.
    """
    deleted = store_and_delete(record=record, workspace=workspace, kind=kind, author=author)
    _record(deleted, author, "deleted")
    return deleted


def store_and_delete(
    *, record: Model, workspace: Workspace, kind: str, author: User
) -> DeletedRecord:
    """Delete a record in the open transaction; the caller writes the audit log.

    Raises:
        RecordInUseError: another record needs it; nothing was deleted.
    """
    model = type(record)
    locked = model._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    collector = Collector(using=connection.alias, origin=locked)
    try:
        collector.collect([locked])
    except (ProtectedError, RestrictedError) as error:
        raise RecordInUseError("Other records depend on this. Nothing was deleted.") from error
    deleted = DeletedRecord.objects.create(
        workspace=workspace,
        kind=kind,
        record_id=locked.pk,
        name=_name_of(locked)[:300],
        rows=serialized_rows(_kept_rows(collector)),
        links=_links(collector),
        deleted_by=author,
    )
    if isinstance(locked, Contact):
        move_bearer(former=locked.job_title_id, now=None)
    elif isinstance(locked, Company):
        preserve_blocks(locked)
    locked.delete()
    return deleted


@transaction.atomic
def restore_record(*, deleted: DeletedRecord, author: User) -> str:
    """Restore a deleted record with its ID and everything that belonged to it.

    Returns:
        The name of the record.

    Raises:
        RestoreConflictError: another record now has its email or another key, or a record it
            belonged to is gone; nothing was written.
        ErasedPersonError: the person was erased since; nothing was written.
    """
    lock_entries(deleted.workspace_id, {deleted.kind})
    row = DeletedRecord.objects.select_for_update().get(pk=deleted.pk)
    name = restore_quietly(row, author)
    if (model := RECORDS.get(row.kind)) is not None:
        emit_record(model._default_manager.get(pk=row.record_id), UPDATED)
    return name


def restore_quietly(row: DeletedRecord, author: User) -> str:
    """Restore one of many records in the open transaction; the caller emits events.

    Raises:
        RestoreConflictError: as in `restore_record`; nothing was written.
        ErasedPersonError: as in `restore_record`; nothing was written.
    """
    restore_rows(row)
    _record(row, author, "restored")
    row.delete()
    enqueue(Job.EMBED_COMPANIES)
    return row.name


def restore_rows(row: DeletedRecord) -> None:
    """Restore the rows of a deleted record in the open transaction.

    Raises:
        RestoreConflictError: another record now has its email or another key, or a record it
            belonged to is gone; nothing was written.
        ErasedPersonError: the person was erased since; nothing was written.
    """
    try:
        with transaction.atomic():
            row.rows = upgrade_rows(row.rows)
            for deserialized in serializers.deserialize("json", json.dumps(restorable_rows(row))):
                if isinstance(deserialized.object, Contact):
                    _check_contact(deserialized.object)
                deserialized.save(force_insert=True)
            for label, column, keys in row.links:
                rows = apps.get_model(label)._default_manager.filter(pk__in=keys)
                rows.filter(**{f"{column}__isnull": True}).update(**{column: row.record_id})
            for deserialized in row.rows:
                if deserialized["model"] == "leads.contact" and (
                    company := deserialized["fields"]["company"]
                ):
                    preserve_block_of_former_company(
                        Contact.objects.get(pk=deserialized["pk"]), company
                    )
            if row.kind == DeletedRecord.Kind.COMPANY:
                release_blocks(Company.objects.get(pk=row.record_id))
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise RestoreConflictError(
            f"{row.name} cannot be restored: another record has the same email or ID "
            "now, or something it belonged to was deleted. Nothing was changed."
        ) from error


def restorable_records(workspace: Workspace) -> QuerySet[DeletedRecord]:
    """Return the records that can be restored; merged ones are restored by undoing the merge."""
    return DeletedRecord.objects.filter(workspace=workspace, merge__isnull=True)


def with_external_ids(records: QuerySet[DeletedRecord]) -> QuerySet[DeletedRecord]:
    """Read the external IDs in the database, so that the rows can be deferred."""
    columns = {"external_id": Func(F("rows"), template=_EXTERNAL_ID, output_field=CharField())}
    return records.annotate(**columns)  # It sets the cached property.


def serialized_rows(rows: Iterable[Model]) -> list[dict[str, Any]]:
    """Return rows as JSON, times in full."""
    return list(json.loads(serializers.serialize("json", rows, cls=_ExactEncoder)))


def upgrade_rows(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return stored rows in the current format: keys were once emails only."""
    return [_former_key(row) if row["model"] == _FORMER_EMAIL else row for row in rows]


def _former_key(row: dict[str, Any]) -> dict[str, Any]:
    fields = {
        ("value" if name == "email" else name): deserialized
        for name, deserialized in row["fields"].items()
    }
    return {**row, "model": "leads.contactformerkey", "fields": fields}


def _name_of(record: Model) -> str:
    """Return the display name of a record; replies have none."""
    if isinstance(record, Contact):
        return str(record)
    sender, subject = getattr(record, "sender", ""), getattr(record, "subject", "")
    return ": ".join(filter(None, [sender, subject])) or str(record)


def _check_contact(contact: Contact) -> None:
    reject_erased(contact.workspace_id, identity_of(contact))
    move_bearer(former=None, now=contact.job_title_id)


def _kept_rows(collector: Collector) -> Iterable[Model]:
    """Return the rows to keep, referenced rows first, without those that jobs recreate."""
    groups: list[Iterable[Any]] = [*collector.data.values(), *collector.fast_deletes]
    rows = [row for group in groups for row in group]
    kept = [row for row in rows if not _is_recreated(type(row))]
    return sorted(kept, key=lambda row: _depth(type(row)))


def _is_recreated(model: type[Model]) -> bool:
    return bool(model._meta.auto_created) or bool(getattr(model, "MADE_BY_JOBS", False))


def _depth(model: type[Model], *, max_depth: int = 6) -> int:
    """Return how deep a table's foreign keys go; rows are restored in this order."""
    if not max_depth:
        return 0
    others = [
        field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is not model
    ]
    depths = [_depth(other, max_depth=max_depth - 1) for other in others if isinstance(other, type)]
    return 1 + max(depths, default=0)


def _links(collector: Collector) -> list[list[object]]:
    columns: list[list[object]] = []
    for (link, value), groups in collector.field_updates.items():
        rows = cast("list[Iterable[Any]]", groups)  # The stubs only know single rows.
        keys = [row.pk for group in rows for row in group]
        if value is None and keys:
            columns.append([link.model._meta.label, link.attname, keys])
    return columns


def _record(deleted: DeletedRecord, author: User, what: str) -> None:
    record_audit(
        workspace=deleted.workspace,
        actor=author,
        action=f"record.{what}",
        subject=f"{deleted.kind}:{deleted.record_id}",
        name=deleted.name,
    )
