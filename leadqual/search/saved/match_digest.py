"""Emails about new matches of watched searches: one a day for each person and workspace."""

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.urls import reverse

from leadqual.accounts.emails.email_queue import Message, queue_email
from leadqual.accounts.models import Member
from leadqual.leads.models import SearchWatcher


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
