"""Views (saved searches): who sees them, who is new in them, and how they change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Max, Model, Q, QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.texts.name_rules import require_name
from leadqual.leads.errors import SearchNameTakenError
from leadqual.leads.models import (
    Contact,
    SavedSearch,
    SearchMatch,
    SearchVisit,
)
from leadqual.search.named_records import NamedRecords, require_author, visible_to
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search, Vocabulary, params_of
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results.selectors import COMPANIES, KINDS, PEOPLE, n_found

# Reads of views, and of new people in them.

MAX_CHANGED = 200
"""Maximum records counted and shown that match a view since a change of them."""
_LOOKED_AT = 1_000  # Concurrent imports interleave their keys.
_LONGEST_WRITE = timedelta(minutes=5)

_COPIES = range(2, 100)
_LONGEST_COPIED = 100  # Of a name, so that the ending fits.
SAME_VISIT = timedelta(minutes=30)
_SEARCHES = NamedRecords("search", "view", "saved_search_name_once", SearchNameTakenError)
MAX_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class NewPeople:
    """New people in a saved search since a person opened it.

    Args:
        n_new: number of people added since that it finds, and of those who match since a change of
            them if it is watched; None if the person never opened it, and for companies.
    """

    search: SavedSearch
    n_new: int | None
    opened_at: datetime | None


def all_saved(workspace: Workspace, user: User | None = None) -> QuerySet[SavedSearch]:
    """Return every saved search with its author, in their order, without deleted ones.

    Args:
        workspace: whose.
        user: who sees them; None for the shared ones alone.
    """
    rows = SavedSearch.objects.filter(visible_to(user), workspace=workspace, deleted_at=None)
    return rows.select_related("author", "workspace")


def saved_of(
    workspace: Workspace,
    records: str = SavedSearch.Records.PEOPLE,
    user: User | None = None,
) -> QuerySet[SavedSearch]:
    """Return the saved searches for people or for companies, like `all_saved`."""
    return all_saved(workspace, user).filter(records=records)


def deleted_searches(workspace: Workspace, user: User) -> QuerySet[SavedSearch]:
    """Return the deleted saved searches that a person may see, for undo."""
    rows = SavedSearch.objects.filter(visible_to(user), workspace=workspace)
    return rows.filter(deleted_at__isnull=False)


def query_of(
    saved: SavedSearch, vocabulary: Vocabulary | None = None
) -> tuple[Any, dict[str, str]]:
    """Parse a saved search, with a note on each part that no longer exists.

    A private one reads the private lists of its author, a shared one reads shared lists alone.

    Args:
        saved: the saved search.
        vocabulary: for searches for people, if already read.
    """
    params = params_of(saved.query)
    reader = saved.author if saved.is_private else None
    if saved.records == COMPANIES.records:
        return COMPANIES.read(params, saved.workspace, reader)
    if vocabulary is None:
        query, notes = PEOPLE.read(params, saved.workspace, reader)
    else:
        query, notes = read_contact_query(params, vocabulary)
    return query.changed(since=0), notes


def new_people(
    searches: Iterable[SavedSearch], user: User, vocabulary: Vocabulary
) -> list[NewPeople]:
    """Return for each saved search how many people are new since the person opened it.

    People are new if they were added to the workspace since and are found now. Those who match
    since a change of them are counted where the search is watched, which finds them.

    Three queries, plus one count for each search that may have new people.
    """
    rows = list(searches)
    if not rows:
        return []
    visits = {
        visit.saved_search_id: visit
        for visit in SearchVisit.objects.filter(saved_search__in=rows, user=user)
    }
    newest = last_key(rows[0].workspace)
    changed = _n_changed(rows, user)
    return [
        _new_in(row, visits.get(row.pk), newest, changed.get(row.pk, 0), vocabulary) for row in rows
    ]


def _n_changed(searches: Sequence[SavedSearch], user: User) -> dict[int, int]:
    """Return saved search → matches by a change since the person opened it; one query."""
    opened = F("watch__saved_search__visits__opened_at")
    rows = SearchMatch.objects.filter(
        watch__saved_search__in=searches, watch__saved_search__visits__user=user
    ).filter(is_changed=True, found_at__gt=opened)
    counted = rows.order_by().values_list("watch__saved_search").annotate(n=Count("pk"))
    return dict(counted)


def changed_keys(saved: SavedSearch, since: datetime) -> list[int]:
    """Return the newest records that match since a change of them, found after a time."""
    column = f"{KINDS[saved.records].code}_id"
    rows = SearchMatch.objects.filter(
        watch__saved_search=saved, is_changed=True, found_at__gt=since
    )
    return list(rows.order_by("-pk").values_list(column, flat=True)[:MAX_CHANGED])


def _new_in(
    row: SavedSearch,
    visit: SearchVisit | None,
    newest: int,
    n_changed: int,
    vocabulary: Vocabulary,
) -> NewPeople:
    if visit is None:
        return NewPeople(row, None, None)
    if row.records == SavedSearch.Records.COMPANIES:
        return NewPeople(row, None, visit.opened_at)
    n_new = n_changed
    if newest > visit.seen:
        query, _ = query_of(row, vocabulary)
        n_new += n_found(row.workspace, query.changed(since=visit.seen))
    return NewPeople(row, n_new, visit.opened_at)


def last_key(
    workspace: Workspace, *, until: datetime | None = None, model: type[Model] = Contact
) -> int:
    """Return the highest key of the latest contacts; 0 in an empty workspace.

    Args:
        workspace: whose contacts.
        until: only those added by then.
        model: `Company` for companies.
    """
    rows = model._default_manager.filter(workspace=workspace)
    if until is not None:
        rows = rows.filter(created_at__lte=until)
    keys = rows.order_by("-created_at").values_list("pk", flat=True)
    return max(keys[:_LOOKED_AT], default=0)


def all_written_until() -> datetime:
    """Return a recent time before which all writes are committed and visible.

    Rows of an open transaction have earlier times but are not visible yet: they must count as new
    at the next visit. Autovacuum is ignored, as it adds nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(xact_start) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            "   AND backend_type <> 'autovacuum worker'"
        )
        row = cursor.fetchone()
    now = clock.now()
    oldest: datetime | None = row[0] if row else None
    return now if oldest is None else max(min(oldest, now), now - _LONGEST_WRITE)


# Writes of views: save, change, share, duplicate, move, delete, restore, and visits.

"""Opening a search again within this time continues the visit: new people stay marked."""

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
        InvalidNameError: nothing has been written.
        SearchNameTakenError: nothing has been written.
    """
    row = SavedSearch(
        workspace=workspace,
        name=require_name(name),
        query=kept_query(query),
        author=author,
        is_private=is_private,
        columns=_distinct(columns),
    )
    if isinstance(query, CompanyQuery):
        row.records = SavedSearch.Records.COMPANIES
    _add_last(row, author)
    return row


def _add_last(row: SavedSearch, author: User) -> None:
    others = SavedSearch.objects.filter(workspace=row.workspace, records=row.records)
    last = others.filter(deleted_at=None).aggregate(last=Max("position"))["last"]
    row.position = 0 if last is None else last + 1
    _SEARCHES.save(row)
    _SEARCHES.record(row, author, "created", after=_values(row))
    visit(saved=row, user=author)


def _distinct(columns: Iterable[str]) -> list[str]:
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
        InvalidNameError: it stays as it was.
        NotAllowedError: it would be private, and not the author's; it stays as it was.
        SearchNameTakenError: it stays as it was.
    """
    former = _values(saved)
    if is_private:
        require_author(saved, author)
    if name is not None:
        saved.name = require_name(name)
    if query is not None:
        saved.query = kept_query(query)
    if columns is not None:
        saved.columns = _distinct(columns)
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
    mine = Q(is_private=True, author=author) if saved.is_private else Q(is_private=False)
    others = SavedSearch.objects.filter(mine, workspace=saved.workspace, deleted_at=None)
    taken = set(others.values_list("name", flat=True))
    copies = (f"{saved.name[:_LONGEST_COPIED]} copy{n}" for n in ("", *map(" {}".format, _COPIES)))
    row.name = next((name for name in copies if name not in taken), saved.name)
    _add_last(row, author)
    return row


@transaction.atomic
def move_search(*, saved: SavedSearch, user: User, to: int) -> None:
    """Move a saved search to a place among those of its kind that the person sees, 0 the first."""
    rows = SavedSearch.objects.filter(workspace=saved.workspace, records=saved.records)
    every = [row for row in rows.filter(deleted_at=None).select_for_update() if row.pk != saved.pk]
    seen = [row for row in every if not row.is_private or row.author_id == user.pk]
    to = max(to, 0)
    at = every.index(seen[to]) if to < len(seen) else len(every)
    every.insert(at, saved)
    for position, row in enumerate(every):
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
def visit(*, saved: SavedSearch, user: User) -> SearchVisit:
    """Record that a person opens a saved search: current people are not new next time.

    Returns:
        The visit; people with keys after its `former_seen` are new in it.
    """
    now = clock.now()
    seen = last_key(saved.workspace, until=all_written_until())
    row, is_first = SearchVisit.objects.select_for_update().get_or_create(
        saved_search=saved, user=user, defaults={"opened_at": now, "seen": seen}
    )
    if is_first:
        return row
    if row.former_seen is None or now - row.opened_at > SAME_VISIT:
        row.former_opened_at, row.former_seen = row.opened_at, row.seen
    row.opened_at = now  # Also within a visit: current people were seen at this time.
    row.seen = max(seen, row.seen)
    row.save()
    return row


def kept_query(query: Search) -> str:
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
