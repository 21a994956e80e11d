"""The most frequent intents of replies, by day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.urls import reverse

from classifiers.replies.intents import INTENT_TABLE
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.monitoring.daily_profiles import day_begins
from leadqual.replies.models import Reply

DAYS = 28
MAX_INTENTS = 6
_INTENT_LABELS = {intent.slug: intent.label for intent in INTENT_TABLE}


@dataclass(frozen=True, slots=True)
class IntentTrend:
    """Replies of one intent.

    Args:
        name: for people.
        category: one of `Reply.Category`.
        n: number of replies in the period.
        by_day: number of replies on each day, oldest first.
        url: the inbox with these replies.
    """

    name: str
    category: str
    n: int
    by_day: tuple[int, ...]
    url: str


def reply_trends(workspace: Workspace) -> list[IntentTrend]:
    """Return the most frequent intents of the last four weeks, most frequent first; one query."""
    today = clock.now().date()
    first = today - timedelta(days=DAYS - 1)
    rows = (
        Reply.objects.filter(workspace=workspace, received_at__gte=day_begins(first))
        .exclude(intent="")
        .order_by()
        .annotate(day=TruncDate("received_at"))
        .values_list("intent", "category", "day")
        .annotate(n=Count("pk"))
    )
    days: defaultdict[tuple[str, str], dict[date, int]] = defaultdict(dict)
    for intent, category, day, n in rows:
        days[intent, category][day] = n
    order = sorted(days, key=lambda key: (-sum(days[key].values()), key))
    return [_trend(key, days[key], first) for key in order[:MAX_INTENTS]]


def _trend(key: tuple[str, str], days: dict[date, int], first: date) -> IntentTrend:
    intent, category = key
    return IntentTrend(
        name=_INTENT_LABELS.get(intent, intent),
        category=category,
        n=sum(days.values()),
        by_day=tuple(days.get(first + timedelta(days=n), 0) for n in range(DAYS)),
        url=f"{reverse('replies:inbox')}?intent={intent}&since={first.isoformat()}",
    )
