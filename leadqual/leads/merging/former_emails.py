"""Emails that people had before: those of both sides of a merge are former ones of the merged.

Replies and do-not-contact entries for them are then about the merged person. The database keeps
a former email by itself where the email of a contact changes; an undo takes these back.
"""

import json
from collections.abc import Collection
from typing import Any

from django.core import serializers
from django.db.models import Max

from leadqual.leads.deletion.services import serialized_rows
from leadqual.leads.models import Contact, ContactFormerEmail


def former_emails_of(contact_ids: Collection[int]) -> list[dict[str, Any]]:
    """Return the rows of some people, as JSON."""
    rows = ContactFormerEmail.objects.filter(contact__in=contact_ids).order_by("pk")
    return serialized_rows(rows)


def keep_email(contact: Contact, email: str | None) -> None:
    """Keep an email that a merge does not take over as a former one of the merged person."""
    if email and email != contact.email:
        ContactFormerEmail.objects.get_or_create(
            contact=contact, email=email, defaults={"workspace_id": contact.workspace_id}
        )


def last_former_email(workspace_id: int) -> int:
    """Return the key of the latest row; the lock of the entries is held."""
    rows = ContactFormerEmail.objects.filter(workspace=workspace_id)
    return rows.aggregate(last=Max("pk"))["last"] or 0


def restore_former_emails(
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
    rows = ContactFormerEmail.objects.filter(contact__in=contact_ids).exclude(pk__in=own)
    rows.filter(pk__lte=merged).delete()
    rows.filter(pk__gt=undone).delete()
    there = set(ContactFormerEmail.objects.filter(pk__in=own).values_list("pk", flat=True))
    gone = [row for row in before if row["pk"] not in there]
    for one in serializers.deserialize("json", json.dumps(gone)):
        one.save()
