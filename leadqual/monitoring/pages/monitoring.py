"""Monitoring pages: incoming data, corrections of predictions, operation and alerts."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.formats import percent, thousands
from leadqual.core.pages.charts import Chart, ChartLine, FigureRow, FigureTable, line_chart
from leadqual.core.pages.panels import Tab, address_of
from leadqual.monitoring.alerts import delivery, lifecycle
from leadqual.monitoring.alerts.alert_examples import MAX_SHOWN, example_companies, example_titles
from leadqual.monitoring.alerts.alert_texts import alert_text, words_of
from leadqual.monitoring.alerts.alert_thresholds import (
    LIMITS,
    active_thresholds,
    set_limits,
)
from leadqual.monitoring.alerts.delivery import host_of
from leadqual.monitoring.hourly_figures import (
    JOBS,
    QUEUE,
    REPLIES,
    TITLES,
    quantile_of,
)
from leadqual.monitoring.model_rows import model_kind_rows
from leadqual.monitoring.models import Alert, HourFigure
from leadqual.monitoring.outcomes import KINDS
from leadqual.monitoring.selectors import alerts_of, has_data, hours_since, monitored_until
from leadqual.monitoring.signal_tables import DAYS_NEEDED, baseline_rows, signal_rows
from leadqual.monitoring.signals import SIGNALS, value_text
from leadqual.monitoring.timing import API, CLASSIFYING, JOB, PAGES
from leadqual.registry.pages.report_summary import key_figures
from leadqual.registry.selectors import live_models

SPANS = {"hours": (48, timedelta(hours=1)), "days": (30, timedelta(days=1))}
_HALF, _WITHIN = 0.5, 0.95
_WEB = "web "
_TIMES = ("Count", "Median", "95th percentile", "Failed")
_WAITED = ("Minutes", "Median", "95th percentile")
Rows = Sequence[HourFigure]

MAX_CLOSED = 20
_LOOKUPS = {
    f"{kind}-predictions": f"lookup:former-{kind}" for kind in ("title", "company", "reply")
}
"""Former panels of this page, and where they are now."""


def operations_data(span: str, *, now: datetime) -> dict[str, Any] | None:
    """Return the figures of the installation; one query, None where nothing was counted.

    Args:
        span: one of `SPANS`.
        now: the clock.
    """
    n_points, step = SPANS[span]
    begin = now.replace(minute=0, second=0, microsecond=0)
    if span == "days":
        begin = begin.replace(hour=0)
    points = [begin - n * step for n in range(n_points - 1, -1, -1)]
    rows = list(hours_since(min(points[0], now - timedelta(days=1))))
    if not rows:
        return None
    at: defaultdict[tuple[str, datetime], list[HourFigure]] = defaultdict(list)
    for row in rows:
        at[row.group, row.hour if span == "hours" else row.hour.replace(hour=0)].append(row)
    names = [f"{point:%b %-d %H:%M}" if span == "hours" else f"{point:%b %-d}" for point in points]
    groups = [group for group in (PAGES, API, CLASSIFYING) if any(r.group == group for r in rows)]

    def chart(
        title: str,
        lines: Sequence[tuple[str, str, Callable[[Rows], float | None]]],
        words: Callable[[float | None], str],
        highest: float | None = None,
    ) -> Chart:
        drawn = [
            ChartLine(name, [figure(at[group, point]) for point in points], color=place + 1)
            for place, (name, group, figure) in enumerate(lines)
        ]
        return line_chart(
            drawn,
            title=title,
            points=names,
            points_name="Time, UTC",
            words=words,
            highest=highest,
        )

    charts = [
        chart(
            f"Response time of {group.removeprefix(_WEB)}, ms",
            [("95th percentile", group, _percentile_95), ("median", group, _median)],
            thousands,
        )
        for group in groups
    ]
    if groups:
        failures = [(group.removeprefix(_WEB), group, _failed) for group in groups]
        worst = max(_failed(at[group, point]) or 0 for group in groups for point in points)
        highest = next(top for top in (0.02, 0.1, 0.5, 1.0) if worst <= top)
        charts.append(chart("Failed requests", failures, lambda v: percent(v, 1), highest))
    queues = [("jobs", JOBS, _median), ("titles", TITLES, _median), ("replies", REPLIES, _median)]
    charts.append(chart("Queue lengths", queues, thousands))
    day = [row for row in rows if row.hour > now - timedelta(days=1)]
    return {"charts": charts, "tables": list(_tables(day))}


def _tables(day: Rows) -> Iterator[FigureTable]:
    """Yield what there is of a day; jobs that took most time come first."""
    requests, jobs, queues = _groups(day, _WEB), _groups(day, JOB), _groups(day, QUEUE)
    longest_first = dict(sorted(jobs.items(), key=lambda job: -_total_ms(job[1])))
    if requests:
        yield FigureTable("Requests in the last day", "Kind", _TIMES, _timed(requests))
    if jobs:
        yield FigureTable("Jobs in the last day", "Job", _TIMES, _timed(longest_first))
    if queues:
        yield FigureTable("Queue lengths by minute", "Queue", _WAITED, _counted(queues))


def _timed(groups: Mapping[str, Rows]) -> tuple[FigureRow, ...]:
    return tuple(
        FigureRow(
            group,
            (
                thousands(_n_values(rows)),
                f"{thousands(_median(rows))} ms",
                f"{thousands(_percentile_95(rows))} ms",
                percent(_failed(rows) or 0.0, 1),
            ),
        )
        for group, rows in groups.items()
    )


def _counted(groups: Mapping[str, Rows]) -> tuple[FigureRow, ...]:
    return tuple(
        FigureRow(
            group,
            (thousands(_n_values(rows)), thousands(_median(rows)), thousands(_percentile_95(rows))),
        )
        for group, rows in groups.items()
    )


def _total_ms(rows: Rows) -> float:
    return _n_values(rows) * (_median(rows) or 0)


def _groups(rows: Rows, kind: str) -> dict[str, list[HourFigure]]:
    by_group: defaultdict[str, list[HourFigure]] = defaultdict(list)
    for row in rows:
        if row.group.startswith(kind):
            by_group[row.group.removeprefix(kind)].append(row)
    return dict(sorted(by_group.items()))


def _median(rows: Rows) -> float | None:
    return quantile_of(rows, _HALF)


def _percentile_95(rows: Rows) -> float | None:
    return quantile_of(rows, _WITHIN)


def _n_values(rows: Rows) -> int:
    return sum(row.n for row in rows)


def _failed(rows: Rows) -> float | None:
    n = _n_values(rows)
    return sum(row.n_errors for row in rows) / n if n else None


class SeenForm(forms.Form):
    """The note of a person on an alert."""

    note = forms.CharField(
        required=False,
        max_length=500,
        label="Note",
        error_messages={"max_length": "A note can have up to 500 characters. Nothing was changed."},
    )
    is_normal = forms.BooleanField(required=False, label="Mark as normal")


class LimitsForm(forms.Form):
    """All thresholds; an empty field resets to the default."""

    def __init__(self, *args: object, active: Mapping[str, float]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # the data of a form
        for name, known in LIMITS.items():
            self.fields[name] = forms.FloatField(
                required=False,
                label=known.label,
                help_text=f"{known.help} Default: {known.default:g}.",
                min_value=known.lowest,
                max_value=known.highest,
                initial=str(active[name]).removesuffix(".0"),  # All digits: it is saved again.
                step_size=1 if known.is_whole else None,
                widget=forms.NumberInput(attrs={"step": "1" if known.is_whole else "any"}),
            )

    def values(self) -> dict[str, float]:
        """Return the limits that were typed; the default where nothing was."""
        return {
            name: known.default if (text := self.cleaned_data[name]) is None else float(text)
            for name, known in LIMITS.items()
        }


@route("lab/monitoring/")
def page(request: WorkspaceRequest) -> HttpResponse:
    """Show one area: its alerts first, then its figures."""
    panel = request.GET.get("panel", "")
    if panel in _LOOKUPS:
        query = request.GET.copy()
        del query["panel"]
        return redirect(f"{reverse(_LOOKUPS[panel])}?{query.urlencode()}")
    is_staff = request.user.is_staff
    tab = request.GET.get("tab")
    rows = alerts_of(request.workspace, with_operation=is_staff).prefetch_related("deliveries")
    open_ones = list(rows.filter(closed_at=None))
    hidden = set() if is_staff else {Alert.Area.OPERATION}
    if Alert.Area.EMAIL not in {tab, *(alert.area for alert in open_ones)}:
        hidden.add(Alert.Area.EMAIL)
    areas = [area for area in Alert.Area if area not in hidden]
    area = next((area for area in areas if area == tab), Alert.Area.DATA)
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
            "signals": [each for each in shown if each.bars],
            "baseline": baseline_rows(request.workspace, today=today),
            "days_needed": DAYS_NEEDED,
            "has_data": bool(shown) or has_data(request.workspace),
        }
    elif area == Alert.Area.MODEL:
        kinds = model_kind_rows(request.workspace, today=today)
        seen = {kind.kind for kind in kinds}
        live = [model for model in live_models() if model.kind in KINDS and model.kind not in seen]
        context |= {"kinds": kinds, "unseen": [(each, key_figures(each)) for each in live]}
    elif area == Alert.Area.OPERATION:
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
    form = LimitsForm(data, active=active_thresholds())
    if data is not None and form.is_valid():
        changed = set_limits(values=form.values(), author=request.user)
        names = ", ".join(LIMITS[name].label.lower() for name in changed)
        messages.success(request, f"Saved: {names}." if changed else "Nothing was changed.")
        return redirect("monitoring:alert-thresholds")
    parts = [
        (area.label, fields)
        for area in Alert.Area
        if (fields := [form[name] for name, known in LIMITS.items() if known.area == area])
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
    """Send a test by each way that is set up, and return whether it left; staff only."""
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
    """Show the titles behind an alert, to be labeled; or go to the companies behind one."""
    alert = _alert(request, alert_id)
    signal = SIGNALS.get(alert.signal)
    if signal is not None and signal.rows == "companies":
        search = example_companies(alert, request.workspace)
        return redirect(f"{reverse('search:companies')}?{search}")
    if signal is None or signal.rows != "titles":
        raise Http404
    value, titles, n_corrected = example_titles(alert, request.workspace)
    context = {
        "alert": alert,
        "words": words_of(alert),
        "titles": titles,
        "n_corrected": n_corrected,
        "value": value_text(alert.signal, value),
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
    """Mark an alert as seen, with a note; managers can mark drift as normal."""
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
    text = "Marked as normal. The alert is closed." if is_normal else "Noted."
    messages.success(request, text)
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
