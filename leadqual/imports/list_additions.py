"""All records of an import go into a list, as part of the import or afterwards."""

from collections.abc import Iterator
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import IntegrityError, transaction

from leadqual.accounts.models import User
from leadqual.core.texts.name_rules import MAX_NAME
from leadqual.imports.errors import WrongStepError
from leadqual.imports.models import ImportBatch
from leadqual.leads.errors import ListNameTakenError
from leadqual.leads.models import CompanyListEntry, ContactList, ListEntry
from leadqual.search.lists.selectors import all_lists
from leadqual.search.lists.services import MAX_AT_ONCE, add_records, create_list

_STORED = ("created", "updated", "unchanged")


def fill_list(batch: ImportBatch) -> int:
    """Add the people or companies of an import to the list that it names.

    Existing entries are unchanged. Safe to run twice.

    Returns:
        How many were added; 0 if no list is named.
    """
    if not batch.list_name:
        return 0
    row = _get_or_create_list(batch, batch.list_name)
    ImportBatch.objects.filter(pk=batch.pk).update(contact_list=row)
    batch.contact_list = row
    n_new = 0
    for number, keys in enumerate(_key_chunks(batch)):
        request_id = _request_id(batch, number)
        n_before = row.own_entries.filter(request_id=request_id).count()
        added = add_records(contact_list=row, keys=keys, author=batch.author, request_id=request_id)
        n_new += added.n_new - n_before
    return n_new


def add_to_list(*, batch: ImportBatch, name: str, author: User) -> int:
    """Add the records of an import to a list, creating it if it does not exist.

    Returns:
        How many people or companies were added.

    Raises:
        WrongStepError: the import has no records, or is still running.
    """
    if batch.is_running or not batch.n_rows:
        raise WrongStepError("This import has no records that could be added to a list.")
    batch.list_name, batch.author = name, author
    ImportBatch.objects.filter(pk=batch.pk).update(list_name=name)
    return fill_list(batch)


def remove_from_lists(
    batch: ImportBatch, *, only: ContactList | None = None, keeps_created: bool = False
) -> int:
    """Remove the records that the import added from lists; return how many.

    Args:
        batch: whose records.
        only: this list; None for all lists of the workspace.
        keeps_created: keep records that the import created.
    """
    lists = ContactList.objects.filter(workspace=batch.workspace_id)
    chosen = lists.filter(pk=only.pk) if only else lists
    of_batch = {"contact_list__in": chosen, "request_id__in": additions_of(batch)}
    people = ListEntry.objects.filter(**of_batch)
    companies = CompanyListEntry.objects.filter(**of_batch)
    if keeps_created:
        created = batch.rows.filter(outcome="created", record_id__isnull=False).values("record_id")
        people, companies = (
            people.exclude(contact__in=created),
            companies.exclude(company__in=created),
        )
    return people.delete()[0] + companies.delete()[0]


def additions_of(batch: ImportBatch) -> list[UUID]:
    """Return the keys of all additions to lists that an import made, or may have made."""
    return [_request_id(batch, number) for number in range(batch.n_rows // MAX_AT_ONCE + 1)]


def _get_or_create_list(batch: ImportBatch, name: str) -> ContactList:
    """Get or create the list of this name for the records of an import.

    If a list of the other kind has the name, the kind is appended.
    """
    of_companies = batch.kind == ImportBatch.Kind.COMPANIES
    records = ContactList.Records.COMPANIES if of_companies else ContactList.Records.PEOPLE
    all_of_workspace = all_lists(batch.workspace)
    if all_of_workspace.filter(name=name).exclude(records=records).exists():
        suffix = f" ({records.value})"
        name = f"{name[: MAX_NAME - len(suffix)]}{suffix}"
    lists = all_of_workspace.filter(records=records)
    if found := lists.filter(name=name).first():
        return found
    try:
        with transaction.atomic():
            return create_list(
                workspace=batch.workspace, name=name, author=batch.author, records=records
            )
    except (ListNameTakenError, IntegrityError):  # Somebody created it just now.
        return lists.get(name=name)


def _key_chunks(batch: ImportBatch) -> Iterator[list[int]]:
    rows = batch.rows.filter(outcome__in=_STORED, record_id__isnull=False)
    keys = rows.order_by("record_id").values_list("record_id").distinct()
    part: list[int] = []
    for (key,) in keys.iterator():
        if key:
            part.append(key)
        if len(part) == MAX_AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _request_id(batch: ImportBatch, number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"leadqual:import:{batch.pk}:{number}")
