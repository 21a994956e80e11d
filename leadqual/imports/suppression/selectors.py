"""Reads of suppression lists."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.leads.models import SuppressionList

_SILENT_AFTER = timedelta(minutes=2)


def suppression_lists_of(workspace: Workspace) -> QuerySet[SuppressionList]:
    """Return the suppression lists of a workspace, the newest first."""
    rows = SuppressionList.objects.filter(workspace=workspace)
    return rows.select_related("author", "undone_by").order_by("-created_at", "-pk")


def silent_lists(now: datetime) -> QuerySet[SuppressionList]:
    """Return the lists of all workspaces whose job has died or never came.

    A sign from a time to come is none: the clock was set back since.
    """
    waiting = [SuppressionList.Status.QUEUED, SuppressionList.Status.RUNNING]
    rows = SuppressionList.objects.filter(status__in=waiting)
    is_past = Q(heartbeat_at__lt=now - _SILENT_AFTER)
    return rows.filter(is_past | Q(heartbeat_at__gt=now + _SILENT_AFTER)).order_by("pk")
