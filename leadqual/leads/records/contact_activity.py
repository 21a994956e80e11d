"""The contact that an email address belongs or belonged to, and its last activity."""

from datetime import datetime

from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.leads.models import Contact


def contact_of_email(workspace: Workspace, email: str) -> Contact | None:
    """Return the contact with an address, or else the one that had it before; up to two queries.

    Nobody where several contacts had it before: it is not known whose it is.
    """
    if not email:
        return None
    contacts = Contact.objects.filter(workspace=workspace)
    if found := contacts.filter(email=email).first():
        return found
    former = list(contacts.filter(former_keys__kind="email", former_keys__value=email)[:2])
    return former[0] if len(former) == 1 else None


def record_activity(contact: Contact, at: datetime) -> None:
    """Remember when something happened to a contact last; what came before changes nothing."""
    at = min(at, clock.now())  # A message may claim any time.
    rows = Contact.objects.filter(pk=contact.pk)
    rows.filter(Q(last_activity_at=None) | Q(last_activity_at__lt=at)).update(last_activity_at=at)
