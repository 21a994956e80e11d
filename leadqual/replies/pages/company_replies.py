"""The part of a company's page that shows what its people replied."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from leadqual.accounts.request_types import WorkspaceRequest
from leadqual.replies.selectors import replies_of_company
from leadqual.search.results.selectors import companies_of

_MAX_SHOWN = 10


@require_GET
def company_replies(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Show the last replies of the people of a company; a part for htmx, else a page."""
    company = get_object_or_404(companies_of(request.workspace), pk=company_id)
    replies = replies_of_company(request.workspace, company)
    context = {"company": company, "n_replies": replies.count(), "replies": replies[:_MAX_SHOWN]}
    part, page = "replies/partials/company_replies.html", "replies/company.html"
    return render(request, part if request.htmx else page, context)
