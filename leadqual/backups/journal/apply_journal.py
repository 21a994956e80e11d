"""Applies the journal to a database that was restored: who was erased or blocked since stays so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from leadqual.accounts.models import Workspace
from leadqual.backups.journal.journal_parts import JournalLine
from leadqual.backups.journal.write_journal import JOURNALED
from leadqual.leads.models import DoNotContact, ErasedKey

_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the journal changed.

    Args:
        n_erased: people whose erasure was put back.
        n_entries: do-not-contact entries that were set, lifted or deleted.
        n_skipped: lines of workspaces that the backup does not have.
        workspace_ids: workspaces in which somebody was erased since.
    """

    n_erased: int
    n_entries: int
    n_skipped: int
    workspace_ids: tuple[int, ...]


@transaction.atomic
def replay(lines: Iterable[JournalLine]) -> Replayed:
    """Bring the rows of the journal to their last state; safe to run twice.

    Users that the backup does not have are left empty: who did it is lost, what holds is not.

    Args:
        lines: since the backup, in their order.
    """
    last = {(line.table, line.row_id): line for line in lines}
    known = {key: at.isoformat() for key, at in Workspace.objects.values_list("pk", "created_at")}
    counts = {}
    n_skipped = 0
    for model in JOURNALED:
        of_model = [line for line in last.values() if line.table == model._meta.db_table]
        rows = [line for line in of_model if line.row is not None]
        ours = [line for line in rows if known.get(_workspace(line)) == line.workspace_since]
        n_skipped += len(rows) - len(ours)
        gone = [line.row_id for line in of_model if line.row is None]
        model._default_manager.filter(pk__in=gone).delete()
        # Before: what follows from a row that is written must not get the key of a later one.
        _raise_sequence(model, max((line.row_id for line in of_model), default=0))
        counts[model] = _apply(model, ours) + len(gone)
    keys = ErasedKey._meta.db_table
    erased = [line for line in last.values() if line.table == keys and line.row is not None]
    return Replayed(
        n_erased=len({(line.row or {})["person_id"] for line in erased}),
        n_entries=counts[DoNotContact],
        n_skipped=n_skipped,
        workspace_ids=tuple(sorted({_workspace(line) for line in erased} & set(known))),
    )


def _apply(model: type[models.Model], lines: Sequence[JournalLine]) -> int:
    """Write rows as the journal has them, with their keys; lifted entries before active ones."""
    own = {line.row_id for line in lines}
    rows = [_row(model, line.row or {}, own) for line in lines]
    rows.sort(key=lambda row: getattr(row, "lifted_at", None) is None)
    there = set(
        model._default_manager.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    columns = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    for chunk in _chunks([row for row in rows if row.pk in there]):
        model._default_manager.bulk_update(chunk, columns)
    for chunk in _chunks([row for row in rows if row.pk not in there]):
        # An entry of the same source that is active already says the same.
        model._default_manager.bulk_create(chunk, ignore_conflicts=True)
    return len(rows)


def _row(model: type[models.Model], values: Mapping[str, Any], own: Set[int]) -> models.Model:
    """Make a row; columns of another version are ignored, references to what is gone are empty.

    Args:
        model: of the row.
        values: column → value.
        own: keys of all rows of the table that the journal brings.
    """
    row = model()
    for field in model._meta.concrete_fields:
        if field.attname in values:
            setattr(row, field.attname, field.to_python(values[field.attname]))
    for field in model._meta.concrete_fields:
        key = getattr(row, field.attname)
        if isinstance(field, models.ForeignKey) and field.null and key is not None:
            target: Any = field.related_model
            if target is model and key in own:
                continue
            if not target._default_manager.filter(pk=key).exists():
                setattr(row, field.attname, None)
    return row


def _raise_sequence(model: type[models.Model], key: int) -> None:
    """Give no new row a key that the journal knows: it speaks of rows by their keys."""
    table = connection.ops.quote_name(model._meta.db_table)
    highest = "setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, max(id), 1))"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {highest} FROM {table}", [model._meta.db_table, key])  # noqa: S608


def _workspace(line: JournalLine) -> int:
    return int((line.row or {})["workspace_id"])


def _chunks(rows: Sequence[models.Model]) -> Iterator[Sequence[models.Model]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]
