"""Whoever must not be contacted stays so through a merge and through its undo."""

from collections.abc import Collection, Iterable

from django.db.models import Max, Q, QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.contact_keys import parent_domains
from leadqual.leads.do_not_contact.entries import EntryKey, EntrySource, add_entries, entry_for
from leadqual.leads.do_not_contact.folded_keys import host_key
from leadqual.leads.do_not_contact.selectors import active_entries, personal_entries
from leadqual.leads.errors import NoAddressError
from leadqual.leads.models import Company, Contact, DoNotContact

_Kind = DoNotContact.Kind


def blocked_among(contact_ids: Collection[int]) -> set[int]:
    """Return those who have the flag; the lock of the entries is held, so it is true."""
    rows = Contact.objects.filter(pk__in=contact_ids, do_not_contact=True)
    return set(rows.values_list("pk", flat=True))


def keep_blocked(
    *, workspace: Workspace, contact_ids: Iterable[int], origin: str, author: User
) -> None:
    """Block people again who were before, by an entry for the address that they have now.

    Raises:
        NoAddressError: somebody has no address that an entry could name.
    """
    rows = Contact.objects.filter(
        workspace=workspace, pk__in=list(contact_ids), do_not_contact=False
    )
    entries: list[EntryKey] = []
    for contact in rows.select_related("company"):
        entry = entry_for(contact)
        if entry is None:
            raise NoAddressError(
                f"{contact} is marked Do not contact. To keep that, keep an email, phone or "
                "LinkedIn URL. Nothing was changed."
            )
        entries.append(entry)
    if entries:
        source = EntrySource("merged", origin, author)
        add_entries(workspace=workspace, entries=entries, source=source)


def keep_domains_blocked(
    *, workspace: Workspace, before: Collection[str], company: Company, origin: str, author: User
) -> None:
    """Block the domain of a merged company where that of one of both was blocked.

    Args:
        workspace: of the company.
        before: domains that both had.
        company: as it is now.
        origin: of the entry.
        author: kept with it.
    """
    if not company.domain:
        return
    now = host_key(company.domain)
    covered = {
        domain for domain in {now, *before} if _is_covered(workspace, parent_domains(domain))
    }
    if covered and now not in covered:
        source = EntrySource("merged", origin, author)
        add_entries(workspace=workspace, entries=[EntryKey(_Kind.DOMAIN, now, now)], source=source)


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
    """Tell whether an entry that names a person came after a certain one."""
    return personal_entries(contact).filter(pk__gt=last).exists()


def _is_covered(workspace: Workspace, domains: Iterable[str]) -> bool:
    return active_entries(workspace).filter(Q(kind=_Kind.DOMAIN, key__in=list(domains))).exists()
