"""Former keys of merged contacts: replies and do-not-contact entries for them still apply."""

import json
from collections.abc import Collection
from typing import Any

from django.core import serializers
from django.db.models import Max

from leadqual.leads.deletion import serialized_rows, upgrade_rows
from leadqual.leads.models import (
    Contact,
    ContactFormerKey,
)

_FormerKind = ContactFormerKey.Kind


def former_keys_of(contact_ids: Collection[int]) -> list[dict[str, Any]]:
    """Return the rows of some people, as JSON."""
    rows = ContactFormerKey.objects.filter(contact__in=contact_ids).order_by("pk")
    return serialized_rows(rows)


def store_former_keys(contact: Contact, other: Contact, *, phone: str) -> None:
    """Store keys that a merge does not take over as former keys of the merged person.

    Args:
        contact: after the merge.
        other: the deleted contact.
        phone: of the contact before the merge.
    """
    columns = [kind for kind in _FormerKind.values if kind != _FormerKind.MERGED_PHONE]
    former_values = [(kind, getattr(other, kind), getattr(contact, kind)) for kind in columns]
    former_values += [
        (_FormerKind.MERGED_PHONE, row_or_record, contact.phone)
        for row_or_record in (phone, other.phone)
    ]
    ContactFormerKey.objects.bulk_create(
        (
            ContactFormerKey(
                workspace_id=contact.workspace_id, contact=contact, kind=kind, value=value
            )
            for kind, value, updated_at in former_values
            if value and value != updated_at
        ),
        ignore_conflicts=True,
    )


def last_former_key(workspace_id: int) -> int:
    """Return the ID of the latest row; the lock of the entries is held."""
    rows = ContactFormerKey.objects.filter(workspace=workspace_id)
    return rows.aggregate(last=Max("pk"))["last"] or 0


def restore_former_keys(
    contact_ids: Collection[int], before: list[dict[str, Any]], *, merged: int, undone: int
) -> None:
    """Restore the rows of both records; those of later edits stay.

    Args:
        contact_ids: of both sides.
        before: rows before the merge, as JSON.
        merged: ID of the last row at the time of the merge.
        undone: ID of the last row when the undo began.
    """
    kept_ids = {row["pk"] for row in before}
    rows = ContactFormerKey.objects.filter(contact__in=contact_ids).exclude(pk__in=kept_ids)
    rows.filter(pk__lte=merged).delete()
    rows.filter(pk__gt=undone).delete()
    kept = ContactFormerKey.objects.filter(contact__in=contact_ids)
    existing = set(kept.values_list("contact", "kind", "value"))
    missing = [row for row in upgrade_rows(before) if _former_key(row["fields"]) not in existing]
    for row_or_record in serializers.deserialize("json", json.dumps(missing)):
        row_or_record.save()


def _former_key(fields: dict[str, Any]) -> tuple[int, str, str]:
    return fields["contact"], fields.get("kind", _FormerKind.EMAIL), fields["value"]
