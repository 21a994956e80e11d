"""Do-not-contact entries about an erased person: their own go, those that cover others stay."""

from collections.abc import Iterable

from django.db import connection

from leadqual.accounts.models import Workspace
from leadqual.leads.do_not_contact.contact_keys import (
    phone_keys,
)
from leadqual.leads.do_not_contact.selectors import covered_contacts
from leadqual.leads.models import DeletedRecord, DoNotContact
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import traces_near

_PHONE = DoNotContact.Kind.PHONE


def split_entries(
    workspace: Workspace,
    entry_ids: Iterable[int],
    *,
    contact_ids: Iterable[int],
    deleted_ids: Iterable[int],
) -> tuple[list[int], list[int]]:
    """Return the entries about one person alone, and those that cover others."""
    entry_ids = list(entry_ids)
    entries = DoNotContact.objects.filter(workspace=workspace, pk__in=entry_ids)
    theirs, shared, deleted = set(contact_ids), [], None
    for entry in entries.filter(lifted_at=None).order_by("pk"):
        is_shared = not theirs.issuperset(covered_contacts(entries.filter(pk=entry.pk)))
        if not is_shared and entry.kind == _PHONE:
            deleted = _deleted_phones(workspace, deleted_ids) if deleted is None else deleted
            is_shared = entry.key in deleted
        if is_shared:
            shared.append(entry.pk)
    covering_others = set(shared)
    return [key for key in entry_ids if key not in covering_others], shared


def phones_of_others(workspace: Workspace, person: Person) -> set[str]:
    keys = {key for phone in person.phones for key in phone_keys(phone)}
    if not keys:
        return set()
    shared = keys & _deleted_phones(workspace, person.deleted_ids)
    theirs = set(person.contact_ids)
    with connection.cursor() as cursor:
        for key in keys - shared:
            cursor.execute(
                "SELECT leads_covered_contacts(%s, %s, ARRAY[%s])", [workspace.pk, _PHONE, key]
            )
            if not theirs.issuperset(pk for (pk,) in cursor.fetchall()):
                shared.add(key)
    return shared


def anonymize_entries(person: Person, entry_ids: Iterable[int]) -> None:
    """Take the person out of entries that stay because they cover others."""
    near = traces_near(person)
    for entry in DoNotContact.objects.filter(pk__in=list(entry_ids)):
        entry.reason = str(near.redact(entry.reason))[:60]
        if entry.kind == _PHONE and any(map(str.isalpha, entry.value)):  # Somebody's name.
            entry.value = entry.key
        same = DoNotContact.objects.filter(
            workspace=entry.workspace_id,
            kind=entry.kind,
            key=entry.key,
            value=entry.value,
            origin=entry.origin,
            lifted_at=None,
        )
        if same.exclude(pk=entry.pk).exists():
            entry.delete()  # It would say the same.
        else:
            entry.save(update_fields=["reason", "value"])


def _deleted_phones(workspace: Workspace, deleted_ids: Iterable[int]) -> set[str]:
    kind = DeletedRecord.Kind.CONTACT
    rows = DeletedRecord.objects.filter(workspace=workspace, kind=kind)
    return {
        key
        for record in rows.exclude(pk__in=list(deleted_ids)).iterator()
        for row in record.rows
        if row["pk"] == record.record_id
        for key in phone_keys(str(row["fields"].get("phone") or ""))
    }
