"""Without a connection: cards that a browser keeps ahead, and verdicts that waited there."""

import uuid
from typing import cast

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from leadqual.accounts.models import Role
from leadqual.accounts.request_types import WorkspaceRequest, needs_role
from leadqual.campaigns.bulk import offline_sync
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.pages.campaign_data import campaign_or_404
from leadqual.campaigns.pages.forms import WaitingForm
from leadqual.campaigns.pages.queue.score_breakdown import score_breakdown
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.next_card import cards_ahead
from leadqual.campaigns.verdicts.leases import KEPT_AHEAD
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import Contact

_PARTS = {"card": "card", "why": "explanation", "verdict": "verdict_bar"}
"""Part of an answer → its template."""


@require_POST
@needs_role(Role.QUALIFIER)
def ahead(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Give the cards that come next as it stands now, for the time without a connection.

    They are good for so many seconds; nobody else gets them until then, while there are others.
    """
    campaign = campaign_or_404(request, campaign_id)
    reasons = list(Reason.objects.filter(campaign=campaign, position__isnull=False))
    found = cards_ahead(campaign, person=request.user)
    cards = [_spare(request, campaign, card, reasons) for card in found]
    return JsonResponse({"cards": cards, "seconds": KEPT_AHEAD.total_seconds()})


def _spare(
    request: WorkspaceRequest, campaign: Campaign, card: Card, reasons: list[Reason]
) -> dict[str, object]:
    context = {
        "campaign": campaign,
        "card": card,
        "company": card.company,
        "score_breakdown": score_breakdown(card.why, campaign=campaign) if card.why else None,
        "n_contacts": Contact.objects.filter(company=card.company).count(),
        "reasons": reasons,
        "request_id": uuid.uuid4(),
    }
    parts = {
        name: render_to_string(
            f"campaigns/partials/queue/{template}.html", context, request=request
        )
        for name, template in _PARTS.items()
    }
    return {"company": card.company.pk, **parts}


@require_POST
def arrive(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Take a verdict that waited in a browser, whichever workspace its person works in now.

    With `undone=1` it was taken back before it arrived. Every refusal says why, for people, and
    its `code` says to the browser whether the same verdict may be taken another time.
    """
    own = str(request.user.pk)
    if request.POST.get("person", own) != own:  # Said before anything about the campaign.
        words = "This verdict belongs to another user. It syncs when they sign in again."
        return _refused(409, "another_person", words)
    try:
        campaign = offline_sync.campaign_for(request.user, campaign_id)
        waited = _waited(request, campaign)
        if waited is None:
            return _refused(400, "invalid", "This verdict cannot be read.")
        verdict = offline_sync.arrive(campaign=campaign, person=request.user, waited=waited)
    except LeadqualError as error:
        return _refused(error.status, error.code, error.message)
    key = None if verdict is None else verdict.pk
    return JsonResponse({"verdict": key, "request_id": str(waited.request_id)})


def _waited(request: WorkspaceRequest, campaign: Campaign) -> offline_sync.OfflineVerdict | None:
    # Also former reasons: keys may have got others since. One that is gone loses no verdict.
    reasons = dict(Reason.objects.filter(campaign=campaign).values_list("pk", "verdict"))
    sent = request.POST.copy()
    there = {str(key) for key in reasons}
    sent.setlist("reason", [key for key in sent.getlist("reason") if key in there])
    form = WaitingForm(sent, reasons=reasons)
    if not form.is_valid():
        return None
    said = form.cleaned_data
    return offline_sync.OfflineVerdict(
        company_id=said["company"],
        value=Verdict.Value(said["verdict"]),
        reason_ids=said["reason"],
        request_id=cast("uuid.UUID", said["request_id"]),
        is_undone=said["undone"],
    )


def _refused(status: int, code: str, words: str) -> HttpResponse:
    return JsonResponse({"code": code, "detail": words}, status=status)
