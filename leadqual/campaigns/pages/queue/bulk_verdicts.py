"""Bulk verdicts on selected rows of the ranked list, and excluded neighbors."""

from dataclasses import dataclass, replace
from functools import lru_cache

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.accounts.models import Role
from leadqual.campaigns.models import BulkVerdict, Campaign, Reason
from leadqual.campaigns.pages.campaign_data import came_from, campaign_or_404
from leadqual.campaigns.pages.forms import FACTORS, StepForm
from leadqual.campaigns.ranking.cards import Neighbor, ScoreExplanation, ScoreSide
from leadqual.campaigns.verdicts import undo as excluded_verdicts
from leadqual.campaigns.verdicts.services import record_bulk
from leadqual.campaigns.verdicts.undo import undo_verdicts
from leadqual.core.pages.charts import OTHERS
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.core.texts.plain_texts import counted
from leadqual.leads.models import Company
from leadqual.leads.record_ids import resolve_ids

N_SHOWN = 3
N_SHOWN_AGAINST = 1
_SAID = {
    "like": "liked",
    "dislike": "disliked",
    "example": "one of your examples",
    "customer": "one of your customers",
    "description": "your description",
}
_ICONS = {
    "like": "up",
    "dislike": "block",
    "example": "company",
    "customer": "company",
    "description": "search",
}
_MIN_OTHERS = 0.005
_FOR = (
    ("other like", "other likes"),
    ("other like or example", "other likes and examples"),
)
_AGAINST = ("other dislike", "other dislikes")
_JUDGED = ("like", "dislike")
_MAX_ADDRESSES = 4_096


@route(
    "campaigns/<int:campaign_id>/bulk-verdicts/",
    name="bulk_verdicts",
    methods="POST",
    role=Role.QUALIFIER,
)
def judge(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Give the selected companies one bulk verdict."""
    campaign = campaign_or_404(request, campaign_id)
    form = StepForm(request.POST)
    if not request.POST.getlist("company"):
        messages.info(request, "Select companies first. Nothing was changed.")
        return _back(request, campaign)
    if not form.is_valid():
        return HttpResponseBadRequest("Send verdict, company (up to 500) and press, a UUID.")
    with ShownErrors(request):
        step = record_bulk(
            campaign=campaign,
            company_ids=resolve_ids(request.workspace, "company", form.cleaned_data["company"]).ids,
            value=Reason.Verdict(form.cleaned_data["verdict"]),
            author=request.user,
            request_id=form.cleaned_data["press"],
        )
        words = f"{step.done} {step.named}"
        back = request.POST.get("next", "")
        say_undoable(request, words, "campaigns:undo_bulk_verdict", campaign.pk, step.pk, back=back)
    return _back(request, campaign)


@route(
    "campaigns/<int:campaign_id>/bulk-verdicts/<int:step_id>/undo/",
    name="undo_bulk_verdict",
    methods="POST",
    role=Role.QUALIFIER,
)
def undo(request: WorkspaceRequest, campaign_id: int, step_id: int) -> HttpResponse:
    """Undo a bulk verdict."""
    campaign = campaign_or_404(request, campaign_id)
    step = get_object_or_404(BulkVerdict, campaign=campaign, pk=step_id)
    undo_verdicts(step=step, person=request.user)
    messages.success(request, f"Undone: {step.value} of {step.named}")
    return _back(request, campaign)


@route(
    "campaigns/<int:campaign_id>/companies/<int:company_id>/exclude/",
    name="exclude_verdict",
    methods="POST",
    role=Role.QUALIFIER,
)
def drop(request: WorkspaceRequest, campaign_id: int, company_id: int) -> HttpResponse:
    """Exclude the verdicts on a company from the ranking."""
    campaign, company = _found(request, campaign_id, company_id)
    with ShownErrors(request):
        excluded_verdicts.exclude(campaign=campaign, company=company, author=request.user)
        words = f"Excluded {company.name}: its verdict is kept but no longer affects the ranking"
        back = request.POST.get("next", "")
        say_undoable(
            request, words, "campaigns:include_verdict", campaign.pk, company.pk, back=back
        )
    return _back(request, campaign)


@route(
    "campaigns/<int:campaign_id>/companies/<int:company_id>/include/",
    name="include_verdict",
    methods="POST",
    role=Role.QUALIFIER,
)
def take_back(request: WorkspaceRequest, campaign_id: int, company_id: int) -> HttpResponse:
    """Include the verdicts on a company again."""
    campaign, company = _found(request, campaign_id, company_id)
    with ShownErrors(request):
        excluded_verdicts.include(campaign=campaign, company=company, person=request.user)
        messages.success(request, f"{company.name} is included again")
    return _back(request, campaign)


def _found(
    request: WorkspaceRequest, campaign_id: int, company_id: int
) -> tuple[Campaign, Company]:
    campaign = campaign_or_404(request, campaign_id)
    companies = Company.objects.filter(workspace=request.workspace)
    return campaign, get_object_or_404(companies, pk=company_id)


def _back(request: WorkspaceRequest, campaign: Campaign) -> HttpResponse:
    """Return to the list with the same sliders, page and open company."""
    if page := came_from(request):
        return redirect(page)
    return redirect("campaigns:recommendations", campaign.pk)


# Lines of score breakdowns: what makes up a score, in the words of the page.

"""Similar companies shown on the side of the score; the others are collapsed."""

"""The same for the other side."""


"""The smallest remainder that gets its own line."""

"""URLs cached in a process: the same neighbors are on many cards."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A line of a score breakdown.

    Args:
        drop_url: URL that excludes its verdict, or includes it again; "" if neither is possible.
        drop_words: label of that action, up to the change of the score.
        count: number of companies in the line.
        group: singular and plural name of the companies if collapsed or unnamed.
        is_minor: collapsed by the page.
        is_minor_at_zero: collapsed by the page if it adds nothing.
    """

    name: str
    value: float
    note: str = ""
    url: str = ""
    icon: str = ""
    drop_url: str = ""
    drop_words: str = ""
    count: int = 1
    group: tuple[str, str] = OTHERS
    is_minor: bool = False
    is_minor_at_zero: bool = False


@dataclass(frozen=True, slots=True)
class ScoreBreakdown:
    """The same score twice: by neighbor and by factor; the lines of each add up to it.

    Args:
        note: what is added to both.
        dropped: excluded neighbors, with what they would add.
    """

    neighbors: list[ScoreLine]
    factors: list[ScoreLine]
    note: str
    dropped: list[ScoreLine]


def score_breakdown(
    why: ScoreExplanation | None, *, campaign: Campaign | None = None
) -> ScoreBreakdown | None:
    """Return the breakdown of a score; None if there is no score.

    Args:
        why: the parts of the score.
        campaign: where neighbors can be excluded; None if they cannot.
    """
    if why is None:
        return None
    sides = (why.likes, why.dislikes) if why.score >= 0 else (why.dislikes, why.likes)
    shown, folded = [], []
    for side, n_shown in zip(sides, (N_SHOWN, N_SHOWN_AGAINST), strict=True):
        is_for = side is why.likes
        sign, group = (1, _FOR[why.n_examples > why.is_described]) if is_for else (-1, _AGAINST)
        named = [one for one in why.neighbors if one.contribution * sign > 0]
        lines = [replace(_kept(one, why, campaign), group=group) for one in named]
        shown += lines[:n_shown]
        folded += [replace(line, is_minor=True) for line in lines[n_shown:]]
        folded += _rest(side, group)
    has_minor = any(line.is_minor for line in folded)
    lines = [*shown, *(replace(line, is_minor=has_minor) for line in folded)]
    known = {name: why.factors[name] for name in FACTORS if name in why.factors}
    return ScoreBreakdown(
        neighbors=lines,
        factors=[
            ScoreLine(FACTORS[name], value, is_minor_at_zero=True) for name, value in known.items()
        ],
        note=why.subtotals,
        dropped=[_dropped(one, campaign) for one in why.dropped],
    )


def _rest(side: ScoreSide, group: tuple[str, str]) -> list[ScoreLine]:
    # A theme of the description adds something even if no neighbor is left.
    if side.n_others <= 0 and abs(side.others) < _MIN_OTHERS:
        return []
    n = max(side.n_others, 1)
    note = "together" if n > 1 else ""
    return [ScoreLine(counted(n, *group), side.others, note, count=n, group=group)]


def _neighbor(one: Neighbor) -> ScoreLine:
    return ScoreLine(
        name=one.name,
        value=one.contribution,
        note=f"{'strongly ' * (one.weight > 1)}{_SAID[one.verdict]} {one.similarity:.2f}",
        url=_address("search:company", one.company_id) if one.company_id else "",
        icon=_ICONS[one.verdict],
    )


def _kept(one: Neighbor, why: ScoreExplanation, campaign: Campaign | None) -> ScoreLine:
    if campaign is None or one.verdict not in _JUDGED:
        return _neighbor(one)
    n_left = why.n_verdicts - 1
    words = f"Exclude {one.name}: {n_left:,} verdict{'s' * (n_left != 1)} left, score changes by"
    return replace(
        _neighbor(one), drop_url=_url("exclude_verdict", one, campaign), drop_words=words
    )


def _dropped(one: Neighbor, campaign: Campaign | None) -> ScoreLine:
    if campaign is None:
        return _neighbor(one)
    words = f"Include {one.name} again: score changes by"
    return replace(
        _neighbor(one), drop_url=_url("include_verdict", one, campaign), drop_words=words
    )


def _url(name: str, one: Neighbor, campaign: Campaign) -> str:
    return _address(f"campaigns:{name}", campaign.pk, one.company_id)


@lru_cache(maxsize=_MAX_ADDRESSES)
def _address(name: str, *keys: int | None) -> str:
    return reverse(name, args=keys)
