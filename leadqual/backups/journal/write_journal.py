"""Writes what changed about erasures and do-not-contact entries next to the backups."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from leadqual.accounts.models import Workspace
from leadqual.backups.archive.backup_places import Place
from leadqual.backups.journal.journal_parts import JournalLine, next_stamp, write_part
from leadqual.backups.models import JournalChange, JournalState
from leadqual.core import clock
from leadqual.core.locks import hold_once
from leadqual.leads.models import DoNotContact, ErasedKey, ErasedPerson

JOURNALED: tuple[type[models.Model], ...] = (ErasedPerson, ErasedKey, DoNotContact)
"""In the order in which rows refer to each other."""

CHUNK = 20_000
_STATE_KEY = 1


def write_journal(place: Place | None, *, recipients: Sequence[Any]) -> int:
    """Write all that changed, in parts; without a place it is forgotten.

    A part that was written twice, as after a crash, does no harm: lines are states of rows.

    Returns:
        How many changes were noted; 0 also where another process writes now.

    Raises:
        BackupError: the place cannot be written; the changes wait.
    """
    n_changes = 0
    with hold_once("backups.journal") as is_locked:
        if is_locked and place is not None:
            _write_first_part(place, recipients)
        while is_locked and (n_some := _write_next_part(place, recipients)):
            n_changes += n_some
    return n_changes


@transaction.atomic
def _write_first_part(place: Place, recipients: Sequence[Any]) -> None:
    """Write an empty first part: that one is missing later tells that the journal is lost."""
    state, _ = JournalState.objects.select_for_update().get_or_create(pk=_STATE_KEY)
    if not state.last_part:
        _write_and_advance(state, place, (), recipients)


@transaction.atomic
def _write_next_part(place: Place | None, recipients: Sequence[Any]) -> int:
    changes = list(JournalChange.objects.order_by("pk")[:CHUNK])
    if changes and place is not None:
        state = JournalState.objects.select_for_update().get(pk=_STATE_KEY)
        _write_and_advance(state, place, _read_lines(changes), recipients)
    JournalChange.objects.filter(pk__in=[one.pk for one in changes]).delete()
    return len(changes)


def _write_and_advance(
    state: JournalState, place: Place, lines: Iterable[JournalLine], recipients: Sequence[Any]
) -> None:
    stamp = next_stamp(clock.now(), state.last_part)
    write_part(place, stamp, lines, previous=state.last_part, recipients=recipients)
    state.last_part = stamp
    state.save(update_fields=["last_part"])


def _read_lines(changes: Sequence[JournalChange]) -> Iterator[JournalLine]:
    """Yield the rows as they are now, those that are gone too; two queries for each table."""
    for model in JOURNALED:
        table = model._meta.db_table
        keys = sorted({one.row_id for one in changes if one.table == table})
        rows = {row.pk: row for row in model._default_manager.filter(pk__in=keys)}
        since = _workspaces_of({row.workspace_id for row in rows.values()})  # type: ignore[attr-defined]
        for key in keys:
            row = rows.get(key)
            if row is None:
                yield JournalLine(table, key, None, "")
            else:
                yield JournalLine(table, key, _values_of(row), since[row.workspace_id])  # type: ignore[attr-defined]


def _workspaces_of(keys: set[int]) -> dict[int, str]:
    rows = Workspace.objects.filter(pk__in=keys).values_list("pk", "created_at")
    return {key: at.isoformat() for key, at in rows}


def _values_of(row: models.Model) -> dict[str, Any]:
    values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
    return {
        name: one.isoformat() if isinstance(one, datetime) else one for name, one in values.items()
    }
