"""What the page of the operation shows, for staff: times, failures and queues, by hour and day."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadqual.core.charts import Line, LineChart, line_chart
from leadqual.core.templatetags.formats import percent, thousands
from leadqual.watching.hours import JOBS, QUEUE, REPLIES, TITLES, quantile_of
from leadqual.watching.middleware import API, CLASSIFYING, PAGES
from leadqual.watching.models import HourFigure
from leadqual.watching.selectors import hours_since
from leadqual.watching.timing import JOB

SPANS = {"hours": (48, timedelta(hours=1)), "days": (30, timedelta(days=1))}
_HALF, _WITHIN = 0.5, 0.95
Rows = Sequence[HourFigure]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """One kind of request, job or queue over the last day.

    Args:
        name: in words.
        n: how many.
        half: half took, or waited, at most so much.
        most: 95 of 100 did.
        errors: share that failed.
    """

    name: str
    n: int
    half: float | None
    most: float | None
    errors: float


@dataclass(frozen=True, slots=True)
class Operation:
    """What the page shows.

    Args:
        charts: times of each kind of request, failures, and queues.
        groups: requests of the last day, in milliseconds.
        jobs: jobs of the last day, in milliseconds; those that took most time first.
        queues: what waited on the last day.
    """

    charts: tuple[LineChart, ...]
    groups: tuple[ShownGroup, ...]
    jobs: tuple[ShownGroup, ...]
    queues: tuple[ShownGroup, ...]


def shown_operation(span: str, *, now: datetime) -> Operation | None:
    """Return the figures of the installation; one query, None where nothing was counted.

    Args:
        span: one of `SPANS`.
        now: the clock.
    """
    n_points, step = SPANS[span]
    begin = now.replace(minute=0, second=0, microsecond=0)
    if span == "days":
        begin = begin.replace(hour=0)
    points = [begin - n * step for n in range(n_points - 1, -1, -1)]
    rows = list(hours_since(min(points[0], now - timedelta(days=1))))
    if not rows:
        return None
    at: defaultdict[tuple[str, datetime], list[HourFigure]] = defaultdict(list)
    for row in rows:
        at[row.group, row.hour if span == "hours" else row.hour.replace(hour=0)].append(row)
    names = [f"{point:%-d %b %H:%M}" if span == "hours" else f"{point:%-d %b}" for point in points]
    groups = [group for group in (PAGES, API, CLASSIFYING) if any(r.group == group for r in rows)]

    def chart(
        title: str,
        lines: Sequence[tuple[str, str, Callable[[Rows], float | None]]],
        words: Callable[[float | None], str],
        highest: float | None = None,
    ) -> LineChart:
        drawn = [
            Line(name, [figure(at[group, point]) for point in points], colour=place + 1)
            for place, (name, group, figure) in enumerate(lines)
        ]
        return line_chart(
            drawn,
            title=title,
            points=names,
            points_name="Time, UTC",
            words=words,
            highest=highest,
        )

    charts = [
        chart(
            f"Milliseconds of {group.removeprefix('web ')}",
            [("95 of 100 within", group, _most), ("half within", group, _half)],
            thousands,
        )
        for group in groups
    ]
    if groups:
        failures = [(group.removeprefix("web "), group, _failed) for group in groups]
        worst = max(_failed(at[group, point]) or 0 for group in groups for point in points)
        highest = next(top for top in (0.02, 0.1, 0.5, 1.0) if worst <= top)
        charts.append(chart("Requests that fail", failures, lambda v: percent(v, 1), highest))
    queues = [("jobs", JOBS, _half), ("titles", TITLES, _half), ("replies", REPLIES, _half)]
    charts.append(chart("What waits", queues, thousands))
    day = [row for row in rows if row.hour > now - timedelta(days=1)]
    jobs = _groups(day, JOB)
    return Operation(
        charts=tuple(charts),
        groups=tuple(_groups(day, "web ")),
        jobs=tuple(sorted(jobs, key=lambda one: -one.n * (one.half or 0))),
        queues=tuple(_groups(day, QUEUE)),
    )


def _groups(rows: Rows, kind: str) -> list[ShownGroup]:
    by_group: defaultdict[str, list[HourFigure]] = defaultdict(list)
    for row in rows:
        if row.group.startswith(kind):
            by_group[row.group].append(row)
    return [
        ShownGroup(
            group.removeprefix(kind),
            sum(row.n for row in found),
            _half(found),
            _most(found),
            _failed(found) or 0.0,
        )
        for group, found in sorted(by_group.items())
    ]


def _half(rows: Rows) -> float | None:
    return quantile_of(rows, _HALF)


def _most(rows: Rows) -> float | None:
    return quantile_of(rows, _WITHIN)


def _failed(rows: Rows) -> float | None:
    n = sum(row.n for row in rows)
    return sum(row.n_errors for row in rows) / n if n else None
