"""Keep people and companies marked Do not contact through a merge and its undo."""

from collections.abc import Collection, Iterable

from django.db.models import Max, Q, QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.contact_keys import parent_domains
from leadqual.leads.do_not_contact.entries import (
    EntryKey,
    EntrySource,
    add_entries,
    entry_for,
    record_entry,
)
from leadqual.leads.do_not_contact.host_keys import host_key
from leadqual.leads.do_not_contact.selectors import active_entries, entries_naming
from leadqual.leads.models import (
    Company,
    Contact,
    DoNotContact,
)

_Kind = DoNotContact.Kind


def blocked_among(contact_ids: Collection[int]) -> set[int]:
    """Return the flagged contacts; flags are current, because the lock of the entries is held."""
    rows = Contact.objects.filter(pk__in=contact_ids, do_not_contact=True)
    return set(rows.values_list("pk", flat=True))


def block_again(
    *, workspace: Workspace, contact_ids: Iterable[int], origin: str, author: User
) -> None:
    """Block previously blocked people again, by an entry for the best key that they now have."""
    rows = Contact.objects.filter(
        workspace=workspace, pk__in=list(contact_ids), do_not_contact=False
    )
    if entries := [entry_for(contact) for contact in rows]:
        source = EntrySource("merged", origin, author)
        add_entries(workspace=workspace, entries=entries, source=source)


def block_company_again(
    *, before: Collection[str], other_id: int, company: Company, origin: str, author: User
) -> None:
    """Block a merged company, or its domain, if either was blocked.

    Args:
        before: domains of both before the merge.
        other_id: of the deleted company.
        company: after the merge.
        origin: of the entry.
        author: stored with it.
    """
    workspace, entries = company.workspace, list[EntryKey]()
    if active_entries(workspace).filter(kind=_Kind.COMPANY, key=str(other_id)).exists():
        entries.append(record_entry(_Kind.COMPANY, company.pk))
    if company.domain:
        updated_at = host_key(company.domain)
        covered = {
            domain
            for domain in {updated_at, *before}
            if _is_covered(workspace, parent_domains(domain))
        }
        if covered and updated_at not in covered:
            entries.append(EntryKey(_Kind.DOMAIN, updated_at, updated_at))
    if entries:
        source = EntrySource("merged", origin, author)
        add_entries(workspace=workspace, entries=entries, source=source)


def last_entry(workspace: Workspace) -> int:
    """Return the ID of the latest entry; the lock is held, so later ones are the caller's."""
    entries = DoNotContact.objects.filter(workspace=workspace)
    return entries.aggregate(last=Max("pk"))["last"] or 0


def entries_after(workspace: Workspace, last: int) -> QuerySet[DoNotContact]:
    """Return later entries, including those that the database derives for new addresses.

    It blocks the new address of a blocked person, as a merge adds and removes addresses.
    """
    return DoNotContact.objects.filter(workspace=workspace, pk__gt=last)


def blocked_since(contact: Contact, last: int) -> bool:
    """Return whether a person was blocked after a certain entry."""
    return entries_naming(contact).filter(pk__gt=last).exists()


def _is_covered(workspace: Workspace, domains: Iterable[str]) -> bool:
    return active_entries(workspace).filter(Q(kind=_Kind.DOMAIN, key__in=list(domains))).exists()
