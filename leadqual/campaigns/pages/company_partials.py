"""Partials of a company's page: similar companies, and verdicts."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.pages.campaign_data import may_judge
from leadqual.campaigns.ranking.ranked_list import most_similar
from leadqual.campaigns.selectors import verdicts_of_company
from leadqual.companies.vectors import MIN_SIMILARITY
from leadqual.leads.models import Company
from leadqual.search.results.record_rows import companies_of

N_FAR = 3
"""Companies to show if none is very similar."""


@route("companies/<int:company_id>/similar/")
def similar(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Show the most similar companies: a partial for htmx, else a page."""
    company = _company(request, company_id)
    alike = most_similar(company)
    is_far = bool(alike) and alike[0].similarity < MIN_SIMILARITY
    context = {"company": company, "alike": alike[:N_FAR] if is_far else alike, "is_far": is_far}
    return _part_or_page(
        request, "campaigns/partials/verdicts/similar_companies.html", "Similar companies", context
    )


@route("companies/<int:company_id>/verdicts/")
def company_verdicts(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Show current and past verdicts on a company: a partial for htmx, else a page."""
    company = _company(request, company_id)
    context = {
        "company": company,
        "verdicts": verdicts_of_company(company),
        "may_judge": may_judge(request),
    }
    return _part_or_page(
        request, "campaigns/partials/verdicts/company_verdicts.html", "Verdicts", context
    )


def _company(request: WorkspaceRequest, company_id: int) -> Company:
    return get_object_or_404(companies_of(request.workspace), pk=company_id)


def _part_or_page(
    request: WorkspaceRequest, part: str, title: str, context: Mapping[str, object]
) -> HttpResponse:
    if request.htmx:
        return render(request, part, dict(context))
    page = {**context, "part": part, "title": title}
    return render(request, "campaigns/company_part.html", page)
