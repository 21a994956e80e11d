"""What a campaign came to: figures, charts and the pace of each person; the way into a campaign."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.campaign_data import campaign_or_404, may_judge, page_context
from leadqual.campaigns.pages.csv_export import liked_csv
from leadqual.campaigns.selectors import progress_of
from leadqual.campaigns.setup import seeds
from leadqual.campaigns.setup.services import record_campaign_audit
from leadqual.campaigns.verdicts.progress import (
    EVERY,
    HitRate,
    VerdictPace,
    hits_over_time,
    paces,
    progress_over_time,
)
from leadqual.core.files.downloads import CSV, download
from leadqual.core.pages.charts import Chart, ChartLine, line_chart
from leadqual.core.templatetags.formats import percent, thousands

MAX_PEOPLE = 20
"""People whose pace is shown, the quickest first."""

_MAX_PARTS = 40  # The latest cards; a line of more points is no longer read.


@dataclass(frozen=True, slots=True)
class PaceRow:
    """The pace of one person, with the length of its bar, 0 to 100; None where it is not known."""

    name: str
    n: int
    at_work: str
    per_hour: float | None
    length: str | None


@dataclass(frozen=True, slots=True)
class Charts:
    """Charts of the overview; None or empty where there is nothing to draw yet.

    Args:
        progress: companies judged and liked, by time.
        hits: share of likes among cards that were likely likes, by fifty cards.
        n_missing: cards until there is a first share, or another one; None without any card.
        people: pace of each person, the quickest first.
    """

    progress: Chart | None
    hits: Chart | None
    n_missing: int | None
    people: tuple[PaceRow, ...]


def charts_of(campaign: Campaign) -> Charts:
    """Draw what the overview shows; four queries."""
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
            ChartLine("judged", [one.n_judged for one in moments], color=1),
            ChartLine("liked", [one.n_liked for one in moments], color=2),
        ],
        title="Companies judged and liked",
        points=[one.name for one in moments],
        points_name="Until the end of",
        words=thousands,
    )


def _hits(parts: list[HitRate]) -> Chart | None:
    """Draw whole groups of fifty: one that has just begun would look like a fall to nothing."""
    parts = parts[-_MAX_PARTS:]
    if not parts:
        return None
    return line_chart(
        [
            ChartLine("among likely matches", [one.hit_share for one in parts], color=1),
            ChartLine("among all cards", [one.liked_share for one in parts], color=4),
        ],
        title="Share of likes",
        points=[f"{one.first:,}–{one.last:,}" for one in parts],
        points_name="Cards",
        words=percent,
        highest=1,
    )


def _people(found: list[VerdictPace]) -> tuple[PaceRow, ...]:
    highest = max((one.per_hour or 0 for one in found), default=0)
    return tuple(
        PaceRow(
            name=one.name,
            n=one.n,
            at_work=_written(one.at_work),
            per_hour=one.per_hour,
            length=None if one.per_hour is None else f"{100 * one.per_hour / highest:.1f}",
        )
        for one in found[:MAX_PEOPLE]
    )


def _written(time: timedelta) -> str:
    minutes = round(time / timedelta(minutes=1))
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


@route("campaigns/<int:campaign_id>/", name="campaign")
def open_campaign(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Lead to what there is to do: judge companies, go after the best, or see what came of it."""
    found = campaign_or_404(request, campaign_id)
    progress = progress_of([found])[found.pk]
    page = "results"
    if may_judge(request) and found.archived_at is None and progress.n_to_ask:
        page = "queue"
    elif progress.n_liked:
        page = "recommendations"
    return redirect(f"campaigns:{page}", found.pk)


@route("campaigns/<int:campaign_id>/results/liked.csv", role=Role.QUALIFIER)
def export_liked(request: WorkspaceRequest, campaign_id: int) -> StreamingHttpResponse:
    """Send the liked companies of the campaign as CSV."""
    found = campaign_or_404(request, campaign_id)
    lines = liked_csv(found)
    record_campaign_audit(found, "campaign.likes_exported", author=request.user)
    return download(lines, name=f"liked-companies-{found.pk}.csv", content_type=CSV)


@route("campaigns/<int:campaign_id>/results/")
def results(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show how far a campaign is, how often it is right, and how fast people are."""
    found = campaign_or_404(request, campaign_id)
    context = page_context(request, found, "results") | {
        "sown": seeds.sown_in(found),
        "charts": charts_of(found),
    }
    return render(request, "campaigns/results.html", context)
