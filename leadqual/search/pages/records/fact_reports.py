"""Pages to report wrong values, and for managers to apply or dismiss the reports."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.page_links import page_links, safe_next
from leadqual.core.pages.panels import address_of as panel_address
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.leads.models import FactReport
from leadqual.leads.records import fact_reports as writes
from leadqual.search.pages.record_routes import address_of, record_or_404
from leadqual.search.results.kinds import Kind

HERE = "search:fact_reports"
_PAGE = 50


@route("<kind:kind>/<int:record_id>/report/", methods="GET POST")
def report(request: WorkspaceRequest, record_id: int, kind: Kind) -> HttpResponse:
    """Report a wrong value of a person or company; `field` names it."""
    record = record_or_404(request, kind, record_id)
    field = request.POST.get("field", request.GET.get("field", ""))
    labels = writes.FACTS[kind.code]
    next_url = safe_next(request, address_of(record))
    if field not in labels:
        messages.error(request, "Choose the wrong value on the record. Nothing was reported.")
        return redirect(next_url)
    right_value, problem = request.POST.get("right_value", ""), ""
    if request.method == "POST":
        try:
            writes.report_fact(
                record=record, field=field, right_value=right_value, author=request.user
            )
        except LeadqualError as error:
            problem = error.message
        else:
            message = f"Reported the {labels[field].lower()} of {record}. A manager reviews it."
            messages.success(request, message)
            return redirect(next_url)
    context = {
        "record": record,
        "field_code": field,
        "label": labels[field],
        "value": writes.shown_value(record, field),
        "right_value": right_value,
        "problem": problem,
        "longest": writes.LONGEST_VALUE,
        "back_url": next_url,
    }
    status = 422 if problem else 200
    return render(request, "search/records/report.html", context, status=status)


@route("settings/reported-values/", role=Role.MANAGER)
def fact_reports(request: WorkspaceRequest) -> HttpResponse:
    """List reports that are not yet applied or dismissed."""
    page = Paginator(writes.open_reports(request.workspace), _PAGE).get_page(
        request.GET.get("page")
    )
    shown = {
        "rows": [
            (row, writes.label_of(row), writes.record_of(row), address_of(writes.record_of(row)))
            for row in page.object_list
        ],
        **page_links(page, lambda number: panel_address(HERE, page=str(number))),
    }
    return render_settings(request, "leads/settings/fact_reports.html", shown, here=HERE)


@route(
    "settings/reported-values/<int:report_id>/apply/",
    name="apply_fact_report",
    methods="POST",
    role=Role.MANAGER,
)
def apply_report(request: WorkspaceRequest, report_id: int) -> HttpResponse:
    """Set the value given in the report; the message offers undo."""
    report = get_object_or_404(writes.open_reports(request.workspace), pk=report_id)
    record = writes.record_of(report)
    try:
        change = writes.apply_report(report=report, author=request.user)
    except ValidationError as error:
        message = f"“{report.right_value}” was not applied to {record}. {error.messages[0]}"
        messages.error(request, f"{message} Edit the record instead.")
        return redirect(panel_address(HERE))
    except LeadqualError as error:
        messages.error(request, error.message)
        return redirect(panel_address(HERE))
    label = writes.label_of(report).lower()
    message = f"The {label} of {record} is now “{report.right_value}”."
    step = [change.step] if change else []
    add_undo_message(
        request, message, "search:undo_change" if change else "", *step, back=address_of(record)
    )
    return redirect(panel_address(HERE))


@route(
    "settings/reported-values/<int:report_id>/dismiss/",
    name="dismiss_fact_report",
    methods="POST",
    role=Role.MANAGER,
)
def dismiss_report(request: WorkspaceRequest, report_id: int) -> HttpResponse:
    """Dismiss a report without changes; the message offers undo."""
    report = get_object_or_404(writes.open_reports(request.workspace), pk=report_id)
    writes.resolve_report(report=report, author=request.user, is_applied=False)
    message = f"Dismissed the report on {writes.record_of(report)}. The record was not changed."
    add_undo_message(request, message, "search:reopen_fact_report", report.pk)
    return redirect(panel_address(HERE))


@route(
    "settings/reported-values/<int:report_id>/reopen/",
    name="reopen_fact_report",
    methods="POST",
    role=Role.MANAGER,
)
def reopen(request: WorkspaceRequest, report_id: int) -> HttpResponse:
    report = get_object_or_404(FactReport, workspace=request.workspace, pk=report_id)
    if report.resolved_at is None:
        messages.info(request, "The report is already on the list.")
        return redirect(panel_address(HERE))
    with ShownErrors(request):
        writes.reopen_report(report=report)
        undo = reverse("search:dismiss_fact_report", args=[report.pk])
        add_undo_message(request, "The report is back on the list.", undo)
    return redirect(panel_address(HERE))
