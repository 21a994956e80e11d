"""Undo a whole import: delete what it created, restore what it changed.

Records changed or used since are kept. Runs in chunks, each one transaction with its progress, so
that a killed run resumes where it stopped.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, OperationalError, connection, transaction

from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.imports.control import finish_undo
from leadqual.imports.errors import ProgressLostError
from leadqual.imports.import_locks import alone, lock_workspace
from leadqual.imports.list_additions import remove_from_lists
from leadqual.imports.merging.stored_opt_outs import origin_of
from leadqual.imports.models import ImportBatch
from leadqual.imports.undo.created_records import (
    delete_created,
    delete_side_records,
    recount_title_people,
)
from leadqual.imports.undo.updated_records import restore_updated
from leadqual.leads.do_not_contact.entries import lift_origin
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively, lock_entries_shared

logger = logging.getLogger(__name__)

CHUNK_ROWS = 20_000
_MAX_TRIES = 5

Progress = Callable[[ImportBatch], None]


@dataclass(frozen=True, slots=True)
class _Phase:
    """Undoes one chunk of a batch, updates its counts, and returns whether there is more."""

    name: str
    take: Callable[[ImportBatch, int], bool]
    is_only_run: bool = False  # Nobody writes a person or an entry meanwhile.


def _lift_opt_outs(batch: ImportBatch, _n_rows: int) -> bool:
    """Lift the do-not-contact entries that the import set; those of other sources stay."""
    author = User.objects.get(pk=batch.undo.get("author_id", batch.author_id))
    free = lift_origin(workspace=batch.workspace, origin=origin_of(batch), author=author)
    batch.undo["n_lifted"] = len(free)
    return False


def _empty_lists(batch: ImportBatch, _n_rows: int) -> bool:
    """Remove its people from the lists that the import filled, in a single step.

    People that the import created and undo kept stay in the lists.
    """
    remove_from_lists(batch, keeps_created=True)
    return False


_PHASES = (
    _Phase("do_not_contact", _lift_opt_outs, is_only_run=True),  # First: an entry is a change.
    _Phase("created", delete_created),
    _Phase("bearers", recount_title_people),
    _Phase("lists", _empty_lists),
    _Phase("updated", restore_updated),
    _Phase("made", delete_side_records),
)


def undo_import(
    batch_id: int, *, chunk_rows: int = CHUNK_ROWS, on_progress: Progress | None = None
) -> None:
    """Undo an import, continuing an interrupted run; safe to start twice.

    Args:
        batch_id: an import that is being undone; any other is left alone.
        chunk_rows: rows undone together.
        on_progress: called after each chunk with the current import.

    Raises:
        ProgressLostError: the database crashed and came back meanwhile.
    """
    with alone(batch_id) as is_only_run:
        batch = ImportBatch.objects.filter(pk=batch_id).first()
        if not is_only_run or batch is None or batch.status != ImportBatch.Status.UNDOING:
            return
        logger.info("import is undone", extra={"batch": batch.pk})
        names = [phase.name for phase in _PHASES]
        first_phase = batch.undo["phase"]
        for phase in _PHASES[names.index(first_phase) if first_phase in names else 0 :]:
            while _undo_chunk(batch, phase, chunk_rows):
                if on_progress:
                    on_progress(batch)
        finish_undo(batch=batch)


def _undo_chunk(batch: ImportBatch, phase: _Phase, chunk_rows: int) -> bool:
    """Undo one chunk, with retries on conflicts; False if the phase is over."""
    before = dict(batch.undo)
    for n_tried in range(1, _MAX_TRIES + 1):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:  # As for rows that come in.
                    cursor.execute("SET LOCAL synchronous_commit TO off")
                stored = ImportBatch.objects.select_for_update().get(pk=batch.pk)
                if stored.undo != before:
                    raise ProgressLostError(before["n_done"], stored.undo["n_done"])
                lock_workspace(batch.workspace_id)
                is_only_run = phase.is_only_run or n_tried > 1
                (lock_entries_exclusively if is_only_run else lock_entries_shared)(
                    batch.workspace_id
                )
                if batch.undo["phase"] != phase.name:
                    batch.undo |= {"phase": phase.name, "at": None}
                has_more = phase.take(batch, chunk_rows)
                batch.heartbeat_at = clock.now()
                batch.save(update_fields=["undo", "heartbeat_at"])
        except (IntegrityError, OperationalError):
            # Somebody put a person into a list just now, or wrote to the same rows.
            batch.undo = dict(before)
            if n_tried == _MAX_TRIES or not connection.is_usable():
                raise
        else:
            return has_more
    return False
