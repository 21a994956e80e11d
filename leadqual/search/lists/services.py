"""Writes of lists: records are gathered, taken out, and every adding is undone as one step."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.core.texts.name_rules import require_name
from leadqual.leads.errors import (
    ListGoneError,
    ListKindError,
    ListNameTakenError,
    TooManyPeopleError,
    TooManyRecordsError,
)
from leadqual.leads.models import CompanyListEntry, ContactList, ListEntry
from leadqual.leads.record_ids import ResolvedIds, resolve_ids
from leadqual.search.named_records import NamedRecords
from leadqual.search.results.selectors import contactable

MAX_AT_ONCE = 20_000
_CHUNK = 2_000
_PEOPLE, _COMPANIES = ContactList.Records.PEOPLE, ContactList.Records.COMPANIES
_LISTS = NamedRecords("list", "list", "contact_list_name_once", ListNameTakenError)


@dataclass(frozen=True, slots=True)
class AdditionResult:
    """What one adding did.

    Args:
        n_new: records that were not in the list before.
        n_already: records that were in it.
        n_stopped: people left out, because they must not be contacted.
        request_id: by which the adding is undone.
        resolved: what the IDs meant.
    """

    n_new: int
    n_already: int
    n_stopped: int
    request_id: UUID
    resolved: ResolvedIds

    @property
    def n_unknown(self) -> int:
        """Return how many of the IDs are of no record that is there."""
        return len(self.resolved.unknown) + len(self.resolved.deleted)


@transaction.atomic
def create_list(
    *, workspace: Workspace, name: str, author: User, records: str = ContactList.Records.PEOPLE
) -> ContactList:
    """Start an empty list of people, or of companies.

    Raises:
        InvalidNameError: nothing has been written.
        ListNameTakenError: nothing has been written.
    """
    row = ContactList(workspace=workspace, name=require_name(name), author=author, records=records)
    _LISTS.save(row)
    _LISTS.record(row, author, "created", details=_size(row))
    return row


@transaction.atomic
def rename_list(*, contact_list: ContactList, name: str, author: User) -> None:
    """Give a list another name.

    Raises:
        InvalidNameError: it keeps the name it had.
        ListNameTakenError: it keeps the name it had.
    """
    rows = ContactList.objects.select_for_update()
    former = {"name": rows.values_list("name", flat=True).get(pk=contact_list.pk)}
    contact_list.name = require_name(name)
    _LISTS.save(contact_list)
    after, details = {"name": contact_list.name}, _size(contact_list)
    _LISTS.record(contact_list, author, "renamed", before=former, after=after, details=details)


@transaction.atomic
def delete_list(*, contact_list: ContactList, author: User) -> None:
    """Put a list away: nobody sees it, and its name is free; `restore_list` undoes it."""
    _LISTS.delete(contact_list, author, **_size(contact_list))


@transaction.atomic
def restore_list(*, contact_list: ContactList, author: User) -> None:
    """Bring a deleted list back with its people.

    Raises:
        ListNameTakenError: another list has its name by now; it stays deleted.
    """
    _LISTS.restore(contact_list, author, **_size(contact_list))


@transaction.atomic
def add_people(
    *,
    contact_list: ContactList,
    contact_ids: Collection[int],
    author: User,
    request_id: UUID,
    are_decision_makers: bool = False,
) -> AdditionResult:
    """Add people to a list; who is in it already stays as they are.

    Only people of the list's workspace who may be contacted are added. Adding once more with the
    same `request_id` adds nothing and gives the number of the first time.

    Args:
        contact_list: locked meanwhile, so two addings follow each other.
        contact_ids: of contacts; those of merged ones mean the kept ones.
        author: kept with each entry.
        request_id: made by whoever asks; the adding is undone by it.
        are_decision_makers: the company of each person is kept as the reason.

    Raises:
        TooManyPeopleError: more than `MAX_AT_ONCE`; nothing has been written.
        ListGoneError: the list was deleted meanwhile; nothing has been written.
        ListKindError: the list is one of companies; nothing has been written.
    """
    if words := too_many(len(set(contact_ids))):
        raise TooManyPeopleError(f"Nothing was added. {words}")
    row = _locked(contact_list, _PEOPLE)
    resolved = resolve_ids(row.workspace, "contact", contact_ids)
    rows = contactable(row.workspace, resolved.ids).order_by()
    companies = dict(rows.values_list("pk", "company_id"))
    entries = ListEntry.objects.filter(contact_list=row, request_id=request_id)
    if not entries.exists():
        # In the order of the keys that were given: the list shows who was added first.
        ListEntry.objects.bulk_create(
            [
                ListEntry(
                    contact_list=row,
                    contact_id=key,
                    company_id=companies[key] if are_decision_makers else None,
                    added_by=author,
                    request_id=request_id,
                )
                for key in resolved.ids
                if key in companies
            ],
            batch_size=_CHUNK,
            ignore_conflicts=True,
        )
        if n_added := entries.count():
            _LISTS.record(row, author, "people_added", details={"n_people": n_added})
    n_new = entries.count()
    n_stopped = len(resolved.ids) - len(companies)
    return AdditionResult(n_new, len(companies) - n_new, n_stopped, request_id, resolved)


@transaction.atomic
def add_companies(
    *, contact_list: ContactList, company_ids: Collection[int], author: User, request_id: UUID
) -> AdditionResult:
    """Add companies to a list of companies, as `add_people` adds people; nobody is contacted.

    Args:
        contact_list: locked meanwhile, so two addings follow each other.
        company_ids: of companies; those of merged ones mean the kept ones.
        author: kept with each entry.
        request_id: made by whoever asks; the adding is undone by it.

    Raises:
        TooManyRecordsError: more than `MAX_AT_ONCE`; nothing has been written.
        ListGoneError: the list was deleted meanwhile; nothing has been written.
        ListKindError: the list is one of people; nothing has been written.
    """
    if words := too_many(len(set(company_ids)), "companies"):
        raise TooManyRecordsError(f"Nothing was added. {words}")
    row = _locked(contact_list, _COMPANIES)
    resolved = resolve_ids(row.workspace, "company", company_ids)
    entries = CompanyListEntry.objects.filter(contact_list=row, request_id=request_id)
    if not entries.exists():
        CompanyListEntry.objects.bulk_create(
            [
                CompanyListEntry(
                    contact_list=row, company_id=key, added_by=author, request_id=request_id
                )
                for key in resolved.ids
            ],
            batch_size=_CHUNK,
            ignore_conflicts=True,
        )
        if n_added := entries.count():
            _LISTS.record(row, author, "companies_added", details={"n_companies": n_added})
    n_new = entries.count()
    return AdditionResult(n_new, len(resolved.ids) - n_new, 0, request_id, resolved)


def too_many(n: int, noun: str = "people") -> str:
    """Return what to do where more records are meant than one adding takes; empty where not."""
    if n <= MAX_AT_ONCE:
        return ""
    return (
        f"Up to {MAX_AT_ONCE:,} {noun} can be added at once. Narrow the search and add "
        "them in parts."
    )


@transaction.atomic
def undo_adding(*, contact_list: ContactList, request_id: UUID, author: User) -> int:
    """Take everything out of a list that came by one adding.

    Returns:
        How many records left; 0 where the adding was undone before.
    """
    if contact_list.records == _COMPANIES:
        n = contact_list.company_entries.filter(request_id=request_id).delete()[0]
    else:
        n = contact_list.entries.filter(request_id=request_id).delete()[0]
    _record_removal(contact_list, author, n)
    return n


@transaction.atomic
def remove_people(
    *, contact_list: ContactList, contact_ids: Collection[int], author: User
) -> list[int]:
    """Take people out of a list; the people themselves stay.

    Returns:
        Keys of those who were in it, so that they can be added again.
    """
    meant = resolve_ids(contact_list.workspace, "contact", contact_ids).ids
    entries = contact_list.entries.filter(contact__in=meant)
    return _remove(contact_list, entries, "contact_id", author)


@transaction.atomic
def remove_companies(
    *, contact_list: ContactList, company_ids: Collection[int], author: User
) -> list[int]:
    """Take companies out of a list; the companies themselves stay.

    Returns:
        Keys of those that were in it, so that they can be added again.
    """
    meant = resolve_ids(contact_list.workspace, "company", company_ids).ids
    entries = contact_list.company_entries.filter(company__in=meant)
    return _remove(contact_list, entries, "company_id", author)


def _remove(
    contact_list: ContactList, entries: "QuerySet[Any]", field: str, author: User
) -> list[int]:
    """Delete entries of a list and return the records they were of."""
    found = dict(entries.select_for_update().values_list("pk", field))
    entries.model._default_manager.filter(pk__in=found).delete()
    _record_removal(contact_list, author, len(found))
    return list(found.values())


def _record_removal(contact_list: ContactList, author: User, n: int) -> None:
    if n:
        kind = contact_list.records
        _LISTS.record(contact_list, author, f"{kind}_removed", details={f"n_{kind}": n})


def _locked(contact_list: ContactList, kind: str) -> ContactList:
    rows = ContactList.objects.select_for_update(of=("self",)).select_related("workspace")
    row = rows.filter(pk=contact_list.pk, deleted_at=None).first()
    if row is None:
        raise ListGoneError("This list was just deleted. No one was added; choose another list.")
    if row.records != kind:
        raise ListKindError(
            f"“{row.name}” is a list of {row.records}. Nothing was added; choose a list of {kind}."
        )
    return row


def _size(contact_list: ContactList) -> dict[str, object]:
    if contact_list.records == _COMPANIES:
        return {"n_companies": contact_list.company_entries.count()}
    return {"n_people": contact_list.entries.count()}
