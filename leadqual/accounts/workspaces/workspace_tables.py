"""Tables with rows of a workspace, in an order that is safe for deletion."""

from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model

from leadqual.accounts.models import AuditRow, User, Workspace


@dataclass(frozen=True, slots=True)
class WorkspaceTable:
    """A table with rows of a workspace.

    Args:
        path: lookup from a row to the primary key of its workspace.
        own_keys: foreign keys to other rows of the same table.
    """

    model: type[Model]
    path: str
    own_keys: tuple[str, ...]


@cache
def workspace_tables() -> tuple[WorkspaceTable, ...]:
    """Return all tables with rows of a workspace; referencing tables come before referenced ones.

    Includes every table with a chain of foreign keys to `Workspace`, except the audit log, which
    has its own purge.
    """
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    found = {model: path for model in models if (path := path_to_workspace(model))}
    found.pop(AuditRow, None)
    order: TopologicalSorter[type[Model]] = TopologicalSorter()
    for model in found:
        order.add(model)
        for field in _keys(model):
            if field.related_model is not model and field.related_model in found:
                order.add(field.related_model, model)  # after the tables that reference it
    return tuple(
        WorkspaceTable(model, found[model], _own_keys(model)) for model in order.static_order()
    )


def _keys(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def _own_keys(model: type[Model]) -> tuple[str, ...]:
    return tuple(
        field.name for field in _keys(model) if field.related_model is model and field.null
    )


def path_to_workspace(model: type[Model]) -> str:
    """Return the shortest chain of foreign keys to `Workspace`, or ""."""
    edge: list[tuple[str, type[Model]]] = [("", model)]
    visited = {model, User, Workspace}
    while edge:
        path, here = edge.pop(0)
        for field in _keys(here):
            if field.related_model is Workspace:
                return f"{path}{field.name}_id"
            if field.related_model not in visited:
                visited.add(field.related_model)
                edge.append((f"{path}{field.name}__", field.related_model))
    return ""
