"""Codes of custom fields and statuses that name an erased person change; the values stay."""

import re
from typing import Any

from django.db import connection, transaction
from django.db.models import BinaryField, FileField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from leadqual.accounts.audit.audit_rows import allow_audit_erasure, refuse_audit_erasure
from leadqual.accounts.models import AuditRow, Workspace
from leadqual.accounts.workspaces.workspace_tables import workspace_tables
from leadqual.leads.models import (
    Company,
    Contact,
    CustomField,
    SalesStatus,
)
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import Traces
from leadqual.privacy.register.text_columns import text_columns

_CHUNK = 500


def rename_codes(workspace: Workspace, _person: Person, traces: Traces) -> int:
    """Replace codes of fields and statuses that name the person, wherever they are used.

    Returns:
        How many fields and statuses changed.
    """
    n_changed = 0
    for field in CustomField.objects.filter(workspace=workspace).order_by("pk"):
        if traces.are_in(field.code):
            with transaction.atomic():
                _rename(field, f"field_{field.pk}")
            n_changed += 1
    for status in SalesStatus.objects.filter(workspace=workspace).order_by("pk"):
        if traces.are_in(status.code):
            with transaction.atomic():
                _rename_status(status, f"status_{status.pk}")
            n_changed += 1
    return n_changed


def _rename_status(status: SalesStatus, new: str) -> None:
    old = status.code
    SalesStatus.objects.filter(pk=status.pk).update(code=new)
    for model in (Contact, Company):
        rows = model._default_manager.filter(workspace=status.workspace_id, status=old)
        rows.update(status=new)
    _rename_in_texts(status.workspace_id, old, new)


def _rename(field: CustomField, new: str) -> None:
    old = field.code
    CustomField.objects.filter(pk=field.pk).update(code=new)
    for model in (Contact, Company):
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {model._meta.db_table} SET custom = custom - %s"  # noqa: S608  # own names
                " || jsonb_build_object(%s, custom -> %s)"
                " WHERE workspace_id = %s AND custom ? %s",
                [old, new, old, field.workspace_id, old],
            )
    _rename_in_texts(field.workspace_id, old, new)


def _rename_in_texts(workspace_id: int, old: str, new: str) -> None:
    code = Traces(rf"(?<![a-z0-9_]){re.escape(old)}(?![a-z0-9_])")
    tables: list[tuple[type[Model], str]] = [(one.model, one.path) for one in workspace_tables()]
    allow_audit_erasure()
    tables.append((AuditRow, "workspace_id"))
    for table, path in tables:
        _rewrite_values(table, {path: workspace_id}, code, new)
    refuse_audit_erasure()


def _rewrite_values(
    model: type[Model], of_workspace: dict[str, int], code: Traces, new: str
) -> None:
    names = [
        name
        for name in sorted(text_columns(model))
        if not isinstance(model._meta.get_field(name), BinaryField | FileField)
    ]
    rows: QuerySet[Any] = model._base_manager.filter(**of_workspace)
    wanted = Q()
    for name in names:
        rows = rows.annotate(**{f"{name}_text": Cast(name, TextField())})
        wanted |= Q(**{f"{name}_text__regex": code.pattern})
    if not wanted:
        return
    for row in rows.filter(wanted).iterator(chunk_size=_CHUNK):
        values = {name: getattr(row, name) for name in names}
        changed = {name: code.redact(value, new) for name, value in values.items()}
        changes = {name: value for name, value in changed.items() if value != values[name]}
        model._base_manager.filter(pk=row.pk).update(**changes)
