"""Verdicts of a campaign, including undone ones: by filters, and the latest of a person."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.selectors import history_of

N_RECENT = 10
"""Own verdicts on the page to change them."""

_CONDITIONS = {
    "counts": Q(is_current=True),
    "replaced": Q(is_current=False, undone_at=None),
    "undone": Q(undone_at__isnull=False),
}
"""State of a verdict → what its row has."""


class VerdictState(StrEnum):
    """Whether a verdict counts."""

    COUNTS = "counts"
    REPLACED = "replaced"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Filters of verdicts; None or empty means any.

    Args:
        value: like, dislike or skip.
        author: ID of the author.
        reason: ID of one of its reasons.
        company: part of the company name.
        since: first day, in UTC.
        until: last day, in UTC.
    """

    value: str = ""
    author: int | None = None
    reason: int | None = None
    state: str = ""
    company: str = ""
    since: date | None = None
    until: date | None = None

    def to_query(self) -> str:
        """Return the query string of the filters that are set."""
        parts: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        return urlencode({name: part for name, part in parts.items() if part not in ("", None)})


def filter_verdicts(campaign: Campaign, filters: Filters) -> QuerySet[Verdict]:
    """Return the verdicts of a campaign that match filters, latest first."""
    verdicts = history_of(campaign)
    if filters.value:
        verdicts = verdicts.filter(value=filters.value)
    if filters.author is not None:
        verdicts = verdicts.filter(author=filters.author)
    if filters.reason is not None:
        verdicts = verdicts.filter(reasons=filters.reason)
    if filters.state:
        verdicts = verdicts.filter(_CONDITIONS[filters.state])
    if filters.company:
        verdicts = verdicts.filter(company__name__icontains=filters.company)
    if filters.since is not None:
        verdicts = verdicts.filter(created_at__date__gte=filters.since)
    if filters.until is not None:
        verdicts = verdicts.filter(created_at__date__lt=filters.until + timedelta(days=1))
    return verdicts


def authors_of(campaign: Campaign) -> Sequence[User]:
    """Return all authors of verdicts in a campaign, by name."""
    given = Verdict.objects.filter(campaign=campaign).order_by().values("author").distinct()
    return sorted(
        User.objects.filter(pk__in=given), key=lambda author: (str(author).casefold(), author.pk)
    )


def recent_verdicts(campaign: Campaign, person: User) -> list[Verdict]:
    """Return the last verdicts of a person that count, the latest first, `N_RECENT` at most."""
    return list(history_of(campaign).filter(author=person, is_current=True)[:N_RECENT])


def reasons_of(campaign: Campaign, verdict: Verdict) -> list[Reason]:
    """Return the reasons that a verdict can have: current ones, and those it has."""
    kept = {reason.pk for reason in verdict.reasons.all()}
    listed = [
        reason
        for reason in campaign.reasons.all()
        if reason.position is not None or reason.pk in kept
    ]
    return sorted(listed, key=lambda one: (one.verdict, one.position or math.inf, one.pk))
