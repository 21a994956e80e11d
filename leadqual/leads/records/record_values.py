"""Values of a record by the names of its fields, as a change keeps them."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, OuterRef, Q, QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.leads.models import Company, Contact
from leadqual.leads.plain_values import plain_value

CUSTOM = "custom."
"""Before the code of a custom field."""

Record = Contact | Company

NO_OWNER = "none"
MAX_TAGS = 50
LONGEST_TAG = 50
_SEPARATORS = re.compile(r"[,;\n]")


def value_of(record: Record, name: str) -> object:
    """Return the value of a field; of a custom field None where there is none."""
    if name.startswith(CUSTOM):
        return record.custom.get(name.removeprefix(CUSTOM))
    return getattr(record, name)


def set_value(record: Record, name: str, value: object) -> None:
    """Give a field of a record a value; None leaves a custom field out."""
    value = plain_value(name, value)
    if not name.startswith(CUSTOM):
        setattr(record, name, value)
        return
    code = name.removeprefix(CUSTOM)
    others = {key: one for key, one in record.custom.items() if key != code}
    record.custom = others if value is None else {**others, code: value}


def column_of(name: str) -> str:
    return "custom" if name.startswith(CUSTOM) else name


def stored_form(value: object) -> object:
    """Return a value as a change keeps it."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def value_from(record: type[Record], name: str, stored: object) -> object:
    """Return the value that a change keeps."""
    if name.startswith(CUSTOM):
        return stored
    column: Any = record._meta.get_field(name)
    found: object = column.to_python(stored)
    return found


def differing(record: Record, values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value
        for name, value in ((name, plain_value(name, given)) for name, given in values.items())
        if stored_form(value_of(record, name)) != stored_form(value)
    }


# Who owns or may own records of a workspace, and their names as values of a search.

"""Stands in a search for records without an owner."""


def owners_of(workspace: Workspace) -> dict[int, User]:
    """Return the members of a workspace by key, in the order of their names; one query."""
    members = workspace.members.select_related("user")
    users = sorted((member.user for member in members), key=lambda user: str(user).casefold())
    return {user.pk: user for user in users}


def with_no_owner(names: Mapping[str, str]) -> dict[str, str]:
    """Return key → name of owners, in the order of their names, behind that of no owner."""
    by_name = sorted(names.items(), key=lambda one: one[1].casefold())
    return {NO_OWNER: "No owner", **dict(by_name)}


def possible_owners(workspace: Workspace) -> QuerySet[User]:
    """Return who owns records, or may: members, and others who own some."""
    owned = [
        Exists(model.objects.filter(workspace=workspace, owner=OuterRef("pk")))
        for model in (Contact, Company)
    ]
    members = Exists(workspace.members.filter(user=OuterRef("pk")))
    return User.objects.filter(members | owned[0] | owned[1])


# Tags of records: one spelling for each, in alphabetical order.


def joined_tags(tags: Iterable[str]) -> list[str]:
    """Return tags as a record keeps them: each once whatever its case, in alphabetical order.

    Of two spellings the first one stays; more than `MAX_TAGS` are cut off.
    """
    known: dict[str, str] = {}
    for tag in tags:
        clean = "".join(one for one in " ".join(tag.split()) if one.isprintable())[:LONGEST_TAG]
        if clean.strip():
            known.setdefault(clean.casefold(), clean.strip())
    return sorted(known.values(), key=str.casefold)[:MAX_TAGS]


def split_tags(text: str) -> list[str]:
    """Return the tags of a text: separated by commas, semicolons or lines."""
    return joined_tags(_SEPARATORS.split(text))


# Whom an address belongs or belonged to, and when something happened to a contact last.


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


def note_activity(contact: Contact, at: datetime) -> None:
    """Remember when something happened to a contact last; what came before changes nothing."""
    at = min(at, clock.now())  # A message may claim any time.
    rows = Contact.objects.filter(pk=contact.pk)
    rows.filter(Q(last_activity_at=None) | Q(last_activity_at__lt=at)).update(last_activity_at=at)
