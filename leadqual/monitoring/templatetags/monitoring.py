"""The tag by which the lab shows what is watched of one kind of model."""

from typing import Any

from django import template

from leadqual.core import clock
from leadqual.monitoring.alerts.alert_texts import AlertWithText, alert_text
from leadqual.monitoring.alerts.alert_thresholds import active_thresholds
from leadqual.monitoring.alerts.model_summary import monitored_model
from leadqual.monitoring.selectors import alerts_of

register = template.Library()
MAX_ALERTS = 5


@register.simple_tag(takes_context=True)
def open_alerts(context: template.Context) -> list[AlertWithText]:
    """Return the open alerts of the workspace about data and models, the newest first."""
    rows = alerts_of(context["request"].workspace, with_operation=False)
    return alert_text(rows.filter(closed_at=None)[:MAX_ALERTS])


@register.inclusion_tag("monitoring/partials/model_kind.html", takes_context=True)
def watched(context: template.Context, kind: str) -> dict[str, Any]:
    """Show open alerts about a kind of model, and the signal of its data that moved most.

    Args:
        context: of the page; its request names the workspace.
        kind: titles, companies or replies.
    """
    limits, today = active_thresholds(), clock.now().date()
    workspace = context["request"].workspace
    return {"watched": monitored_model(kind, workspace, today=today, limits=limits)}
