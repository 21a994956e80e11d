"""Pages of watching: what comes in, what people say of answers, how the product runs; alerts."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.pages.navigation import Tab
from leadqual.core.pages.panels import address_of
from leadqual.monitoring.alerts import delivery, lifecycle
from leadqual.monitoring.alerts.alert_examples import (
    MAX_SHOWN,
    example_companies,
    example_titles,
)
from leadqual.monitoring.alerts.alert_texts import alert_text, words_of
from leadqual.monitoring.alerts.alert_thresholds import (
    LIMITS,
    active_thresholds,
    set_limits,
)
from leadqual.monitoring.alerts.delivery import host_of
from leadqual.monitoring.model_rows import model_kind_rows
from leadqual.monitoring.models import Alert
from leadqual.monitoring.outcomes import KINDS
from leadqual.monitoring.pages.forms import LimitsForm, SeenForm
from leadqual.monitoring.pages.operations import SPANS, operations_data
from leadqual.monitoring.selectors import alerts_of, has_data, monitored_until
from leadqual.monitoring.signal_rows import DAYS_NEEDED, baseline_rows, signal_rows
from leadqual.monitoring.signals import SIGNALS, value_text
from leadqual.registry.pages.report_summary import key_figures
from leadqual.registry.selectors import live_models

MAX_CLOSED = 20
_LOOKUPS = {
    f"{kind}-predictions": f"lookup:former-{kind}" for kind in ("title", "company", "reply")
}
"""Former panels of this page, and where they are now."""


@route("lab/monitoring/")
def page(request: WorkspaceRequest) -> HttpResponse:
    """Show one area: its alerts first, then what was seen."""
    panel = request.GET.get("panel", "")
    if panel in _LOOKUPS:
        query = request.GET.copy()
        del query["panel"]
        return redirect(f"{reverse(_LOOKUPS[panel])}?{query.urlencode()}")
    is_staff = request.user.is_staff
    areas = [area for area in Alert.Area if is_staff or area != Alert.Area.OPERATION]
    tab = request.GET.get("tab")
    area = next((area for area in areas if area == tab), Alert.Area.DATA)
    rows = alerts_of(request.workspace, with_operation=is_staff).prefetch_related("deliveries")
    open_ones = list(rows.filter(closed_at=None))
    address, now = reverse("monitoring:page"), clock.now()
    limits, today = active_thresholds(), now.date()
    context: dict[str, Any] = {
        "area": area,
        "parts": [
            Tab(
                f"{address}?tab={each.value}",
                str(each.label),
                sum(alert.area == each for alert in open_ones) or None,
                each == area,
            )
            for each in areas
        ]
        + [Tab(address_of("lookup:title"), "Past predictions", None, is_here=False)]
        + ([Tab(reverse("backups:page"), "Backups", None, is_here=False)] if is_staff else []),
        "alerts": alert_text(each for each in open_ones if each.area == area),
        "closed": alert_text(rows.filter(area=area).exclude(closed_at=None)[:MAX_CLOSED]),
        "until": monitored_until(request.workspace),
        "is_staff": is_staff,
        "may_say": Role(request.member.role).includes(Role.QUALIFIER),
        "may_decide": Role(request.member.role).includes(Role.MANAGER),
    }
    if area == Alert.Area.DATA:
        shown = signal_rows(request.workspace, today=today, limits=limits)
        context |= {
            "signals": [one for one in shown if one.bars],
            "baseline": baseline_rows(request.workspace, today=today),
            "days_needed": DAYS_NEEDED,
            "has_data": bool(shown) or has_data(request.workspace),
        }
    elif area == Alert.Area.MODEL:
        kinds = model_kind_rows(request.workspace, today=today)
        seen = {kind.kind for kind in kinds}
        live = [one for one in live_models() if one.kind in KINDS and one.kind not in seen]
        context |= {"kinds": kinds, "unseen": [(one, key_figures(one)) for one in live]}
    else:
        span = request.GET.get("by", "")
        span = span if span in SPANS else "hours"
        context |= {"span": span, "operation": operations_data(span, now=now)}
    return render(request, "monitoring/monitoring.html", context)


@route("lab/monitoring/alert-thresholds/", name="alert-thresholds", methods="GET HEAD POST")
def limits(request: WorkspaceRequest) -> HttpResponse:
    """Show the limits and set them; staff only, since they are for all workspaces."""
    if not request.user.is_staff:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = LimitsForm(data, in_force=active_thresholds())
    if data is not None and form.is_valid():
        changed = set_limits(values=form.values(), author=request.user)
        names = ", ".join(LIMITS[name].label.lower() for name in changed)
        messages.success(request, f"Saved: {names}." if changed else "Nothing was changed.")
        return redirect("monitoring:alert-thresholds")
    parts = [
        (area.label, [form[name] for name, known in LIMITS.items() if known.area == area])
        for area in Alert.Area
    ]
    context = {
        "form": form,
        "parts": parts,
        "ways": delivery.delivery_methods(),
        "mail_to": settings.ALERT_MAIL_TO,
        "address": host_of(settings.ALERT_WEBHOOK_URL),
    }
    return render(
        request, "monitoring/alert_thresholds.html", context, status=422 if form.is_bound else 200
    )


@route("lab/monitoring/alert-thresholds/test/", name="send-test", methods="POST")
def send_test(request: WorkspaceRequest) -> HttpResponse:
    """Send a test by each way that is set up, and say whether it left; staff only."""
    if not request.user.is_staff:
        raise PermissionDenied
    for way, problem in delivery.send_test(author=request.user).items():
        if problem:
            messages.error(request, f"Not sent by {way.label}: {problem}")
        else:
            messages.success(request, f"Test sent by {way.label}.")
    return redirect("monitoring:alert-thresholds")


@route("lab/monitoring/alerts/<int:alert_id>/")
def examples(request: WorkspaceRequest, alert_id: int) -> HttpResponse:
    """Show the titles behind an alert, to be labelled; or go to the companies behind one."""
    alert = _alert(request, alert_id)
    signal = SIGNALS.get(alert.signal)
    if signal is not None and signal.rows == "companies":
        search = example_companies(alert, request.workspace)
        return redirect(f"{reverse('search:companies')}?{search}")
    if signal is None or signal.rows != "titles":
        raise Http404
    found = example_titles(alert, request.workspace)
    context = {
        "alert": alert,
        "words": words_of(alert),
        "behind": found,
        "value": value_text(alert.signal, found.value),
        "signal": signal,
        "most": MAX_SHOWN,
    }
    return render(request, "monitoring/alert_examples.html", context)


@route(
    "lab/monitoring/alerts/<int:alert_id>/acknowledge/",
    name="acknowledge",
    methods="POST",
    role=Role.QUALIFIER,
)
def seen(request: WorkspaceRequest, alert_id: int) -> HttpResponse:
    """Note that an alert was seen, with a note; drift may be called normal by a manager."""
    alert = _alert(request, alert_id)
    form = SeenForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for each in form.errors.values() for e in each))
        return _back_to(alert)
    is_normal = form.cleaned_data["is_normal"]
    if is_normal and not Role(request.member.role).includes(Role.MANAGER):
        messages.error(request, "Only managers can mark an alert as normal. Nothing was changed.")
        return _back_to(alert)
    lifecycle.acknowledge(
        alert=alert, note=form.cleaned_data["note"], is_normal=is_normal, author=request.user
    )
    said = "Marked as normal. The alert is closed." if is_normal else "Noted."
    messages.success(request, said)
    return _back_to(alert)


@route(
    "lab/monitoring/alerts/<int:alert_id>/resend/", name="resend", methods="POST", role=Role.MANAGER
)
def again(request: WorkspaceRequest, alert_id: int) -> HttpResponse:
    """Send messages about an alert again that were given up."""
    alert = _alert(request, alert_id)
    n = delivery.try_again(alert=alert)
    messages.success(
        request,
        "The message is sent within a minute." if n else "No message is waiting to be sent.",
    )
    return _back_to(alert)


def _alert(request: WorkspaceRequest, alert_id: int) -> Alert:
    rows = alerts_of(request.workspace, with_operation=request.user.is_staff)
    return get_object_or_404(rows, pk=alert_id)


def _back_to(alert: Alert) -> HttpResponse:
    return redirect(f"{reverse('monitoring:page')}?tab={alert.area}#alert-{alert.pk}")
