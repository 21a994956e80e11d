"""The team report, links that share it or a list, and what these links show."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.accounts.models import Role, Workspace
from leadqual.core import clock
from leadqual.core.api.rate_limits import is_over
from leadqual.core.email.addresses import absolute_url
from leadqual.core.pages.panels import Tab, address_of, page_links
from leadqual.core.pages.undo import say_redoable, say_undoable
from leadqual.core.requests.request_ids import client_network
from leadqual.leads.do_not_contact.selectors import blocked_among
from leadqual.leads.models import ContactList
from leadqual.reports.models import ShareLink
from leadqual.reports.share_links import (
    DAYS,
    NewLink,
    create_link,
    links_of,
    links_to,
    open_link,
    restore_link,
    revoke_link,
)
from leadqual.reports.team import GROUPS, activity, conversion, monday_of, pipeline
from leadqual.search.lists.selectors import all_lists, companies_in, people_in

# The report.

MINUTE = 60
MAX_A_MINUTE = 60
"""Pages that one network may open."""
_ROWS = 100


@route("team/", role=Role.MANAGER)
def team(request: WorkspaceRequest) -> HttpResponse:
    """Show the pipeline, the conversion of lists, and what each person did in a week."""
    shown = _report(request, request.workspace, partial(address_of, "reports:team"))
    return render(request, "reports/team.html", shown)


def _report(
    request: HttpRequest, workspace: Workspace, address: Callable[..., str]
) -> dict[str, object]:
    """Return the report for a group and a week of the query string.

    Args:
        request: with `by` and `week`, if another group or week was chosen.
        workspace: whose report.
        address: returns the URL of the report, from `by` and `week`.
    """
    group = request.GET.get("by", "")
    group = group if group in GROUPS else next(iter(GROUPS))
    this_week = monday_of(clock.now().date())
    monday = min(monday_of(_day(request.GET.get("week", "")) or this_week), this_week)
    return {
        "groups": [
            Tab(address(by=code, week=str(monday)), words, None, code == group)
            for code, words in GROUPS.items()
        ],
        "group": GROUPS[group],
        "pipeline": pipeline(workspace, group),
        "conversion": conversion(workspace),
        "activity": activity(workspace, monday),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "is_this_week": monday == this_week,
        "week_before": address(by=group, week=str(monday - timedelta(days=7))),
        "week_after": address(by=group, week=str(monday + timedelta(days=7))),
    }


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and date(2000, 1, 1) <= day <= date(2100, 1, 1) else None


# Links to the report or to a list.


class ShareForm(forms.Form):
    """How long a new link works."""

    days = forms.TypedChoiceField(
        choices=[(days, f"{days} days") for days in DAYS],
        coerce=int,
        initial=30,
        label="Expires in",
    )


@route("team/share/", methods="GET POST", role=Role.MANAGER)
def share_report(request: WorkspaceRequest) -> HttpResponse:
    """List the links to the report; a post creates one."""
    return _share(request, None)


@route("people/lists/<int:list_id>/share/", methods="GET POST", role=Role.MANAGER)
def share_list(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """List the links to a list; a post creates one."""
    return _share(
        request, get_object_or_404(all_lists(request.workspace, request.user), pk=list_id)
    )


def _share(request: WorkspaceRequest, contact_list: ContactList | None) -> HttpResponse:
    form = ShareForm(request.POST or None)
    made: NewLink | None = None
    if request.method == "POST" and form.is_valid():
        made = create_link(
            workspace=request.workspace,
            author=request.user,
            days=form.cleaned_data["days"],
            contact_list=contact_list,
        )
        form = ShareForm()
    now = clock.now()
    links = links_to(request.workspace, contact_list)
    shown = {
        "list": contact_list,
        "form": form,
        "new_url": _public_url(request, made),
        "new_link": made.link if made else None,
        "links": [(link, link.state_at(now)) for link in links],
    }
    return render(request, "reports/share.html", shown, status=422 if form.errors else 200)


def _public_url(request: HttpRequest, made: NewLink | None) -> str:
    """Return the URL of a link that was just created; "" without one."""
    if made is None:
        return ""
    return absolute_url(reverse("reports:shared", args=[made.token]), request=request)


@route("shared-links/<int:link_id>/revoke/", methods="POST", role=Role.MANAGER)
def revoke(request: WorkspaceRequest, link_id: int) -> HttpResponse:
    """End a link at once; the message offers undo."""
    link = _link_or_404(request, link_id)
    revoke_link(link=link, author=request.user)
    words = f"The link to {link.public_name} no longer works."
    say_undoable(request, words, "reports:restore", link.pk)
    return _to_links(link)


@route("shared-links/<int:link_id>/restore/", methods="POST", role=Role.MANAGER)
def restore(request: WorkspaceRequest, link_id: int) -> HttpResponse:
    """Let a revoked link work again."""
    link = _link_or_404(request, link_id)
    restore_link(link=link, author=request.user)
    say_redoable(request, f"The link to {link.public_name} works again.", "reports:revoke", link.pk)
    return _to_links(link)


def _link_or_404(request: WorkspaceRequest, link_id: int) -> ShareLink:
    return get_object_or_404(links_of(request.workspace, request.user), pk=link_id)


def _to_links(link: ShareLink) -> HttpResponse:
    if link.contact_list_id is None:
        return redirect("reports:share_report")
    return redirect("reports:share_list", link.contact_list_id)


# What a link shows to whoever has it.


@route("shared/<str:token>/")
@never_cache
@login_not_required
def shared(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the list or report of a link: without editing, emails, phone numbers or links inside."""
    if is_over(f"shared:{client_network(request)}", seconds=MINUTE, most=MAX_A_MINUTE):
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
        return _report(request, link.workspace, lambda **asked: f"?{urlencode(asked)}")
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
