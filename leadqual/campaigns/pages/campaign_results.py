"""The results page of a campaign: charts of progress and hit rate, and the pace of each person."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.campaign_data import (
    campaign_or_404,
    page_context,
)
from leadqual.campaigns.setup import seeds
from leadqual.campaigns.verdicts.progress import (
    CARDS_PER_POINT,
    HitRate,
    VerdictPace,
    hits_over_time,
    pace_of_people,
    progress_over_time,
)
from leadqual.core.formats import percent, thousands
from leadqual.core.pages.charts import Chart, ChartLine, line_chart

MAX_PEOPLE = 20
"""People whose pace is shown, the fastest first."""

_MAX_GROUPS = 40  # The latest groups of cards; a line of more points is unreadable.


@dataclass(frozen=True, slots=True)
class Charts:
    """Charts of the overview; None or empty if there is no data yet.

    Args:
        progress: companies judged and liked, by time.
        hits: share of likes among cards predicted as likely likes, by group of fifty.
        n_missing: cards until the next share; None before the first card.
        people: pace of each person, the fastest first.
    """

    progress: Chart | None
    hits: Chart | None
    n_missing: int | None
    people: tuple[dict[str, object], ...]


def charts_of(campaign: Campaign) -> Charts:
    """Return the charts of the overview; four queries."""
    groups = hits_over_time(campaign)
    n_open = sum(group.last - group.first + 1 for group in groups if not group.is_whole)
    return Charts(
        progress=_progress_chart(campaign),
        hits=_hit_rate_chart([group for group in groups if group.is_whole]),
        n_missing=CARDS_PER_POINT - n_open if groups else None,
        people=_pace_rows(pace_of_people(campaign)),
    )


def _progress_chart(campaign: Campaign) -> Chart | None:
    progress_points = progress_over_time(campaign)
    if not progress_points:
        return None
    return line_chart(
        [
            ChartLine("judged", [moment.n_judged for moment in progress_points], color=1),
            ChartLine("liked", [moment.n_liked for moment in progress_points], color=2),
        ],
        title="Companies judged and liked",
        points=[moment.name for moment in progress_points],
        points_name="Until the end of",
        words=thousands,
    )


def _hit_rate_chart(groups: list[HitRate]) -> Chart | None:
    """Chart complete groups of fifty; a partial one would look like a drop."""
    groups = groups[-_MAX_GROUPS:]
    if not groups:
        return None
    return line_chart(
        [
            ChartLine("among likely matches", [group.hit_share for group in groups], color=1),
            ChartLine("among all cards", [group.liked_share for group in groups], color=4),
        ],
        title="Share of likes",
        points=[f"{group.first:,}–{group.last:,}" for group in groups],
        points_name="Cards",
        words=percent,
        highest=1,
    )


def _pace_rows(found: list[VerdictPace]) -> tuple[dict[str, object], ...]:
    highest = max((pace.per_hour or 0 for pace in found), default=0)
    return tuple(
        {
            "name": pace.name,
            "n": pace.n,
            "at_work": _duration(pace.working_time),
            "per_hour": pace.per_hour,
            "length": None if pace.per_hour is None else f"{100 * pace.per_hour / highest:.1f}",
        }
        for pace in found[:MAX_PEOPLE]
    )


def _duration(time: timedelta) -> str:
    minutes = round(time / timedelta(minutes=1))
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


@route("campaigns/<int:campaign_id>/results/")
def results(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the progress, the hit rate and the pace of each person."""
    campaign = campaign_or_404(request, campaign_id)
    context = page_context(request, campaign, "results") | {
        "sown": seeds.summarize_seeds(campaign),
        "charts": charts_of(campaign),
    }
    return render(request, "campaigns/results.html", context)
