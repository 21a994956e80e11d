"""How far the baseline of each signal is in the first week: days so far, and the latest values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from classifiers.monitoring.drift_days import MIN_REFERENCE_DAYS
from leadqual.accounts.models import Workspace
from leadqual.core.templatetags.formats import percent
from leadqual.monitoring.data_drift.signals import SIGNALS, DriftSignal, value_text
from leadqual.monitoring.models import DayProfile

DAYS_NEEDED = MIN_REFERENCE_DAYS + 1
"""Days with data from which on a day is compared with the others."""

MAX_VALUES = 3


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """One signal that is not compared yet.

    Args:
        signal: it.
        n_days: days with data so far, of those that are needed.
        values: the most frequent ones of the latest day, with their shares; "" before the first.
        day: that day; None before the first.
        first_comparison: day on which it is compared at the earliest, if data comes in each day;
            None where there are days enough, but too few rows a day.
    """

    signal: DriftSignal
    n_days: int
    values: str
    day: date | None
    first_comparison: date | None


def baseline_rows(workspace: Workspace, *, today: date) -> list[BaselineRow]:
    """Return the signals of which no day could be compared yet, in their order; three queries.

    Args:
        workspace: whose.
        today: in UTC; it is looked at after its end.
    """
    rows = DayProfile.objects.filter(workspace=workspace)
    compared = set(rows.exclude(is_drift=None).values_list("signal", flat=True).distinct())
    n_days = dict(rows.order_by().values_list("signal").annotate(n=Count("pk")))
    latest = {row.signal: row for row in rows.order_by("signal", "-day").distinct("signal")}
    return [
        _row(signal, n_days.get(name, 0), latest.get(name), today)
        for name, signal in SIGNALS.items()
        if name not in compared
    ]


def _row(signal: DriftSignal, n_days: int, latest: DayProfile | None, today: date) -> BaselineRow:
    missing = DAYS_NEEDED - n_days
    return BaselineRow(
        signal=signal,
        n_days=min(n_days, DAYS_NEEDED),
        values=_values(signal, latest.counts) if latest else "",
        day=latest.day if latest else None,
        first_comparison=today + timedelta(days=missing) if missing > 0 else None,
    )


def _values(signal: DriftSignal, counts: Mapping[str, int]) -> str:
    total = sum(counts.values())
    if not total:
        return ""
    often = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MAX_VALUES]
    return ", ".join(f"{value_text(signal.name, value)} {percent(n / total)}" for value, n in often)
