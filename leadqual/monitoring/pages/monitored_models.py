"""The alerts and the most moved signal of a kind of model, for pages of other apps."""

from typing import Any

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.monitoring.alerts.alert_texts import AlertWithText, alert_text
from leadqual.monitoring.alerts.alert_thresholds import active_thresholds
from leadqual.monitoring.models import Alert
from leadqual.monitoring.selectors import alerts_of
from leadqual.monitoring.signal_tables import signal_rows
from leadqual.monitoring.signals import SIGNALS

MAX_ALERTS = 5


def open_alerts(workspace: Workspace) -> list[AlertWithText]:
    """Return the open alerts of the workspace about data and models, the newest first."""
    rows = alerts_of(workspace, with_operation=False)
    return alert_text(rows.filter(closed_at=None)[:MAX_ALERTS])


def monitored_model(workspace: Workspace, kind: str) -> dict[str, Any]:
    """Return the open alerts of a kind of model, and the signal of its data that moved most.

    A signal with an alert counts before all others; it is None where no day could be compared yet.
    Three queries.

    Args:
        workspace: whose.
        kind: titles, companies or replies.
    """
    open_rows = alerts_of(workspace, with_operation=False).filter(closed_at=None)
    alerts = [alert for alert in open_rows if _kind_of(alert) == kind]
    names = [name for name, signal in SIGNALS.items() if signal.rows == kind]
    rows = signal_rows(workspace, today=clock.now().date(), limits=active_thresholds(), names=names)
    with_alerts = {alert.signal for alert in alerts}
    most = max(
        (row for row in rows if row.bars is not None),
        key=lambda row: (row.signal.name in with_alerts, row.last.index or 0.0),
        default=None,
    )
    return {"alerts": alert_text(alerts), "signal": most}


def _kind_of(alert: Alert) -> str:
    """Return which kind of model an alert of a workspace is about."""
    if alert.area == Alert.Area.DATA:
        return SIGNALS[alert.signal].rows
    return alert.signal.partition(":")[0]
