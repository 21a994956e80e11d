"""`/` in the queue: find a company by name or domain and review it."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from leadqual.accounts.models import Role, User
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.pages.campaign_data import came_from, campaign_or_404
from leadqual.campaigns.pages.queue.queue_filters import QueueFilters, filters_of, keep_filters
from leadqual.campaigns.selectors import companies_of, latest_verdicts, live_leases
from leadqual.campaigns.verdicts import leases
from leadqual.core import clock
from leadqual.leads.models import Company
from leadqual.search.query.query import params_of
from leadqual.search.results.company_names import find_companies

_MAX_SHOWN = 20


@route("campaigns/<int:campaign_id>/find/", role=Role.QUALIFIER)
def find(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the companies of a campaign that match `?q=`, and their verdicts."""
    campaign = campaign_or_404(request, campaign_id)
    words = request.GET.get("q", "")[:120]
    found = find_companies(companies_of(campaign), words, most=_MAX_SHOWN)
    queue_url = came_from(request) or reverse("campaigns:queue", args=[campaign.pk])
    context = {
        "campaign": campaign,
        "words": words,
        "queue_url": queue_url,
        "find_url": f"{request.path}?{urlencode({'next': queue_url})}",
        "rows": _rows(campaign, request.user, found),
        "here": f"{request.path}?{urlencode({'q': words, 'next': queue_url})}",
    }
    return render(request, "campaigns/find.html", context)


def _rows(
    campaign: Campaign, person: User, companies: Sequence[Company]
) -> list[dict[str, object]]:
    """Return each company with its lease holder, the person's verdict and the current one."""
    keys = [company.pk for company in companies]
    holders = live_leases(campaign, now=clock.now())
    current = Verdict.objects.filter(campaign=campaign, company__in=keys, is_current=True)
    own = {verdict.company_id: verdict for verdict in current.filter(author=person)}
    counts = latest_verdicts([campaign]).filter(company__in=keys).select_related("author")
    counting = {verdict.company_id: verdict for verdict in counts}
    return [
        {
            "company": company,
            "own": own.get(company.pk),
            "counts": counting.get(company.pk),
            "is_held": holders.get(company.pk, person.pk) != person.pk,
        }
        for company in companies
    ]


def _filters_matching(request: WorkspaceRequest, company: Company) -> QueueFilters:
    """Return the filters that the person came with if the company matches them, else none."""
    filters = filters_of(request.workspace, params_of(came_from(request)))
    if filters.matching_ids is not None and company.pk not in filters.matching_ids:
        return filters_of(request.workspace, {})
    return filters


@route(
    "campaigns/<int:campaign_id>/companies/<int:company_id>/pick/",
    methods="POST",
    role=Role.QUALIFIER,
)
def pick(request: WorkspaceRequest, campaign_id: int, company_id: int) -> HttpResponse:
    """Make a company the person's card, unless somebody else has it."""
    campaign = campaign_or_404(request, campaign_id)
    company: Company = get_object_or_404(companies_of(campaign), pk=company_id)
    taken = leases.lease_first(
        campaign=campaign, company_ids=[company.pk], holder=request.user, now=clock.now()
    )
    if taken is not None:
        filters = _filters_matching(request, company)
        keep_filters(request, campaign, filters.text)
        return redirect(filters.url(campaign))
    words = (
        f"{company.name} already has a verdict, or a colleague has it open. Nothing was changed."
    )
    messages.info(request, words)
    query = urlencode({"q": company.name})
    return redirect(f"{reverse('campaigns:find', args=[campaign.pk])}?{query}")
