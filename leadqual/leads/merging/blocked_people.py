"""Whoever must not be contacted stays so through a merge and through its undo."""

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
from leadqual.leads.do_not_contact.folded_keys import host_key
from leadqual.leads.do_not_contact.selectors import active_entries, entries_naming
from leadqual.leads.models import Company, Contact, DoNotContact

_Kind = DoNotContact.Kind


def blocked_among(contact_ids: Collection[int]) -> set[int]:
    """Return those who have the flag; the lock of the entries is held, so it is true."""
    rows = Contact.objects.filter(pk__in=contact_ids, do_not_contact=True)
    return set(rows.values_list("pk", flat=True))


def keep_blocked(
    *, workspace: Workspace, contact_ids: Iterable[int], origin: str, author: User
) -> None:
    """Block people again who were before, by an entry for the best key that they have now."""
    rows = Contact.objects.filter(
        workspace=workspace, pk__in=list(contact_ids), do_not_contact=False
    )
    if entries := [entry_for(contact) for contact in rows]:
        source = EntrySource("merged", origin, author)
        add_entries(workspace=workspace, entries=entries, source=source)


def keep_company_blocked(
    *, before: Collection[str], other_id: int, company: Company, origin: str, author: User
) -> None:
    """Block a merged company, or its domain, where one of both was blocked.

    Args:
        before: domains that both had.
        other_id: of the company that went.
        company: as it is now.
        origin: of the entry.
        author: kept with it.
    """
    workspace, entries = company.workspace, list[EntryKey]()
    if active_entries(workspace).filter(kind=_Kind.COMPANY, key=str(other_id)).exists():
        entries.append(record_entry(_Kind.COMPANY, company.pk))
    if company.domain:
        now = host_key(company.domain)
        covered = {
            domain for domain in {now, *before} if _is_covered(workspace, parent_domains(domain))
        }
        if covered and now not in covered:
            entries.append(EntryKey(_Kind.DOMAIN, now, now))
    if entries:
        source = EntrySource("merged", origin, author)
        add_entries(workspace=workspace, entries=entries, source=source)


def last_entry(workspace: Workspace) -> int:
    """Return the key of the latest entry; the lock is held, so later ones are of the caller."""
    entries = DoNotContact.objects.filter(workspace=workspace)
    return entries.aggregate(last=Max("pk"))["last"] or 0


def entries_after(workspace: Workspace, last: int) -> QuerySet[DoNotContact]:
    """Return entries that were written since, also those by which the database follows addresses.

    It blocks the new address of a blocked person who gets another one, as a merge gives and takes.
    """
    return DoNotContact.objects.filter(workspace=workspace, pk__gt=last)


def asked_since(contact: Contact, last: int) -> bool:
    """Return whether somebody asked for a person after a certain entry."""
    return entries_naming(contact).filter(pk__gt=last).exists()


def _is_covered(workspace: Workspace, domains: Iterable[str]) -> bool:
    return active_entries(workspace).filter(Q(kind=_Kind.DOMAIN, key__in=list(domains))).exists()
