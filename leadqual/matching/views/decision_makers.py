"""Decision makers of the first or ticked companies of a ranking, on the page of `leads`."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from leadqual.accounts.models import Role
from leadqual.accounts.requests import WorkspaceRequest, needs_role
from leadqual.leads.decision_makers import MOST_COMPANIES
from leadqual.leads.search import is_key
from leadqual.leads.views_decision_makers import Source, decision_makers_page
from leadqual.matching.campaigns import check_weights
from leadqual.matching.forms import WeightsForm
from leadqual.matching.models import Campaign
from leadqual.matching.ranking import recommendations, usual_weights
from leadqual.matching.views.shared import campaign_or_404

USUAL_COMPANIES = 50
_MOST_DIGITS = 9


@require_http_methods(["GET", "POST"])
@needs_role(Role.QUALIFIER)
def decision_makers(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Choose among the people of the first companies: `?first=50`, ranked by these sliders.

    Ticked ones come as `?company=1&company=2`, or the same as a form.
    """
    campaign = campaign_or_404(request, campaign_id)
    form = WeightsForm(request.GET)
    weights = form.weights() if form.is_valid() else {}
    sliders = [(f"w_{name}", f"{weight:g}") for name, weight in weights.items()]
    if request.method == "POST" and "request_id" not in request.POST:
        return _of_ticked(request, campaign, sliders)
    ticked = _keys(request.GET.getlist("company"))
    first = _first(request)
    pairs = [("company", str(key)) for key in ticked] or [("first", str(first))]
    source = Source(
        path=request.path,
        pairs=[*pairs, *sliders],
        # Whoever posts adds the people of the companies that were shown, not of today's ranking.
        company_ids=[] if request.method == "POST" else ticked or _ranked(campaign, weights, first),
        back_url=_back(campaign, sliders),
        back_words=campaign.name,
    )
    return decision_makers_page(request, source)


def _of_ticked(
    request: WorkspaceRequest, campaign: Campaign, sliders: Sequence[tuple[str, str]]
) -> HttpResponse:
    """Go to the address of the ticked companies; without any, back to the list."""
    ticked = _keys(request.POST.getlist("company"))
    if not ticked:
        messages.info(request, "Tick companies first. Nothing was changed.")
        return redirect(_back(campaign, sliders))
    query = [*(("company", str(key)) for key in ticked), *sliders]
    return redirect(f"{request.path}?{urlencode(query)}")


def _keys(values: Sequence[str]) -> list[int]:
    return list(dict.fromkeys(int(one) for one in values if is_key(one)))[:MOST_COMPANIES]


def _first(request: WorkspaceRequest) -> int:
    sent = request.GET.get("first", "")
    is_number = sent.isascii() and sent.isdigit() and len(sent) <= _MOST_DIGITS
    return min(max(int(sent), 1), MOST_COMPANIES) if is_number else USUAL_COMPANIES


def _back(campaign: Campaign, sliders: Sequence[tuple[str, str]]) -> str:
    """Return the ranking as it was: with its sliders."""
    url = reverse("matching:recommendations", args=[campaign.pk])
    return f"{url}?{urlencode(sliders)}" if sliders else url


def _ranked(campaign: Campaign, weights: dict[str, float], first: int) -> list[int]:
    check_weights({**usual_weights(), **campaign.weights, **weights})
    return [row.company.pk for row in recommendations(campaign, weights=weights, size=first).rows]
