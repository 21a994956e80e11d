"""Whether anything in the product hangs on a record, beside what jobs make of every record."""

from collections.abc import Sequence

from django.db.models import ForeignKey, ManyToOneRel, Model

CHANGED, USED = "Someone changed it since.", "It is used in a list, a campaign or a reply."
GONE = "Someone deleted it."


def state_of_created(model: type[Model]) -> str:
    """Write why a created record stays, `''` where it goes.

    In the statement it is `c`, and what the import changed in it later is `h`; both may be missing.
    """
    return (
        f"CASE WHEN c.id IS NULL THEN '{GONE}'"
        f" WHEN c.updated_at <> COALESCE(h.written_at, c.created_at) THEN '{CHANGED}'"
        f" WHEN {is_used(model, 'c.id')} THEN '{USED}' ELSE '' END"
    )


def is_used(model: type[Model], record: str) -> str:
    """Write the condition that something hangs on a record.

    Args:
        model: of the record.
        record: how the statement names its primary key.
    """
    found = " OR ".join(
        f"EXISTS (SELECT FROM {table} u WHERE u.{column} = {record})"
        for table, column in _columns(model, made_by_jobs=False)
    )
    return f"({found})"


def made_by_jobs(model: type[Model]) -> Sequence[tuple[str, str]]:
    """Give table and column of what jobs make of each record; it goes with the record."""
    return _columns(model, made_by_jobs=True)


def _columns(model: type[Model], *, made_by_jobs: bool) -> list[tuple[str, str]]:
    found = []
    for relation in model._meta.related_objects:
        field = relation.field
        if not isinstance(relation, ManyToOneRel) or not isinstance(field, ForeignKey):
            continue  # Tables between two others have relations of their own.
        other = field.model
        if getattr(other, "MADE_BY_JOBS", False) == made_by_jobs:
            found.append((other._meta.db_table, str(field.column)))
    return found
