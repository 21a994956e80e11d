"""Keys that people had before: those of both sides of a merge are former ones of the merged.

Replies and do-not-contact entries for them are then about the merged person. The database keeps
a former key by itself where the key of a contact changes; an undo takes these back.
"""

import json
from collections.abc import Collection
from typing import Any

from django.core import serializers
from django.db.models import Max

from leadqual.leads.deletion.services import rows_as_now, serialized_rows
from leadqual.leads.models import Contact, ContactFormerKey

Kind = ContactFormerKey.Kind


def former_keys_of(contact_ids: Collection[int]) -> list[dict[str, Any]]:
    """Return the rows of some people, as JSON."""
    rows = ContactFormerKey.objects.filter(contact__in=contact_ids).order_by("pk")
    return serialized_rows(rows)


def keep_former_keys(contact: Contact, other: Contact, *, phone: str) -> None:
    """Keep what a merge does not take over as former keys of the merged person.

    Args:
        contact: as it is after the merge.
        other: that went.
        phone: that the contact had before.
    """
    columns = [kind for kind in Kind.values if kind != Kind.MERGED_PHONE]
    had = [(kind, getattr(other, kind), getattr(contact, kind)) for kind in columns]
    had += [(Kind.MERGED_PHONE, one, contact.phone) for one in (phone, other.phone)]
    ContactFormerKey.objects.bulk_create(
        (
            ContactFormerKey(
                workspace_id=contact.workspace_id, contact=contact, kind=kind, value=value
            )
            for kind, value, now in had
            if value and value != now
        ),
        ignore_conflicts=True,
    )


def last_former_key(workspace_id: int) -> int:
    """Return the key of the latest row; the lock of the entries is held."""
    rows = ContactFormerKey.objects.filter(workspace=workspace_id)
    return rows.aggregate(last=Max("pk"))["last"] or 0


def restore_former_keys(
    contact_ids: Collection[int], before: list[dict[str, Any]], *, merged: int, undone: int
) -> None:
    """Restore the rows of both sides; those of later edits stay.

    Args:
        contact_ids: of both sides.
        before: rows before the merge, as JSON.
        merged: key of the last row when the merge was done.
        undone: key of the last row when the undo began.
    """
    own = {row["pk"] for row in before}
    rows = ContactFormerKey.objects.filter(contact__in=contact_ids).exclude(pk__in=own)
    rows.filter(pk__lte=merged).delete()
    rows.filter(pk__gt=undone).delete()
    kept = ContactFormerKey.objects.filter(contact__in=contact_ids)
    there = set(kept.values_list("contact", "kind", "value"))
    gone = [row for row in rows_as_now(before) if _key_of(row["fields"]) not in there]
    for one in serializers.deserialize("json", json.dumps(gone)):
        one.save()


def _key_of(fields: dict[str, Any]) -> tuple[int, str, str]:
    return fields["contact"], fields.get("kind", Kind.EMAIL), fields["value"]
