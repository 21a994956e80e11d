"""Decision makers at the top or selected companies of a ranking, on the page of `leads`."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.campaign_data import campaign_or_404
from leadqual.campaigns.pages.forms import WeightsForm
from leadqual.campaigns.ranking.cards import Recommendation
from leadqual.campaigns.ranking.ranked_list import default_weights, recommendations
from leadqual.campaigns.setup.services import check_weights
from leadqual.search.lists.decision_makers import MAX_COMPANIES
from leadqual.search.pages.decision_makers import DecisionMakerSource, decision_makers_page
from leadqual.search.pages.record_routes import report_missing_records
from leadqual.search.query.query import is_key

DEFAULT_COMPANIES = 50
_MAX_DIGITS = 9


@route(
    "campaigns/<int:campaign_id>/recommendations/decision-makers/",
    methods="GET POST",
    role=Role.QUALIFIER,
)
@report_missing_records("company", methods=("GET",))
def decision_makers(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Choose among the people of the top companies: `?first=50`, ranked by the given sliders.

    Only companies that are likely matches or lean that way, unless `unlikely=1` includes all.
    Selected companies (`?company=1&company=2`, or a form) are all included.
    """
    campaign = campaign_or_404(request, campaign_id)
    form = WeightsForm(request.GET)
    weights = form.weights() if form.is_valid() else {}
    sliders = [(f"w_{name}", f"{weight:g}") for name, weight in weights.items()]
    if request.method == "POST" and "request_id" not in request.POST:
        return _redirect_to_selected(request, campaign, sliders)
    selected_ids = _company_ids(request.GET.getlist("company"))
    first = _top_count(request)
    pairs = [("company", str(key)) for key in selected_ids] or [("first", str(first)), *sliders]
    includes_unlikely = request.GET.get("unlikely") == "1"
    source = DecisionMakerSource(
        path=request.path,
        pairs=[*pairs, ("unlikely", "1")] if includes_unlikely else pairs,
        company_ids=selected_ids,
        back_url=_ranking_url(campaign, sliders),
        back_label=campaign.name,
    )
    # A post adds the people of the companies that were shown, not of the current ranking.
    if request.method != "POST" and not selected_ids:
        source = _top_source(
            source,
            _read_ranking(campaign, weights, first),
            pairs,
            includes_unlikely=includes_unlikely,
        )
    return decision_makers_page(request, source)


def _top_source(
    source: DecisionMakerSource,
    rows: Sequence[Recommendation],
    pairs: Sequence[tuple[str, str]],
    *,
    includes_unlikely: bool,
) -> DecisionMakerSource:
    """Return the top companies of the ranking, and which of them are left out."""
    likely = [row.company.pk for row in rows if row.why is None or row.why.color == "like"]
    n_unlikely = len(rows) - len(likely)
    if not n_unlikely:
        return replace(source, company_ids=likely)
    verb = "is" if n_unlikely == 1 else "are"
    here = f"{source.path}?{urlencode(pairs)}"
    if includes_unlikely:
        return replace(
            source,
            company_ids=[row.company.pk for row in rows],
            notice=f"{n_unlikely:,} of these {len(rows):,} companies {verb} not a likely match.",
            other_label="Exclude them",
            other_url=here,
        )
    return replace(
        source,
        company_ids=likely,
        notice=f"{n_unlikely:,} of the first {len(rows):,} companies {verb} excluded: not a "
        "likely match.",
        other_label="Show all",
        other_url=f"{here}&unlikely=1",
    )


def _redirect_to_selected(
    request: WorkspaceRequest, campaign: Campaign, sliders: Sequence[tuple[str, str]]
) -> HttpResponse:
    """Redirect to the URL of the selected companies; to the list if there are none."""
    selected_ids = _company_ids(request.POST.getlist("company"))
    if not selected_ids:
        messages.info(request, "Select companies first. Nothing was changed.")
        return redirect(_ranking_url(campaign, sliders))
    query = [*(("company", str(key)) for key in selected_ids), *sliders]
    return redirect(f"{request.path}?{urlencode(query)}")


def _company_ids(values: Sequence[str]) -> list[int]:
    return list(dict.fromkeys(int(value) for value in values if is_key(value)))[:MAX_COMPANIES]


def _top_count(request: WorkspaceRequest) -> int:
    sent = request.GET.get("first", "")
    is_number = sent.isascii() and sent.isdigit() and len(sent) <= _MAX_DIGITS
    return min(max(int(sent), 1), MAX_COMPANIES) if is_number else DEFAULT_COMPANIES


def _ranking_url(campaign: Campaign, sliders: Sequence[tuple[str, str]]) -> str:
    """Return to the ranking with the same sliders."""
    url = reverse("campaigns:recommendations", args=[campaign.pk])
    return f"{url}?{urlencode(sliders)}" if sliders else url


def _read_ranking(
    campaign: Campaign, weights: dict[str, float], first: int
) -> Sequence[Recommendation]:
    check_weights({**default_weights(), **campaign.weights, **weights})
    return recommendations(campaign, weights=weights, size=first).rows
