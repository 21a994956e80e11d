"""All verdicts of a campaign, and changing them."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.pages.campaign_data import (
    came_from,
    campaign_or_404,
    page_context,
)
from leadqual.campaigns.pages.forms import HistoryForm, VerdictForm
from leadqual.campaigns.selectors import history_of
from leadqual.campaigns.verdicts import services, verdict_history
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.search.query.query import is_key

PAGE_SIZE = 50


@route("campaigns/<int:campaign_id>/verdicts/")
def history(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the filtered verdicts, the latest first, including undone ones."""
    campaign = campaign_or_404(request, campaign_id)
    form = HistoryForm(
        request.GET,
        authors=verdict_history.authors_of(campaign),
        reasons=list(Reason.objects.filter(campaign=campaign).order_by("verdict", "text", "pk")),
    )
    filters = form.filters()
    wanted = verdict_history.filter_verdicts(campaign, filters)
    before = request.GET.get("before", "")
    if is_key(before):
        wanted = wanted.filter(pk__lt=int(before))
    verdicts = list(wanted[: PAGE_SIZE + 1])
    context = page_context(request, campaign, "history") | {
        "form": form,
        "query": filters.to_query(),
        "verdicts": verdicts[:PAGE_SIZE],
        "next_before": verdicts[PAGE_SIZE - 1].pk if len(verdicts) > PAGE_SIZE else None,
        "is_manager": Role(request.member.role).includes(Role.MANAGER),
    }
    return render(request, "campaigns/history.html", context)


@route("campaigns/<int:campaign_id>/verdicts/last/", role=Role.QUALIFIER)
def last(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the person's latest verdicts, each with a form to change it."""
    campaign = campaign_or_404(request, campaign_id)
    verdicts = verdict_history.recent_verdicts(campaign, request.user)
    prefetch_related_objects([campaign], "reasons")
    context = {
        "campaign": campaign,
        "rows": [_history_row(campaign, verdict) for verdict in verdicts],
        "queue_url": came_from(request) or reverse("campaigns:queue", args=[campaign.pk]),
    }
    return render(request, "campaigns/recent_verdicts.html", context)


def _history_row(
    campaign: Campaign, verdict: Verdict, selected_ids: Sequence[int] | None = None
) -> dict[str, object]:
    """Return a verdict with its possible reasons and the request ID of its next change."""
    if selected_ids is None:
        selected_ids = [reason.pk for reason in verdict.reasons.all()]
    lists = {"like": [], "dislike": []}  # type: dict[str, list[tuple[Reason, bool]]]
    for reason in verdict_history.reasons_of(campaign, verdict):
        lists[reason.verdict].append((reason, reason.pk in selected_ids))
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
        return _change_verdict(request, campaign, verdict)
    is_own = verdict.author_id == request.user.pk
    verdicts_on_company = history_of(campaign).filter(company=verdict.company_id)
    context = page_context(request, campaign, "history") | {
        "verdict": verdict,
        "row": _history_row(campaign, verdict) if is_own and verdict.is_current else None,
        "verdicts": list(verdicts_on_company[:PAGE_SIZE]),
        "is_manager": Role(request.member.role).includes(Role.MANAGER),
        "back": came_from(request),
    }
    return render(request, "campaigns/change_verdict.html", context)


def _change_verdict(
    request: WorkspaceRequest, campaign: Campaign, verdict: Verdict
) -> HttpResponse:
    verdict_by_reason = {
        reason.pk: reason.verdict for reason in verdict_history.reasons_of(campaign, verdict)
    }
    form = VerdictForm(request.POST, reasons=verdict_by_reason)
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
        add_undo_message(request, words, "campaigns:undo", campaign.pk, new.pk, back=page)
    return redirect(page)


def _is_same(verdict: Verdict, form: VerdictForm) -> bool:
    """Return whether a form says what the verdict already is."""
    sent = form.cleaned_data
    reasons = {reason.pk for reason in verdict.reasons.all()}
    is_equal = (verdict.value, verdict.weight) == (sent["verdict"], sent["weight"])
    return is_equal and reasons == set(sent["reason"])
