"""Agreement between reviewers, and disagreements for the owner to decide."""

import uuid

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.models import Verdict
from leadqual.campaigns.pages.campaign_data import (
    campaign_or_404,
    page_context,
)
from leadqual.campaigns.pages.forms import ResolveForm
from leadqual.campaigns.verdicts import agreement as agreeing
from leadqual.core.double_review import double_review_interval
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.leads.models import Company


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
            (disagreement, agreeing.current_verdict(disagreement), uuid.uuid4())
            for disagreement in agreeing.disagreements_of(found)
        ],
        "may_settle": agreeing.may_resolve(campaign, request.user),
        "second_words": f"Every {double_review_interval(campaign.double_labeling_percent)} cards, "
        "each person gets a company that someone else has judged. Agreement appears here after the "
        "first one.",
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
    form = ResolveForm(request.POST)
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
        add_undo_message(request, words, "campaigns:undo", campaign.pk, verdict.pk, back=page)
    return redirect(page)
