"""Contacts of one person: under the same name, one has or had an address or phone of the other."""

from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.leads.do_not_contact.contact_keys import phone_keys
from leadqual.leads.erased_people.erasure_keys import spelling
from leadqual.leads.models import Contact
from leadqual.privacy.erasure.former_keys import KEYS, Former, all_former_of, holders

Name = tuple[str, str]
_NOBODY: Name = ("", "")


def namesakes(
    workspace: Workspace,
    *,
    contact_ids: Collection[int],
    keys: Former,
    phones: Collection[str],
    names: Collection[Name],
) -> list[Contact]:
    """Return the other contacts that are the same person by a key and the name.

    An address was given to somebody else by mistake, or passed on: the key alone is not enough.
    People share switchboards: beside a phone number, first and last name must be the same.

    Args:
        workspace: whose contacts.
        contact_ids: contacts of the person.
        keys: column of `KEYS` → values of the person.
        phones: of the person.
        names: of the person, former ones as well.
    """
    former = all_former_of(workspace, contact_ids)
    known = {column: {*keys.get(column, ()), *former.get(column, ())} for column in KEYS}
    wanted = Q(pk__in=list(holders(workspace, known)))
    for column in KEYS:
        wanted |= Q(**{f"{column}__in": known[column]})
    others = Contact.objects.filter(workspace=workspace).exclude(pk__in=contact_ids)
    by_key = others.filter(wanted)
    same = [one for one in by_key if any(_is_same(_name(one), name) for name in names or [_NOBODY])]
    return [*same, *_by_phone(others.exclude(pk__in=[one.pk for one in same]), phones, names)]


def _by_phone(
    others: QuerySet[Contact], phones: Collection[str], names: Collection[Name]
) -> Iterator[Contact]:
    known = {key for phone in phones for key in phone_keys(phone)}
    named = Q(pk=None)
    for first, last in names:
        if first and last:
            named |= Q(first_name__iexact=first, last_name__iexact=last)
    for one in others.filter(named).exclude(phone="") if known else ():
        if known.intersection(phone_keys(one.phone)):
            yield one


def _name(contact: Contact) -> Name:
    return contact.first_name, contact.last_name


def _is_same(one: Name, other: Name) -> bool:
    """Return whether two names may be one; a name that is missing contradicts none."""
    first, last = map(spelling, one)
    other_first, other_last = map(spelling, other)
    whole, other_whole = first + last, other_first + other_last
    if whole in ("", other_whole, other_last + other_first) or not other_whole:
        return True
    if not (first and last and other_first and other_last):  # One name alone.
        return whole in (other_first, other_last) or other_whole in (first, last)
    short, long = sorted((first, other_first), key=len)
    return last == other_last and len(short) == 1 and long.startswith(short)
