"""Saved searches, and the watch job that reports each new match once, in the app and by email."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.urls import reverse
from numpy.typing import NDArray

from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.emails import Message, queue_email
from leadqual.accounts.models import Member, User, Workspace
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.core.texts.name_rules import require_name
from leadqual.leads.errors import SearchNameTakenError
from leadqual.leads.models import (
    Contact,
    SavedSearch,
    SearchMatch,
    SearchVisit,
    SearchWatcher,
    WatchedSearch,
)
from leadqual.leads.record_events import external_ids_of
from leadqual.search.named_records import NamedRecords
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search, Vocabulary, params_of
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results.selectors import COMPANIES, KINDS, PEOPLE, found_keys, n_found
from leadqual.webhooks.outbox import MAX_IDS, Occurrence, emit

# Reads of saved searches, and of new people in them.

_LOOKED_AT = 1_000  # Concurrent imports interleave their keys.
_LONGEST_WRITE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NewPeople:
    """New people in a saved search since a person opened it.

    Args:
        n_new: number of people added since that it finds; None if the person never opened it, and
            for searches for companies.
    """

    search: SavedSearch
    n_new: int | None
    opened_at: datetime | None


def all_saved(workspace: Workspace) -> QuerySet[SavedSearch]:
    """Return every saved search with its author, by name, without deleted ones."""
    rows = SavedSearch.objects.filter(workspace=workspace, deleted_at=None)
    return rows.select_related("author", "workspace")


def saved_of(
    workspace: Workspace, records: str = SavedSearch.Records.PEOPLE
) -> QuerySet[SavedSearch]:
    """Return the saved searches for people or for companies, like `all_saved`."""
    return all_saved(workspace).filter(records=records)


def deleted_searches(workspace: Workspace) -> QuerySet[SavedSearch]:
    """Return the deleted saved searches, for undo."""
    return SavedSearch.objects.filter(workspace=workspace, deleted_at__isnull=False)


def query_of(
    saved: SavedSearch, vocabulary: Vocabulary | None = None
) -> tuple[Any, dict[str, str]]:
    """Parse a saved search, with a note on each part that no longer exists.

    Args:
        saved: the saved search.
        vocabulary: for searches for people, if already read.
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
    """Return for each saved search how many people are new since the person opened it.

    People are new if they were added to the workspace since and are found now; existing people who
    changed are not.

    Two queries, plus one count for each search that may have new people.
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
    """Return the highest key of the latest contacts; 0 in an empty workspace.

    Args:
        workspace: whose contacts.
        until: only those added by then.
    """
    contacts = Contact.objects.filter(workspace=workspace)
    if until is not None:
        contacts = contacts.filter(created_at__lte=until)
    keys = contacts.order_by("-created_at").values_list("pk", flat=True)
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


# Writes of saved searches: save, rename, delete, restore, and visits.

SAME_VISIT = timedelta(minutes=30)
"""Opening a search again within this time continues the visit: new people stay marked."""

_SEARCHES = NamedRecords("search", "saved search", "saved_search_name_once", SearchNameTakenError)


@transaction.atomic
def save_search(
    *, workspace: Workspace, name: str, query: ContactQuery | CompanyQuery, author: User
) -> SavedSearch:
    """Save a search under a name for the whole workspace; this counts as a visit of its author.

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
    """Change the name or filters of a saved search; None leaves them unchanged.

    The filters must be for the same kind of records.

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
    return {"name": saved.name, "query": saved.query}


def send_digests() -> int:
    """Queue an email to each member about matches since their last one; returns how many."""
    waiting = _with_news().values_list("watch__workspace_id", "user_id").distinct()
    return sum(_send(workspace_id, user_id) for workspace_id, user_id in list(waiting))


def _with_news() -> QuerySet[SearchWatcher]:
    is_new = Q(watch__matches__pk__gt=F("last_mailed"))
    rows = SearchWatcher.objects.filter(
        is_new, watch__saved_search__deleted_at=None, watch__workspace__deleted_at=None
    )
    return rows.order_by()


@transaction.atomic
def _send(workspace_id: int, user_id: int) -> int:
    member = Member.objects.select_related("user", "workspace").filter(
        workspace=workspace_id, user=user_id, user__is_active=True
    )
    found = member.first()
    rows = SearchWatcher.objects.select_for_update(of=("self",)).filter(
        watch__workspace=workspace_id, user=user_id
    )
    locked = {row.pk: row for row in rows}
    is_new = Q(watch__matches__pk__gt=F("last_mailed"))
    counted = (
        SearchWatcher.objects.filter(pk__in=locked, watch__saved_search__deleted_at=None)
        .select_related("watch__saved_search")
        .annotate(n_new=Count("watch__matches", filter=is_new), last=Max("watch__matches__pk"))
        .order_by("watch__saved_search__name")
    )
    news = [(row.watch.saved_search, row.n_new) for row in counted if row.n_new]
    for row in counted:
        if row.n_new:
            SearchWatcher.objects.filter(pk=row.pk).update(last_mailed=row.last)
    if found is None or not news:
        return 0
    lines = [f"{saved.name}: {n_new:,} new\n{_address(saved.pk)}" for saved, n_new in news]
    n_all = sum(n_new for _, n_new in news)
    text = (
        f"New matches of the saved searches that you watch in {found.workspace.name}:\n\n"
        + "\n\n".join(lines)
        + "\n\nStop watching a search on the page of saved searches to end these emails."
    )
    subject = f"{n_all:,} new {'match' if n_all == 1 else 'matches'} of your saved searches"
    message = Message(found.user.email, subject, text)
    queue_email(message, kind="search/new_matches", user=found.user)
    return 1


def _address(search_id: int) -> str:
    path = reverse("search:saved_matches", args=[search_id])
    origins = settings.CSRF_TRUSTED_ORIGINS
    return f"{origins[0].rstrip('/')}{path}" if origins else path


MAX_MATCHES = 10_000
"""Maximum matches stored per run; the event counts all of them."""
_CHUNK = 2_000


@transaction.atomic
def watch_search(*, saved: SavedSearch, user: User) -> None:
    """Notify a person of new matches from now on; matches of the first run are not new."""
    watch, is_first = WatchedSearch.objects.get_or_create(
        saved_search=saved, workspace=saved.workspace
    )
    last = watch.matches.order_by("-pk").values_list("pk", flat=True).first() or 0
    _, is_new = SearchWatcher.objects.get_or_create(
        watch=watch, user=user, defaults={"last_mailed": last}
    )
    if is_new:
        _record(saved, user, "watched")
    if is_first:
        enqueue(Job.WATCH_SEARCHES)


@transaction.atomic
def stop_watching(*, saved: SavedSearch, user: User) -> None:
    """Stop notifying a person of new matches; a search that nobody watches is not run."""
    watch = WatchedSearch.objects.select_for_update().filter(saved_search=saved).first()
    if watch is None or not watch.watchers.filter(user=user).delete()[0]:
        return
    _record(saved, user, "unwatched")
    if not watch.watchers.exists():
        watch.delete()


def matches_of(saved: SavedSearch) -> QuerySet[SearchMatch]:
    """Return the new matches of a watched search, newest first."""
    return SearchMatch.objects.filter(watch__saved_search=saved).order_by("-pk")


def watched_by(user: User, searches: Iterable[SavedSearch]) -> set[int]:
    """Return the keys of the searches that a person watches; one query."""
    rows = SearchWatcher.objects.filter(user=user, watch__saved_search__in=list(searches))
    return set(rows.values_list("watch__saved_search_id", flat=True))


def match_counts(workspace: Workspace) -> dict[int, int]:
    """Return saved search → number of new matches since it is watched; one query."""
    rows = SearchMatch.objects.filter(watch__workspace=workspace).order_by()
    counted = rows.values_list("watch__saved_search_id").annotate(n=Count("pk"))
    return dict(counted)


def look_at_all() -> int:
    """Run every watched search; returns the number of new matches."""
    due = WatchedSearch.objects.filter(
        saved_search__deleted_at=None, workspace__deleted_at=None, watchers__isnull=False
    )
    keys = due.order_by("pk").values_list("pk", flat=True).distinct()
    return sum(look(key) for key in list(keys))


@transaction.atomic
def look(watch_id: int) -> int:
    """Run one watched search and report first-time matches; returns how many.

    Matches, their record as known, and the event are one transaction, so each is reported once. A
    search with changed filters starts over: its matches then are not new.
    """
    rows = WatchedSearch.objects.select_for_update(skip_locked=True, of=("self",))
    watch = rows.select_related("saved_search", "workspace").filter(pk=watch_id).first()
    if watch is None:
        return 0
    saved = watch.saved_search
    found = _found(watch.workspace, saved)
    before = watch.known if watch.query == saved.query else None
    is_first = before is None
    known = np.empty(0, dtype=np.int64) if before is None else unpacked(before)
    new = np.setdiff1d(found, known)
    watch.looked_at = clock.now()
    if is_first or len(new):
        watch.known, watch.query = packed(np.union1d(known, found)), saved.query
    watch.save(update_fields=["looked_at", "known", "query"])
    if is_first or not len(new):
        return 0
    keys = [int(key) for key in new]
    column = f"{KINDS[saved.records].code}_id"
    SearchMatch.objects.bulk_create(
        (SearchMatch(watch=watch, **{column: key}) for key in keys[:MAX_MATCHES]),
        batch_size=_CHUNK,
        ignore_conflicts=True,
    )
    emit(watch.workspace, "saved_search.matched", lambda: _occurred(saved, keys))
    return len(keys)


def packed(keys: NDArray[np.int64]) -> bytes:
    """Compress ascending keys by their differences."""
    return zlib.compress(np.diff(keys, prepend=np.int64(0)).astype("<i8").tobytes())


def unpacked(packed_keys: bytes | memoryview) -> NDArray[np.int64]:
    """Return the keys from the result of `packed`."""
    steps = np.frombuffer(zlib.decompress(bytes(packed_keys)), dtype="<i8")
    return np.cumsum(steps, dtype=np.int64)


def _found(workspace: Workspace, saved: SavedSearch) -> NDArray[np.int64]:
    query, _ = query_of(saved)
    return np.unique(found_keys(workspace, query))


def _record(saved: SavedSearch, user: User, what: str) -> None:
    record_audit(
        workspace=saved.workspace,
        actor=user,
        action=f"search.{what}",
        subject=f"search:{saved.pk}",
        name=saved.name,
    )


def _occurred(saved: SavedSearch, keys: list[int]) -> Occurrence:
    model = KINDS[saved.records].model
    data = {
        "saved_search": {"id": saved.pk, "name": saved.name, "records": saved.records},
        "ids": keys[:MAX_IDS],
        "external_ids": external_ids_of(saved.workspace, model, keys[:MAX_IDS]),
        "n_new": len(keys),
    }
    return Occurrence(data, {"saved_search": [saved.pk]})
