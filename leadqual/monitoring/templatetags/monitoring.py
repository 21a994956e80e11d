"""The tag by which the lab shows what is watched of one kind of model."""

from typing import Any

from django import template
from django.utils import timezone

from leadqual.monitoring.alerts.alert_thresholds import active_thresholds
from leadqual.monitoring.alerts.model_summary import monitored_model

register = template.Library()


@register.inclusion_tag("monitoring/partials/model_kind.html", takes_context=True)
def watched(context: template.Context, kind: str) -> dict[str, Any]:
    """Show open alerts about a kind of model, and the signal of its data that moved most.

    Args:
        context: of the page; its request names the workspace.
        kind: titles, companies or replies.
    """
    limits, today = active_thresholds(), timezone.now().date()
    workspace = context["request"].workspace
    return {"watched": monitored_model(kind, workspace, today=today, limits=limits)}
