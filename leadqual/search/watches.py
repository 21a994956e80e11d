"""Watched views: the job that reports each new match once, in the app and by email."""

import zlib
from collections.abc import Iterable

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from pyroaring import BitMap64

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.email_queue import Message, queue_email
from leadqual.accounts.models import Member, User, Workspace
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.models import SavedSearch, SearchMatch, SearchWatcher, WatchedSearch
from leadqual.leads.record_events import external_ids_of
from leadqual.search.named_records import public_name
from leadqual.search.new_people import committed_until, last_key
from leadqual.search.results.kinds import KINDS
from leadqual.search.results.result_pages import result_keys
from leadqual.search.saved_searches import query_of
from leadqual.webhooks.outbox import MAX_IDS, Occurrence, emit

_CAN_SEE = Q(watch__saved_search__is_private=False) | Q(watch__saved_search__author=F("user"))
"""Watchers of searches that are shared, or their own."""
MAX_MATCHES = 10_000
"""Maximum matches stored per run; the event counts all of them."""
_CHUNK = 2_000
_ZLIB_PREFIX = b"\x78"  # The first byte of zlib.


def send_digests() -> int:
    """Queue an email to each member about matches since their last one; returns how many."""
    waiting = _watchers_with_matches().values_list("watch__workspace_id", "user_id").distinct()
    return sum(_send(workspace_id, user_id) for workspace_id, user_id in list(waiting))


def _watchers_with_matches() -> QuerySet[SearchWatcher]:
    is_new = Q(watch__matches__pk__gt=F("last_mailed"))
    rows = SearchWatcher.objects.filter(
        is_new, _CAN_SEE, watch__saved_search__deleted_at=None, watch__workspace__deleted_at=None
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
        SearchWatcher.objects.filter(_CAN_SEE, pk__in=locked, watch__saved_search__deleted_at=None)
        .select_related("watch__saved_search")
        .annotate(
            n_new=Count("watch__matches", filter=is_new),
            n_changed=Count("watch__matches", filter=is_new & Q(watch__matches__is_changed=True)),
            last=Max("watch__matches__pk"),
        )
        .order_by("watch__saved_search__name")
    )
    new_matches = [
        (row.watch.saved_search, row.n_new, row.n_changed) for row in counted if row.n_new
    ]
    for row in counted:
        if row.n_new:
            SearchWatcher.objects.filter(pk=row.pk).update(last_mailed=row.last)
    if found is None or not new_matches:
        return 0
    lines = [
        f"{saved.name}: {n_new:,} new{_changed_text(n_changed)}\n{_address(saved.pk)}"
        for saved, n_new, n_changed in new_matches
    ]
    n_all = sum(n_new for _, n_new, _ in new_matches)
    text = (
        f"New matches of the views that you watch in {found.workspace.name}:\n\n"
        + "\n\n".join(lines)
        + "\n\nStop watching a view in its menu to end these emails."
    )
    subject = f"{n_all:,} new {'match' if n_all == 1 else 'matches'} of your views"
    message = Message(found.user.email, subject, text)
    queue_email(message, kind="search/new_matches", user=found.user)
    return 1


def _changed_text(n_changed: int) -> str:
    return f" ({n_changed:,} after a change)" if n_changed else ""


def _address(search_id: int) -> str:
    path = reverse("search:saved_matches", args=[search_id])
    origins = settings.CSRF_TRUSTED_ORIGINS
    return f"{origins[0].rstrip('/')}{path}" if origins else path


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


def run_all_watches() -> int:
    """Run every watched search; returns the number of new matches."""
    watchers = SearchWatcher.objects.filter(_CAN_SEE, watch=OuterRef("pk"))
    due_searches = WatchedSearch.objects.filter(
        Exists(watchers), saved_search__deleted_at=None, workspace__deleted_at=None
    )
    keys = due_searches.order_by("pk").values_list("pk", flat=True)
    return sum(run_watch(key) for key in list(keys))


@transaction.atomic
def run_watch(watch_id: int) -> int:
    """Run one watched search and report first-time matches; returns how many.

    Matches, their record as known, and the event are one transaction, so each is reported once. A
    search with changed filters starts over: its matches then are not new. Of ten million records
    found, the known keys take 1.3 MB in the database. Nobody else is told of a
    private search: it makes no event.
    """
    rows = WatchedSearch.objects.select_for_update(skip_locked=True, of=("self",))
    watch = rows.select_related("saved_search", "workspace").filter(pk=watch_id).first()
    if watch is None:
        return 0
    saved = watch.saved_search
    kind = KINDS[saved.records]
    last = last_key(watch.workspace, until=committed_until(), model=kind.model)
    found = BitMap64(result_keys(watch.workspace, query_of(saved)[0]))
    former_keys = watch.known if watch.query == saved.query else None
    is_first = former_keys is None
    known = BitMap64() if former_keys is None else read_keys(former_keys)
    new_keys, former_last_key = found - known, watch.last_key
    watch.looked_at, watch.last_key = clock.now(), last
    if is_first or new_keys:
        watch.known, watch.query = (known | found).serialize(), saved.query
    watch.save(update_fields=["looked_at", "last_key", "known", "query"])
    if is_first or not new_keys:
        return 0
    keys = list(new_keys)
    SearchMatch.objects.bulk_create(
        (
            SearchMatch(watch=watch, is_changed=key <= former_last_key, **{f"{kind.code}_id": key})
            for key in keys[:MAX_MATCHES]
        ),
        batch_size=_CHUNK,
        ignore_conflicts=True,
    )
    if not saved.is_private:
        emit(
            watch.workspace,
            "saved_search.matched",
            lambda: _match_occurrence(saved, keys, former_last_key),
        )
    return len(keys)


def read_keys(stored: bytes | memoryview) -> BitMap64:
    """Return the keys that a watch knows; version 0.2.0 stored the differences, compressed."""
    content = bytes(stored)
    if content[:1] != _ZLIB_PREFIX:
        return BitMap64.deserialize(content)
    key_steps = np.frombuffer(zlib.decompress(content), dtype="<i8")
    return BitMap64(np.cumsum(key_steps, dtype=np.int64))


def _record(saved: SavedSearch, user: User, what: str) -> None:
    record_audit(
        workspace=saved.workspace,
        actor=user,
        action=f"search.{what}",
        subject=f"search:{saved.pk}",
        name=public_name(saved),
    )


def _match_occurrence(saved: SavedSearch, keys: list[int], former_last_key: int) -> Occurrence:
    model = KINDS[saved.records].model
    data = {
        "saved_search": {"id": saved.pk, "name": saved.name, "records": saved.records},
        "ids": keys[:MAX_IDS],
        "external_ids": external_ids_of(saved.workspace, model, keys[:MAX_IDS]),
        "n_new": len(keys),
        "n_changed": sum(key <= former_last_key for key in keys),
    }
    return Occurrence(data, {"saved_search": [saved.pk]})
