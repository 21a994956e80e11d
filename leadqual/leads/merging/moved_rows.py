"""Move rows that refer to one record to another, and back."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey, Model, QuerySet

MovedRows = list[list[object]]


def move_rows(*, model: type[Model], source: int, target: int) -> MovedRows:
    """Change all references from one record to another; return the changed rows.

    Rows that would be duplicates (both are on a list, both have a verdict) stay: they are deleted
    and restored with the record. Rows filled by jobs are not moved. Less important rows in the way
    must be set aside before; see `outranked_rows`.
    """
    moved: MovedRows = []
    for other, column in referring_columns(model):
        rows = other._base_manager.filter(**{column: source})
        if keys := _move(rows, column, target):
            moved.append([other._meta.label, column, keys])
    return moved


def outranked_rows(*, model: type[Model], source: int, target: int) -> list[Model]:
    """Return rows of a record that are replaced by those of the record merged into it."""
    kind = str(model._meta.model_name)
    models = {
        row_or_record
        for row_or_record, _ in referring_columns(model)
        if hasattr(row_or_record, "outranked")
    }
    return [
        row
        for row_or_record in models
        for row in row_or_record.outranked(kind, source=source, target=target)
    ]


def move_back(moved: MovedRows, *, source: int, target: int) -> None:
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
