"""The map: companies as points, and a lasso that judges a region as one step."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from leadqual.accounts.models import Role
from leadqual.accounts.requests import WorkspaceRequest, needs_role
from leadqual.core.errors import LeadqualError
from leadqual.matching import regions
from leadqual.matching.forms import RegionForm
from leadqual.matching.models import Campaign, Reason, Region
from leadqual.matching.plane import points_of
from leadqual.matching.views.shared import campaign_or_404, page_context

_SAID = {"like": "Liked", "dislike": "Disliked"}


@require_GET
def campaign_map(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the map; its points come from an address of their own."""
    found = campaign_or_404(request, campaign_id)
    return render(request, "matching/map.html", _context(request, found))


def _context(request: WorkspaceRequest, found: Campaign) -> dict[str, object]:
    return page_context(request, found, "map") | {
        "last_region": regions.last_region(found, request.user),
        "request_id": uuid.uuid4(),
    }


@require_GET
@never_cache
def points(request: WorkspaceRequest, campaign_id: int) -> JsonResponse:
    """Send every company of the campaign as a point, in arrays of one order."""
    found = points_of(campaign_or_404(request, campaign_id))
    return JsonResponse(
        {
            "ids": found.company_ids,
            "names": found.names,
            "places": found.places,
            "verdicts": found.verdicts,
            "waiting": found.n_waiting,
        }
    )


@require_POST
@needs_role(Role.QUALIFIER)
def judge(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Give the open companies of a lasso one verdict, as one step."""
    found = campaign_or_404(request, campaign_id)
    form = RegionForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Send verdict, companies (1,2,3) and request_id.")
    try:
        region = regions.judge_region(
            campaign=found,
            company_ids=form.company_ids(),
            value=Reason.Verdict(form.cleaned_data["verdict"]),
            author=request.user,
            request_id=form.cleaned_data["request_id"],
        )
    except LeadqualError as error:
        messages.error(request, error.message)
    else:
        undo_url = reverse("matching:undo_region", args=[found.pk, region.pk])
        words = f"{_SAID[region.value]} {_companies(region)}"
        messages.success(request, words, extra_tags=f"undo:{undo_url}")
    return _after(request, found)


@require_POST
@needs_role(Role.QUALIFIER)
def undo(request: WorkspaceRequest, campaign_id: int, region_id: int) -> HttpResponse:
    """Take a region back, all of it."""
    found = campaign_or_404(request, campaign_id)
    region = get_object_or_404(Region, campaign=found, pk=region_id)
    regions.undo_region(region=region, person=request.user)
    messages.success(request, f"Undone: {region.value} of {_companies(region)}")
    return _after(request, found)


def _companies(region: Region) -> str:
    return "1 company" if region.n_companies == 1 else f"{region.n_companies:,} companies"


def _after(request: WorkspaceRequest, found: Campaign) -> HttpResponse:
    if not request.htmx:
        return redirect("matching:map", found.pk)
    response = render(request, "matching/_map_answer.html", _context(request, found))
    return trigger_client_event(response, "points-changed")
