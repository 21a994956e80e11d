"""The effect that undoing an import would have now."""

from dataclasses import dataclass, replace

from django.db import connection, transaction

from leadqual.core import clock
from leadqual.imports.merging.stored_opt_outs import entries_of
from leadqual.imports.models import ImportBatch
from leadqual.imports.undo.created_records import TABLE, stage_created
from leadqual.imports.undo.updated_records import count_restorable
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively, retry_deadlocks
from leadqual.leads.do_not_contact.selectors import covered_contacts
from leadqual.leads.models import Contact


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """The effect of undoing an import now.

    Args:
        n_deleted: created records to delete.
        n_created_kept: created records to keep.
        n_restored: updated records that get former values back.
        n_partly_kept: updated records of which a field stays as it is; they may be among those
            that get others back.
        n_lifted: people whom nobody else marks Do not contact.
    """

    n_deleted: int
    n_created_kept: int
    n_restored: int
    n_partly_kept: int
    n_lifted: int = 0

    @property
    def n_kept(self) -> int:
        return self.n_created_kept + self.n_partly_kept


def undo_preview(batch: ImportBatch) -> UndoPreview:
    """Count what undoing an import would undo and what it would keep.

    Where it marked people Do not contact, that is lifted, counted and rolled back: what is
    restored depends on it.
    """
    if not entries_of(batch).exists():
        return _count_effects(batch)

    def count_after_lifting() -> UndoPreview:
        with transaction.atomic():
            lock_entries_exclusively(batch.workspace_id)
            entries = entries_of(batch)
            covered = Contact.objects.filter(
                workspace=batch.workspace_id, pk__in=covered_contacts(entries), do_not_contact=True
            )
            keys = list(covered.values_list("pk", flat=True))
            entries.update(lifted_at=clock.now())
            n_released = Contact.objects.filter(pk__in=keys, do_not_contact=False).count()
            found = replace(_count_effects(batch), n_lifted=n_released)
            transaction.set_rollback(True)
        return found

    return retry_deadlocks(count_after_lifting)


@transaction.atomic
def _count_effects(batch: ImportBatch) -> UndoPreview:
    with connection.cursor() as cursor:
        stage_created(cursor, batch)
        cursor.execute(
            "SELECT count(*) FILTER (WHERE kept = ''), count(*) FILTER (WHERE kept <> '')"
            f" FROM {TABLE}"
        )
        n_deleted, n_created_kept = cursor.fetchone()
        deleted = f"SELECT id FROM {TABLE} WHERE kept = ''"
        n_restored, n_partly_kept = count_restorable(batch, deleted=deleted)
        cursor.execute(f"DROP TABLE {TABLE}")
    return UndoPreview(n_deleted, n_created_kept, n_restored, n_partly_kept)
