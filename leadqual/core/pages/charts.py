"""Charts as plain data for one script, and as tables; score breakdowns with rounded lines."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MAX_MARKS = 6
"""Maximum number of labeled points below a line chart."""

_STEPS = (1, 2, 2.5, 5, 10)
_N_STEPS = 4
OTHER_NAMES = ("other", "others")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Figures for one name."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table of figures."""

    name: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One line of a chart.

    Args:
        name: in the legend and the table.
        values: one per point; None for no value.
        color: 1 accent, 2 like, 3 dislike, 4 dashed gray, 5 ink.
        band: lower and upper bound per point; None if unknown. Empty for no band.
    """

    name: str
    values: Sequence[float | None]
    color: int = 1
    band: Sequence[tuple[float, float] | None] = ()


@dataclass(frozen=True, slots=True)
class ChartBar:
    """One bar of a chart.

    Args:
        name: below it and in the table.
        url: opened by a click; "" for none.
        is_selected: whether the page shows this bar's data.
    """

    name: str
    value: float
    url: str = ""
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class AxisMark:
    """A tick of the axis or a point below the plot, with its position and label."""

    place: float
    words: str


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row of the table: a point, and the formatted value of each line."""

    name: str
    values: tuple[str, ...]
    url: str = ""
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its numbers.

    Args:
        lines: with one value per point.
        top: end of the axis, which starts at 0.
        here: position of a vertical line, counted in points; None for no line.
        is_bars: draw bars instead of lines.
    """

    title: str
    points_name: str
    lines: tuple[ChartLine, ...]
    top: float
    heights: tuple[AxisMark, ...]
    points: tuple[AxisMark, ...]
    rows: tuple[ChartRow, ...]
    here: float | None = None
    is_bars: bool = False

    @property
    def drawing(self) -> dict[str, object]:
        """Return plain values for the script that draws the chart."""
        return {
            "kind": "bars" if self.is_bars else "lines",
            "pointsName": self.points_name,
            "top": self.top,
            "heights": [[mark.place, mark.words] for mark in self.heights],
            "points": [[mark.place, mark.words] for mark in self.points],
            "names": [row.name for row in self.rows],
            "selected": [at for at, row in enumerate(self.rows) if row.is_selected],
            "here": self.here,
            "lines": [
                {
                    "name": line.name,
                    "color": line.color,
                    "values": list(line.values),
                    "words": [row.values[at] for row in self.rows],
                    "band": [None if ends is None else list(ends) for ends in line.band],
                }
                for at, line in enumerate(self.lines)
            ],
        }


def line_chart(
    lines: Sequence[ChartLine],
    *,
    title: str,
    points: Sequence[str],
    points_name: str,
    words: Callable[[float | None], str],
    highest: float | None = None,
    here: float | None = None,
) -> Chart:
    """Make a chart of lines; its axis starts at 0.

    Args:
        lines: with one value per point.
        title: of the chart.
        points: labels below the plot, in order, at least one.
        points_name: what the points are.
        words: formats a value.
        highest: end of the axis; None for whole numbers, with an axis that ends just above them.
        here: position of a vertical line, counted in points from 0.
    """
    largest = max(
        (value for line in lines for value in line.values if value is not None), default=1
    )
    top, heights = _axis(largest, highest, words)
    every = math.ceil(len(points) / MAX_MARKS)
    return Chart(
        title=title,
        points_name=points_name,
        lines=tuple(lines),
        top=top,
        heights=heights,
        points=tuple(AxisMark(at, points[at]) for at in range(0, len(points), every)),
        rows=tuple(
            ChartRow(name, tuple(words(line.values[at]) for line in lines))
            for at, name in enumerate(points)
        ),
        here=None if here is None else min(max(here, 0), len(points) - 1),
    )


def bar_chart(
    bars: Sequence[ChartBar],
    *,
    title: str,
    points_name: str,
    values_name: str,
    words: Callable[[float | None], str],
) -> Chart:
    """Make a bar chart of whole numbers; its axis starts at 0.

    Args:
        bars: in order, at least one.
        title: of the chart.
        points_name: what the bars are.
        values_name: what the heights are.
        words: formats a value.
    """
    line = ChartLine(values_name, [bar.value for bar in bars])
    top, heights = _axis(max(bar.value for bar in bars), None, words)
    return Chart(
        title=title,
        points_name=points_name,
        lines=(line,),
        top=top,
        heights=heights,
        points=tuple(AxisMark(at, bar.name) for at, bar in enumerate(bars)),
        rows=tuple(
            ChartRow(bar.name, (words(bar.value),), bar.url, bar.is_selected) for bar in bars
        ),
        is_bars=True,
    )


def _axis(
    largest: float, highest: float | None, words: Callable[[float | None], str]
) -> tuple[float, tuple[AxisMark, ...]]:
    step = _step(highest) if highest else math.ceil(_step(largest or 1))
    top = highest or step * math.ceil((largest or 1) / step)
    marks = range(round(top / step) + 1)
    return top, tuple(AxisMark(step * n, words(step * n)) for n in marks)


def _step(top: float) -> float:
    """Return a round step that divides the axis into about four parts."""
    size: float = 10 ** math.floor(math.log10(top / _N_STEPS))
    return next(size * times for times in _STEPS if size * times * _N_STEPS >= top * (1 - 1e-9))
