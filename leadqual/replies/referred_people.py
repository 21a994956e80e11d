"""People whom a reply names, and at which company of the workspace they are."""

from django.db.models import Q

from classifiers.replies.rules.proposals import (
    ROLE_MAILBOXES,
    NamedContact,
    adjacent_companies,
    name_after_cue,
    named_contact,
)
from classifiers.replies.rules.stop_recipients import stop_for_other
from leadqual.leads.company_identity import name_key
from leadqual.leads.erased_keys import is_erased
from leadqual.leads.erased_people import Identity
from leadqual.leads.models import Company, Contact
from leadqual.leads.websites import domain_of_address
from leadqual.replies.models import Reply
from leadqual.replies.selectors import addresses_of


def referred_person_in(reply: Reply) -> NamedContact | None:
    """Return the person whom a reply names, never by the address that it came from.

    Somebody who was erased is not named: a proposal would store them again.
    """
    if reply.action == Reply.Action.PROPOSE_STOP:
        asked = stop_for_other(reply.written, own=addresses_of(reply))
        named = _known_colleague(reply, asked.named) if asked else None
    else:
        named = named_contact(reply.written, sender=reply.sender)
    if named is not None and is_erased(reply.workspace_id, Identity(emails=[named.email])):
        return None
    return named


def _known_colleague(reply: Reply, named: NamedContact) -> NamedContact | None:
    """Return somebody with the address that they have here, where one colleague has the name."""
    company = reply.contact.company if reply.contact else None
    first, last = named.first_name, named.last_name
    if named.email or not first or company is None:
        return named if named.email or first else None
    people = Contact.objects.filter(workspace=reply.workspace, company=company, email__gt="")
    same_name = Q(first_name__iexact=first, last_name__iexact=last)
    if not last:  # "Tom", or "Mr Lee".
        same_name = Q(first_name__iexact=first) | Q(last_name__iexact=first)
    found = list(people.filter(same_name).exclude(pk=reply.contact.pk)[:2]) if reply.contact else []
    if len(found) != 1:
        return named
    return NamedContact(found[0].first_name, found[0].last_name, str(found[0].email))


def deputy_in(reply: Reply) -> NamedContact | None:
    """Return the deputy of the author of an out-of-office reply; None where nobody is named.

    Only a person named behind words such as "contact", or by a personal address, is a deputy.
    """
    named = referred_person_in(reply)
    if named is None:
        return None
    mailbox = named.email.partition("@")[0]
    is_role = mailbox in ROLE_MAILBOXES
    if named.email and not is_role:
        return named
    if is_role or not name_after_cue(reply.written):
        return None
    return named


def company_for(reply: Reply, *, named: NamedContact | None) -> Company | None:
    """Return the company of the workspace at which a named person is; up to three queries.

    That is the company whose domain the person's address has, or that the reply names next to the
    person. Else it is where the replier is: by the contact, or by the address the reply came from.
    """
    found = named and (
        _with_domain(reply, named.email)
        or _with_name(reply, adjacent_companies(reply.written, named=named))
    )
    own = reply.contact.company if reply.contact else None
    return found or own or _with_domain(reply, reply.sender)


def _with_domain(reply: Reply, address: str) -> Company | None:
    domain = domain_of_address(address)
    rows = Company.objects.filter(workspace=reply.workspace_id, domain=domain)
    return rows.first() if domain else None


def _with_name(reply: Reply, names: list[str]) -> Company | None:
    keys = [name_key(name) for name in names]
    rows = Company.objects.filter(workspace=reply.workspace_id, name_key__in=keys)
    for key in keys:
        same = [row for row in rows if row.name_key == key]
        if len(same) == 1:
            return same[0]
    return None
