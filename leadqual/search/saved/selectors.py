"""Reads of saved searches, and of who is new in them for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.leads.models import Contact, SavedSearch, SearchVisit
from leadqual.search.query.query import Vocabulary, params_of
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results.selectors import COMPANIES, PEOPLE, n_found

_LOOKED_AT = 1_000  # Imports that ran next to each other took their keys in turns.
_LONGEST_WRITE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NewPeople:
    """Who came into a saved search since a person opened it.

    Args:
        n_new: people added since who are found by it; None where the person never opened it, and
            for searches for companies.
    """

    search: SavedSearch
    n_new: int | None
    opened_at: datetime | None


def all_saved(workspace: Workspace) -> QuerySet[SavedSearch]:
    """Return every saved search with its author, by name; deleted ones are not there."""
    rows = SavedSearch.objects.filter(workspace=workspace, deleted_at=None)
    return rows.select_related("author", "workspace")


def saved_of(
    workspace: Workspace, records: str = SavedSearch.Records.PEOPLE
) -> QuerySet[SavedSearch]:
    """Return the saved searches for people, or for companies, as `all_saved` does."""
    return all_saved(workspace).filter(records=records)


def deleted_searches(workspace: Workspace) -> QuerySet[SavedSearch]:
    """Return the saved searches that were deleted, for the undo."""
    return SavedSearch.objects.filter(workspace=workspace, deleted_at__isnull=False)


def query_of(
    saved: SavedSearch, vocabulary: Vocabulary | None = None
) -> tuple[Any, dict[str, str]]:
    """Return what a saved search asks now, with a note on each part that is not there anymore.

    Args:
        saved: the saved search.
        vocabulary: what searches for people may name, where it was read already.
    """
    params = params_of(saved.query)
    if saved.records == COMPANIES.records:
        return COMPANIES.read(params, saved.workspace)
    if vocabulary is None:
        query, notes = PEOPLE.read(params, saved.workspace)
    else:
        query, notes = read_contact_query(params, vocabulary)
    return query.changed(since=0), notes


def new_people(
    searches: Iterable[SavedSearch], user: User, vocabulary: Vocabulary
) -> list[NewPeople]:
    """Say for each saved search how many people are new in it since the person opened it.

    New is who was added to the workspace since and is found by the search now. Somebody who was
    there and only changed is not new.

    Two queries, and one count for each search into which somebody can have come.
    """
    rows = list(searches)
    if not rows:
        return []
    visits = {
        visit.saved_search_id: visit
        for visit in SearchVisit.objects.filter(saved_search__in=rows, user=user)
    }
    newest = last_key(rows[0].workspace)
    return [_new_in(row, visits.get(row.pk), newest, vocabulary) for row in rows]


def _new_in(
    row: SavedSearch, visit: SearchVisit | None, newest: int, vocabulary: Vocabulary
) -> NewPeople:
    if visit is None:
        return NewPeople(row, None, None)
    if row.records == SavedSearch.Records.COMPANIES:
        return NewPeople(row, None, visit.opened_at)
    n_new = 0
    if newest > visit.seen:
        query, _ = query_of(row, vocabulary)
        n_new = n_found(row.workspace, query.changed(since=visit.seen))
    return NewPeople(row, n_new, visit.opened_at)


def last_key(workspace: Workspace, *, until: datetime | None = None) -> int:
    """Return the greatest key of the contacts that came last; 0 in an empty workspace.

    Args:
        workspace: whose contacts.
        until: only those that came by then.
    """
    contacts = Contact.objects.filter(workspace=workspace)
    if until is not None:
        contacts = contacts.filter(created_at__lte=until)
    keys = contacts.order_by("-created_at").values_list("pk", flat=True)
    return max(keys[:_LOOKED_AT], default=0)


def all_written_until() -> datetime:
    """Return a moment up to which everything that was written can be seen, at most a bit ago.

    What a transaction writes that is still open has an earlier time than now and is not there yet:
    it must count as new at the next visit. The server's own cleaning up writes nobody.
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
