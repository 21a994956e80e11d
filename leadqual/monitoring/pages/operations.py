"""What the page of the operation shows, for staff: times, failures and queues, by hour and day."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadqual.core.pages.charts import Chart, ChartLine, line_chart
from leadqual.core.pages.figures import FigureRow, FigureTable
from leadqual.core.templatetags.formats import percent, thousands
from leadqual.monitoring.hourly_figures import (
    JOBS,
    QUEUE,
    REPLIES,
    TITLES,
    quantile_of,
)
from leadqual.monitoring.models import HourFigure
from leadqual.monitoring.selectors import hours_since
from leadqual.monitoring.timing import API, CLASSIFYING, JOB, PAGES

SPANS = {"hours": (48, timedelta(hours=1)), "days": (30, timedelta(days=1))}
_HALF, _WITHIN = 0.5, 0.95
_WEB = "web "
_TIMES = ("Count", "Median", "95th percentile", "Failed")
_WAITED = ("Minutes", "Median", "95th percentile")
Rows = Sequence[HourFigure]


@dataclass(frozen=True, slots=True)
class Operation:
    """What the page shows.

    Args:
        charts: times of each kind of request, failures, and queues.
        tables: requests and jobs of the last day with their times, and what waited.
    """

    charts: tuple[Chart, ...]
    tables: tuple[FigureTable, ...]


def operations_data(span: str, *, now: datetime) -> Operation | None:
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
    names = [f"{point:%b %-d %H:%M}" if span == "hours" else f"{point:%b %-d}" for point in points]
    groups = [group for group in (PAGES, API, CLASSIFYING) if any(r.group == group for r in rows)]

    def chart(
        title: str,
        lines: Sequence[tuple[str, str, Callable[[Rows], float | None]]],
        words: Callable[[float | None], str],
        highest: float | None = None,
    ) -> Chart:
        drawn = [
            ChartLine(name, [figure(at[group, point]) for point in points], color=place + 1)
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
            f"Response time of {group.removeprefix(_WEB)}, ms",
            [("95th percentile", group, _most), ("median", group, _half)],
            thousands,
        )
        for group in groups
    ]
    if groups:
        failures = [(group.removeprefix(_WEB), group, _failed) for group in groups]
        worst = max(_failed(at[group, point]) or 0 for group in groups for point in points)
        highest = next(top for top in (0.02, 0.1, 0.5, 1.0) if worst <= top)
        charts.append(chart("Failed requests", failures, lambda v: percent(v, 1), highest))
    queues = [("jobs", JOBS, _half), ("titles", TITLES, _half), ("replies", REPLIES, _half)]
    charts.append(chart("Queue lengths", queues, thousands))
    day = [row for row in rows if row.hour > now - timedelta(days=1)]
    return Operation(charts=tuple(charts), tables=tuple(_tables(day)))


def _tables(day: Rows) -> Iterator[FigureTable]:
    """Yield what there is of a day; jobs that took most time come first."""
    requests, jobs, queues = _groups(day, _WEB), _groups(day, JOB), _groups(day, QUEUE)
    longest_first = dict(sorted(jobs.items(), key=lambda job: -_taken(job[1])))
    if requests:
        yield FigureTable("Requests in the last day", "Kind", _TIMES, _timed(requests))
    if jobs:
        yield FigureTable("Jobs in the last day", "Job", _TIMES, _timed(longest_first))
    if queues:
        yield FigureTable("Queue lengths by minute", "Queue", _WAITED, _counted(queues))


def _timed(groups: Mapping[str, Rows]) -> tuple[FigureRow, ...]:
    return tuple(
        FigureRow(
            group,
            (
                thousands(_n(rows)),
                f"{thousands(_half(rows))} ms",
                f"{thousands(_most(rows))} ms",
                percent(_failed(rows) or 0.0, 1),
            ),
        )
        for group, rows in groups.items()
    )


def _counted(groups: Mapping[str, Rows]) -> tuple[FigureRow, ...]:
    return tuple(
        FigureRow(group, (thousands(_n(rows)), thousands(_half(rows)), thousands(_most(rows))))
        for group, rows in groups.items()
    )


def _taken(rows: Rows) -> float:
    return _n(rows) * (_half(rows) or 0)


def _groups(rows: Rows, kind: str) -> dict[str, list[HourFigure]]:
    by_group: defaultdict[str, list[HourFigure]] = defaultdict(list)
    for row in rows:
        if row.group.startswith(kind):
            by_group[row.group.removeprefix(kind)].append(row)
    return dict(sorted(by_group.items()))


def _half(rows: Rows) -> float | None:
    return quantile_of(rows, _HALF)


def _most(rows: Rows) -> float | None:
    return quantile_of(rows, _WITHIN)


def _n(rows: Rows) -> int:
    return sum(row.n for row in rows)


def _failed(rows: Rows) -> float | None:
    n = _n(rows)
    return sum(row.n_errors for row in rows) / n if n else None
