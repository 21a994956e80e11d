"""Writes of lists: records are gathered, taken out, and every adding is undone as one step."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

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
from leadqual.search.lists.selectors import entries_of
from leadqual.search.named_records import NamedRecords
from leadqual.search.results.selectors import KINDS, PEOPLE, contactable

MAX_AT_ONCE = 20_000
_CHUNK = 2_000
_PEOPLE, _COMPANIES = ContactList.Records.PEOPLE, ContactList.Records.COMPANIES
_ENTRIES: Mapping[str, type[ListEntry] | type[CompanyListEntry]] = {
    _PEOPLE: ListEntry,
    _COMPANIES: CompanyListEntry,
}
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


def add_people(
    *,
    contact_list: ContactList,
    contact_ids: Collection[int],
    author: User,
    request_id: UUID,
    are_decision_makers: bool = False,
) -> AdditionResult:
    """Add people to a list of people as `add_records` does."""
    return add_records(
        contact_list=contact_list,
        ids=contact_ids,
        author=author,
        request_id=request_id,
        records=_PEOPLE,
        are_decision_makers=are_decision_makers,
    )


def add_companies(
    *, contact_list: ContactList, company_ids: Collection[int], author: User, request_id: UUID
) -> AdditionResult:
    """Add companies to a list of companies as `add_records` does."""
    return add_records(
        contact_list=contact_list,
        ids=company_ids,
        author=author,
        request_id=request_id,
        records=_COMPANIES,
    )


@transaction.atomic
def add_records(
    *,
    contact_list: ContactList,
    ids: Collection[int],
    author: User,
    request_id: UUID,
    records: str = "",
    are_decision_makers: bool = False,
) -> AdditionResult:
    """Add people or companies to a list; what is in it already stays as it is.

    Only people of the list's workspace who may be contacted are added. Adding once more with the
    same `request_id` adds nothing and gives the number of the first time.

    Args:
        contact_list: locked meanwhile, so two additions follow each other.
        ids: of records; those of merged ones mean the kept ones.
        author: kept with each entry.
        request_id: made by whoever asks; the addition is undone by it.
        records: what the IDs are of; by default what the list holds.
        are_decision_makers: the company of each person is kept as the reason.

    Raises:
        TooManyPeopleError: more than `MAX_AT_ONCE`; nothing has been written.
        TooManyRecordsError: as many companies; nothing has been written.
        ListGoneError: the list was deleted meanwhile; nothing has been written.
        ListKindError: the list holds others; nothing has been written.
    """
    kind = KINDS[records or contact_list.records]
    if words := too_many(len(set(ids)), kind.records):
        refused = TooManyPeopleError if kind is PEOPLE else TooManyRecordsError
        raise refused(f"Nothing was added. {words}")
    row = _locked(contact_list, kind.records)
    resolved = resolve_ids(row.workspace, kind.code, ids)
    usable: dict[int, dict[str, Any]] = {key: {} for key in resolved.ids}
    if kind is PEOPLE:
        rows = contactable(row.workspace, resolved.ids).order_by()
        usable = {
            key: {"company_id": company if are_decision_makers else None}
            for key, company in rows.values_list("pk", "company_id")
        }
    model = _ENTRIES[kind.records]
    entries = model._default_manager.filter(contact_list=row, request_id=request_id)
    if not entries.exists():
        # In the order of the keys that were given: the list shows who was added first.
        made: list[Any] = [
            model(
                contact_list=row,
                added_by=author,
                request_id=request_id,
                **{f"{kind.code}_id": key, **usable[key]},
            )
            for key in resolved.ids
            if key in usable
        ]
        model._default_manager.bulk_create(made, batch_size=_CHUNK, ignore_conflicts=True)
        if n_added := entries.count():
            details = {f"n_{kind.records}": n_added}
            _LISTS.record(row, author, f"{kind.records}_added", details=details)
    n_new, n_stopped = entries.count(), len(resolved.ids) - len(usable)
    return AdditionResult(n_new, len(usable) - n_new, n_stopped, request_id, resolved)


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
    n = entries_of(contact_list).filter(request_id=request_id).delete()[0]
    _record_removal(contact_list, author, n)
    return n


def remove_people(
    *, contact_list: ContactList, contact_ids: Collection[int], author: User
) -> list[int]:
    """Take people out of a list as `remove_records` does."""
    return remove_records(
        contact_list=contact_list, ids=contact_ids, author=author, records=_PEOPLE
    )


def remove_companies(
    *, contact_list: ContactList, company_ids: Collection[int], author: User
) -> list[int]:
    """Take companies out of a list as `remove_records` does."""
    return remove_records(
        contact_list=contact_list, ids=company_ids, author=author, records=_COMPANIES
    )


@transaction.atomic
def remove_records(
    *, contact_list: ContactList, ids: Collection[int], author: User, records: str = ""
) -> list[int]:
    """Take people or companies out of a list; the records themselves stay.

    Args:
        contact_list: that holds them.
        ids: of records; those of merged ones mean the kept ones.
        author: for the audit log.
        records: what the IDs are of; by default what the list holds. It holds no others.

    Returns:
        Keys of those who were in it, so that they can be added again.
    """
    if records and records != contact_list.records:
        return []
    code = KINDS[contact_list.records].code
    meant = resolve_ids(contact_list.workspace, code, ids).ids
    entries = entries_of(contact_list).filter(**{f"{code}__in": meant})
    found = dict(entries.select_for_update().values_list("pk", f"{code}_id"))
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
    return {f"n_{contact_list.records}": entries_of(contact_list).count()}
