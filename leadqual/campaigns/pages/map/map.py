"""The map: companies as points, and a lasso for verdicts on a region."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django_htmx.http import trigger_client_event

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns import map_layout
from leadqual.campaigns.map_data import names_of, points_of
from leadqual.campaigns.models import BulkVerdict, Campaign, Reason
from leadqual.campaigns.pages.campaign_data import campaign_or_404
from leadqual.campaigns.pages.forms import LassoForm
from leadqual.campaigns.pages.map.map_partials import (
    card_context,
    map_context,
    whole_number,
)
from leadqual.campaigns.selectors import companies_of
from leadqual.campaigns.verdicts.services import record_bulk, undo_verdicts
from leadqual.core.pages.undo import ShownErrors, add_undo_message


@route("campaigns/<int:campaign_id>/map/", name="map")
def campaign_map(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the map; its points have their own URL.

    `?region=2` selects a region like a lasso, `?company=7` opens the card of a company.
    """
    campaign = campaign_or_404(request, campaign_id)
    context = map_context(request, campaign)
    company = companies_of(campaign).filter(pk=whole_number(request, "company")).first()
    if company is not None:
        context |= card_context(campaign, company)
    return render(request, "campaigns/map.html", context)


@route("campaigns/<int:campaign_id>/map/points/", name="map_points")
@never_cache
def points(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Send every company of the campaign as a point, 11 bytes each; see `MapPoints.to_bytes`."""
    found = points_of(campaign_or_404(request, campaign_id))
    return HttpResponse(found.to_bytes(), content_type="application/octet-stream")


@route("campaigns/<int:campaign_id>/map/names/", name="map_names")
@never_cache
@gzip_page
def names(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Send the ID and name of every company of the campaign, one per line."""
    text = names_of(campaign_or_404(request, campaign_id))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@route("campaigns/<int:campaign_id>/map/layout/", methods="POST", role=Role.MANAGER)
def lay_out(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Recompute the position of every company of the workspace; can be undone."""
    campaign = campaign_or_404(request, campaign_id)
    if map_layout.recompute_or_enqueue(campaign.workspace_id):
        add_undo_message(request, "The map is recomputed.", "campaigns:undo_layout", campaign.pk)
    else:
        messages.info(
            request, "The map is being recomputed. The current one stays until it is ready."
        )
    return redirect("campaigns:map", campaign.pk)


@route("campaigns/<int:campaign_id>/map/layout/undo/", methods="POST", role=Role.MANAGER)
def undo_layout(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Restore the positions before the last recomputation."""
    campaign = campaign_or_404(request, campaign_id)
    if map_layout.undo_layout(campaign.workspace_id):
        messages.success(request, "Undone: the previous map is restored.")
    else:
        messages.info(request, "Nothing to undo: there is no previous map.")
    return redirect("campaigns:map", campaign.pk)


@route(
    "campaigns/<int:campaign_id>/map/verdict/",
    name="judge_region",
    methods="POST",
    role=Role.QUALIFIER,
)
def judge(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Give the companies of a lasso one bulk verdict, except those that have a verdict."""
    campaign = campaign_or_404(request, campaign_id)
    form = LassoForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Send verdict, companies (1,2,3) and request_id.")
    with ShownErrors(request):
        region = record_bulk(
            campaign=campaign,
            company_ids=form.company_ids(),
            value=Reason.Verdict(form.cleaned_data["verdict"]),
            author=request.user,
            request_id=form.cleaned_data["request_id"],
            none_open="Every company in the selection already has a verdict. Nothing was changed.",
        )
        words = f"{region.done} {region.named}"
        add_undo_message(request, words, "campaigns:undo_region", campaign.pk, region.pk)
    return after_verdict(request, campaign)


@route(
    "campaigns/<int:campaign_id>/map/regions/<int:region_id>/undo/",
    name="undo_region",
    methods="POST",
    role=Role.QUALIFIER,
)
def undo(request: WorkspaceRequest, campaign_id: int, region_id: int) -> HttpResponse:
    """Undo the verdict on a region."""
    campaign = campaign_or_404(request, campaign_id)
    region = get_object_or_404(BulkVerdict, campaign=campaign, pk=region_id)
    undo_verdicts(step=region, person=request.user)
    messages.success(request, f"Undone: {region.value} of {region.named}")
    return after_verdict(request, campaign)


def after_verdict(request: WorkspaceRequest, campaign: Campaign) -> HttpResponse:
    """Respond to a verdict: the parts around the map, and an event to fetch the points."""
    if not request.htmx:
        return redirect("campaigns:map", campaign.pk)
    response = render(
        request, "campaigns/partials/map/response.html", map_context(request, campaign)
    )
    trigger_client_event(response, "region-judged")
    return trigger_client_event(response, "points-changed")
