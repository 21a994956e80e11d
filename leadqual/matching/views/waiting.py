"""Without a connection: cards that a browser keeps ahead, and verdicts that waited there."""

import uuid
from typing import cast

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from leadqual.accounts.models import Role
from leadqual.accounts.requests import WorkspaceRequest, needs_role
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import Contact
from leadqual.matching import selectors, services
from leadqual.matching.cards import Card
from leadqual.matching.forms import WaitingForm
from leadqual.matching.lines import receipts
from leadqual.matching.models import Campaign, Reason, Verdict
from leadqual.matching.ranking import cards_ahead
from leadqual.matching.views.shared import campaign_or_404


@require_POST
@needs_role(Role.QUALIFIER)
def ahead(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Give the cards that come next as it stands now, for the time without a connection."""
    campaign = campaign_or_404(request, campaign_id)
    reasons = list(Reason.objects.filter(campaign=campaign, position__isnull=False))
    found = cards_ahead(campaign, person=request.user)
    return JsonResponse({"cards": [_spare(request, campaign, card, reasons) for card in found]})


def _spare(
    request: WorkspaceRequest, campaign: Campaign, card: Card, reasons: list[Reason]
) -> dict[str, object]:
    context = {
        "campaign": campaign,
        "card": card,
        "company": card.company,
        "receipts": receipts(card.why, campaign=campaign) if card.why else None,
        "n_contacts": Contact.objects.filter(company=card.company).count(),
        "reasons": reasons,
        "request_id": uuid.uuid4(),
    }
    parts = {
        name: render_to_string(f"matching/_{name}.html", context, request=request)
        for name in ("card", "why", "verdict")
    }
    return {"company": card.company.pk, **parts}


@require_POST
@needs_role(Role.QUALIFIER)
def arrive(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Take a verdict that waited in a browser; sent again, it counts once.

    With `undone=1` it was taken back before it arrived: it is stored as undone, so that a first
    try that is still on its way counts for nothing.
    """
    campaign = campaign_or_404(request, campaign_id)
    # Also former reasons: keys may have got others since. One that is gone loses no verdict.
    reasons = dict(Reason.objects.filter(campaign=campaign).values_list("pk", "verdict"))
    sent = request.POST.copy()
    there = {str(key) for key in reasons}
    sent.setlist("reason", [key for key in sent.getlist("reason") if key in there])
    form = WaitingForm(sent, reasons=reasons)
    if not form.is_valid():
        return _refused(400, "invalid", "This verdict cannot be read. Nothing was stored.")
    said = form.cleaned_data
    if said["person"] != request.user.pk:
        words = "Somebody else gave this verdict. It waits until they sign in again."
        return _refused(409, "another_person", words)
    companies = selectors.companies_of(campaign)
    company = get_object_or_404(companies, pk=said["company"])
    take = services.take_back_unsent if said["undone"] else services.record_verdict
    try:
        verdict = take(
            campaign=campaign,
            company=company,
            value=Verdict.Value(said["verdict"]),
            author=request.user,
            reason_ids=said["reason"],
            request_id=cast("uuid.UUID", said["request_id"]),
        )
    except LeadqualError as error:
        return _refused(error.status, error.code, error.message)
    return JsonResponse({"verdict": verdict.pk, "request_id": str(verdict.request_id)})


def _refused(status: int, code: str, words: str) -> HttpResponse:
    return JsonResponse({"code": code, "detail": words}, status=status)
