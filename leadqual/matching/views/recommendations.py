"""The ranked list: where to go next, why, and what matters."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from leadqual.accounts.models import Role
from leadqual.accounts.requests import WorkspaceRequest, needs_role
from leadqual.matching import campaigns as writes
from leadqual.matching.cards import Recommendation
from leadqual.matching.exporting import recommendations_csv
from leadqual.matching.forms import FACTORS, WeightsForm
from leadqual.matching.lines import Receipts, receipts
from leadqual.matching.models import Campaign
from leadqual.matching.ranking import recommendations as ranked
from leadqual.matching.ranking import usual_weights
from leadqual.matching.views.shared import campaign_or_404, page_context

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table, opened or not."""

    found: Recommendation
    receipts: Receipts | None
    why_url: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Slider:
    """How much a factor counts now, and usually."""

    factor: str
    name: str
    weight: float
    usual: float


@require_GET
def recommendations(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show which companies to go after next; sliders in the address rank anew."""
    campaign = campaign_or_404(request, campaign_id)
    sent = _sent_weights(request)
    is_refused = not _can_rank(campaign, sent)
    changed = {} if is_refused else sent
    page = _whole_number(request, "page", least=1)
    start = (page - 1) * PAGE_SIZE
    found = ranked(campaign, weights=changed, start=start, size=PAGE_SIZE)
    query = {f"w_{factor}": weight for factor, weight in changed.items()}
    context = page_context(request, campaign, "recommendations") | {
        "found": found,
        "rows": _rows(request, found.rows, query | {"page": page}),
        "sliders": _sliders(campaign, sent),
        "is_refused": is_refused,
        "is_changed": bool(changed),
        "weights_query": urlencode(query),
        "here": f"{request.path}?{urlencode(query | {'page': page})}",
        "first": start + 1,
        "last": start + len(found.rows),
        "back_url": f"?{urlencode(query | {'page': page - 1})}" if page > 1 else "",
        "next_url": f"?{urlencode(query | {'page': page + 1})}"
        if start + PAGE_SIZE < found.total
        else "",
    }
    return render(request, "matching/recommendations.html", context)


def _sent_weights(request: WorkspaceRequest) -> dict[str, float]:
    """Return the sliders of the address, even where nothing can be ranked by them."""
    form = WeightsForm(request.GET)
    return form.weights() if form.is_valid() else {}


def _can_rank(campaign: Campaign, sent: dict[str, float]) -> bool:
    """Say whether the campaign can be ranked with these sliders: at least one is above 0."""
    return any({**usual_weights(), **campaign.weights, **sent}.values())


def _whole_number(request: WorkspaceRequest, name: str, *, least: int) -> int:
    value = request.GET.get(name, "")
    return max(int(value), least) if value.isdecimal() and len(value) < 10 else least  # noqa: PLR2004  # no page is that far


def _rows(
    request: WorkspaceRequest, found: tuple[Recommendation, ...], query: dict[str, float]
) -> list[Row]:
    opened = _whole_number(request, "open", least=0)
    rows = []
    for one in found:
        is_open = one.company.pk == opened
        wanted = query if is_open else query | {"open": one.company.pk}
        url = f"?{urlencode(wanted)}"
        rows.append(Row(one, receipts(one.why) if is_open else None, url, is_open))
    return rows


def _sliders(campaign: Campaign, changed: dict[str, float]) -> list[Slider]:
    usual = usual_weights()
    weights = {**usual, **campaign.weights, **changed}
    return [Slider(key, name, weights[key], usual[key]) for key, name in FACTORS.items()]


@require_GET
def export(request: WorkspaceRequest, campaign_id: int) -> StreamingHttpResponse:
    """Send the ranked list as CSV, with the sliders of the address."""
    campaign = campaign_or_404(request, campaign_id)
    weights = _sent_weights(request)
    writes.check_weights({**usual_weights(), **campaign.weights, **weights})
    lines = recommendations_csv(campaign, weights=weights)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"recommendations-{campaign.pk}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@needs_role(Role.QUALIFIER)
def save_weights(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Keep the sliders for the campaign; `reset=1` goes back to the usual weights."""
    campaign = campaign_or_404(request, campaign_id)
    if "reset" in request.POST:
        writes.set_weights(campaign=campaign, weights={})
        messages.success(request, "The usual weights count again.")
    else:
        form = WeightsForm(request.POST)
        weights = form.weights() if form.is_valid() else {}
        writes.set_weights(campaign=campaign, weights=campaign.weights | weights)
        messages.success(request, "These weights count for the campaign from now on.")
    return redirect("matching:recommendations", campaign.pk)
