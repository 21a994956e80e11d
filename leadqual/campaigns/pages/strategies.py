"""What each order of cards would have cost in verdicts: the page behind the owner's choice."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.campaigns.pages.campaign_data import campaign_or_404, page_context
from leadqual.campaigns.ranking import strategy_replay
from leadqual.core.errors import LeadqualError


@route("campaigns/<int:campaign_id>/strategies/", name="strategies")
def orders(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show what the orders would have cost here and in other campaigns; a part while it waits."""
    campaign = campaign_or_404(request, campaign_id)
    context = page_context(request, campaign, "strategies") | {
        "running": strategy_replay.running(campaign),
        "replayed": strategy_replay.last_replay(campaign),
    }
    if request.htmx:
        return render(request, "campaigns/partials/campaign/strategies.html", context)
    context["others"] = strategy_replay.last_replays(request.workspace, but=campaign)
    return render(request, "campaigns/strategies.html", context)


@route(
    "campaigns/<int:campaign_id>/strategies/replay/",
    name="replay",
    methods="POST",
    role=Role.QUALIFIER,
)
def start(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Let a job work out what each order would have cost."""
    campaign = campaign_or_404(request, campaign_id)
    try:
        strategy_replay.start_replay(campaign=campaign, author=request.user)
    except LeadqualError as error:
        messages.info(request, error.message)
    return redirect("campaigns:strategies", campaign.pk)
