"""Results of a campaign: figures, charts, pace, agreement, history and exports."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.campaign_data import (
    campaign_or_404,
    may_judge,
    page_context,
)
from leadqual.campaigns.selectors import progress_of
from leadqual.campaigns.setup import seeds
from leadqual.campaigns.verdicts.progress import (
    EVERY,
    HitRate,
    VerdictPace,
    hits_over_time,
    paces,
    progress_over_time,
)
from leadqual.core.formats import percent, thousands
from leadqual.core.pages.charts import Chart, ChartLine, line_chart

MAX_PEOPLE = 20
"""People whose pace is shown, the fastest first."""

_MAX_PARTS = 40  # The latest groups of cards; a line of more points is unreadable.


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
    parts = hits_over_time(campaign)
    n_open = sum(part.last - part.first + 1 for part in parts if not part.is_whole)
    return Charts(
        progress=_progress(campaign),
        hits=_hits([part for part in parts if part.is_whole]),
        n_missing=EVERY - n_open if parts else None,
        people=_people(paces(campaign)),
    )


def _progress(campaign: Campaign) -> Chart | None:
    moments = progress_over_time(campaign)
    if not moments:
        return None
    return line_chart(
        [
            ChartLine("judged", [moment.n_judged for moment in moments], color=1),
            ChartLine("liked", [moment.n_liked for moment in moments], color=2),
        ],
        title="Companies judged and liked",
        points=[moment.name for moment in moments],
        points_name="Until the end of",
        words=thousands,
    )


def _hits(parts: list[HitRate]) -> Chart | None:
    """Chart complete groups of fifty; a partial one would look like a drop."""
    parts = parts[-_MAX_PARTS:]
    if not parts:
        return None
    return line_chart(
        [
            ChartLine("among likely matches", [part.hit_share for part in parts], color=1),
            ChartLine("among all cards", [part.liked_share for part in parts], color=4),
        ],
        title="Share of likes",
        points=[f"{part.first:,}–{part.last:,}" for part in parts],
        points_name="Cards",
        words=percent,
        highest=1,
    )


def _people(found: list[VerdictPace]) -> tuple[dict[str, object], ...]:
    highest = max((pace.per_hour or 0 for pace in found), default=0)
    return tuple(
        {
            "name": pace.name,
            "n": pace.n,
            "at_work": _written(pace.at_work),
            "per_hour": pace.per_hour,
            "length": None if pace.per_hour is None else f"{100 * pace.per_hour / highest:.1f}",
        }
        for pace in found[:MAX_PEOPLE]
    )


def _written(time: timedelta) -> str:
    minutes = round(time / timedelta(minutes=1))
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


@route("campaigns/<int:campaign_id>/", name="campaign")
def open_campaign(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Redirect to the next step: the queue, the recommendations or the results."""
    found = campaign_or_404(request, campaign_id)
    progress = progress_of([found])[found.pk]
    page = "results"
    if may_judge(request) and found.archived_at is None and progress.n_to_ask:
        page = "queue"
    elif progress.n_liked:
        page = "recommendations"
    return redirect(f"campaigns:{page}", found.pk)


@route("campaigns/<int:campaign_id>/results/")
def results(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the progress, the hit rate and the pace of each person."""
    found = campaign_or_404(request, campaign_id)
    context = page_context(request, found, "results") | {
        "sown": seeds.sown_in(found),
        "charts": charts_of(found),
    }
    return render(request, "campaigns/results.html", context)
