"""The card next to the map: a company with its score, the reasons for it, and a verdict."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import trigger_client_event

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.pages.campaign_data import campaign_or_404, may_judge
from leadqual.campaigns.pages.forms import VerdictForm
from leadqual.campaigns.pages.map.map_partials import card_context, map_context
from leadqual.campaigns.selectors import companies_of
from leadqual.campaigns.verdicts import services
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.leads.models import Company


@route("campaigns/<int:campaign_id>/map/companies/<int:company_id>/", name="map_card")
def card(request: WorkspaceRequest, campaign_id: int, company_id: int) -> HttpResponse:
    """Show the card of a company: a partial for htmx, else the map page."""
    campaign, company = _campaign_and_company(request, campaign_id, company_id)
    if not request.htmx:
        return redirect(_map_url(campaign, company))
    context = {"campaign": campaign, "may_judge": may_judge(request)}
    context |= card_context(campaign, company)
    return render(request, "campaigns/partials/map/card.html", context)


@route(
    "campaigns/<int:campaign_id>/map/companies/<int:company_id>/verdict/",
    name="judge_on_map",
    methods="POST",
    role=Role.QUALIFIER,
)
def judge(request: WorkspaceRequest, campaign_id: int, company_id: int) -> HttpResponse:
    """Record a verdict on the company of the card; the map does not move."""
    campaign, company = _campaign_and_company(request, campaign_id, company_id)
    form = VerdictForm(request.POST, reasons={})
    if not form.is_valid():
        return HttpResponseBadRequest("Send verdict=like or verdict=dislike.")
    with ShownErrors(request):
        verdict = services.record_verdict(
            campaign=campaign,
            company=company,
            value=Verdict.Value(form.cleaned_data["verdict"]),
            weight=form.cleaned_data["weight"],
            author=request.user,
            request_id=form.cleaned_data["request_id"],
        )
        back = _map_url(campaign, company)
        words = f"{verdict.done} {company.name}"
        add_undo_message(request, words, "campaigns:undo", campaign.pk, verdict.pk, back=back)
    if not request.htmx:
        return redirect(_map_url(campaign, company))
    context = map_context(request, campaign) | card_context(campaign, company)
    response = render(request, "campaigns/partials/map/card_response.html", context)
    return trigger_client_event(response, "points-changed")


def _campaign_and_company(
    request: WorkspaceRequest, campaign_id: int, company_id: int
) -> tuple[Campaign, Company]:
    campaign = campaign_or_404(request, campaign_id)
    return campaign, get_object_or_404(companies_of(campaign), pk=company_id)


def _map_url(campaign: Campaign, company: Company) -> str:
    address = reverse("campaigns:map", args=[campaign.pk])
    return f"{address}?{urlencode({'company': company.pk})}"
