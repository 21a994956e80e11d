"""The pages that look predictions up: what a title or a company was said to be, when, by whom."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from leadqual.accounts.request_types import WorkspaceRequest
from leadqual.labeling.models.prediction_log import FormerPrediction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.pages.forms_predictions import CompanyLookUpForm, TitleLookUpForm
from leadqual.labeling.pages.paging import page_links
from leadqual.labeling.prediction_lookup import companies, titles
from leadqual.labeling.queues.position import PAGE
from leadqual.leads.models import Company, FormerBusinessModel
from leadqual.taxonomy.selectors import function_names

_TABS = (
    ("labelling:predictions", "Titles"),
    ("labelling:company-predictions", "Companies"),
    ("tryout:reply-predictions", "Replies"),
)


@require_GET
def predictions(request: WorkspaceRequest) -> HttpResponse:
    """Show what is on record about a title, or what was replaced last."""
    versions = titles.model_versions(request.workspace)
    form = TitleLookUpForm(request.GET, versions=versions)
    context: dict[str, object] = {"form": form, "tabs": look_up_tabs("labelling:predictions")}
    if not form.is_valid():
        return render(request, "labeling/predictions.html", context, status=422)
    asked, at, model = (form.cleaned_data[name] for name in ("title", "at", "model"))
    context["names"] = function_names()
    if asked.strip():
        context["asked"] = asked
        context["record"] = titles.record_of(request.workspace, asked, at=at, model=model)
        return render(request, "labeling/predictions.html", context)
    rows = titles.former_predictions(request.workspace, at=at, model=model)
    context |= _page(request, rows, reverse("labelling:predictions"))
    return render(request, "labeling/predictions.html", context)


@require_GET
def company_predictions(request: WorkspaceRequest) -> HttpResponse:
    """Show what is on record about a company, or what was replaced last."""
    here = "labelling:company-predictions"
    versions = companies.model_versions(request.workspace)
    form = CompanyLookUpForm(request.GET, versions=versions)
    context: dict[str, object] = {"form": form, "tabs": look_up_tabs(here)}
    if not form.is_valid():
        return render(request, "labeling/company_predictions.html", context, status=422)
    asked, at, model = (form.cleaned_data[name] for name in ("company", "at", "model"))
    context["names"] = dict(Company.BusinessModel.choices)
    if asked.strip():
        workspace, kind = request.workspace, Suggestion.Kind.COMPANY
        context |= {
            "asked": asked,
            "records": companies.records_of(workspace, asked, at=at, model=model),
            "shown": titles.predictions_about(workspace, kind, asked, at=at, model=model),
            "suggestions": titles.suggested_about(workspace, kind, asked),
        }
        return render(request, "labeling/company_predictions.html", context)
    rows = companies.former_business_models(request.workspace, at=at, model=model)
    context |= _page(request, rows, reverse(here))
    return render(request, "labeling/company_predictions.html", context)


def _page(
    request: WorkspaceRequest,
    rows: QuerySet[FormerPrediction] | QuerySet[FormerBusinessModel],
    address: str,
) -> dict[str, object]:
    """Return one page of what was replaced, as the templates show it."""
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    kept = {name: request.GET.get(name, "") for name in ("at", "model")}
    return {"page": page, **page_links(page, f"{address}?{urlencode(kept)}&")}


def look_up_tabs(here: str) -> list[dict[str, object]]:
    """Return the tabs of the pages that look predictions up.

    Args:
        here: name of the address of the page that is shown.
    """
    return [
        {"url": reverse(name), "words": words, "count": None, "is_here": name == here}
        for name, words in _TABS
    ]
