"""Mark many people or companies do not contact, as one step that can be undone."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.core.texts.plain_texts import format_count
from leadqual.leads.do_not_contact.entries import (
    EntryKey,
    EntrySource,
    add_entries,
    entry_for,
    lift_origin,
    record_entry,
)
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively, retry_deadlocks
from leadqual.leads.do_not_contact.selectors import companies_with_entry
from leadqual.leads.errors import (
    TooManyPeopleError,
)
from leadqual.leads.id_resolution import ResolvedIds, resolve_ids
from leadqual.leads.models import Company, Contact, DoNotContact
from leadqual.search.lists.services import limit_message

_ACTION = "do_not_contact.set_many"
_NOUNS = {"contact": ("person", "people"), "company": ("company", "companies")}


@dataclass(frozen=True, slots=True)
class BulkDoNotContact:
    """Result of one step.

    Args:
        n_new: number of newly marked people or companies.
        n_already: number of those already marked.
        resolved: records of the IDs; deleted ones stay marked when restored.
    """

    n_new: int
    n_already: int
    request_id: UUID
    resolved: ResolvedIds = field(default_factory=lambda: ResolvedIds(()))


def set_do_not_contact_for_all(
    *,
    workspace: Workspace,
    ids: Collection[int],
    author: User,
    request_id: UUID,
    kind: str = "contact",
) -> BulkDoNotContact:
    """Mark these people, or the people of these companies, do not contact.

    A repeat with the same `request_id` changes nothing and returns the first result.

    Args:
        workspace: whose records.
        ids: of existing, merged or deleted records.
        author: stored with each entry.
        request_id: ID from the caller, with which the step is undone.
        kind: `contact` or `company`.

    Raises:
        TooManyPeopleError: too many for one step; nothing has been written.
    """
    if limit_error := limit_message(len(ids), _NOUNS[kind][1]):
        raise TooManyPeopleError(f"Nothing was changed. {limit_error}")
    return retry_deadlocks(lambda: _mark_records(workspace, kind, ids, author, request_id))


@transaction.atomic
def _mark_records(
    workspace: Workspace, kind: str, ids: Collection[int], author: User, request_id: UUID
) -> BulkDoNotContact:
    lock_entries_exclusively(workspace.pk)  # From here on, no merge, deletion or restore can run.
    resolved = resolve_ids(workspace, kind, ids)
    if is_step(workspace, request_id, is_active=True):
        return _repeated_result(workspace, request_id, resolved)
    read_entries = _people_entries if kind == "contact" else _company_entries
    entries, n_already = read_entries(workspace, resolved)
    result = BulkDoNotContact(len(resolved.ids) - n_already, n_already, request_id, resolved)
    source = EntrySource("manual", _origin(request_id), author)
    n_entries = add_entries(workspace=workspace, entries=entries, source=source)
    record_audit(
        workspace=workspace,
        actor=author,
        action=_ACTION,
        subject=_origin(request_id),
        name=format_count(len(resolved.ids) + len(resolved.deleted), *_NOUNS[kind]),
        details={"n_addresses": n_entries, "n_new": result.n_new, "n_already": n_already},
    )
    return result


def _people_entries(workspace: Workspace, resolved: ResolvedIds) -> tuple[list[EntryKey], int]:
    rows = Contact.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    people = list(rows.filter(workspace=workspace, pk__in=resolved.ids))
    others = [record_entry("contact", key) for key in (*resolved.merged, *resolved.deleted)]
    n_already = sum(contact.do_not_contact for contact in people)
    return [*map(entry_for, people), *others], n_already


def _company_entries(workspace: Workspace, resolved: ResolvedIds) -> tuple[list[EntryKey], int]:
    companies = Company.objects.filter(workspace=workspace, pk__in=resolved.ids)
    keys = (*resolved.ids, *resolved.merged, *resolved.deleted)
    found = [record_entry("company", key) for key in keys]
    return found, companies_with_entry(companies).count()


def undo_do_not_contact(*, workspace: Workspace, request_id: UUID, author: User) -> int:
    """Lift all entries of one step; entries from other sources stay.

    Returns:
        Number of people who may be contacted again; 0 if the step was already undone.
    """

    @transaction.atomic
    def undo() -> int:
        lock_entries_exclusively(workspace.pk)
        if not is_step(workspace, request_id, is_active=True):
            return 0
        released = lift_origin(workspace=workspace, origin=_origin(request_id), author=author)
        record_audit(
            workspace=workspace,
            actor=author,
            action="do_not_contact.lifted_many",
            subject=_origin(request_id),
            name=f"{len(released):,} people",
            details={"n_addresses": len(released)},
        )
        return len(released)

    return retry_deadlocks(undo)


def count_unmarked(workspace: Workspace, contact_ids: Collection[int]) -> int:
    """Return how many of these people may be contacted."""
    people = Contact.objects.filter(workspace=workspace, pk__in=contact_ids, do_not_contact=False)
    return people.count()


def is_step(workspace: Workspace, request_id: UUID, *, is_active: bool = False) -> bool:
    """Return whether the workspace has such a step, undone or not; with `is_active` not undone."""
    rows = DoNotContact.objects.filter(workspace=workspace, origin=_origin(request_id))
    return (rows.filter(lifted_at=None) if is_active else rows).exists()


def _repeated_result(
    workspace: Workspace, request_id: UUID, resolved: ResolvedIds
) -> BulkDoNotContact:
    rows = AuditRow.objects.filter(workspace=workspace, action=_ACTION, subject=_origin(request_id))
    details = cast("dict[str, int]", rows.latest("pk").details)
    n_new, n_already = details.get("n_new", 0), details.get("n_already", 0)
    return BulkDoNotContact(n_new, n_already, request_id, resolved)


def _origin(request_id: UUID) -> str:
    return f"step:{request_id}"
