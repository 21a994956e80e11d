"""Keys that a later row of a file adds to a person are kept before the first row is stored.

A file may name a person twice: by email, and some thousand rows further down with a phone number
that is marked Do not contact. Until that row is stored, nothing else would say who the person is,
and exports, webhooks and shared links would carry the email. So entries keep all keys of such rows
at the beginning, as the database does when a row is stored.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import transaction

from leadqual.accounts.models import Workspace
from leadqual.core.jobs import enqueue_journal
from leadqual.imports.validation.validated_rows import ContactValues
from leadqual.leads.do_not_contact.company_keys import derive
from leadqual.leads.do_not_contact.contact_keys import (
    email_base,
    email_key,
    phone_keys,
    profile_key,
)
from leadqual.leads.do_not_contact.entries import email_entry, external_id_entry
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively, retry_deadlocks
from leadqual.leads.do_not_contact.host_keys import fold
from leadqual.leads.do_not_contact.selectors import Key, active_entries
from leadqual.leads.models import DoNotContact

Kind = DoNotContact.Kind
_PERSONAL_KINDS = (Kind.EMAIL, Kind.ALIAS, Kind.LINKEDIN, Kind.PHONE, Kind.EXTERNAL_ID)
_MAX_PASSES = 4
"""Rows may be linked by others: by email, by profile, by external ID, by phone."""


def keep_later_keys(
    workspace: Workspace, read: Callable[[], Iterable[Sequence[ContactValues]]]
) -> None:
    """Let entries keep the keys of all rows that have a key marked Do not contact.

    Args:
        workspace: of the import; without entries nothing is read.
        read: reads the rows of the file from its start, in chunks.
    """
    if not active_entries(workspace).filter(kind__in=_PERSONAL_KINDS).exists():
        return
    known: set[tuple[int, Key]] = set()
    for _ in range(_MAX_PASSES):
        n_before = len(known)
        for rows in read():
            new = {
                pair: entry for pair, entry in _missing_keys(workspace, rows) if pair not in known
            }
            if new:
                retry_deadlocks(lambda new=new: _store_keys(workspace, new))  # type: ignore[misc]
                known |= new.keys()
        if len(known) == n_before:
            return


@transaction.atomic
def _store_keys(workspace: Workspace, new: dict[tuple[int, Key], DoNotContact]) -> None:
    lock_entries_exclusively(workspace.pk)
    derive((entry, key) for (_, key), entry in new.items())
    enqueue_journal()


def _missing_keys(
    workspace: Workspace, rows: Sequence[ContactValues]
) -> Iterator[tuple[tuple[int, Key], DoNotContact]]:
    """Yield each key that an entry is to keep, with the entry; up to five queries."""
    by_lookup: dict[tuple[str, str], list[ContactValues]] = {}
    for row in rows:
        for lookup in _lookups(row):
            by_lookup.setdefault(lookup, []).append(row)
    for kind in _PERSONAL_KINDS:
        keys = [key for of, key in by_lookup if of == kind]
        found = active_entries(workspace).filter(kind=kind, key__in=keys)
        for entry in found.select_related("derived_from") if keys else ():
            root = entry.derived_from or entry
            if root.lifted_at is None and root.reason != "bounced":
                for row in by_lookup[kind, entry.key]:
                    yield from (((root.pk, key), root) for key in _further_keys(root, row))


def _lookups(row: ContactValues) -> Iterator[tuple[str, str]]:
    """Yield kind and key of the entries that cover a row."""
    if row.email:
        yield Kind.EMAIL.value, email_key(row.email)
        yield Kind.ALIAS.value, email_base(row.email)
    if row.linkedin_url:
        yield Kind.LINKEDIN.value, profile_key(row.linkedin_url)
    if row.external_id:
        yield Kind.EXTERNAL_ID.value, f"contact:{row.external_id}"
    for digits in phone_keys(row.phone) if row.phone else ():
        yield Kind.PHONE.value, digits
        yield Kind.PHONE.value, _name_phone_key(digits, row)


def _further_keys(entry: DoNotContact, row: ContactValues) -> list[Key]:
    own = entry.kind, entry.key
    return [key for key in _kept_keys(row) if (key[0], key[2].partition(":")[0]) != own]


def _kept_keys(row: ContactValues) -> Iterator[Key]:
    """Yield the keys that an entry of a person keeps, as `leads_missing_keys` does."""
    if row.email:
        yield email_entry(row.email)
    if row.linkedin_url:
        yield Kind.LINKEDIN, row.linkedin_url.lower(), profile_key(row.linkedin_url)
    if row.external_id:
        yield external_id_entry(row.external_id)
    for digits in phone_keys(row.phone) if row.phone else ():
        yield Kind.PHONE, row.phone.lower(), _name_phone_key(digits, row)


def _name_phone_key(digits: str, row: ContactValues) -> str:
    return f"{digits}:{fold(row.last_name.lower()).strip()}"
