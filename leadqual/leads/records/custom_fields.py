"""Custom fields of a workspace: created, renamed and deleted by managers, with undo."""

import re
import unicodedata
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.leads.errors import CustomFieldError
from leadqual.leads.models import CustomField
from leadqual.leads.models.records import LONGEST_LABEL

MAX_FIELDS = 50
"""Of people, and of companies."""
MAX_CHOICES = 100
LONGEST_CHOICE = 100
_LONGEST_CODE = 50
_NON_WORD = re.compile(r"[^a-z0-9]+")

LONGEST_TEXT = 1_000


def fields_of(workspace: Workspace, record: str) -> list[CustomField]:
    """Return the fields of `contact` or `company` in the order in which they were created."""
    rows = CustomField.objects.filter(workspace=workspace, record=record, deleted_at=None)
    return list(rows.order_by("pk"))


def create_field(
    *,
    workspace: Workspace,
    record: str,
    label: str,
    kind: str,
    choices: Sequence[str],
    author: User,
) -> CustomField:
    """Add a field to the people or companies of a workspace.

    Args:
        workspace: whose.
        record: one of `CustomField.Record`.
        label: up to 60 characters on one line.
        kind: one of `CustomField.Kind`.
        choices: of a choice, at least one; of other kinds, none.
        author: kept with it.

    Raises:
        CustomFieldError: the label is taken or unusable, or there are too many; nothing is written.
    """
    cleaned = _label(label)
    options = _choices_of(kind, choices)
    with transaction.atomic():
        Workspace.objects.select_for_update(no_key=True).get(
            pk=workspace.pk
        )  # So that the limit holds.
        if len(fields_of(workspace, record)) >= MAX_FIELDS:
            raise CustomFieldError(f"There can be up to {MAX_FIELDS} fields. Delete one first.")
        row = CustomField(
            workspace=workspace,
            record=record,
            code=_code(workspace, record, cleaned),
            label=cleaned,
            kind=kind,
            choices=options,
            author=author,
        )
        _save(row)
        _record(row, author, "custom_field.created")
    return row


@transaction.atomic
def change_field(*, field: CustomField, label: str, choices: Sequence[str], author: User) -> None:
    """Rename a field, and say again what can be chosen; stored values stay.

    Raises:
        CustomFieldError: the label is taken or unusable; nothing is written.
    """
    field.label = _label(label)
    field.choices = _choices_of(field.kind, choices)
    _save(field)
    _record(field, author, "custom_field.changed")


@transaction.atomic
def delete_field(*, field: CustomField, author: User) -> None:
    """Hide a field everywhere; its values are kept, and `restore_field` brings it back."""
    field.deleted_at = clock.now()
    field.save(update_fields=["deleted_at"])
    _record(field, author, "custom_field.deleted")


@transaction.atomic
def restore_field(*, field: CustomField, author: User) -> None:
    """Bring a deleted field back with its values.

    Raises:
        CustomFieldError: another field has its label by now, or there are too many.
    """
    if len(fields_of(field.workspace, field.record)) >= MAX_FIELDS:
        raise CustomFieldError(f"There can be up to {MAX_FIELDS} fields. Delete one first.")
    field.deleted_at = None
    _save(field)
    _record(field, author, "custom_field.restored")


def _label(text: str) -> str:
    cleaned = " ".join(
        "".join(character if character.isprintable() else " " for character in text).split()
    )
    if not cleaned or len(cleaned) > LONGEST_LABEL:
        raise CustomFieldError(
            f"Enter a label of 1 to {LONGEST_LABEL} characters.", WrongValue("label")
        )
    return cleaned


def _choices_of(kind: str, texts: Sequence[str]) -> list[str]:
    if kind == CustomField.Kind.CHOICE:
        return _choices(texts)
    if any(text.strip() for text in texts):
        raise CustomFieldError(
            f"Only a field of the type {CustomField.Kind.CHOICE.label} has choices.",
            WrongValue("choices"),
        )
    return []


def _choices(texts: Sequence[str]) -> list[str]:
    found: dict[str, str] = {}
    for text in texts:
        cleaned = " ".join(
            "".join(character if character.isprintable() else " " for character in text).split()
        )
        if len(cleaned) > LONGEST_CHOICE:
            raise CustomFieldError(
                f"A choice has up to {LONGEST_CHOICE} characters.", WrongValue("choices", text)
            )
        if cleaned:
            found.setdefault(cleaned.casefold(), cleaned)
    if not 0 < len(found) <= MAX_CHOICES:
        raise CustomFieldError(
            f"A field of this type needs 1 to {MAX_CHOICES} choices.", WrongValue("choices")
        )
    return list(found.values())


def _code(workspace: Workspace, record: str, label: str) -> str:
    """Return a code that no field had before, deleted ones neither: their values are kept."""
    ascii_label = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    base = _NON_WORD.sub("_", ascii_label).strip("_")[:_LONGEST_CODE].strip("_") or "field"
    all_fields = CustomField.objects.filter(workspace=workspace, record=record)
    codes = set(all_fields.values_list("code", flat=True))
    number = 1
    while (code := base if number == 1 else f"{base}_{number}") in codes:
        number += 1
    return code


def _save(row: CustomField) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise CustomFieldError(
            f"A field “{row.label}” already exists. Nothing was changed. Choose another label.",
            WrongValue("label"),
        ) from error


def _record(row: CustomField, author: User, action: str) -> None:
    record_audit(
        workspace=row.workspace,
        actor=author,
        action=action,
        subject=f"custom_field:{row.pk}",
        name=row.label,
    )
