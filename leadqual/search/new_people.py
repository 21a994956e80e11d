"""New people in a view since a person opened it, and records that match since a change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, F, Model

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.leads.models import (
    Contact,
    SavedSearch,
    SearchMatch,
    SearchVisit,
)
from leadqual.search.query.query import Vocabulary
from leadqual.search.results.kinds import KINDS
from leadqual.search.results.result_pages import n_found
from leadqual.search.saved_searches import query_of

MAX_CHANGED = 200
"""Maximum records counted and shown that match a view since a change of them."""
_RECENT_KEYS = 1_000  # Concurrent imports interleave their keys.
_MAX_TRANSACTION_TIME = timedelta(minutes=5)


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
    visits_by_search = {
        visit.saved_search_id: visit
        for visit in SearchVisit.objects.filter(saved_search__in=rows, user=user)
    }
    newest = last_key(rows[0].workspace)
    changed = _count_changed(rows, user)
    return [
        _new_people_in(
            row, visits_by_search.get(row.pk), newest, changed.get(row.pk, 0), vocabulary
        )
        for row in rows
    ]


def _count_changed(searches: Sequence[SavedSearch], user: User) -> dict[int, int]:
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


def _new_people_in(
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
    return max(keys[:_RECENT_KEYS], default=0)


def committed_until() -> datetime:
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
    return now if oldest is None else max(min(oldest, now), now - _MAX_TRANSACTION_TIME)
