"""Who has which title open now: two people never get the same one from a queue at once.

A title is free a minute after its page stopped renewing the lease. Whoever opens a leased one by
its address sees who has it open. Titles that are answered together are leased together.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from leadqual.accounts.models import Workspace
from leadqual.core.leases import LEASE, LeaseTable
from leadqual.labeling.models.queues import TitleLease

_MAX_TRIED = 40  # Titles that are tried until one is free; each that is not is somebody's.
_TABLE = LeaseTable(
    name="labeling_titlelease",
    key=("job_title_id",),
    columns={
        "job_title_id": "t.id",
        "workspace_id": "t.workspace_id",
        "is_over": "%(is_over)s",
    },
    source="leads_jobtitle t WHERE t.id = ANY(%(titles)s) AND t.workspace_id = %(workspace)s "
    "ORDER BY t.id",
    renewed={"is_over": "EXCLUDED.is_over"},
)


@dataclass(frozen=True, slots=True)
class LeasedTitles:
    """Titles that others have.

    Args:
        keys: nobody else gets them.
        open_by: key of each that is open now → who has it open.
    """

    keys: frozenset[int]
    open_by: dict[int, str]


@dataclass(frozen=True, slots=True)
class LeaseHolder:
    """Who has a title, or a group of them.

    Args:
        is_mine: whoever looks has it.
        open_by: name of somebody else who has it open; "" where nobody else has.
    """

    is_mine: bool
    open_by: str = ""


def lease_first(
    *, workspace: Workspace, keys: Sequence[int], holder: int, now: datetime
) -> int | None:
    """Lease the first title that nobody else has; None where others have all of them.

    Leases that expired are swept away on the same occasion. Three queries as a rule, and one more
    for each title that somebody else takes at the same moment.

    Args:
        workspace: whose titles.
        keys: of the wanted ones, the first one first.
        holder: key of who gets it.
        now: for leases.
    """
    delete_expired(workspace=workspace, now=now)
    held = leased_by_others(workspace=workspace, keys=keys, person=holder, now=now).keys
    free = [key for key in keys if key not in held][:_MAX_TRIED]
    return next((key for key in free if _take_lease(workspace, [key], holder, now)), None)


def delete_expired(*, workspace: Workspace, now: datetime) -> None:
    """Delete leases that nobody renewed for long; one query."""
    _TABLE.sweep("workspace_id = %s AND expires_at <= %s", workspace.pk, now - LEASE)


def take(*, workspace: Workspace, key: int, holder: int, now: datetime) -> bool:
    """Lease one title for a minute, or for another one; False where somebody else has it."""
    return _take_lease(workspace, [key], holder, now) == 1


def hold(*, workspace: Workspace, key: int, person: int, now: datetime) -> LeaseHolder:
    """Take a title that a person has open, or say who has it; two queries at most."""
    if take(workspace=workspace, key=key, holder=person, now=now):
        return LeaseHolder(is_mine=True)
    held = leased_by_others(workspace=workspace, keys=[key], person=person, now=now)
    return LeaseHolder(is_mine=False, open_by=held.open_by.get(key, ""))


def lease_all(*, workspace: Workspace, keys: Collection[int], holder: int, now: datetime) -> bool:
    """Lease several titles for a minute; none of them where somebody else has one."""
    with transaction.atomic():
        is_taken = _take_lease(workspace, keys, holder, now) == len(keys)
        if not is_taken:
            transaction.set_rollback(True)
    return is_taken


def end(*, workspace: Workspace, keys: Collection[int], holder: int, now: datetime) -> None:
    """Note that a person answered titles; call it in the transaction of the answer.

    For the rest of a minute nobody who looked for the next title before the answer gets one of
    them after it. Leases of somebody else stay as they are.
    """
    _take_lease(workspace, keys, holder, now, is_over=True)


def give_back(*, workspace: Workspace, key: int, holder: int) -> None:
    """Free a title that a person goes past; without their lease nothing happens."""
    TitleLease.objects.filter(workspace=workspace, job_title=key, holder=holder).delete()


def leased_by_others(
    *, workspace: Workspace, keys: Collection[int], person: int, now: datetime
) -> LeasedTitles:
    """Return which of these titles others have; one query."""
    rows = TitleLease.objects.filter(workspace=workspace, job_title__in=keys, expires_at__gt=now)
    rows = rows.exclude(holder=person).select_related("holder")
    found = list(rows)
    return LeasedTitles(
        keys=frozenset(row.pk for row in found),
        open_by={row.pk: str(row.holder) for row in found if not row.is_over},
    )


def _take_lease(
    workspace: Workspace,
    keys: Collection[int],
    holder: int,
    now: datetime,
    *,
    is_over: bool = False,
) -> int:
    """Lease those of the titles that nobody else has; return how many."""
    taken = _TABLE.take(
        holder=holder, now=now, workspace=workspace.pk, titles=list(keys), is_over=is_over
    )
    return len(taken)
