"""Everyone of an import goes into a list, as part of the import or afterwards."""

from collections.abc import Iterator
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import IntegrityError, transaction

from leadqual.accounts.models import User
from leadqual.imports.errors import WrongStepError
from leadqual.imports.models import ImportBatch
from leadqual.leads.errors import ListNameTakenError
from leadqual.leads.models import ContactList, ListEntry
from leadqual.search.lists.selectors import lists_of
from leadqual.search.lists.services import MAX_AT_ONCE, add_people, create_list

_STORED = ("created", "updated", "unchanged")


def fill_list(batch: ImportBatch) -> int:
    """Add the people of an import to the list that it names; whoever is in it stays as they are.

    Safe to run twice: each part of the people counts once.

    Returns:
        How many people were added; 0 where no list is named.
    """
    if not batch.list_name or batch.kind != ImportBatch.Kind.CONTACTS:
        return 0
    row = _list_named(batch, batch.list_name)
    ImportBatch.objects.filter(pk=batch.pk).update(contact_list=row)
    batch.contact_list = row
    n_new = 0
    for number, keys in enumerate(_parts(batch)):
        request_id = _request_id(batch, number)
        n_before = ListEntry.objects.filter(contact_list=row, request_id=request_id).count()
        added = add_people(
            contact_list=row, contact_ids=keys, author=batch.author, request_id=request_id
        )
        n_new += added.n_new - n_before
    return n_new


def add_to_list(*, batch: ImportBatch, name: str, author: User) -> int:
    """Add the people of an import to a list, which is created where there is none of this name.

    Returns:
        How many people were added.

    Raises:
        WrongStepError: the import has no people, or still runs.
    """
    if batch.kind != ImportBatch.Kind.CONTACTS or batch.is_running or not batch.n_rows:
        raise WrongStepError("This import has no people that could be added to a list.")
    batch.list_name, batch.author = name, author
    ImportBatch.objects.filter(pk=batch.pk).update(list_name=name)
    return fill_list(batch)


def empty_lists(batch: ImportBatch, *, only: ContactList | None = None) -> int:
    """Take the people out of lists whom the import added; returns how many.

    Args:
        batch: whose people.
        only: this list; None for all lists of the workspace.
    """
    lists = ContactList.objects.filter(workspace=batch.workspace_id)
    ids = [_request_id(batch, number) for number in range(batch.n_rows // MAX_AT_ONCE + 1)]
    chosen = lists.filter(pk=only.pk) if only else lists
    return ListEntry.objects.filter(contact_list__in=chosen, request_id__in=ids).delete()[0]


def _list_named(batch: ImportBatch, name: str) -> ContactList:
    lists = lists_of(batch.workspace)
    if found := lists.filter(name=name).first():
        return found
    try:
        with transaction.atomic():
            return create_list(workspace=batch.workspace, name=name, author=batch.author)
    except (ListNameTakenError, IntegrityError):  # Somebody created it just now.
        return lists.get(name=name)


def _parts(batch: ImportBatch) -> Iterator[list[int]]:
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
