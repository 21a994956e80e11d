"""The first page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leadqual.accounts.models import Role
from leadqual.accounts.request_types import WorkspaceRequest
from leadqual.home import selectors
from leadqual.labeling.corrections.selectors import coverage


@require_GET
def dashboard(request: WorkspaceRequest) -> HttpResponse:
    """Show figures, campaigns and what waits."""
    settled = coverage(request.workspace)
    campaigns = selectors.campaign_lines(request.workspace)
    unfinished = [line for line in campaigns if line.n_judged < line.n_total]
    may_judge = Role(request.member.role).includes(Role.QUALIFIER)
    pace = selectors.pace_of(request.workspace, request.user)
    context = {
        "stats": selectors.stats_of(request.workspace, settled),
        "campaigns": campaigns,
        "go_on_url": unfinished[0].url if unfinished and may_judge else "",
        "may_judge": may_judge,
        "may_import": Role(request.member.role).includes(Role.MANAGER),
        "waiting": selectors.waiting_for(
            request.workspace, settled, reader=request.user, role=Role(request.member.role)
        ),
        "pace": pace.by_hour,
        "pace_from": pace.first_hour,
        "pace_words": f"{pace.last_hour:,} in the last hour." if pace.by_hour else "",
    }
    return render(request, "home/dashboard.html", context)
