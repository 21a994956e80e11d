"""Change lists: add and remove records, and undo each addition as one step."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.texts.name_rules import require_name
from leadqual.leads.errors import (
    ListGoneError,
    ListKindError,
    ListNameTakenError,
    TooManyPeopleError,
    TooManyRecordsError,
)
from leadqual.leads.id_resolution import ResolvedIds, resolve_ids
from leadqual.leads.models import ContactList
from leadqual.search.named_records import NamedRecords, require_author
from leadqual.search.results.record_rows import contactable

MAX_AT_ONCE = 20_000
_CHUNK = 2_000
_PEOPLE = ContactList.Records.PEOPLE
_LISTS = NamedRecords("list", "list", "contact_list_name_once", ListNameTakenError)


@dataclass(frozen=True, slots=True)
class AdditionResult:
    """Result of one addition.

    Args:
        n_new: number of records that were not in the list before.
        n_already: number of records already in it.
        n_stopped: number of people left out because they must not be contacted.
    """

    n_new: int
    n_already: int
    n_stopped: int
    request_id: UUID
    resolved: ResolvedIds

    @property
    def n_unknown(self) -> int:
        """Return how many of the IDs match no existing record."""
        return len(self.resolved.unknown) + len(self.resolved.deleted)


@transaction.atomic
def create_list(
    *,
    workspace: Workspace,
    name: str,
    author: User,
    records: str = ContactList.Records.PEOPLE,
    is_private: bool = False,
) -> ContactList:
    """Create an empty list of people or companies; only its author sees a private one.

    Raises:
        LeadqualError: nothing has been written.
        ListNameTakenError: nothing has been written.
    """
    row = ContactList(
        workspace=workspace,
        name=require_name(name),
        author=author,
        records=records,
        is_private=is_private,
    )
    _LISTS.save(row)
    _LISTS.record(row, author, "created", details=_count_details(row))
    return row


@transaction.atomic
def rename_list(*, contact_list: ContactList, name: str, author: User) -> None:
    """Rename a list.

    Raises:
        LeadqualError: the name is unchanged.
        ListNameTakenError: the name is unchanged.
    """
    rows = ContactList.objects.select_for_update()
    former = {"name": rows.values_list("name", flat=True).get(pk=contact_list.pk)}
    contact_list.name = require_name(name)
    _LISTS.save(contact_list)
    after, details = {"name": contact_list.name}, _count_details(contact_list)
    _LISTS.record(contact_list, author, "renamed", before=former, after=after, details=details)


@transaction.atomic
def set_list_private(*, contact_list: ContactList, is_private: bool, author: User) -> None:
    """Make a list private, which revokes its links, or share it with the workspace.

    Raises:
        NotAllowedError: it would be private, and not the author's; nothing has changed.
        ListNameTakenError: another list has the name there; nothing has changed.
    """
    if is_private == contact_list.is_private:
        return
    if is_private:
        require_author(contact_list, author)
    contact_list.is_private = is_private
    _LISTS.save(contact_list)
    _LISTS.record(contact_list, author, "hidden" if is_private else "shared")
    if is_private:  # Sharing the list again must not open links that somebody still has.
        contact_list.share_links.filter(revoked_at=None).update(revoked_at=clock.now())


@transaction.atomic
def delete_list(*, contact_list: ContactList, author: User) -> None:
    """Hide a list and free its name; `restore_list` undoes it."""
    _LISTS.delete(contact_list, author, **_count_details(contact_list))


@transaction.atomic
def restore_list(*, contact_list: ContactList, author: User) -> None:
    """Restore a deleted list with its entries.

    Raises:
        ListNameTakenError: another list now has its name; it stays deleted.
    """
    _LISTS.restore(contact_list, author, **_count_details(contact_list))


@transaction.atomic
def add_records(
    *,
    contact_list: ContactList,
    keys: Collection[int],
    author: User,
    request_id: UUID,
    records: str = "",
    are_decision_makers: bool = False,
) -> AdditionResult:
    """Add people or companies to a list; existing entries stay unchanged.

    Only records of the list's workspace are added, and only people who may be contacted. A repeat
    with the same `request_id` adds nothing and returns the first result.

    Args:
        contact_list: locked meanwhile, so additions run one after the other.
        keys: of contacts or companies; keys of merged records refer to the kept ones.
        author: stored with each entry.
        request_id: ID from the caller, with which the addition is undone.
        records: required kind of the list; empty accepts both.
        are_decision_makers: store the company of each person as the reason.

    Raises:
        TooManyPeopleError: more than `MAX_AT_ONCE`; nothing has been written.
        TooManyRecordsError: the same of companies.
        ListGoneError: the list has been deleted; nothing has been written.
        ListKindError: the list is of the other kind; nothing has been written.
    """
    records = str(records or contact_list.records)
    if limit_error := limit_message(len(set(keys)), records):
        error = TooManyPeopleError if records == _PEOPLE else TooManyRecordsError
        raise error(f"Nothing was added. {limit_error}")
    row = _lock_list(contact_list, records)
    resolved = resolve_ids(row.workspace, row.kind, keys)
    companies: dict[int, int | None] = dict.fromkeys(resolved.ids)
    if records == _PEOPLE:
        people = contactable(row.workspace, resolved.ids).order_by()
        companies = dict(people.values_list("pk", "company_id"))
    entries = row.own_entries.filter(request_id=request_id)
    if not entries.exists():
        shared_values = {"contact_list": row, "added_by": author, "request_id": request_id}
        # In the order of the given keys, which the list keeps.
        entries.bulk_create(
            [
                entries.model(
                    **shared_values,
                    **{f"{row.kind}_id": key},
                    **({"company_id": companies[key]} if are_decision_makers else {}),
                )
                for key in resolved.ids
                if key in companies
            ],
            batch_size=_CHUNK,
            ignore_conflicts=True,
        )
        if n_added := entries.count():
            _LISTS.record(row, author, f"{records}_added", details={f"n_{records}": n_added})
    n_new = entries.count()
    n_stopped = len(resolved.ids) - len(companies)
    return AdditionResult(n_new, len(companies) - n_new, n_stopped, request_id, resolved)


def limit_message(n: int, noun: str = "people") -> str:
    """Return what to do if there are too many records for one addition; empty if not."""
    if n <= MAX_AT_ONCE:
        return ""
    return (
        f"Up to {MAX_AT_ONCE:,} {noun} can be added at once. Narrow the search and add "
        "them in parts."
    )


@transaction.atomic
def undo_addition(*, contact_list: ContactList, request_id: UUID, author: User) -> int:
    """Remove all records of one addition from a list.

    Returns:
        Number of records removed; 0 if the addition was already undone.
    """
    n = contact_list.own_entries.filter(request_id=request_id).delete()[0]
    _record_removal(contact_list, author, n)
    return n


@transaction.atomic
def remove_records(
    *, contact_list: ContactList, keys: Collection[int], author: User, records: str = ""
) -> list[int]:
    """Remove people or companies from a list; the records themselves stay.

    Args:
        contact_list: the list.
        keys: of contacts or companies.
        author: for the audit log.
        records: kind of the keys; a list of the other kind contains none of them.

    Returns:
        Keys of those that were in it, for undo.
    """
    if records not in ("", contact_list.records):
        return []
    ids = resolve_ids(contact_list.workspace, contact_list.kind, keys).ids
    entries = contact_list.own_entries.filter(**{f"{contact_list.kind}__in": ids})
    found = dict(entries.select_for_update().values_list("pk", f"{contact_list.kind}_id"))
    entries.model._default_manager.filter(pk__in=found).delete()
    _record_removal(contact_list, author, len(found))
    return list(found.values())


def _record_removal(contact_list: ContactList, author: User, n: int) -> None:
    if n:
        kind = contact_list.records
        _LISTS.record(contact_list, author, f"{kind}_removed", details={f"n_{kind}": n})


def _lock_list(contact_list: ContactList, kind: str) -> ContactList:
    rows = ContactList.objects.select_for_update(of=("self",)).select_related("workspace")
    row = rows.filter(pk=contact_list.pk, deleted_at=None).first()
    if row is None:
        raise ListGoneError("This list was just deleted. No one was added; choose another list.")
    if row.records != kind:
        raise ListKindError(
            f"“{row.name}” is a list of {row.records}. Nothing was added; choose a list of {kind}."
        )
    return row


def _count_details(contact_list: ContactList) -> dict[str, object]:
    return {f"n_{contact_list.records}": contact_list.own_entries.count()}
