"""Requests to stop that count for a whole company, where the workspace wants it."""

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.entries import (
    EntrySource,
    add_entries,
    entry_for,
    read_entry,
    record_entry,
)
from leadqual.leads.models import Contact, DoNotContact
from leadqual.leads.websites import domain_of_address
from leadqual.replies.models import Reply, ReplySettings

REASON = "unsubscribe_company"


def stops_company(workspace: Workspace) -> bool:
    """Return whether a request to stop counts for the whole company."""
    return ReplySettings.objects.filter(workspace=workspace, stops_company=True).exists()


@transaction.atomic
def set_stops_company(*, workspace: Workspace, stops: bool, author: User) -> None:
    """Choose whether a request to stop counts for the whole company, from now on."""
    row, _ = ReplySettings.objects.select_for_update().get_or_create(workspace=workspace)
    if row.stops_company == stops:
        return
    row.stops_company = stops
    row.save(update_fields=["stops_company"])
    record_audit(
        workspace=workspace,
        actor=author,
        action="reply_settings.changed",
        subject=f"workspace:{workspace.pk}",
        before={"stops_company": not stops},
        after={"stops_company": stops},
    )


def stop_company(reply: Reply, *, author: User | None) -> int:
    """Mark the company of whoever asked to stop, its domain, and its people by their own keys.

    The entries have the origin of the reply, so that undoing it lifts them.

    Returns:
        How many entries are new; 0 where the workspace does not want it.
    """
    contact = reply.contact
    if contact is None or contact.company is None or not stops_company(reply.workspace):
        return 0
    domain = contact.company.domain or domain_of_address(contact.email or "")
    people = Contact.objects.filter(workspace=reply.workspace, company=contact.company)
    domain_entry = read_entry(domain, kind=DoNotContact.Kind.DOMAIN) if domain else None
    entries = [
        record_entry(DoNotContact.Kind.COMPANY, contact.company.pk),
        *filter(None, [domain_entry]),
        *map(entry_for, people.order_by("pk").iterator()),
    ]
    source = EntrySource(REASON, f"reply:{reply.pk}", author)
    return add_entries(workspace=reply.workspace, entries=entries, source=source)
