"""Signals on the Monitoring page: their drift, and how far their baselines are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from classifiers.monitoring.drift_days import MIN_REFERENCE_DAYS
from leadqual.accounts.models import Workspace
from leadqual.core.formats import percent, probability, thousands
from leadqual.core.pages.charts import FigureRow, FigureTable
from leadqual.monitoring.models import DayProfile
from leadqual.monitoring.selectors import day_before, profiles_of
from leadqual.monitoring.signals import SIGNALS, DriftSignal, value_text

DATA_DAYS = 60
MAX_SHIFTS = 5
MAX_VALUES = 3
_BARS_WIDTH, _BARS_HEIGHT, _BARS_TOP, _BARS_FLOOR = 420, 130, 18, 108
_MIN_TOP = 1.4
"""Of the chart of drift, in times of the limit: the line of the alert threshold is always seen."""
DAYS_NEEDED = MIN_REFERENCE_DAYS + 1
"""Days with data from which on a day is compared with the others."""


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal on the page.

    Args:
        bars: its drift; None where no day could be judged yet.
        shifts: of that day, largest first; None where it had too few rows.
        n_missing: days of data that are missing before it can be judged.
    """

    signal: DriftSignal
    bars: dict[str, Any] | None
    last: DayProfile
    shifts: FigureTable | None
    n_missing: int


def signal_rows(
    workspace: Workspace,
    *,
    today: date,
    limits: Mapping[str, float],
    names: Collection[str] = tuple(SIGNALS),
) -> list[SignalRow]:
    """Return the signals of which there is anything, in their order; one query.

    Args:
        workspace: whose.
        today: in UTC.
        limits: active ones, by name.
        names: of the signals that are wanted.
    """
    by_name: defaultdict[str, list[DayProfile]] = defaultdict(list)
    rows = profiles_of(workspace, since=day_before(today, DATA_DAYS))
    for row in rows.filter(signal__in=names).defer("counts"):
        by_name[row.signal].append(row)
    return [
        _signal(signal, by_name[name], limits["drift_index"])
        for name, signal in SIGNALS.items()
        if by_name[name]
    ]


def _signal(signal: DriftSignal, rows: Sequence[DayProfile], limit: float) -> SignalRow:
    judged = [row for row in rows if row.is_drift is not None]
    last = rows[-1]
    return SignalRow(
        signal=signal,
        bars=_bars(signal, rows, limit) if judged else None,
        last=last,
        shifts=_shifts(signal, last),
        n_missing=max(0, MIN_REFERENCE_DAYS + 1 - len(rows)),
    )


def _shifts(signal: DriftSignal, last: DayProfile) -> FigureTable | None:
    if not last.shifts:
        return None
    rows = tuple(
        FigureRow(value_text(signal.name, value), (percent(before, 1), percent(now, 1)))
        for value, before, now in last.shifts[:MAX_SHIFTS]
    )
    name = f"{signal.label} on {last.day:%b %-d}"
    return FigureTable(name, f"On {last.day:%b %-d}", ("Before", "Now"), rows)


def _bars(signal: DriftSignal, rows: Sequence[DayProfile], limit: float) -> dict[str, Any]:
    """Return the chart of the drift of one signal, with a bar for each day that was judged."""
    top = max(_MIN_TOP * limit, *(row.index or 0.0 for row in rows))
    room = _BARS_FLOOR - _BARS_TOP
    step = _BARS_WIDTH / max(len(rows), 14)
    bars = [
        {
            "x": round(position * step, 1),
            "y": round(_BARS_FLOOR - room * row.index / top, 1),
            "width": round(step * 0.7, 1),
            "height": round(max(1.0, room * row.index / top), 1),
            "color": 3 if row.is_drift else 4,
            "words": f"{row.day:%b %-d}: {row.index:.2f}",
        }
        for position, row in enumerate(rows)
        if row.index is not None
    ]
    return {
        "bars": bars,
        "width": _BARS_WIDTH,
        "height": _BARS_HEIGHT,
        "floor": _BARS_FLOOR,
        "limit_at": round(_BARS_FLOOR - room * limit / top, 1),
        "limit": f"Alert at {limit:.2f}",
        "first": f"{rows[0].day:%b %-d}",
        "last": f"{rows[-1].day:%b %-d}",
        "table": FigureTable(
            f"{signal.label}: drift by day",
            "Day",
            ("Rows", "Index", "Says"),
            tuple(
                FigureRow(
                    f"{row.day:%b %-d, %Y}",
                    (thousands(row.n_rows), probability(row.index), _profile_text(row)),
                )
                for row in rows
            ),
        ),
    }


def _profile_text(row: DayProfile) -> str:
    if row.is_drift is None:
        return "too few rows to compare"
    return "drift" if row.is_drift else "no change"


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A signal without a comparison yet.

    Args:
        n_days: days with data so far, of those that are needed.
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
