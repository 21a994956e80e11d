"""What the days of a workspace were, as values that can be judged."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from classifiers.monitoring.drift_days import DailySignal, DriftResult, DriftThresholds, judge_day
from leadqual.accounts.models import Workspace
from leadqual.monitoring.data_drift.signals import SIGNALS
from leadqual.monitoring.models import Alert, DayProfile
from leadqual.registry.models import ModelVersion

OLDEST_REFERENCE = timedelta(days=120)
_ORDERED = frozenset(name for name, signal in SIGNALS.items() if signal.is_ordered)


def judged(
    workspace: Workspace,
    profile: Mapping[str, Mapping[str, int]],
    *,
    day: date,
    limits: Mapping[str, float],
) -> dict[str, DriftResult]:
    """Judge what came in on a day against the stored days before it; three queries.

    Args:
        workspace: whose.
        profile: signal → value → rows.
        day: that is judged.
        limits: in force, by name.

    Returns:
        Signal → judgement, for those with enough rows on both sides.
    """
    return judge_day(
        _history(workspace, day),
        profile,
        day=day,
        limits=DriftThresholds(limits["drift_index"], limits["drift_chance"], limits["drift_rows"]),
        ordered=_ORDERED,
        normal_since=_normal_since(workspace),
        read_since=_read_since(),
    )


def _history(workspace: Workspace, day: date) -> dict[str, list[DailySignal]]:
    """Return what each signal was on former days, in their order."""
    rows = DayProfile.objects.filter(
        workspace=workspace, day__lt=day, day__gte=day - OLDEST_REFERENCE
    ).order_by("day")
    found: dict[str, list[DailySignal]] = {}
    for name, seen, counts, is_drift in rows.values_list("signal", "day", "counts", "is_drift"):
        found.setdefault(name, []).append(DailySignal(seen, counts, is_drift))
    return found


def _read_since() -> dict[str, date]:
    """Return signal → first whole day of the live model that reads it, where it had a former one.

    Another model reads the same titles in another way: that is no drift.
    """
    rows = ModelVersion.objects.exclude(promoted_at=None).order_by("promoted_at")
    promoted: dict[str, list[datetime]] = {}
    for kind, at in rows.values_list("kind", "promoted_at"):
        if at is not None:
            promoted.setdefault(kind, []).append(at)
    found: dict[str, date] = {}
    for name, signal in SIGNALS.items():
        times = promoted.get(signal.read_by, [])
        if len(times) > 1:
            found[name] = times[-1].astimezone(UTC).date() + timedelta(days=1)
    return found


def _normal_since(workspace: Workspace) -> dict[str, date]:
    """Return signal → first day of what a person said is normal now."""
    alerts = Alert.objects.filter(workspace=workspace, is_normal=True).order_by("pk")
    return {signal: since.date() for signal, since in alerts.values_list("signal", "since")}
