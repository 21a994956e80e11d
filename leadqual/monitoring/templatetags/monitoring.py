"""The alerts and the most moved signal of a kind of model, for pages of other apps."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jinja2.runtime import Context

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.pages.templates import Library
from leadqual.monitoring.alerts.alert_texts import AlertWithText, alert_text
from leadqual.monitoring.alerts.alert_thresholds import active_thresholds
from leadqual.monitoring.models import Alert
from leadqual.monitoring.selectors import alerts_of
from leadqual.monitoring.signals import SIGNALS, signal_rows

register = Library()
MAX_ALERTS = 5


def monitored_model(
    kind: str, workspace: Workspace, *, today: date, limits: Mapping[str, float]
) -> dict[str, Any]:
    """Return the open alerts of a kind of model, and the signal of its data that moved most.

    A signal with an alert counts before all others; it is None where no day could be compared yet.
    Three queries.

    Args:
        kind: titles, companies or replies.
        workspace: whose.
        today: in UTC.
        limits: the active ones, by name.
    """
    open_ones = alerts_of(workspace, with_operation=False).filter(closed_at=None)
    alerts = [alert for alert in open_ones if _kind_of(alert) == kind]
    names = [name for name, signal in SIGNALS.items() if signal.rows == kind]
    shown = signal_rows(workspace, today=today, limits=limits, names=names)
    alarmed = {alert.signal for alert in alerts}
    most = max(
        (one for one in shown if one.bars is not None),
        key=lambda one: (one.signal.name in alarmed, one.last.index or 0.0),
        default=None,
    )
    return {"alerts": alert_text(alerts), "signal": most}


def _kind_of(alert: Alert) -> str:
    """Return which kind of model an alert of a workspace is about."""
    if alert.area == Alert.Area.DATA:
        return SIGNALS[alert.signal].rows
    return alert.signal.partition(":")[0]


@register.simple_tag(takes_context=True)
def open_alerts(context: Context) -> list[AlertWithText]:
    """Return the open alerts of the workspace about data and models, the newest first."""
    rows = alerts_of(context["request"].workspace, with_operation=False)
    return alert_text(rows.filter(closed_at=None)[:MAX_ALERTS])


@register.inclusion_tag("monitoring/partials/model_kind.html", takes_context=True)
def watched(context: Context, kind: str) -> dict[str, Any]:
    """Show open alerts about a kind of model, and the signal of its data that moved most."""
    limits, today = active_thresholds(), clock.now().date()
    workspace = context["request"].workspace
    return {"watched": monitored_model(kind, workspace, today=today, limits=limits)}
