"""Whether anything in the product hangs on a record, beside what jobs make of every record."""

from collections.abc import Sequence

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, ManyToOneRel, Model

from leadqual.accounts.models import Workspace
from leadqual.imports.list_additions import additions_of
from leadqual.imports.models import ImportBatch

CHANGED, USED = "Changed since the import.", "Used in a list, a campaign or a reply."
GONE = "Deleted since the import."


def state_of_created(model: type[Model], batch: ImportBatch) -> str:
    """Write why a record that an import created stays, `''` where it goes.

    That the import itself put it into a list does not keep it.

    In the statement it is `c`, and what the import changed in it later is `h`; both may be missing.
    """
    return (
        f"CASE WHEN c.id IS NULL THEN '{GONE}'"
        f" WHEN {last_edit(model)} <> COALESCE(h.written_at, c.created_at) THEN '{CHANGED}'"
        f" WHEN {is_used(model, 'c.id', batch)} THEN '{USED}' ELSE '' END"
    )


def last_edit(model: type[Model]) -> str:
    """Write when a record `c` was last changed, but for a do-not-contact entry lifted since."""
    if not _has(model, "do_not_contact_at"):
        return "c.updated_at"
    return (
        "CASE WHEN NOT c.do_not_contact AND c.updated_at = c.do_not_contact_at"
        " THEN c.edited_at ELSE c.updated_at END"
    )


def is_used(model: type[Model], record: str, batch: ImportBatch | None = None) -> str:
    """Write the condition that something hangs on a record.

    Args:
        model: of the record.
        record: how the statement names its primary key.
        batch: an import whose own entries in lists do not count.
    """
    found = " OR ".join(
        f"EXISTS (SELECT FROM {other._meta.db_table} u WHERE u.{column} = {record}"
        f"{_while_kept(other)}{_not_added_by(other, batch)})"
        for other, column in _columns(model, made_by_jobs=False)
    )
    return f"({found})"


def made_by_jobs(model: type[Model]) -> Sequence[tuple[str, str]]:
    """Give table and column of what jobs make of each record; it goes with the record."""
    return [(other._meta.db_table, one) for other, one in _columns(model, made_by_jobs=True)]


def of_deleted_gatherings(model: type[Model]) -> Sequence[tuple[str, str]]:
    """Give table and column of entries in lists, which go with a record that nothing else uses.

    What is in a list that was deleted does not hold back the undo of an import.
    """
    return [
        (other._meta.db_table, one)
        for other, one in _columns(model, made_by_jobs=False)
        if _gatherings(other)
    ]


def _columns(model: type[Model], *, made_by_jobs: bool) -> list[tuple[type[Model], str]]:
    found = []
    for relation in model._meta.related_objects:
        field = relation.field
        if not isinstance(relation, ManyToOneRel) or not isinstance(field, ForeignKey):
            continue  # Tables between two others have relations of their own.
        other = field.model
        goes_with_it = hasattr(other, "MADE_BY_JOBS") or hasattr(other, "GOES_WITH_RECORD")
        if goes_with_it == made_by_jobs:
            found.append((other, str(field.column)))
    return found


def _while_kept(other: type[Model]) -> str:
    """Write that rows `u` count only while the list that they are in is not deleted."""
    return "".join(
        f" AND NOT EXISTS (SELECT FROM {table} g WHERE g.id = u.{column}"
        " AND g.deleted_at IS NOT NULL)"
        for table, column in _gatherings(other)
    )


def _not_added_by(other: type[Model], batch: ImportBatch | None) -> str:
    """Write that entries `u` of lists count only where the import did not add them itself."""
    if batch is None or not _gatherings(other) or not _has(other, "request_id"):
        return ""
    ids = ",".join(map(str, additions_of(batch)))
    return f" AND u.request_id <> ALL('{{{ids}}}'::uuid[])"


def _gatherings(other: type[Model]) -> list[tuple[str, str]]:
    """Give table and column of what rows belong to that can be deleted and restored, as lists."""
    keys = [field for field in other._meta.fields if isinstance(field, ForeignKey)]
    return [
        (str(key.related_model._meta.db_table), str(key.column))
        for key in keys
        if key.related_model is not Workspace and _has(key.related_model, "deleted_at")
    ]


def _has(model: type[Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
