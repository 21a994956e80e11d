"""Bulk deletion of records, undone as one step."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import LeadqualError
from leadqual.leads.deletion import RECORDS, delete_quietly, lock_entries, restore_quietly
from leadqual.leads.errors import RecordInUseError, TooManyRecordsError
from leadqual.leads.id_resolution import ResolvedIds, resolve_ids
from leadqual.leads.models import DeletedRecord
from leadqual.leads.record_events import (
    UPDATED,
    before_deletion,
    emit_deleted_records,
    emit_records,
)

MAX_AT_ONCE = 500
"""Most records in a step: each is kept with everything that belongs to it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a step.

    Args:
        n_done: number of records deleted or restored.
        n_kept: number of records left unchanged because of a conflict or because they are in use.
        resolved: the records that IDs resolved to, if given by ID.
        request_id: of the step, if records were given by ID.
    """

    n_done: int
    n_kept: int
    resolved: ResolvedIds = field(default_factory=lambda: ResolvedIds(()))
    request_id: UUID | None = None


def delete_by_ids(
    *, workspace: Workspace, kind: str, given: Sequence[int], author: User, step: UUID
) -> Outcome:
    """Delete contacts or companies by ID, as `delete_records`; IDs of merged records resolve.

    Raises:
        TooManyRecordsError: as in `delete_records`; nothing was deleted.
    """
    resolved = resolve_ids(workspace, kind, given)
    records: Any = RECORDS[kind]._default_manager.filter(workspace=workspace, pk__in=resolved.ids)
    done = delete_records(
        records=records.order_by("pk"), workspace=workspace, kind=kind, author=author, step=step
    )
    deleted_in_step = set(deleted_in(workspace, step).values_list("record_id", flat=True))
    before = [key for key in resolved.deleted if key not in deleted_in_step]
    return replace(done, resolved=replace(resolved, deleted=before), request_id=step)


@transaction.atomic
def delete_records(
    *, records: Iterable[Model], workspace: Workspace, kind: str, author: User, step: UUID
) -> Outcome:
    """Delete contacts, companies or replies; repeating a step changes nothing.

    Args:
        records: of the workspace, at most `MAX_AT_ONCE`.
        workspace: of the records.
        kind: a `DeletedRecord.Kind`.
        author: stored with each.
        step: ID chosen by the caller, used for undo.

    Raises:
        TooManyRecordsError: too many for one step; nothing was deleted.
    """
    lock_entries(workspace.pk, {kind})
    if n_before := deleted_in(workspace, step).count():
        return Outcome(n_before, 0)
    found = list(records)
    if len(found) > MAX_AT_ONCE:
        raise TooManyRecordsError(
            f"Up to {MAX_AT_ONCE:,} can be deleted at once. Nothing was deleted. Select fewer."
        )
    found = _lock_existing(found)
    n_kept, keys, deleted_keys = 0, [], []
    model = RECORDS.get(kind)
    before = before_deletion(workspace, model, [record.pk for record in found]) if model else None
    for record in found:
        key = record.pk
        try:
            keys.append(
                delete_quietly(record=record, workspace=workspace, kind=kind, author=author).pk
            )
            deleted_keys.append(key)
        except RecordInUseError:
            n_kept += 1
    if model is not None and before is not None:
        emit_deleted_records(workspace, model, deleted_keys, before)
    DeletedRecord.objects.filter(pk__in=keys).update(step=step)
    return Outcome(len(keys), n_kept)


@transaction.atomic
def restore_step(*, workspace: Workspace, author: User, step: UUID) -> Outcome:
    """Restore the records deleted in a step, except those with conflicts."""
    lock_entries(workspace.pk, set(deleted_in(workspace, step).values_list("kind", flat=True)))
    n_done = n_kept = 0
    restored_keys = defaultdict[str, list[int]](list)
    for deleted in deleted_in(workspace, step).select_for_update().order_by("-pk"):
        kind, key = deleted.kind, deleted.record_id
        try:
            with transaction.atomic():
                restore_quietly(deleted, author)
            n_done += 1
            restored_keys[kind].append(key)
        except LeadqualError:
            n_kept += 1
    for kind, restored in restored_keys.items():
        if (model := RECORDS.get(kind)) is not None:
            emit_records(workspace, model, restored, UPDATED)
    return Outcome(n_done, n_kept)


def _lock_existing(records: Sequence[Model]) -> list[Model]:
    """Return the records that still exist, locked in the order of their IDs."""
    if not records:
        return []
    rows = type(records[0])._default_manager.select_for_update(of=("self",)).order_by("pk")
    existing = {row.pk for row in rows.filter(pk__in=[record.pk for record in records])}
    return [record for record in records if record.pk in existing]


def deleted_in(workspace: Workspace, step: UUID) -> QuerySet[DeletedRecord]:
    """Return the records deleted in a step that are not restored."""
    return DeletedRecord.objects.filter(workspace=workspace, step=step)
