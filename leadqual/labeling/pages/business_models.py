"""A person's word on to whom a company sells, said on its page, and its undo."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.labeling import business_models
from leadqual.labeling.models.corrections import BusinessModelCorrection
from leadqual.labeling.pages.forms import BusinessModelForm, SuggestedModelForm, return_address
from leadqual.labeling.suggestions import SuggestionAuthor, suggestions_about
from leadqual.labeling.suggestions import suggest as suggest_label
from leadqual.leads.models import Company
from leadqual.search.results.record_rows import companies_of


@route(
    "companies/<int:company_id>/business-model/",
    name="correct-business-model",
    methods="POST",
    role=Role.QUALIFIER,
)
def correct(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Store a person's word on a company and go back to where it was said."""
    company = get_object_or_404(companies_of(request.workspace), pk=company_id)
    form = BusinessModelForm(request.POST)
    back = return_address(request, reverse("search:company", args=[company.pk]))
    if not form.is_valid():
        messages.error(request, form.reason())
        return redirect(back)
    correction = business_models.correct_business_model(
        company=company, author=request.user, **form.cleaned_data
    )
    add_undo_message(
        request,
        f"Corrected {company.name}: {correction.get_business_model_display()}. "
        "Rankings are updating.",
        "labeling:undo-business-model",
        correction.pk,
    )
    return redirect(back)


@route(
    "companies/<int:company_id>/business-model/suggest/",
    name="suggest-business-model",
    methods="POST",
)
def suggest(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Put a member's word on a company into the review queue and go back to where it was said."""
    company = get_object_or_404(companies_of(request.workspace), pk=company_id)
    form = SuggestedModelForm(request.POST)
    back = return_address(request, reverse("search:company", args=[company.pk]))
    if not form.is_valid():
        messages.error(request, form.reason())
        return redirect(back)
    suggested = suggestions_about(company, form.suggested(), note=form.cleaned_data["note"])
    suggest_label(
        workspace=request.workspace,
        suggested=suggested,
        suggester=SuggestionAuthor(author=request.user),
        company=company,
    )
    messages.success(
        request,
        f"Your suggestion for {company.name} is waiting for review. Nothing changes until then.",
    )
    return redirect(back)


@route(
    "companies/corrections/<int:correction_id>/undo/",
    name="undo-business-model",
    methods="POST",
    role=Role.QUALIFIER,
)
def undo(request: WorkspaceRequest, correction_id: int) -> HttpResponse:
    """Take a correction back."""
    corrections = BusinessModelCorrection.objects.filter(workspace=request.workspace)
    undone = get_object_or_404(corrections, pk=correction_id)
    back = return_address(request, reverse("search:company", args=[undone.company_id]))
    with ShownErrors(request):
        company = business_models.undo_business_model(correction=undone, author=request.user)
        messages.success(
            request,
            f"Correction undone: {company.name} is "
            f"{Company.BusinessModel(company.business_model).label} again.",
        )
    return redirect(back)
