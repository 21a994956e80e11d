"""Writes of views: save, change, share, duplicate, move, delete, restore, and visits."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.texts.name_rules import require_name
from leadqual.leads.errors import SearchNameTakenError
from leadqual.leads.models import (
    SavedSearch,
    SearchVisit,
)
from leadqual.search.named_records import NamedRecords, require_author
from leadqual.search.new_people import committed_until, last_key
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search

_COPY_NUMBERS = range(2, 100)
_MAX_COPIED_NAME = 100  # Of a name, so that the ending fits.
SEARCH_VISIT_LENGTH = timedelta(minutes=30)
"""Opening a search again within this time continues the visit: new people stay marked."""
_SEARCHES = NamedRecords("search", "view", "saved_search_name_once", SearchNameTakenError)
MAX_COLUMNS = 60
"""Maximum columns that a view stores; a table shows fewer."""


@transaction.atomic
def save_search(
    *,
    workspace: Workspace,
    name: str,
    query: ContactQuery | CompanyQuery,
    author: User,
    columns: Iterable[str] = (),
    is_private: bool = False,
) -> SavedSearch:
    """Save a search under a name as the last view; this counts as a visit of its author.

    Args:
        workspace: where it is saved.
        name: of the view.
        query: its filters and order.
        author: the only one who sees it if it is private.
        columns: codes, in order; none for those that each member chose.
        is_private: whether it is not shared with the workspace.

    Raises:
        LeadqualError: nothing has been written.
        SearchNameTakenError: nothing has been written.
    """
    row = SavedSearch(
        workspace=workspace,
        name=require_name(name),
        query=stored_query(query),
        author=author,
        is_private=is_private,
        columns=_unique_columns(columns),
    )
    if isinstance(query, CompanyQuery):
        row.records = SavedSearch.Records.COMPANIES
    _append_search(row, author)
    return row


def _append_search(row: SavedSearch, author: User) -> None:
    others = SavedSearch.objects.filter(workspace=row.workspace, records=row.records)
    last = others.filter(deleted_at=None).aggregate(last=Max("position"))["last"]
    row.position = 0 if last is None else last + 1
    _SEARCHES.save(row)
    _SEARCHES.record(row, author, "created", after=_values(row))
    record_visit(saved=row, user=author)


def _unique_columns(columns: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(columns))[:MAX_COLUMNS]


@transaction.atomic
def change_search(
    *,
    saved: SavedSearch,
    author: User,
    name: str | None = None,
    query: ContactQuery | CompanyQuery | None = None,
    columns: Iterable[str] | None = None,
    is_private: bool | None = None,
) -> None:
    """Change a saved search; None leaves a value unchanged.

    The filters must be for the same kind of records. Others who watch a search hear nothing more
    of it while it is private.

    Raises:
        LeadqualError: it stays as it was.
        NotAllowedError: it would be private, and not the author's; it stays as it was.
        SearchNameTakenError: it stays as it was.
    """
    former = _values(saved)
    if is_private:
        require_author(saved, author)
    if name is not None:
        saved.name = require_name(name)
    if query is not None:
        saved.query = stored_query(query)
    if columns is not None:
        saved.columns = _unique_columns(columns)
    if is_private is not None:
        saved.is_private = is_private
    _SEARCHES.save(saved)
    _SEARCHES.record(saved, author, "changed", before=former, after=_values(saved))


@transaction.atomic
def duplicate_search(*, saved: SavedSearch, author: User) -> SavedSearch:
    """Copy a saved search under the first free name; the copy is shared or private as well.

    Raises:
        SearchNameTakenError: each of the names is taken; nothing has been written.
    """
    row = SavedSearch(
        workspace=saved.workspace,
        query=saved.query,
        records=saved.records,
        author=author,
        is_private=saved.is_private,
        columns=saved.columns,
    )
    same_visibility = Q(is_private=True, author=author) if saved.is_private else Q(is_private=False)
    others = SavedSearch.objects.filter(same_visibility, workspace=saved.workspace, deleted_at=None)
    name_taken_error = set(others.values_list("name", flat=True))
    copies = (
        f"{saved.name[:_MAX_COPIED_NAME]} copy{n}" for n in ("", *map(" {}".format, _COPY_NUMBERS))
    )
    row.name = next((name for name in copies if name not in name_taken_error), saved.name)
    _append_search(row, author)
    return row


@transaction.atomic
def move_search(*, saved: SavedSearch, user: User, new_position: int) -> None:
    """Move a saved search to a place among those of its kind that the person sees, 0 the first."""
    rows = SavedSearch.objects.filter(workspace=saved.workspace, records=saved.records)
    all_rows = [
        row for row in rows.filter(deleted_at=None).select_for_update() if row.pk != saved.pk
    ]
    visible = [row for row in all_rows if not row.is_private or row.author_id == user.pk]
    new_position = max(new_position, 0)
    index = all_rows.index(visible[new_position]) if new_position < len(visible) else len(all_rows)
    all_rows.insert(index, saved)
    for position, row in enumerate(all_rows):
        if row.position != position:
            SavedSearch.objects.filter(pk=row.pk).update(position=position)


@transaction.atomic
def delete_search(*, saved: SavedSearch, author: User) -> None:
    """Hide a saved search and free its name; `restore_search` undoes it."""
    _SEARCHES.delete(saved, author)


@transaction.atomic
def restore_search(*, saved: SavedSearch, author: User) -> None:
    """Restore a deleted search.

    Raises:
        SearchNameTakenError: another one now has its name; it stays deleted.
    """
    _SEARCHES.restore(saved, author)


@transaction.atomic
def record_visit(*, saved: SavedSearch, user: User) -> SearchVisit:
    """Record that a person opens a saved search: current people are not new next time.

    Returns:
        The visit; people with keys after its `former_seen` are new in it.
    """
    now = clock.now()
    visible = last_key(saved.workspace, until=committed_until())
    row, is_first = SearchVisit.objects.select_for_update().get_or_create(
        saved_search=saved, user=user, defaults={"opened_at": now, "seen": visible}
    )
    if is_first:
        return row
    if row.former_seen is None or now - row.opened_at > SEARCH_VISIT_LENGTH:
        row.former_opened_at, row.former_seen = row.opened_at, row.seen
    row.opened_at = now  # Also within a visit: current people were seen at this time.
    row.seen = max(visible, row.seen)
    row.save()
    return row


def stored_query(query: Search) -> str:
    """Return the part of a search to save: without page, selected records and `since`."""
    if isinstance(query, CompanyQuery):
        return query.changed(company=()).to_query()
    if isinstance(query, ContactQuery):
        return query.changed(since=0, contact=()).to_query()
    return query.changed().to_query()


def _values(saved: SavedSearch) -> dict[str, object]:
    return {
        "name": saved.name,
        "query": saved.query,
        "columns": list(saved.columns),
        "is_private": saved.is_private,
    }
