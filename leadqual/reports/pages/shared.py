"""What a link shows to whoever has it, without an account."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from leadqual.accounts.page_routes import route
from leadqual.core.pages.page_links import page_links
from leadqual.core.request_counts import is_over
from leadqual.core.requests.client_addresses import client_network
from leadqual.leads.do_not_contact.selectors import blocked_among
from leadqual.reports.models import ShareLink
from leadqual.reports.pages.team import report_context
from leadqual.reports.share_links import (
    open_link,
)
from leadqual.search.lists.selectors import companies_in, people_in

MINUTE = 60
MAX_PER_MINUTE = 60
"""Pages that one network may open."""
_ROWS = 100


@route("shared/<str:token>/")
@never_cache
@login_not_required
def shared(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the list or report of a link: without editing, emails, phone numbers or links inside."""
    if is_over(f"shared:{client_network(request)}", seconds=MINUTE, most=MAX_PER_MINUTE):
        answer = render(request, "reports/shared_closed.html", {"is_busy": True}, status=429)
        answer.headers["Retry-After"] = str(MINUTE)
        return _private(answer)
    link = open_link(token)
    if link is None:
        return _private(render(request, "reports/shared_closed.html", status=404))
    context: dict[str, object] = {"link": link, **_content(request, link)}
    template = "reports/shared_list.html" if link.contact_list else "reports/shared_report.html"
    return _private(render(request, template, context))


def _content(request: HttpRequest, link: ShareLink) -> Mapping[str, object]:
    row = link.contact_list
    if row is None:
        return report_context(request, link.workspace, lambda **asked: f"?{urlencode(asked)}")
    records: Any
    if row.kind == "company":
        records = companies_in(row).order_by("name", "pk")
    else:
        records = people_in(row).order_by("last_name", "first_name", "pk")
    page = Paginator(records, _ROWS).get_page(request.GET.get("page"))
    is_company = row.kind == "company"
    stopped = set() if is_company else blocked_among(list(page))
    return {"page": page, "is_company": is_company, "stopped": stopped, **page_links(page, "?")}


def _private(answer: HttpResponse) -> HttpResponse:
    """Keep the secret of the address out of search engines and other sites."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
