"""Saved searches are watched: a job reports each new match once, in the app and by email."""

import zlib
from collections.abc import Iterable

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.urls import reverse
from numpy.typing import NDArray

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.emails.email_queue import Message, queue_email
from leadqual.accounts.models import Member, User, Workspace
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.models import (
    SavedSearch,
    SearchMatch,
    SearchWatcher,
    WatchedSearch,
)
from leadqual.leads.record_events import external_ids_of
from leadqual.search.results.selectors import KINDS, found_keys
from leadqual.search.saved.selectors import query_of
from leadqual.webhooks.outbox import MAX_IDS, Occurrence, emit


def send_digests() -> int:
    """Queue an email to each member about what is new since their last one; returns how many."""
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
"""Matches of one look that are kept one by one; an event counts all of them."""
_CHUNK = 2_000


@transaction.atomic
def watch_search(*, saved: SavedSearch, user: User) -> None:
    """Tell a person of new matches from now on; what matches at the first look is not new."""
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
    """Tell a person of new matches no longer; without anybody else the search is not asked."""
    watch = WatchedSearch.objects.select_for_update().filter(saved_search=saved).first()
    if watch is None or not watch.watchers.filter(user=user).delete()[0]:
        return
    _record(saved, user, "unwatched")
    if not watch.watchers.exists():
        watch.delete()


def matches_of(saved: SavedSearch) -> QuerySet[SearchMatch]:
    """Return the new matches of a watched search, the newest first."""
    return SearchMatch.objects.filter(watch__saved_search=saved).order_by("-pk")


def watched_by(user: User, searches: Iterable[SavedSearch]) -> set[int]:
    """Return the keys of those searches that a person watches; one query."""
    rows = SearchWatcher.objects.filter(user=user, watch__saved_search__in=list(searches))
    return set(rows.values_list("watch__saved_search_id", flat=True))


def match_counts(workspace: Workspace) -> dict[int, int]:
    """Return saved search → matches that were new since it is watched; one query."""
    rows = SearchMatch.objects.filter(watch__workspace=workspace).order_by()
    counted = rows.values_list("watch__saved_search_id").annotate(n=Count("pk"))
    return dict(counted)


def look_at_all() -> int:
    """Ask every watched search; returns how many new matches there are."""
    due = WatchedSearch.objects.filter(
        saved_search__deleted_at=None, workspace__deleted_at=None, watchers__isnull=False
    )
    keys = due.order_by("pk").values_list("pk", flat=True).distinct()
    return sum(look(key) for key in list(keys))


@transaction.atomic
def look(watch_id: int) -> int:
    """Ask one watched search, and report what it never matched before; returns how many.

    Matches, the note that they are known, and the event are one transaction: each is told once. A
    search with other filters begins again: what it matches then is not new.
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
    """Return ascending keys as few bytes: the steps between them, compressed."""
    return zlib.compress(np.diff(keys, prepend=np.int64(0)).astype("<i8").tobytes())


def unpacked(packed_keys: bytes | memoryview) -> NDArray[np.int64]:
    """Return the keys that `packed` took."""
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
