"""Read figures, campaigns and a person's pace for the home page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, Max, OuterRef, Subquery, Sum, When
from django.db.models.functions import Greatest, TruncDate
from django.template.defaultfilters import pluralize
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.selectors import campaigns_of, likes_and_dislikes, progress_of
from leadqual.core import clock
from leadqual.core.formats import percent
from leadqual.home.changes_since import Change
from leadqual.labeling.corrections.selectors import Coverage
from leadqual.leads.models import RecordSum
from leadqual.monitoring.daily_profiles import day_begins

MAX_CAMPAIGNS = 20
DAYS = 14
"""Number of days in the small chart of a campaign."""


@dataclass(frozen=True, slots=True)
class Stat:
    """One figure with its label and a link to its rows."""

    value: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """Progress of a campaign.

    Args:
        url: its queue.
        results: its verdicts.
        n_judged: companies with a like or dislike.
        n_total: companies in it.
        liked_share: of the judged companies, 0 to 1; None if too few are judged.
        in_last_hour: number of verdicts.
        by_day: number of verdicts on each of the last days, today last.
        worked_at: when the reader last gave a verdict in it or created it; None if neither.
    """

    key: int
    name: str
    url: str
    results: str
    n_judged: int
    n_total: int
    liked_share: float | None
    in_last_hour: int
    by_day: tuple[int, ...]
    worked_at: datetime | None = None


def list_stats(workspace: Workspace, settled: Coverage, today: Change) -> list[Stat]:
    """Return the figures at the top; one query.

    Args:
        workspace: whose.
        settled: sums over its titles.
        today: number of verdicts today.
    """
    n_people, n_companies = _count_records(workspace)
    share = percent(settled.share if settled.n_people else None, 1)
    return [
        Stat(f"{n_people:,}", pluralize(n_people, "person,people"), reverse("search:people")),
        Stat(
            f"{n_companies:,}",
            pluralize(n_companies, "company,companies"),
            reverse("search:companies"),
        ),
        Stat(f"{today.n:,}", f"{today.words} today", today.url),
        Stat(share, "of people have a confirmed title", reverse("labeling:done")),
    ]


def _count_records(workspace: Workspace) -> tuple[int, int]:
    """Return the numbers of people and companies."""
    sums = RecordSum.objects.filter(workspace=workspace).aggregate(
        people=Sum("n_contacts", default=0), companies=Sum("n_companies", default=0)
    )
    return int(sums["people"]), int(sums["companies"])


def campaign_lines(workspace: Workspace, reader: User) -> list[CampaignLine]:
    """Return the campaigns that are not archived, newest first; four queries."""
    own_verdicts = Verdict.objects.filter(campaign=OuterRef("pk"), author=reader, undone_at=None)
    judged = (
        own_verdicts.order_by().values("campaign").annotate(last=Max("created_at")).values("last")
    )
    created = Case(When(author=reader, then=F("created_at")))
    rows = campaigns_of(workspace).annotate(worked_at=Greatest(Subquery(judged), created))
    campaigns = list(rows.filter(archived_at=None)[:MAX_CAMPAIGNS])
    progress = progress_of(campaigns)
    by_day = _verdicts_by_day(campaigns)
    return [
        CampaignLine(
            key=row.pk,
            name=row.name,
            url=reverse("campaigns:queue", args=[row.pk]),
            results=reverse("campaigns:results", args=[row.pk]),
            n_judged=progress[row.pk].n_judged,
            n_total=progress[row.pk].n_companies,
            liked_share=progress[row.pk].liked_share,
            in_last_hour=progress[row.pk].n_last_hour,
            by_day=by_day[row.pk],
            worked_at=row.worked_at,
        )
        for row in campaigns
    ]


def last_worked_on(lines: Sequence[CampaignLine]) -> CampaignLine | None:
    """Return the campaign that the reader last worked in or created, if any."""
    own_verdicts = [(line.worked_at, line.key, line) for line in lines if line.worked_at]
    return max(own_verdicts)[-1] if own_verdicts else None


def _verdicts_by_day(campaigns: Sequence[Campaign]) -> dict[int, tuple[int, ...]]:
    """Count the verdicts of campaigns on each of the last days; one query."""
    first = clock.now().date() - timedelta(days=DAYS - 1)
    counts: defaultdict[int, dict[date, int]] = defaultdict(dict)
    verdicts = likes_and_dislikes().filter(
        campaign__in=campaigns, created_at__gte=day_begins(first)
    )
    rows = verdicts.order_by()
    found = rows.annotate(day=TruncDate("created_at")).values_list("campaign", "day")
    for campaign, day, n in found.annotate(n=Count("pk")):
        counts[campaign][day] = n
    days = [first + timedelta(days=n) for n in range(DAYS)]
    return {row.pk: tuple(counts[row.pk].get(day, 0) for day in days) for row in campaigns}


@dataclass(frozen=True, slots=True)
class TodayPace:
    """One person's verdicts today.

    Args:
        by_hour: number of verdicts in each hour from `first_hour`; empty if there are none.
        first_hour: UTC.
        last_hour: number of verdicts in the last sixty minutes.
    """

    by_hour: tuple[int, ...]
    first_hour: int
    last_hour: int


def count_pace(workspace: Workspace, user: User) -> TodayPace:
    """Count a person's verdicts today by hour; one query."""
    now = clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    verdicts = likes_and_dislikes().filter(
        workspace=workspace, author=user, created_at__gte=midnight
    )
    times = list(verdicts.values_list("created_at", flat=True))
    if not times:
        return TodayPace((), 0, 0)
    first = min(time.hour for time in times)
    by_hour = tuple(sum(time.hour == hour for time in times) for hour in range(first, now.hour + 1))
    recent = sum(time > now - timedelta(hours=1) for time in times)
    return TodayPace(by_hour, first, recent)
