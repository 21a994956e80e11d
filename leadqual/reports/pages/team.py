"""The page of the team report."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date

from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.pages.panels import Tab, address_of
from leadqual.reports.team import GROUPS, activity, conversion, monday_of, pipeline


@route("team/", role=Role.MANAGER)
def team(request: WorkspaceRequest) -> HttpResponse:
    """Show the pipeline, the conversion of lists, and what each person did in a week."""
    shown = report_context(request, request.workspace, partial(address_of, "reports:team"))
    return render(request, "reports/team.html", shown)


def report_context(
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
