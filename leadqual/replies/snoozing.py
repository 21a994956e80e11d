"""Hide replies from the inbox until a day, and bring them back before it."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.replies.models import Reply

MAX_DAYS = 366
MAX_REPLIES = 500
"""Replies of one step."""


@transaction.atomic
def snooze_replies(
    *, workspace: Workspace, reply_ids: Collection[int], until: date, author: User
) -> list[Reply]:
    """Hide replies from the inbox until a day; on that day they return, above older ones.

    Nothing else about them changes, and other searches, exports and the API still find them.

    Args:
        workspace: replies of others are passed over.
        reply_ids: at most `MAX_REPLIES`.
        until: the first day on which they are there again, UTC.
        author: kept with each.

    Raises:
        LeadqualError: the day has come already, or is more than a year ahead; nothing is hidden.
    """
    today = clock.now().astimezone(UTC).date()
    if not today < until <= today + timedelta(days=MAX_DAYS):
        raise LeadqualError(
            "Choose a day from tomorrow on, within a year. Nothing was snoozed.",
            WrongValue("until"),
            code="snooze_day",
            status=422,
        )
    replies = _locked(workspace, reply_ids)
    for reply in replies:
        before = _day_of(reply)
        reply.snoozed_until = datetime.combine(until, time.min, tzinfo=UTC)
        reply.snoozed_at, reply.snoozed_by = clock.now(), author
        _save(reply, author, "reply.snoozed", before)
    return replies


@transaction.atomic
def return_replies(
    *, workspace: Workspace, reply_ids: Collection[int], author: User
) -> list[Reply]:
    """Bring hidden replies back to the inbox now, each to its former place.

    Returns:
        Those that were hidden; all others are left as they are.
    """
    replies = [reply for reply in _locked(workspace, reply_ids) if reply.is_snoozed]
    for reply in replies:
        before = _day_of(reply)
        reply.snoozed_until = reply.snoozed_at = reply.snoozed_by = None
        _save(reply, author, "reply.unsnoozed", before)
    return replies


def _locked(workspace: Workspace, reply_ids: Collection[int]) -> list[Reply]:
    """Lock replies in one order, so that two people cannot block each other."""
    rows = Reply.objects.select_for_update(of=("self",)).filter(workspace=workspace)
    return list(rows.filter(pk__in=list(reply_ids)[:MAX_REPLIES]).order_by("pk"))


def _day_of(reply: Reply) -> str | None:
    return f"{reply.snoozed_until:%Y-%m-%d}" if reply.is_snoozed else None


def _save(reply: Reply, author: User, action: str, before: str | None) -> None:
    reply.save(update_fields=["snoozed_until", "snoozed_at", "snoozed_by"])
    record_audit(
        workspace=reply.workspace,
        actor=author,
        action=action,
        subject=f"reply:{reply.pk}",
        name=reply.audit_name,
        before={"snoozed_until": before},
        after={"snoozed_until": _day_of(reply)},
    )
