"""Erases people from a restored database who were erased since the backup.

The journal has keyed hashes alone. Whoever they mean is found by hashing what the tables hold:
contacts by all their identifiers, every other text by the email addresses in it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from leadqual.accounts.models import Workspace
from leadqual.leads.erased_people.erasure_keys import Identity
from leadqual.leads.erased_people.hash_check import ErasedKeys, read_erased
from leadqual.leads.models import Contact
from leadqual.privacy.erasure.erase_person import run_erasure, start_erasure
from leadqual.privacy.erasure.person import Identifiers
from leadqual.privacy.register.personal_tables import TABLES
from leadqual.privacy.register.text_columns import text_columns

_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_NOT_SEARCHED = frozenset({"leads.ErasedPerson", "leads.ErasedKey", "privacy.Erasure"})


def erase_again(workspace_ids: Iterable[int]) -> int:
    """Erase whoever is still there though their hash says that they were erased.

    Returns:
        How many people were erased.
    """
    n_erased = 0
    for workspace in Workspace.objects.filter(pk__in=list(workspace_ids)).order_by("pk"):
        keys = read_erased(workspace.pk)
        contacts = Contact.objects.filter(workspace=workspace)
        for contact_id in list(_contacts_of(contacts, keys)):
            if contacts.filter(pk=contact_id).exists():  # Not a second one of the same person.
                n_erased += _erase(workspace, Identifiers(contact_id=contact_id))
        for email in sorted(_emails_of(workspace, keys)):
            n_erased += _erase(workspace, Identifiers(email=email))
    return n_erased


def _erase(workspace: Workspace, identifiers: Identifiers) -> int:
    erasure = start_erasure(workspace=workspace, identifiers=identifiers, author=None)
    run_erasure(erasure.pk)
    return 1


def _contacts_of(contacts: QuerySet[Contact], keys: ErasedKeys) -> Iterator[int]:
    columns = ("email", "linkedin_url", "external_id", "phone", "last_name")
    for contact in contacts.only(*columns).order_by("pk").iterator():
        identity = Identity(
            emails=[contact.email or ""],
            linkedin_urls=[contact.linkedin_url or ""],
            external_ids=[contact.external_id or ""],
            phones=[contact.phone or ""],
            last_names=[contact.last_name or ""],
        )
        if keys.has(identity):
            yield contact.pk


def _emails_of(workspace: Workspace, keys: ErasedKeys) -> set[str]:
    """Return the addresses of erased people that any text of the workspace still has."""
    found = {email for text in _texts(workspace) for email in _EMAIL.findall(text)}
    return {email for email in found if keys.has(Identity(emails=[email]))}


def _texts(workspace: Workspace) -> Iterator[str]:
    """Yield the texts of all tables of the register that have an @, cell by cell."""
    for table in TABLES:
        if table.model in _NOT_SEARCHED or not table.workspace:
            continue
        model: Any = apps.get_model(table.model)
        rows = model._default_manager.filter(**{table.workspace: workspace.pk})
        for column in sorted(text_columns(model)):
            cells = rows.annotate(cell=Cast(column, TextField())).filter(cell__contains="@")
            yield from cells.values_list("cell", flat=True).iterator()
