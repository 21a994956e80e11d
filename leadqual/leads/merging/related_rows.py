"""Rows of other tables that belong to a record follow it into the record it is merged into.

All tables with a foreign key to people or companies are found by themselves: a new table needs
nothing here.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey, Model, QuerySet

Moved = list[list[object]]
"""[table, column, keys] of rows that now belong to the other record."""


def move_rows(*, model: type[Model], source: int, target: int) -> Moved:
    """Let all rows that refer to one record refer to another; returns which those are.

    A row that would be there twice (both are on one list, both have a verdict) stays: it goes with
    the record that is deleted, and comes back with it. What jobs make is not moved. Rows in the way
    of more important ones are to be set aside before; see `outranked_rows`.
    """
    moved: Moved = []
    for other, column in referring_columns(model):
        rows = other._base_manager.filter(**{column: source})
        if keys := _move(rows, column, target):
            moved.append([other._meta.label, column, keys])
    return moved


def outranked_rows(*, model: type[Model], source: int, target: int) -> list[Model]:
    """Return rows of a record that give way to those of the one that is merged into it."""
    kind = str(model._meta.model_name)
    models = {one for one, _ in referring_columns(model) if hasattr(one, "outranked")}
    return [row for one in models for row in one.outranked(kind, source=source, target=target)]


def move_back(moved: Moved, *, source: int, target: int) -> None:
    """Give rows that a merge moved back to the record they came from, where they still are."""
    for label, column, keys in moved:
        rows = apps.get_model(str(label))._base_manager
        rows.filter(**{"pk__in": keys, str(column): source}).update(**{str(column): target})


def referring_columns(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Yield tables and columns that refer to a record and that no job fills by itself."""
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
    """Change rows, or none of them where one would be there twice."""
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=keys).update(**{column: target})
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        return False
    return True
