"""Who has which group of Others open: two people are never given the same group at once.

All its titles are leased, or none: who walks a queue of single titles gets none of them either.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from leadqual.accounts.models import Workspace
from leadqual.labeling.corrections.bulk import MAX_TITLES
from leadqual.labeling.models.queues import GroupedTitle, TitleGroup, TitleLease
from leadqual.labeling.queues import leases
from leadqual.labeling.queues.leases import LeaseHolder
from leadqual.labeling.queues.selectors import titles_in_group


def take(*, workspace: Workspace, group: TitleGroup, holder: int, now: datetime) -> bool:
    """Lease a group for a minute, or for another one; False where somebody else has a title of it.

    Leased are the titles that its page shows, one step of them.
    """
    keys = titles_in_group(workspace, group).values_list("pk", flat=True)[:MAX_TITLES]
    return leases.lease_all(workspace=workspace, keys=list(keys), holder=holder, now=now)


def hold(*, workspace: Workspace, group: TitleGroup, person: int, now: datetime) -> LeaseHolder:
    """Take a group that a person has open, or say who has a title of it."""
    if take(workspace=workspace, group=group, holder=person, now=now):
        return LeaseHolder(is_mine=True)
    held = open_by(workspace=workspace, groups=[group], person=person, now=now)
    return LeaseHolder(is_mine=False, open_by=held.get(group.pk, ""))


def lease_first(
    *, workspace: Workspace, groups: Iterable[TitleGroup], holder: int, now: datetime
) -> TitleGroup | None:
    """Lease the first group of which nobody else has a title; None where others have all.

    Leases that expired are swept away on the same occasion. Five queries for each group that is
    tried: leave out those of `open_by`.
    """
    leases.delete_expired(workspace=workspace, now=now)
    found = (g for g in groups if take(workspace=workspace, group=g, holder=holder, now=now))
    return next(found, None)


def give_back(*, workspace: Workspace, group: TitleGroup, holder: int) -> None:
    """Free the titles of a group that a person goes past, but for those that they answered."""
    titles = GroupedTitle.objects.filter(group=group).values("job_title")
    rows = TitleLease.objects.filter(workspace=workspace, holder=holder, is_over=False)
    with transaction.atomic():
        # In the order in which `leases` takes them, or two people would wait for each other.
        own_leases = rows.filter(job_title__in=titles).order_by("job_title").select_for_update()
        rows.filter(pk__in=list(own_leases.values_list("pk", flat=True))).delete()


def open_by(
    *, workspace: Workspace, groups: Iterable[TitleGroup], person: int, now: datetime
) -> dict[int, str]:
    """Return key of each group of which somebody else has a title open → who; one query."""
    rows = TitleLease.objects.filter(workspace=workspace, expires_at__gt=now, is_over=False)
    keys = [group.pk for group in groups]
    rows = rows.filter(job_title__grouped__group__in=keys).exclude(holder=person)
    rows = rows.select_related("holder", "job_title__grouped").order_by("-pk")
    return {row.job_title.grouped.group_id: str(row.holder) for row in rows}
