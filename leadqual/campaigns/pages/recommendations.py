"""The ranked list: which companies to contact next, and why."""

import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.campaign_data import campaign_or_404, may_judge, page_context
from leadqual.campaigns.pages.csv_exports import recommendations_csv
from leadqual.campaigns.pages.forms import FACTORS, WeightsForm
from leadqual.campaigns.pages.score_breakdown import score_breakdown
from leadqual.campaigns.ranking.cards import Recommendation
from leadqual.campaigns.ranking.learned_weights import learned_of, use_learned
from leadqual.campaigns.ranking.ranked_list import default_weights
from leadqual.campaigns.ranking.ranked_list import recommendations as ranked
from leadqual.campaigns.setup import services as writes
from leadqual.campaigns.setup.services import record_campaign_audit
from leadqual.campaigns.verdicts.exclusions import excluded_of
from leadqual.core.files.downloads import CSV, download
from leadqual.core.pages.undo import add_undo_message

PAGE_SIZE = 50
MAX_EXCLUDED = 200


@route("campaigns/<int:campaign_id>/recommendations/")
def recommendations(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show which companies to contact next; sliders in the URL change the ranking."""
    campaign = campaign_or_404(request, campaign_id)
    weights_in_url = _sent_weights(request)
    is_refused = not _can_rank(campaign, weights_in_url)
    changed = {} if is_refused else weights_in_url
    page = _whole_number(request, "page", least=1)
    start = (page - 1) * PAGE_SIZE
    found = ranked(campaign, weights=changed, start=start, size=PAGE_SIZE)
    query = {f"w_{factor}": weight for factor, weight in changed.items()}
    context = page_context(request, campaign, "recommendations") | {
        "found": found,
        "rows": _rows(request, campaign, found.rows, query | {"page": page}),
        "sliders": _sliders(campaign, weights_in_url),
        "can_judge": may_judge(request) and campaign.archived_at is None,
        "all_url": f"?{urlencode(query | {'page': page, 'all': 1})}",
        "learned": learned_of(campaign),
        "dropped": list(excluded_of(campaign)[:MAX_EXCLUDED]),
        "press": uuid.uuid4(),
        "is_refused": is_refused,
        "is_changed": bool(changed),
        "export_url": _page_url("campaigns:export", campaign, query),
        "makers_url": _page_url("campaigns:decision_makers", campaign, query),
        "here": f"{request.path}?{urlencode(query | {'page': page})}",
        "first": start + 1,
        "last": start + len(found.rows),
        "back_url": f"?{urlencode(query | {'page': page - 1})}" if page > 1 else "",
        "next_url": f"?{urlencode(query | {'page': page + 1})}"
        if start + PAGE_SIZE < found.total
        else "",
    }
    return render(request, "campaigns/recommendations.html", context)


def _page_url(page: str, campaign: Campaign, query: Mapping[str, float]) -> str:
    """Return the URL of another page of the campaign with the same sliders."""
    address = reverse(page, args=[campaign.pk])
    return f"{address}?{urlencode(query)}" if query else address


def _sent_weights(request: WorkspaceRequest) -> dict[str, float]:
    """Return the sliders in the URL, even if they cannot be used for a ranking."""
    form = WeightsForm(request.GET)
    return form.weights() if form.is_valid() else {}


def _can_rank(campaign: Campaign, weights_in_url: dict[str, float]) -> bool:
    """Return whether the campaign can be ranked with these sliders: at least one is above 0."""
    return any({**default_weights(), **campaign.weights, **weights_in_url}.values())


def _whole_number(request: WorkspaceRequest, name: str, *, least: int) -> int:
    value = request.GET.get(name, "")
    # Page numbers never have ten digits.
    return max(int(value), least) if value.isdecimal() and len(value) < 10 else least


def _rows(
    request: WorkspaceRequest,
    campaign: Campaign,
    found: tuple[Recommendation, ...],
    query: dict[str, float],
) -> list[dict[str, object]]:
    opened = _whole_number(request, "open", least=0)
    may_exclude = may_judge(request) and campaign.archived_at is None
    selected_ids = set(request.GET.getlist("company"))
    rows: list[dict[str, object]] = []
    for row in found:
        is_open = row.company.pk == opened
        url, open_url = f"?{urlencode(query)}", f"?{urlencode(query | {'open': row.company.pk})}"
        shown = (
            score_breakdown(row.why, campaign=campaign if may_exclude else None)
            if is_open
            else None
        )
        rows.append(
            {
                "found": row,
                "score_breakdown": shown,
                "why_url": url if is_open else open_url,
                "here": f"{request.path}{open_url}#company-{row.company.pk}",
                "is_open": is_open,
                "is_ticked": "all" in request.GET or str(row.company.pk) in selected_ids,
            }
        )
    return rows


def _sliders(campaign: Campaign, changed: dict[str, float]) -> list[dict[str, object]]:
    defaults = default_weights()
    weights = {**defaults, **campaign.weights, **changed}
    learned = learned_of(campaign)
    return [
        {
            "factor": key,
            "name": name,
            "weight": weights[key],
            "usual": defaults[key],
            "learned": learned.weights[key] if learned else None,
        }
        for key, name in FACTORS.items()
    ]


@route("campaigns/<int:campaign_id>/recommendations/export/")
def export(request: WorkspaceRequest, campaign_id: int) -> StreamingHttpResponse:
    """Send the ranked list as CSV, with the sliders in the URL."""
    campaign = campaign_or_404(request, campaign_id)
    weights = _sent_weights(request)
    writes.check_weights({**default_weights(), **campaign.weights, **weights})
    lines = recommendations_csv(campaign, weights=weights)
    record_campaign_audit(campaign, "campaign.exported", author=request.user)
    return download(lines, name=f"recommendations-{campaign.pk}.csv", content_type=CSV)


@route("campaigns/<int:campaign_id>/weights/", name="weights", methods="POST", role=Role.QUALIFIER)
def save_weights(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Save the sliders, or the weights in the URL (used by undo), for the campaign.

    `reset=1` saves the default weights, `learned=1` the learned ones.
    """
    campaign = campaign_or_404(request, campaign_id)
    former = campaign.weights
    weights_in_url = request.POST.copy()
    weights_in_url.update(request.GET)
    if "learned" in weights_in_url:
        use_learned(campaign, author=request.user)
        words = "The campaign now uses the learned weights"
    elif "reset" in weights_in_url:
        writes.set_weights(campaign=campaign, weights={}, author=request.user)
        words = "The campaign uses the default weights again"
    else:
        form = WeightsForm(weights_in_url)
        weights = form.weights() if form.is_valid() else {}
        weights = campaign.weights | weights
        writes.set_weights(campaign=campaign, weights=weights, author=request.user)
        words = "The campaign now uses these weights"
    add_undo_message(request, words, _weights_url(campaign, former))
    return redirect("campaigns:recommendations", campaign.pk)


def _weights_url(campaign: Campaign, weights: Mapping[str, float]) -> str:
    counts = {f"w_{name}": weight for name, weight in {**default_weights(), **weights}.items()}
    query = urlencode(counts if weights else {"reset": 1})
    return f"{reverse('campaigns:weights', args=[campaign.pk])}?{query}"
