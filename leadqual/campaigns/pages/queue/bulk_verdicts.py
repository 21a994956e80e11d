"""Bulk verdicts on selected rows of the ranked list, and excluded neighbors."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.models import BulkVerdict, Campaign, Reason
from leadqual.campaigns.pages.campaign_data import came_from, campaign_or_404
from leadqual.campaigns.pages.forms import BulkVerdictForm
from leadqual.campaigns.verdicts import exclusions
from leadqual.campaigns.verdicts.services import record_bulk, undo_verdicts
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.leads.id_resolution import resolve_ids
from leadqual.leads.models import Company


@route(
    "campaigns/<int:campaign_id>/bulk-verdicts/",
    name="bulk_verdicts",
    methods="POST",
    role=Role.QUALIFIER,
)
def judge(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Give the selected companies one bulk verdict."""
    campaign = campaign_or_404(request, campaign_id)
    form = BulkVerdictForm(request.POST)
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
        add_undo_message(
            request, words, "campaigns:undo_bulk_verdict", campaign.pk, step.pk, back=back
        )
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
def exclude_verdicts(request: WorkspaceRequest, campaign_id: int, company_id: int) -> HttpResponse:
    """Exclude the verdicts on a company from the ranking."""
    campaign, company = _campaign_and_company(request, campaign_id, company_id)
    with ShownErrors(request):
        exclusions.exclude(campaign=campaign, company=company, author=request.user)
        words = f"Excluded {company.name}: its verdict is kept but no longer affects the ranking"
        back = request.POST.get("next", "")
        add_undo_message(
            request, words, "campaigns:include_verdict", campaign.pk, company.pk, back=back
        )
    return _back(request, campaign)


@route(
    "campaigns/<int:campaign_id>/companies/<int:company_id>/include/",
    name="include_verdict",
    methods="POST",
    role=Role.QUALIFIER,
)
def include_verdicts(request: WorkspaceRequest, campaign_id: int, company_id: int) -> HttpResponse:
    """Include the verdicts on a company again."""
    campaign, company = _campaign_and_company(request, campaign_id, company_id)
    with ShownErrors(request):
        exclusions.include(campaign=campaign, company=company, person=request.user)
        messages.success(request, f"{company.name} is included again")
    return _back(request, campaign)


def _campaign_and_company(
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
