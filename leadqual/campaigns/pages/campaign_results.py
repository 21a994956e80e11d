"""What a campaign came to: figures, charts and the pace of each person; the way into a campaign."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.campaigns.pages.campaign_data import campaign_or_404, may_judge, page_context
from leadqual.campaigns.pages.charts import charts_of
from leadqual.campaigns.pages.csv_export import liked_csv
from leadqual.campaigns.selectors import progress_of
from leadqual.campaigns.setup import seeds
from leadqual.campaigns.setup.services import record_campaign_audit
from leadqual.core.files.downloads import CSV, download


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
