"""Writes of saved searches: saved, renamed, deleted and restored, and opened by a person."""

from datetime import timedelta

from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.texts.name_rules import require_name
from leadqual.leads.errors import SearchNameTakenError
from leadqual.leads.models import SavedSearch, SearchVisit
from leadqual.search.named_records import NamedRecords
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search
from leadqual.search.saved.selectors import all_written_until, last_key

SAME_VISIT = timedelta(minutes=30)
"""Who opens a search again within this time goes on with the visit: marks stay, more may come."""

_SEARCHES = NamedRecords("search", "saved search", "saved_search_name_once", SearchNameTakenError)


@transaction.atomic
def save_search(
    *, workspace: Workspace, name: str, query: ContactQuery | CompanyQuery, author: User
) -> SavedSearch:
    """Give a search a name for everybody of the workspace; saving counts as a visit of its author.

    Raises:
        InvalidNameError: nothing has been written.
        SearchNameTakenError: nothing has been written.
    """
    name = require_name(name)
    row = SavedSearch(workspace=workspace, name=name, query=kept_query(query), author=author)
    if isinstance(query, CompanyQuery):
        row.records = SavedSearch.Records.COMPANIES
    _SEARCHES.save(row)
    _SEARCHES.record(row, author, "created", after=_values(row))
    visit(saved=row, user=author)
    return row


@transaction.atomic
def change_search(
    *,
    saved: SavedSearch,
    author: User,
    name: str | None = None,
    query: ContactQuery | CompanyQuery | None = None,
) -> None:
    """Give a saved search another name, other filters, or both; None leaves what there is.

    The filters are those of the records that it finds.

    Raises:
        InvalidNameError: it stays as it was.
        SearchNameTakenError: it stays as it was.
    """
    former = _values(saved)
    if name is not None:
        saved.name = require_name(name)
    if query is not None:
        saved.query = kept_query(query)
    _SEARCHES.save(saved)
    _SEARCHES.record(saved, author, "changed", before=former, after=_values(saved))


@transaction.atomic
def delete_search(*, saved: SavedSearch, author: User) -> None:
    """Put a saved search away: nobody sees it, its name is free; `restore_search` undoes it."""
    _SEARCHES.delete(saved, author)


@transaction.atomic
def restore_search(*, saved: SavedSearch, author: User) -> None:
    """Bring a deleted search back.

    Raises:
        SearchNameTakenError: another one has its name by now; it stays deleted.
    """
    _SEARCHES.restore(saved, author)


@transaction.atomic
def visit(*, saved: SavedSearch, user: User) -> SearchVisit:
    """Note that a person opens a saved search: whoever is there now is not new the next time.

    Returns:
        The visit; its `former_seen` says after whom people are new in it.
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
    row.opened_at = now  # Also within a visit: whoever is there now was seen at this time.
    row.seen = max(seen, row.seen)
    row.save()
    return row


def kept_query(query: Search) -> str:
    """Return what is saved of a search: not its page, its selected records or its mark."""
    if isinstance(query, CompanyQuery):
        return query.changed(company=()).to_query()
    if isinstance(query, ContactQuery):
        return query.changed(since=0, contact=()).to_query()
    return query.changed().to_query()


def _values(saved: SavedSearch) -> dict[str, object]:
    return {"name": saved.name, "query": saved.query}
