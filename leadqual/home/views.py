"""The first page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leadqual.accounts.requests import WorkspaceRequest
from leadqual.home import selectors


@require_GET
def dashboard(request: WorkspaceRequest) -> HttpResponse:
    """Show figures, campaigns and what waits."""
    campaigns = selectors.campaign_lines(request.workspace)
    context = {
        "today": timezone.now(),
        "stats": selectors.stats_of(request.workspace),
        "campaigns": campaigns,
        "go_on": next((line for line in campaigns if line.n_judged < line.n_companies), None),
        "waiting": selectors.waiting_for(request.workspace),
    }
    return render(request, "home/dashboard.html", context)
