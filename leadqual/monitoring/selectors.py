"""Queries of monitoring, each limited to a workspace, or to the installation for staff."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact
from leadqual.monitoring.models import Alert, DayProfile, HourFigure, ModelDay, MonitoringCursor
from leadqual.replies.models import Reply


def alerts_of(workspace: Workspace, *, with_operation: bool) -> QuerySet[Alert]:
    """Return the alerts of a workspace, the newest first."""
    mine = Q(workspace=workspace)
    if with_operation:
        mine |= Q(workspace=None)
    rows = Alert.objects.filter(mine).select_related("workspace", "seen_by")
    return rows.order_by("-pk")


def profiles_of(workspace: Workspace, *, since: date) -> QuerySet[DayProfile]:
    """Return the daily profiles since a day, in order."""
    rows = DayProfile.objects.filter(workspace=workspace, day__gte=since)
    return rows.order_by("signal", "day")


def model_days_of(workspace: Workspace, *, since: date) -> QuerySet[ModelDay]:
    """Return the daily corrections since a day, in order."""
    return ModelDay.objects.filter(workspace=workspace, day__gte=since).order_by("kind", "day")


def hours_since(since: datetime) -> QuerySet[HourFigure]:
    """Return the hourly figures of the installation since an hour, in order."""
    return HourFigure.objects.filter(hour__gte=since).order_by("hour", "group")


def monitored_until(workspace: Workspace) -> MonitoringCursor | None:
    """Return up to which day a workspace was looked at."""
    return MonitoringCursor.objects.filter(pk=workspace.pk).first()


def has_data(workspace: Workspace) -> bool:
    """Return whether anything came in that a day can be looked at for; at most three queries."""
    rows = (Contact.objects, Company.objects, Reply.objects)
    return any(each.filter(workspace=workspace).exists() for each in rows)


def day_before(day: date, n: int) -> date:
    """Return the day a number of days before another."""
    return day - timedelta(days=n)
