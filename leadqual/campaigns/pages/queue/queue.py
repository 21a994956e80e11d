"""The queue: one company, four keys, and a next card that counts the last verdict."""

import re
import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns import selectors
from leadqual.campaigns.models import BulkVerdict, Campaign, Reason, Verdict
from leadqual.campaigns.pages.campaign_data import came_from, campaign_or_404
from leadqual.campaigns.pages.forms import UndoForm, VerdictForm
from leadqual.campaigns.pages.queue.queue_filters import (
    QueueFilters,
    filter_context,
    filters_of,
    keep_filters,
    relaxed_filters,
)
from leadqual.campaigns.pages.queue.session import goal_of, queue_numbers, session_of
from leadqual.campaigns.pages.score_breakdown import score_breakdown
from leadqual.campaigns.ranking.cards import Card, NoCard
from leadqual.campaigns.ranking.next_card import (
    N_PREVIEW_CARDS,
    first_companies,
    next_card_and_progress,
)
from leadqual.campaigns.verdicts import leases, services
from leadqual.campaigns.verdicts.services import undo_last as undo_last_of
from leadqual.campaigns.verdicts.services import undo_verdicts
from leadqual.core import clock
from leadqual.core.models import UndoStep
from leadqual.core.pages.undo import MAX_UNDO_AGE, add_undo_message

_VERDICT_UNDO_URL = re.compile(r"/campaigns/\d+/verdicts/\d+/undo/")
VERDICT_HEADER = "X-Verdict"
"""Response header with the request ID of the stored verdict."""


@route("campaigns/<int:campaign_id>/queue/", role=Role.QUALIFIER)
def queue(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the next company of a campaign; reloading shows the same one, other filters the next.

    Other parameters are filters: only companies that match them are asked about. While the
    description is pending, the page polls with htmx and gets an empty response until there is a
    card; `start=1` begins without it.
    """
    campaign = campaign_or_404(request, campaign_id)
    filters = filters_of(request.workspace, dict(request.GET.lists()))
    if keep_filters(request, campaign, filters.text):
        leases.release_cards(campaign=campaign, holder=request.user, keeps_prefetched=True)
    is_started = "start" in request.GET
    context = _context(request, campaign, filters, waits_for_description=not is_started)
    if request.htmx and context["nothing"] == NoCard.DESCRIPTION_UNREAD:
        return HttpResponse(status=204)
    template = "campaigns/partials/queue/response.html" if request.htmx else "campaigns/queue.html"
    return render(request, template, context)


@route("campaigns/<int:campaign_id>/queue/first/", role=Role.QUALIFIER)
def first(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the first companies that a campaign asks about, without leasing them."""
    campaign = campaign_or_404(request, campaign_id)
    if not request.htmx:
        return redirect("campaigns:recommendations", campaign.pk)
    cards = first_companies(campaign, person=request.user, n=N_PREVIEW_CARDS)
    context = {"first": cards, "is_saved": True}
    return render(request, "campaigns/partials/campaign/first_companies.html", context)


def _context(
    request: WorkspaceRequest,
    campaign: Campaign,
    filters: QueueFilters,
    *,
    reasons: Sequence[Reason] | None = None,
    waits_for_description: bool = True,
) -> dict[str, object]:
    found, progress = next_card_and_progress(
        campaign,
        person=request.user,
        waits_for_description=waits_for_description,
        matching_ids=filters.matching_ids,
    )
    card = found if isinstance(found, Card) else None
    goal = goal_of(request, campaign)
    session = session_of(request, campaign)
    if reasons is None:
        reasons = _reasons_of(campaign)
    undo_steps = selectors.undo_stack(campaign, request.user)
    other = _other_last_step(request, undo_steps[0] if undo_steps else None)
    return {
        "campaign": campaign,
        **filter_context(request, campaign, filters),
        "left": progress,
        "goal": goal.n if goal else None,
        "session": session,
        "numbers": queue_numbers(progress, session),
        "card": card,
        "nothing": found.value if isinstance(found, NoCard) else "",
        "looser": relaxed_filters(campaign, filters, person=request.user)
        if found is NoCard.NO_MATCHES
        else [],
        "score_breakdown": score_breakdown(card.why, campaign=campaign) if card else None,
        "n_contacts": card.n_contacts if card else 0,
        "reasons": reasons,
        "request_id": uuid.uuid4(),
        "last_verdict": undo_steps[0] if undo_steps and not other else None,
        "last_other": other,
        "undo_stack": [
            *(_undo_entry(verdict) for verdict in reversed(undo_steps)),
            *([{"other": True, "name": other.words}] if other else []),
        ],
    }


def _other_last_step(request: WorkspaceRequest, verdict: Verdict | None) -> UndoStep | None:
    """Return the person's last action if it came after the verdict and is not a verdict itself.

    Verdicts are undone by request ID, with the card that comes back.
    """
    steps = UndoStep.objects.filter(workspace=request.workspace, person=request.user)
    last = steps.filter(undone_at=None, done_at__gte=clock.now() - MAX_UNDO_AGE).first()
    if last is None or (verdict and verdict.created_at >= last.done_at):
        return None
    return None if _VERDICT_UNDO_URL.fullmatch(last.undo) else last


def _undo_entry(verdict: Verdict) -> dict[str, object]:
    """Return a verdict as the page's undo list needs it; undoing a bulk verdict returns no card."""
    return {
        "request_id": str(verdict.request_id),
        "company": verdict.company_id,
        "name": verdict.region.named if verdict.region else verdict.company.name,
        "verdict": verdict.value,
        "weight": verdict.weight,
        "reasons": [reason.pk for reason in verdict.reasons.all()],
        "step": verdict.region_id is not None,
    }


def _reasons_of(campaign: Campaign) -> list[Reason]:
    return list(Reason.objects.filter(campaign=campaign, position__isnull=False))


@route(
    "campaigns/<int:campaign_id>/companies/<int:company_id>/verdict/",
    name="verdict",
    methods="POST",
    role=Role.QUALIFIER,
)
def record_verdict(request: WorkspaceRequest, campaign_id: int, company_id: int) -> HttpResponse:
    """Record a verdict and return the next card, ranked with that verdict."""
    campaign = campaign_or_404(request, campaign_id)
    company = get_object_or_404(selectors.companies_of(campaign), pk=company_id)
    reasons = _reasons_of(campaign)
    form = VerdictForm(request.POST, reasons={reason.pk: reason.verdict for reason in reasons})
    if not form.is_valid():
        return HttpResponseBadRequest("Send verdict=like, verdict=dislike or verdict=skip.")
    verdict = services.record_verdict(
        campaign=campaign,
        company=company,
        value=Verdict.Value(form.cleaned_data["verdict"]),
        weight=form.cleaned_data["weight"],
        author=request.user,
        reason_ids=form.cleaned_data["reason"],
        request_id=form.cleaned_data["request_id"],
    )
    why = ", ".join(reason.text for reason in verdict.reasons.all())
    done = f"{verdict.done} {company.name}{f': {why}' if why else ''}"
    words = f"{done}{_not_saved_message(form.cleaned_data['left_out'])}"
    back = request.POST.get("next")
    add_undo_message(request, words, "campaigns:undo", campaign.pk, verdict.pk, back=back)
    response = _respond(request, campaign, reasons=reasons)
    response[VERDICT_HEADER] = str(verdict.request_id)
    return response


def _not_saved_message(left_out: Sequence[int]) -> str:
    """Return a message naming selected reasons that do not fit this verdict and were not saved."""
    reasons = list(Reason.objects.filter(pk__in=left_out)) if left_out else []
    if not reasons:
        return ""
    named = ", ".join(f"“{reason.text}”" for reason in reasons)
    kinds = " or ".join(f"a {kind}" for kind in sorted({reason.verdict for reason in reasons}))
    were, apply = ("were", "they apply") if len(reasons) > 1 else ("was", "it applies")
    return f". {named} {were} not saved: {apply} only to {kinds}"


@route("campaigns/<int:campaign_id>/undo/", methods="POST", role=Role.QUALIFIER)
def undo_last(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Undo the person's last verdict; its company is the next card.

    The page sends the request ID of the verdict: a verdict just synced from a browser has no
    other ID there, and a repeated undo does not undo a second verdict.
    """
    campaign = campaign_or_404(request, campaign_id)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Send press=, as on the page, or nothing.")
    undone: Verdict | BulkVerdict | None
    if press := form.cleaned_data["press"]:
        own = selectors.history_of(campaign).filter(author=request.user)
        verdict = own.filter(request_id=press).first()  # None: deleted with its company.
        undone = verdict and undo_verdicts(step=verdict.region or verdict, person=request.user)
    else:
        undone = undo_last_of(campaign=campaign, person=request.user)
    _add_undo_result_message(request, undone)
    return _respond(request, campaign)


@route(
    "campaigns/<int:campaign_id>/verdicts/<int:verdict_id>/undo/",
    methods="POST",
    role=Role.QUALIFIER,
)
def undo(request: WorkspaceRequest, campaign_id: int, verdict_id: int) -> HttpResponse:
    """Undo a verdict; it stays in the history."""
    campaign = campaign_or_404(request, campaign_id)
    verdict = get_object_or_404(selectors.history_of(campaign), pk=verdict_id)
    _add_undo_result_message(request, undo_verdicts(step=verdict, person=request.user))
    return _respond(request, campaign)


def _add_undo_result_message(
    request: WorkspaceRequest, undone: Verdict | BulkVerdict | None
) -> None:
    if undone is None:
        messages.info(request, "Nothing to undo: you have no such verdict in this campaign.")
    else:
        name = undone.named if isinstance(undone, BulkVerdict) else undone.company.name
        messages.success(request, f"Undone: {undone.value} of {name}")


def _respond(
    request: WorkspaceRequest, campaign: Campaign, *, reasons: Sequence[Reason] | None = None
) -> HttpResponse:
    """Return the next card of the queue, or redirect to the page that sent the form."""
    if page := came_from(request):
        return redirect(page)
    if not request.htmx:  # A plain form post, without JavaScript.
        keep_filters(request, campaign, "")  # The card that an undo brought back stays.
        return redirect("campaigns:queue", campaign.pk)
    filters = filters_of(request.workspace, dict(request.GET.lists()))
    context = _context(request, campaign, filters, reasons=reasons)
    return render(request, "campaigns/partials/queue/response.html", context)


@route("campaigns/<int:campaign_id>/queue/exit/", methods="POST", role=Role.QUALIFIER)
def exit_queue(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Release the person's cards and show the summary; without verdicts, the results."""
    campaign = campaign_or_404(request, campaign_id)
    leases.release_cards(campaign=campaign, holder=request.user)
    session = session_of(request, campaign)
    has_verdicts = session.last_at is not None
    return redirect(
        "campaigns:session_summary" if has_verdicts else "campaigns:results", campaign.pk
    )
