"""Rows that name a person among other things keep what is not about the person."""

from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CharField, Model

from leadqual.accounts.models import AuditRow
from leadqual.leads.models import Company, JobTitle
from leadqual.leads.name_keys import name_key
from leadqual.privacy.erasure.find_person import naming
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import Traces, replacement_for
from leadqual.privacy.register.register_entries import Table

_CHUNK = 500


def redact_table(table: Table, person: Person, traces: Traces) -> int:
    """Redact the columns of a table that name a person; returns how many rows changed."""
    if not table.searched or not traces.pattern:
        return 0
    rows = apps.get_model(table.model)._default_manager.all()
    rows, wanted = naming(rows, table, traces)
    keys = rows.filter(wanted, **{table.workspace: person.workspace_id}).order_by("pk")
    n_rows = 0
    found = list(keys.values_list("pk", flat=True))
    for start in range(0, len(found), _CHUNK):
        with transaction.atomic():
            n_rows += _redact_rows(table, found[start : start + _CHUNK], traces)
    return n_rows


def _redact_rows(table: Table, keys: list[Any], traces: Traces) -> int:
    model = apps.get_model(table.model)
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=keys)
    n_rows = 0
    for row in rows.order_by("pk"):
        changes = redacted(row, table.searched, traces)
        if changes:
            n_rows += write_redacted(row, changes)
    return n_rows


def write_redacted(row: Model, changes: dict[str, Any]) -> int:
    """Store what is left of a row; names that are the same now are told apart by their keys."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    try:
        with transaction.atomic():
            return rows.update(**changes)
    except IntegrityError:
        ending = f" {row.pk}"
        for column, value in changes.items():
            field = row._meta.get_field(column)
            if isinstance(field, CharField) and isinstance(value, str):
                room = (field.max_length or len(value) + len(ending)) - len(ending)
                changes[column] = f"{value[:room]}{ending}"
        return rows.update(**changes)


def redacted(row: Model, columns: tuple[str, ...], traces: Traces) -> dict[str, Any]:
    """Return the columns of a row that change, with what they hold without the person."""
    changes: dict[str, Any] = {}
    for column in columns:
        value = getattr(row, column)
        new = traces.redact(value, replacement_for(column))
        field = row._meta.get_field(column)
        if isinstance(field, CharField) and isinstance(new, str):
            new = new[: field.max_length]
        if new != value:
            changes[column] = new
    if isinstance(row, JobTitle) and "normalised" in changes:
        changes["normalised"] = f"erased {row.pk}"  # Each spelling is there once.
    if isinstance(row, Company) and "name" in changes:
        changes["name_key"] = name_key(changes["name"])
    if isinstance(row, AuditRow) and "name" in changes:
        changes["name"] = "erased person"
    return changes
