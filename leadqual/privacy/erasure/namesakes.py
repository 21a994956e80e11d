"""Contacts of one person: one has, or had, an address of the other, under the same name."""

from collections.abc import Collection

from django.db.models import Q

from leadqual.accounts.models import Workspace
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
    names: Collection[Name],
) -> list[Contact]:
    """Return the other contacts that are the same person by a key and the name.

    An address was given to somebody else by mistake, or passed on: the key alone is not enough.

    Args:
        workspace: whose contacts.
        contact_ids: contacts of the person.
        keys: column of `KEYS` → values of the person.
        names: of the person, former ones as well.
    """
    former = all_former_of(workspace, contact_ids)
    known = {column: {*keys.get(column, ()), *former.get(column, ())} for column in KEYS}
    wanted = Q(pk__in=list(holders(workspace, known)))
    for column in KEYS:
        wanted |= Q(**{f"{column}__in": known[column]})
    others = Contact.objects.filter(wanted, workspace=workspace).exclude(pk__in=contact_ids)
    return [one for one in others if any(_is_same(_name(one), name) for name in names or [_NOBODY])]


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
