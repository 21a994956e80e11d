"""Intents of replies by campaign and week: numbers, shares, and how sure the shares are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count
from django.db.models.functions import TruncWeek

from classifiers.evaluation.human_evaluation import wilson
from classifiers.replies.intents import INTENT_TABLE
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.replies.models import Reply
from leadqual.search.index.list_members import companies_asked_about

MAX_WEEKS = 52
DEFAULT_WEEKS = 12


@dataclass(frozen=True, slots=True)
class WeekShare:
    """How many replies of a week have an intent.

    Args:
        week: its Monday, UTC.
        n: replies with the intent.
        n_all: replies of the week.
        low: lower end of the share's interval (Wilson, 95 %).
        high: upper end.
    """

    week: date
    n: int
    n_all: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """Return the share; None in a week without replies."""
        return self.n / self.n_all if self.n_all else None


@dataclass(frozen=True, slots=True)
class IntentWeeks:
    """An intent week by week, the oldest first."""

    intent: str
    label: str
    weeks: tuple[WeekShare, ...]

    @property
    def n(self) -> int:
        return sum(one.n for one in self.weeks)


def weekly_intents(
    workspace: Workspace, *, campaign: int | None = None, n_weeks: int = DEFAULT_WEEKS
) -> list[IntentWeeks]:
    """Return the intents that occurred, the most frequent first; one query.

    Args:
        workspace: whose replies.
        campaign: only replies of people at companies that it asks about; None for all.
        n_weeks: up to and with this one, at most `MAX_WEEKS`.
    """
    this_week = _monday(clock.now().astimezone(UTC).date())
    weeks = [this_week - timedelta(weeks=n) for n in range(min(n_weeks, MAX_WEEKS))][::-1]
    begin = datetime.combine(weeks[0], time.min, tzinfo=UTC)
    rows = Reply.objects.filter(workspace=workspace, received_at__gte=begin).exclude(intent="")
    if campaign is not None:
        asked_about = companies_asked_about([str(campaign)])
        rows = rows.filter(contact__company__in=asked_about.values("pk"))
    found = rows.order_by().annotate(week=TruncWeek("received_at", tzinfo=UTC))
    counts: dict[tuple[str, date], int] = {}
    for intent, week, n in found.values_list("intent", "week").annotate(Count("pk")):
        counts[intent, week.date()] = n
    totals = {week: sum(n for (_, at), n in counts.items() if at == week) for week in weeks}
    rows_of = [
        _row(intent.slug, intent.label, counts, totals)
        for intent in INTENT_TABLE
        if any(slug == intent.slug for slug, _ in counts)
    ]
    return sorted(rows_of, key=lambda row: -row.n)


def _row(
    slug: str, label: str, counts: Mapping[tuple[str, date], int], totals: Mapping[date, int]
) -> IntentWeeks:
    weeks = []
    for week, n_all in totals.items():
        n = counts.get((slug, week), 0)
        low, high = wilson(n, n_all)
        weeks.append(WeekShare(week, n, n_all, low, high))
    return IntentWeeks(slug, label, tuple(weeks))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
