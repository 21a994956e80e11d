"""Verdicts that waited in a browser, one by one: what pages from before an update send."""

import uuid
from typing import cast

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from leadqual.accounts.request_types import WorkspaceRequest
from leadqual.campaigns.bulk import offline_sync
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.pages.forms import WaitingForm
from leadqual.core.errors import LeadqualError


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
        weight=said["weight"],
    )


def _refused(status: int, code: str, words: str) -> HttpResponse:
    return JsonResponse({"code": code, "detail": words}, status=status)
