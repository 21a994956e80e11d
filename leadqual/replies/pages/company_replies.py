"""The part of a company's page with the replies of its people."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.replies.selectors import replies_of_company
from leadqual.search.results.record_rows import companies_of

_MAX_SHOWN = 10


@route("companies/<int:company_id>/replies/")
def company_replies(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Show the last replies of the people of a company; a part for htmx, else a page."""
    company = get_object_or_404(companies_of(request.workspace), pk=company_id)
    replies = replies_of_company(request.workspace, company)
    context = {"company": company, "n_replies": replies.count(), "replies": replies[:_MAX_SHOWN]}
    part, page = "replies/partials/company_replies.html", "replies/company.html"
    return render(request, part if request.htmx else page, context)
