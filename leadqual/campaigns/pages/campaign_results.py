"""Results of a campaign: figures, charts, pace, agreement, history and exports."""

import csv
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.accounts.models import Role
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.pages.campaign_data import (
    came_from,
    campaign_or_404,
    may_judge,
    page_context,
)
from leadqual.campaigns.pages.forms import HistoryForm, SettlingForm, VerdictForm
from leadqual.campaigns.ranking.cards import Recommendation
from leadqual.campaigns.ranking.ranked_list import ranked_rows
from leadqual.campaigns.selectors import history_of, latest_verdicts, progress_of
from leadqual.campaigns.setup import seeds
from leadqual.campaigns.setup.services import record_campaign_audit
from leadqual.campaigns.verdicts import agreement as agreeing
from leadqual.campaigns.verdicts import services, undo
from leadqual.campaigns.verdicts.progress import (
    EVERY,
    HitRate,
    VerdictPace,
    hits_over_time,
    paces,
    progress_over_time,
)
from leadqual.core.double_review import turn_of
from leadqual.core.files.csv_cells import escape_formula
from leadqual.core.files.downloads import CSV, download
from leadqual.core.pages.charts import Chart, ChartLine, line_chart
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.core.templatetags.formats import percent, thousands
from leadqual.leads.models import Company
from leadqual.search.query.query import is_key

# The ranked list and the liked companies as CSV, row by row.

MAX_ROWS = 5_000
_FIRMOGRAPHICS = ("industry", "business_model", "size", "employees", "city", "country")
COLUMNS = (
    *("rank", "id", "name", "domain", "score", "evidence", "subtotals", "neighbors"),
    *_FIRMOGRAPHICS,
)
LIKED_COLUMNS = (
    *("id", "name", "domain", "verdict", "weight", "reasons", "score", "judged_on"),
    *_FIRMOGRAPHICS,
)
_PART = 500

MAX_PEOPLE = 20
_MAX_PARTS = 40  # The latest groups of cards; a line of more points is unreadable.
PAGE_SIZE = 50


class _Echo:
    """A file that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def recommendations_csv(
    campaign: Campaign, *, weights: Mapping[str, float] | None = None
) -> Iterator[str]:
    """Yield the best companies of a campaign as CSV lines, at most `MAX_ROWS`.

    They are ranked once, before the first line, so that errors are raised in time.
    """
    rows = ranked_rows(campaign, weights=weights, most=MAX_ROWS)
    return _lines(COLUMNS, map(_row, rows))


def liked_csv(campaign: Campaign) -> Iterator[str]:
    """Yield the liked companies of a campaign as CSV lines, the latest like first.

    A company is liked if its current verdict is a like, as in `Progress.n_liked`. The IDs are read
    at once; companies deleted meanwhile are skipped.
    """
    counted = latest_verdicts([campaign]).values_list("pk", "value")
    liked = sorted((key for key, value in counted if value == Verdict.Value.LIKE), reverse=True)
    return _lines(LIKED_COLUMNS, (_liked_row(one) for one in _verdicts(liked)))


def _verdicts(keys: Sequence[int]) -> Iterator[Verdict]:
    for start in range(0, len(keys), _PART):
        found = Verdict.objects.filter(pk__in=keys[start : start + _PART])
        found = found.select_related("company")
        yield from found.prefetch_related("reasons").order_by("-pk")


def _lines(columns: Sequence[str], rows: Iterator[list[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    head = "\N{ZERO WIDTH NO-BREAK SPACE}" + writer.writerow(columns)  # Excel reads UTF-8 by it.
    return chain([head], (writer.writerow(row) for row in rows))


def _liked_row(verdict: Verdict) -> list[object]:
    company = verdict.company
    return [
        company.pk,
        escape_formula(company.name),
        escape_formula(company.domain or ""),
        verdict.value,
        verdict.weight,
        escape_formula("; ".join(reason.text for reason in verdict.reasons.all())),
        "" if verdict.score is None else f"{verdict.score:.4f}",
        f"{verdict.created_at:%Y-%m-%d}",
        *_firmographics(company),
    ]


def _firmographics(company: Company) -> list[object]:
    """Return the cells of `_FIRMOGRAPHICS`."""
    return [
        escape_formula(company.industry),
        company.business_model,
        escape_formula(company.size),
        "" if company.employees is None else company.employees,
        escape_formula(company.city),
        escape_formula(company.country),
    ]


def _row(row: Recommendation) -> list[object]:
    company, why = row.company, row.why
    neighbors = "; ".join(f"{one.name}: {one.verdict}" for one in why.neighbors) if why else ""
    return [
        row.rank,
        company.pk,
        escape_formula(company.name),
        escape_formula(company.domain or ""),
        f"{why.score:.4f}" if why else "",
        why.evidence if why else "",
        why.subtotals if why else "",
        escape_formula(neighbors),
        *_firmographics(company),
    ]


"""People whose pace is shown, the fastest first."""


@dataclass(frozen=True, slots=True)
class PaceRow:
    """The pace of a person, with the length of its bar, 0 to 100; None if unknown."""

    name: str
    n: int
    at_work: str
    per_hour: float | None
    length: str | None


@dataclass(frozen=True, slots=True)
class Charts:
    """Charts of the overview; None or empty if there is no data yet.

    Args:
        progress: companies judged and liked, by time.
        hits: share of likes among cards predicted as likely likes, by group of fifty.
        n_missing: cards until the next share; None before the first card.
        people: pace of each person, the fastest first.
    """

    progress: Chart | None
    hits: Chart | None
    n_missing: int | None
    people: tuple[PaceRow, ...]


def charts_of(campaign: Campaign) -> Charts:
    """Return the charts of the overview; four queries."""
    parts = hits_over_time(campaign)
    n_open = sum(part.last - part.first + 1 for part in parts if not part.is_whole)
    return Charts(
        progress=_progress(campaign),
        hits=_hits([part for part in parts if part.is_whole]),
        n_missing=EVERY - n_open if parts else None,
        people=_people(paces(campaign)),
    )


def _progress(campaign: Campaign) -> Chart | None:
    moments = progress_over_time(campaign)
    if not moments:
        return None
    return line_chart(
        [
            ChartLine("judged", [one.n_judged for one in moments], color=1),
            ChartLine("liked", [one.n_liked for one in moments], color=2),
        ],
        title="Companies judged and liked",
        points=[one.name for one in moments],
        points_name="Until the end of",
        words=thousands,
    )


def _hits(parts: list[HitRate]) -> Chart | None:
    """Chart complete groups of fifty; a partial one would look like a drop."""
    parts = parts[-_MAX_PARTS:]
    if not parts:
        return None
    return line_chart(
        [
            ChartLine("among likely matches", [one.hit_share for one in parts], color=1),
            ChartLine("among all cards", [one.liked_share for one in parts], color=4),
        ],
        title="Share of likes",
        points=[f"{one.first:,}–{one.last:,}" for one in parts],
        points_name="Cards",
        words=percent,
        highest=1,
    )


def _people(found: list[VerdictPace]) -> tuple[PaceRow, ...]:
    highest = max((one.per_hour or 0 for one in found), default=0)
    return tuple(
        PaceRow(
            name=one.name,
            n=one.n,
            at_work=_written(one.at_work),
            per_hour=one.per_hour,
            length=None if one.per_hour is None else f"{100 * one.per_hour / highest:.1f}",
        )
        for one in found[:MAX_PEOPLE]
    )


def _written(time: timedelta) -> str:
    minutes = round(time / timedelta(minutes=1))
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


@route("campaigns/<int:campaign_id>/", name="campaign")
def open_campaign(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Redirect to the next step: the queue, the recommendations or the results."""
    found = campaign_or_404(request, campaign_id)
    progress = progress_of([found])[found.pk]
    page = "results"
    if may_judge(request) and found.archived_at is None and progress.n_to_ask:
        page = "queue"
    elif progress.n_liked:
        page = "recommendations"
    return redirect(f"campaigns:{page}", found.pk)


@route("campaigns/<int:campaign_id>/results/liked.csv", role=Role.QUALIFIER)
def export_liked(request: WorkspaceRequest, campaign_id: int) -> StreamingHttpResponse:
    """Send the liked companies of the campaign as CSV."""
    found = campaign_or_404(request, campaign_id)
    lines = liked_csv(found)
    record_campaign_audit(found, "campaign.likes_exported", author=request.user)
    return download(lines, name=f"liked-companies-{found.pk}.csv", content_type=CSV)


@route("campaigns/<int:campaign_id>/results/")
def results(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the progress, the hit rate and the pace of each person."""
    found = campaign_or_404(request, campaign_id)
    context = page_context(request, found, "results") | {
        "sown": seeds.sown_in(found),
        "charts": charts_of(found),
    }
    return render(request, "campaigns/results.html", context)


# Agreement between reviewers, and disagreements for the owner to decide.


@route("campaigns/<int:campaign_id>/agreement/")
def agreement(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show agreement, by pair and overall, and the disagreements."""
    campaign = campaign_or_404(request, campaign_id)
    found = agreeing.agreement_of(campaign)
    context = page_context(request, campaign, "agreement") | {
        "agreement": found,
        "is_little": 0 < found.measured.n < agreeing.MIN_COMPARED,
        "pairs": found.pairs,
        "disagreements": [
            (one, agreeing.standing_verdict(one), uuid.uuid4())
            for one in agreeing.disagreements_of(found)
        ],
        "may_settle": agreeing.may_resolve(campaign, request.user),
        "second_words": f"Every {turn_of(campaign.double_labeling_percent)} cards, each person "
        "gets a company that someone else has judged. Agreement appears here after the first one.",
    }
    return render(request, "campaigns/agreement.html", context)


@route(
    "campaigns/<int:campaign_id>/companies/<int:company_id>/decide/",
    name="decide",
    methods="POST",
    role=Role.QUALIFIER,
)
def resolve(request: WorkspaceRequest, campaign_id: int, company_id: int) -> HttpResponse:
    """Decide a disagreement."""
    campaign = campaign_or_404(request, campaign_id)
    company = get_object_or_404(Company.objects.filter(workspace=request.workspace), pk=company_id)
    form = SettlingForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Send verdict=like or verdict=dislike, and press, a UUID.")
    page = reverse("campaigns:agreement", args=[campaign.pk])
    with ShownErrors(request):
        verdict = agreeing.resolve(
            campaign=campaign,
            company=company,
            value=Verdict.Value(form.cleaned_data["verdict"]),
            person=request.user,
            request_id=form.cleaned_data["press"],
        )
        words = f"Decided: {company.name} is a {verdict.value}"
        say_undoable(request, words, "campaigns:undo", campaign.pk, verdict.pk, back=page)
    return redirect(page)


# All verdicts of a campaign, and changing them.


@route("campaigns/<int:campaign_id>/verdicts/")
def history(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the filtered verdicts, the latest first, including undone ones."""
    campaign = campaign_or_404(request, campaign_id)
    form = HistoryForm(
        request.GET,
        authors=undo.authors_of(campaign),
        reasons=list(Reason.objects.filter(campaign=campaign).order_by("verdict", "text", "pk")),
    )
    filters = form.filters()
    wanted = undo.found(campaign, filters)
    before = request.GET.get("before", "")
    if is_key(before):
        wanted = wanted.filter(pk__lt=int(before))
    verdicts = list(wanted[: PAGE_SIZE + 1])
    context = page_context(request, campaign, "history") | {
        "form": form,
        "query": filters.as_query(),
        "verdicts": verdicts[:PAGE_SIZE],
        "next_before": verdicts[PAGE_SIZE - 1].pk if len(verdicts) > PAGE_SIZE else None,
        "is_manager": Role(request.member.role).includes(Role.MANAGER),
    }
    return render(request, "campaigns/history.html", context)


@route("campaigns/<int:campaign_id>/verdicts/last/", role=Role.QUALIFIER)
def last(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the person's latest verdicts, each with a form to change it."""
    campaign = campaign_or_404(request, campaign_id)
    verdicts = undo.last_of(campaign, request.user)
    prefetch_related_objects([campaign], "reasons")
    context = {
        "campaign": campaign,
        "rows": [_history_row(campaign, one) for one in verdicts],
        "queue_url": came_from(request) or reverse("campaigns:queue", args=[campaign.pk]),
    }
    return render(request, "campaigns/recent_verdicts.html", context)


def _history_row(
    campaign: Campaign, verdict: Verdict, ticked: Sequence[int] | None = None
) -> dict[str, object]:
    """Return a verdict with its possible reasons and the request ID of its next change."""
    if ticked is None:
        ticked = [reason.pk for reason in verdict.reasons.all()]
    lists = {"like": [], "dislike": []}  # type: dict[str, list[tuple[Reason, bool]]]
    for reason in undo.reasons_of(campaign, verdict):
        lists[reason.verdict].append((reason, reason.pk in ticked))
    return {"verdict": verdict, "reason_lists": list(lists.items()), "press": uuid.uuid4()}


@route(
    "campaigns/<int:campaign_id>/verdicts/<int:verdict_id>/",
    methods="GET POST",
    role=Role.QUALIFIER,
)
def change(request: WorkspaceRequest, campaign_id: int, verdict_id: int) -> HttpResponse:
    """Show a verdict with a form to change it, or change it."""
    campaign = campaign_or_404(request, campaign_id)
    verdict = get_object_or_404(history_of(campaign), pk=verdict_id)
    if request.method == "POST":
        return _changed(request, campaign, verdict)
    is_own = verdict.author_id == request.user.pk
    on_it = history_of(campaign).filter(company=verdict.company_id)
    context = page_context(request, campaign, "history") | {
        "verdict": verdict,
        "row": _history_row(campaign, verdict) if is_own and verdict.is_current else None,
        "verdicts": list(on_it[:PAGE_SIZE]),
        "is_manager": Role(request.member.role).includes(Role.MANAGER),
        "back": came_from(request),
    }
    return render(request, "campaigns/change_verdict.html", context)


def _changed(request: WorkspaceRequest, campaign: Campaign, verdict: Verdict) -> HttpResponse:
    known = {one.pk: one.verdict for one in undo.reasons_of(campaign, verdict)}
    form = VerdictForm(request.POST, reasons=known)
    if not form.is_valid() or form.cleaned_data["request_id"] is None:
        return HttpResponseBadRequest("Send verdict, reason (repeatable) and request_id.")
    page = came_from(request) or reverse("campaigns:history", args=[campaign.pk])
    if verdict.is_current and _is_same(verdict, form):
        messages.info(request, f"Nothing was changed: {verdict.company.name}, {verdict.named}")
        return redirect(page)
    with ShownErrors(request):
        new = services.change_verdict(
            verdict=verdict,
            value=Verdict.Value(form.cleaned_data["verdict"]),
            reason_ids=form.cleaned_data["reason"],
            weight=form.cleaned_data["weight"],
            person=request.user,
            request_id=form.cleaned_data["request_id"],
        )
        why = ", ".join(reason.text for reason in new.reasons.all())
        named = "skipped" if new.value == Verdict.Value.SKIP else f"a {new.named}"
        words = f"{verdict.company.name} is now {named}{f': {why}' if why else ''}"
        say_undoable(request, words, "campaigns:undo", campaign.pk, new.pk, back=page)
    return redirect(page)


def _is_same(verdict: Verdict, form: VerdictForm) -> bool:
    """Return whether a form says what the verdict already is."""
    sent = form.cleaned_data
    reasons = {reason.pk for reason in verdict.reasons.all()}
    is_equal = (verdict.value, verdict.weight) == (sent["verdict"], sent["weight"])
    return is_equal and reasons == set(sent["reason"])
