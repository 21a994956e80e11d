"""The look at all that is watched: missing days are filled, limits are held against them."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from classifiers.evaluation.human_evaluation import NOTHING, tally
from classifiers.monitoring.drift_days import DriftResult
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.leads.models import Company, Contact
from leadqual.monitoring import hourly_figures
from leadqual.monitoring.alerts import lifecycle
from leadqual.monitoring.alerts.alert_thresholds import active_thresholds
from leadqual.monitoring.alerts.blocked_emails import note_blocked_emails
from leadqual.monitoring.alerts.lifecycle import AlertFinding
from leadqual.monitoring.alerts.threshold_checks import MODEL_DAYS, of_hour, of_model
from leadqual.monitoring.daily_profiles import (
    Profile,
    day_begins,
    days_between,
    judged,
    profile_days,
)
from leadqual.monitoring.failed_jobs import delete_old_failures
from leadqual.monitoring.models import Alert, DayProfile, HourFigure, ModelDay, MonitoringCursor
from leadqual.monitoring.outcomes import (
    KINDS,
    agreement,
    chance_corrected_agreement,
    outcomes,
    shown_by_day,
)
from leadqual.replies.models import Reply

OLDEST = timedelta(days=90)
"""How far back the first run goes."""

CHUNK_DAYS = 10
REPEATED_DAYS = 7
"""Corrections undone within these days no longer count."""

MAX_SHIFTS = 8
ONE_DAY = timedelta(days=1)


def monitor_workspace(workspace: Workspace, *, today: date | None = None) -> int:
    """Evaluate all past days of a workspace that are still pending; return how many.

    Each day is one transaction: a killed run resumes where it stopped. Memory holds a few days.

    Args:
        workspace: whose.
        today: the current day in UTC; None uses the clock.
    """
    today = today or clock.now().date()
    last = today - ONE_DAY
    first = _first_day(workspace, last)
    limits = active_thresholds()
    n_days = 0
    while first <= last:
        until = min(last, first + (CHUNK_DAYS - 1) * ONE_DAY)
        profiles = profile_days(workspace, first, until)
        for day in days_between(first, until):
            _check_profiles(workspace, day, profiles.get(day, {}), limits)
            n_days += 1
        first = until + ONE_DAY
    if n_days:
        _check_models(workspace, last, limits)
    return n_days


def monitor_operations() -> int:
    """Store the hourly figures and check past hours against the thresholds.

    Returns:
        How many hourly rows were stored.
    """
    stored = hourly_figures.store_hours()
    limits = active_thresholds()
    since = clock.now() - timedelta(hours=4)
    over = clock.now() - timedelta(hours=1)
    rows = HourFigure.objects.filter(hour__gt=since, hour__lte=over).order_by("hour", "group")
    for finding in of_hour(list(rows), limits=limits):
        lifecycle.note(finding, workspace=None)
    _close_silent_alerts()
    hourly_figures.delete_old_hours()
    delete_old_failures()
    return stored


def _first_day(workspace: Workspace, last: date) -> date:
    watched = MonitoringCursor.objects.filter(pk=workspace.pk).first()
    if watched is not None:
        return watched.day + ONE_DAY
    oldest = [
        rows.aggregate(first=Min(name))["first"]
        for rows, name in (
            (Contact.objects.filter(workspace=workspace), "created_at"),
            (Company.objects.filter(workspace=workspace), "created_at"),
            (Reply.objects.filter(workspace=workspace), "received_at"),
        )
    ]
    days = [at.date() for at in oldest if at is not None]
    return max(min(days, default=last), last - OLDEST)


@transaction.atomic
def _check_profiles(
    workspace: Workspace, day: date, profile: Profile, limits: Mapping[str, float]
) -> None:
    """Store and evaluate one day; a concurrent second run finds it done."""
    watched, _ = MonitoringCursor.objects.select_for_update().get_or_create(
        workspace=workspace, defaults={"day": day - ONE_DAY}
    )
    if watched.day >= day:
        return
    found = judged(workspace, profile, day=day, limits=limits) if profile else {}
    DayProfile.objects.bulk_create(
        _row(workspace, day, name, counts, found.get(name)) for name, counts in profile.items()
    )
    for name, judgment in found.items():
        lifecycle.note(_finding(name, judgment, day, limits), workspace=workspace)
    note_blocked_emails(workspace, day)
    watched.day = day
    watched.save()


def _row(
    workspace: Workspace, day: date, name: str, counts: Mapping[str, int], drift: DriftResult | None
) -> DayProfile:
    row = DayProfile(
        workspace=workspace,
        day=day,
        signal=name,
        counts=dict(counts),
        n_rows=sum(counts.values()),
    )
    if drift is not None:
        compared = drift.comparison
        row.index, row.chance = compared.index, compared.chance
        row.n_effective, row.n_reference = compared.n_effective, compared.n_reference
        row.shifts, row.is_drift = _shifts(drift), drift.is_drift
    return row


def _shifts(drift: DriftResult) -> list[list[object]]:
    return [
        [shift.value, round(shift.before, 4), round(shift.now, 4)]
        for shift in drift.comparison.shifts[:MAX_SHIFTS]
    ]


def _finding(name: str, drift: DriftResult, day: date, limits: Mapping[str, float]) -> AlertFinding:
    return AlertFinding(
        area=Alert.Area.DATA,
        signal=name,
        is_over=drift.is_drift,
        figure=drift.comparison.index,
        limit=limits["drift_index"],
        at=day_begins(day),
        facts={"shifts": _shifts(drift), "n": drift.comparison.n_rows},
    )


@transaction.atomic
def _check_models(workspace: Workspace, last: date, limits: Mapping[str, float]) -> None:
    """Recount recent corrections, and check the last four weeks against the thresholds."""
    known = ModelDay.objects.filter(workspace=workspace).aggregate(last=Max("day"))["last"]
    oldest = last - (MODEL_DAYS - 1) * ONE_DAY
    first = max(oldest, known - (REPEATED_DAYS - 1) * ONE_DAY) if known else last - OLDEST
    shown = shown_by_day(workspace, first, last)
    for kind in KINDS:
        drift = groupby(outcomes(kind, workspace, first, last), key=itemgetter(0))
        found = {day: tally(outcome for _, outcome in rows) for day, rows in drift}
        agreed = agreement(kind, workspace)
        for day in days_between(first, last):
            counted = found.get(day, NOTHING)
            figures: dict[str, Any] = {
                "n_shown": shown.get((kind, day), 0),
                "n_judged": counted.n_judged,
                "n_changed": counted.n_changed,
                "labels": {
                    slug: [one.right, one.wrong, one.missed] for slug, one in counted.labels.items()
                },
                "bins": [[each.n, round(each.promised, 6), each.right] for each in counted.bins],
            }
            if day == last:  # What people agree on is known as it is now.
                figures |= {
                    "n_pairs": agreed.n,
                    "n_agreed": agreed.n_agreed,
                    "agreement": chance_corrected_agreement(kind, agreed),
                }
            if day == last or figures["n_shown"] or counted.n_judged:
                ModelDay.objects.update_or_create(
                    workspace=workspace, kind=kind, day=day, defaults=figures
                )
            else:  # All corrections of a day may have been undone.
                ModelDay.objects.filter(workspace=workspace, kind=kind, day=day).update(**figures)
        rows = ModelDay.objects.filter(workspace=workspace, kind=kind, day__gte=oldest)
        findings = list(of_model(kind, list(rows.order_by("day")), day=last, limits=limits))
        for finding in findings:
            lifecycle.note(finding, workspace=workspace)
        _close_other_alerts(workspace, kind, {each.signal for each in findings})


def _close_other_alerts(workspace: Workspace, kind: str, drift: set[str]) -> None:
    """Close alerts about a model with too few recent corrections to confirm them."""
    alerts = Alert.objects.filter(workspace=workspace, area=Alert.Area.MODEL, closed_at=None)
    for alert in alerts.filter(signal__startswith=f"{kind}:").exclude(signal__in=drift):
        lifecycle.end(alert)


def _close_silent_alerts() -> None:
    """Close alerts about operation without any figures for a day."""
    cutoff = clock.now() - timedelta(days=1)
    for alert in Alert.objects.filter(workspace=None, closed_at=None, last_at__lt=cutoff):
        lifecycle.end(alert)
