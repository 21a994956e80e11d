"""Writes do-not-contact entries; the database derives the flags of contacts from them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.core.jobs import enqueue_journal
from leadqual.leads.do_not_contact.company_keys import derive, store_company_keys
from leadqual.leads.do_not_contact.contact_keys import (
    aliases_are_same,
    domain_key,
    email_base,
    email_key,
    is_email,
    linkedin_key,
    normalize_email,
    phone_key,
    profile_key,
)
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively, retry_deadlocks
from leadqual.leads.do_not_contact.selectors import contacts_of_entries, covered_contacts
from leadqual.leads.errors import UnknownRecordError, UnreadableEntryError
from leadqual.leads.id_resolution import known_external_ids, resolve_ids
from leadqual.leads.models import Contact, DoNotContact, SuppressionList
from leadqual.leads.websites import is_public_suffix, is_shared_mailbox, read_host
from leadqual.webhooks.outbox import MAX_IDS, Occurrence, emit, emit_rows, emit_summary

DO_NOT_CONTACT = "contact.do_not_contact"
_CHUNK = 2_000

CHUNK = 2_000
Kind = DoNotContact.Kind


def emit_do_not_contact(
    entry: DoNotContact, covered: Callable[[], Sequence[int]], *, is_blocked: bool
) -> None:
    """Emit an event about an entry that was added or lifted.

    Args:
        entry: the entry.
        covered: returns the people it covers.
        is_blocked: whether it was added.
    """

    def occurrence() -> Occurrence:
        keys = covered()
        external_ids = known_external_ids(entry.workspace, Contact, keys[:MAX_IDS])
        return _entry_occurrence(entry, keys, external_ids, is_blocked=is_blocked)

    emit(entry.workspace, DO_NOT_CONTACT, occurrence)


def emit_do_not_contact_bulk(
    workspace: Workspace,
    entries: QuerySet[DoNotContact],
    *,
    n_entries: int,
    is_blocked: bool,
) -> None:
    """Emit a summary of entries that a source added or lifted, with rows if requested.

    Args:
        workspace: of the entries.
        entries: all of them; only read if there are listeners.
        n_entries: number of entries; 0 emits nothing.
        is_blocked: whether they were added.
    """

    def summary() -> Mapping[str, object]:
        covered = covered_contacts(entries)
        external_ids = known_external_ids(workspace, Contact, covered[:MAX_IDS])
        values = {"n_entries": n_entries, "do_not_contact": is_blocked}
        return {**values, **_people_values(covered, external_ids)}

    if n_entries:
        emit_summary(workspace, DO_NOT_CONTACT, summary)
        emit_rows(
            workspace,
            DO_NOT_CONTACT,
            lambda: _entry_occurrences(workspace, entries, is_blocked=is_blocked),
        )


def _entry_occurrences(
    workspace: Workspace, entries: QuerySet[DoNotContact], *, is_blocked: bool
) -> Iterator[Occurrence]:
    """Yield an event for each entry; three queries for each chunk."""
    keys = list(entries.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _CHUNK):
        chunk_ids = keys[start : start + _CHUNK]
        covered = contacts_of_entries(chunk_ids)
        named_ids = {key for found in covered.values() for key in found[:MAX_IDS]}
        external_ids = known_external_ids(workspace, Contact, sorted(named_ids))
        for entry in entries.filter(pk__in=chunk_ids).order_by("pk"):
            yield _entry_occurrence(
                entry, covered.get(entry.pk, ()), external_ids, is_blocked=is_blocked
            )


def _entry_occurrence(
    entry: DoNotContact,
    contact_ids: Sequence[int],
    external_ids: Mapping[int, str],
    *,
    is_blocked: bool,
) -> Occurrence:
    data: dict[str, object] = {
        "entry": {"kind": entry.value_kind, "value": entry.value, "reason": entry.reason},
        "do_not_contact": is_blocked,
        **_people_values(contact_ids, external_ids),
    }
    is_single_person = len(contact_ids) == 1 and entry.kind != DoNotContact.Kind.DOMAIN
    return Occurrence(data, contact_id=contact_ids[0] if is_single_person else None)


def _people_values(
    contact_ids: Sequence[int], external_ids: Mapping[int, str]
) -> dict[str, object]:
    chunk_ids = list(contact_ids[:MAX_IDS])
    return {
        "contact_ids": chunk_ids,
        "external_ids": [external_ids[key] for key in chunk_ids if key in external_ids],
        "n_contacts": len(contact_ids),
    }


class EntryKey(NamedTuple):
    """What an entry covers.

    Args:
        kind: a `DoNotContact.Kind`.
        value: normalized, for display.
        key: compared with contacts.
    """

    kind: str
    value: str
    key: str


@dataclass(frozen=True, slots=True)
class EntrySource:
    """Who requested entries, and why.

    Args:
        reason: for the audit log, e.g. `unsubscribe` or `manual`.
        origin: the cause, e.g. `reply:17`; undoing that lifts the entries of this origin.
        author: None if the product did it automatically.
        suppression_list: the file with the request, if any.
    """

    reason: str
    origin: str
    author: User | None
    suppression_list: SuppressionList | None = None


def email_entry(email: str) -> EntryKey:
    """Cover an address, with its plus aliases if configured."""
    value = normalize_email(email)
    if aliases_are_same():
        return EntryKey(Kind.ALIAS, value, email_base(value))
    return EntryKey(Kind.EMAIL, value, email_key(value))


def external_id_entry(external_id: str, *, kind: str = Kind.CONTACT) -> EntryKey:
    """Cover a person or company by external ID."""
    return EntryKey(Kind.EXTERNAL_ID, external_id, f"{kind}:{external_id}")


def record_entry(kind: str, record_id: int) -> EntryKey:
    """Cover a person or company by record; after a merge is undone, it still holds."""
    return EntryKey(kind, f"{kind}:{record_id}", str(record_id))


def read_entry(text: str, *, kind: str = "") -> EntryKey | None:
    """Parse a text as an entry; None if it is not of this kind.

    Args:
        text: any spelling.
        kind: `email`, `domain`, `phone` or `linkedin`; "" to guess.
    """
    text = text.strip().replace("\0", "")
    if kind in ("", Kind.EMAIL, Kind.ALIAS) and is_email(normalize_email(text)):
        return email_entry(text)
    if kind in ("", Kind.LINKEDIN) and (url := linkedin_key(text)):
        return EntryKey(Kind.LINKEDIN, url, url)
    if kind in ("", Kind.DOMAIN) and "@" not in text.lstrip("@") and (host := domain_key(text)):
        return EntryKey(Kind.DOMAIN, host, host)
    is_phone = kind == Kind.PHONE or not any(map(str.isalpha, text))
    if kind in ("", Kind.PHONE) and is_phone and (digits := phone_key(text)):
        return EntryKey(Kind.PHONE, " ".join(text.lower().split())[:60], digits)
    return None


def entry_for(contact: Contact, *, kind: str = "") -> EntryKey:
    """Cover a person by the best key: email, else LinkedIn, else phone, else the record.

    The database adds entries for the other keys derived from this one.

    Args:
        contact: the person.
        kind: `phone` prefers the phone number to the LinkedIn profile.
    """
    if contact.email:
        return email_entry(contact.email)
    if kind == Kind.PHONE and (entry := read_entry(contact.phone, kind=Kind.PHONE)):
        return entry
    if contact.linkedin_url:
        key = profile_key(contact.linkedin_url)
        return EntryKey(Kind.LINKEDIN, contact.linkedin_url.lower(), key)
    return read_entry(contact.phone, kind=Kind.PHONE) or record_entry(Kind.CONTACT, contact.pk)


def add_entry(*, workspace: Workspace, text: str, kind: str, source: EntrySource) -> DoNotContact:
    """Add an entry for a text that a user entered.

    Raises:
        UnreadableEntryError: it is not a valid key of this kind; nothing was written.
    """
    entry = read_entry(text, kind=kind)
    if entry is None:
        raise UnreadableEntryError(
            f"{_unreadable_message(text, kind)} Nothing was changed.", WrongValue("value", text)
        )
    return set_entry(workspace=workspace, entry=entry, source=source)


def _unreadable_message(text: str, kind: str) -> str:
    shown = f"“{text.strip()[:80]}”"
    host = read_host(text.strip().removeprefix("@")) if kind in ("", Kind.DOMAIN) else ""
    if host and is_shared_mailbox(host):
        return (
            f"{shown} is the domain of a public mail provider and cannot be marked Do not contact "
            "as a whole. Enter single email addresses."
        )
    if host and "." in host and is_public_suffix(host):
        return (
            f"{shown} is a public ending of domains and cannot be marked Do not contact as a whole."
            " Enter the domain of one company."
        )
    return (
        f"{shown} is not an email address, domain, phone number or LinkedIn profile that can be "
        "marked Do not contact."
    )


def set_entry(*, workspace: Workspace, entry: EntryKey, source: EntrySource) -> DoNotContact:
    """Add an entry; repeating it with the same source keeps the first reason."""

    @transaction.atomic
    def write() -> DoNotContact:
        lock_entries_exclusively(workspace.pk)
        row, is_new = DoNotContact.objects.get_or_create(
            workspace=workspace,
            value=entry.value,
            origin=source.origin,
            lifted_at=None,
            derived_from=None,
            defaults={
                "kind": entry.kind,
                "key": entry.key,
                "reason": source.reason,
                "author": source.author,
                "suppression_list": source.suppression_list,
            },
        )
        if is_new:
            store_company_keys([row])
            _record(row, "do_not_contact.set", source.author)
            _emit([row], is_blocked=True)
            enqueue_journal()
        return row

    return retry_deadlocks(write)


def add_entries(*, workspace: Workspace, entries: Iterable[EntryKey], source: EntrySource) -> int:
    """Add many entries of a source in the open transaction.

    Returns:
        Number of new entries; those that the source already has stay unchanged.
    """
    rows = [
        DoNotContact(
            workspace=workspace,
            **item._asdict(),
            reason=source.reason,
            origin=source.origin,
            author=source.author,
            suppression_list=source.suppression_list,
        )
        for item in sorted(set(entries))
    ]
    lock_entries_exclusively(workspace.pk)
    active = DoNotContact.objects.filter(
        workspace=workspace, origin=source.origin, lifted_at=None, derived_from=None
    )
    before = active.count()
    started_at = clock.now()
    DoNotContact.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    n_new = active.count() - before
    new = active.filter(created_at__gte=started_at).order_by("pk")
    store_company_keys(new.filter(kind=Kind.COMPANY))
    emit_do_not_contact_bulk(workspace, new, n_entries=n_new, is_blocked=True)
    enqueue_journal()
    return n_new


def set_record_entry(
    *, workspace: Workspace, kind: str, record_id: int, source: EntrySource
) -> DoNotContact:
    """Mark a person or company as do not contact, whatever keys it has.

    Args:
        workspace: of the record.
        kind: `contact` or `company`.
        record_id: may be merged, which resolves to the kept record, or deleted.
        source: who requested it.

    Raises:
        UnknownRecordError: the record does not exist; nothing was written.
    """

    @transaction.atomic
    def write() -> DoNotContact:
        lock_entries_exclusively(workspace.pk)
        resolved = resolve_ids(workspace, kind, [record_id])
        if resolved.unknown:
            raise UnknownRecordError(
                f"No {kind} has the ID {record_id}. Nothing was changed.",
                WrongValue(f"{kind}_id", record_id),
            )
        entries = [
            record_entry(kind, key) for key in (*resolved.merged, *resolved.ids, *resolved.deleted)
        ]
        people = Contact.objects.filter(workspace=workspace, pk__in=resolved.ids)
        if kind == Kind.CONTACT and (contact := people.first()):
            entries[-1] = entry_for(contact)
        rows = [set_entry(workspace=workspace, entry=item, source=source) for item in entries]
        return rows[-1]

    return retry_deadlocks(write)


def restore_entry(*, entry: DoNotContact, author: User) -> DoNotContact:
    """Add a lifted entry again, with its reason, source and derived keys."""

    @transaction.atomic
    def write() -> DoNotContact:
        lock_entries_exclusively(entry.workspace_id)
        source = EntrySource(entry.reason, entry.origin, author, entry.suppression_list)
        key = EntryKey(entry.kind, entry.value, entry.key)
        row = set_entry(workspace=entry.workspace, entry=key, source=source)
        derived_rows = entry.derived_entries.filter(lifted_at=entry.lifted_at)
        derive((row, (item.kind, item.value, item.key)) for item in derived_rows)
        return row

    return retry_deadlocks(write)


def lift_entries(*, workspace: Workspace, entries: QuerySet[DoNotContact], author: User) -> int:
    """Lift active entries of a workspace; the rows are kept, with who lifted them.

    Derived entries are lifted too. People without an entry of another source can be contacted
    again.

    Returns:
        Number of lifted entries, without those derived from others of them.
    """

    @transaction.atomic
    def write() -> int:
        lock_entries_exclusively(workspace.pk)
        rows = list(entries.filter(workspace=workspace, lifted_at=None).order_by("pk"))
        keys = {row.pk for row in rows}
        DoNotContact.objects.filter(pk__in=keys).update(lifted_at=clock.now(), lifted_by=author)
        rows = [row for row in rows if row.derived_from_id not in keys]
        for row in rows:
            _record(row, "do_not_contact.lifted", author)
        _emit(rows, is_blocked=False)
        enqueue_journal()
        return len(rows)

    return retry_deadlocks(write)


def lift_origin(*, workspace: Workspace, origin: str, author: User) -> Sequence[int]:
    """Lift all entries of a source in the open transaction.

    Returns:
        IDs of the contacts that can be contacted again.
    """
    lock_entries_exclusively(workspace.pk)
    rows = DoNotContact.objects.filter(workspace=workspace, origin=origin, lifted_at=None)
    if not rows.exists():
        return []
    covered = Contact.objects.filter(workspace=workspace, pk__in=covered_contacts(rows))
    blocked_ids = list(covered.filter(do_not_contact=True).values_list("pk", flat=True))
    now = clock.now()
    n_lifted = rows.filter(derived_from=None).count()
    rows.update(lifted_at=now, lifted_by=author)
    lifted_rows = DoNotContact.objects.filter(
        workspace=workspace, origin=origin, lifted_at=now, derived_from=None
    )
    emit_do_not_contact_bulk(workspace, lifted_rows, n_entries=n_lifted, is_blocked=False)
    enqueue_journal()
    released = Contact.objects.filter(pk__in=blocked_ids, do_not_contact=False)
    return list(released.values_list("pk", flat=True))


def _emit(rows: Sequence[DoNotContact], *, is_blocked: bool) -> None:
    """Emit events about entries; people are only queried if there are listeners."""
    for row in rows:
        emit_do_not_contact(row, partial(_covered, row), is_blocked=is_blocked)


def _covered(row: DoNotContact) -> list[int]:
    covered = covered_contacts(DoNotContact.objects.filter(pk=row.pk))
    rows = Contact.objects.filter(workspace=row.workspace, pk__in=covered).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _record(row: DoNotContact, action: str, author: User | None) -> None:
    record_audit(
        workspace=row.workspace,
        actor=author,
        action=action,
        subject=f"do_not_contact:{row.pk}",
        name=row.value,
        details={"kind": row.kind, "reason": row.reason, "origin": row.origin},
    )
