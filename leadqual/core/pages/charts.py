"""Charts as plain data: one script draws them all, and the same numbers are in a table."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What stands beside one name."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Figures that belong together."""

    name: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[FigureRow, ...]


MAX_MARKS = 6
"""Points of a line chart that are named below the plot."""

_STEPS = (1, 2, 2.5, 5, 10)
_N_STEPS = 4


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One line of a chart.

    Args:
        name: in the legend and the table.
        values: one for each point; None where there is nothing to say.
        color: 1 accent, 2 like, 3 dislike, 4 dashed gray, 5 ink.
        band: lowest and highest for each point; None where nobody knows. Empty draws none.
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
        url: where a click on it leads; empty where nowhere.
        is_selected: what the page shows is about it.
    """

    name: str
    value: float
    url: str = ""
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class AxisMark:
    """A number at the axis, or a point below the plot: where it stands, and its words."""

    place: float
    words: str


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row of the table: a point, and what each line says there, in words."""

    name: str
    values: tuple[str, ...]
    url: str = ""
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its numbers.

    Args:
        lines: drawn, with one value for each point.
        top: end of the axis, which starts at 0.
        here: where an upright line stands, counted in points; None where there is none.
        is_bars: bars are drawn instead of lines.
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
        """Return what the script draws, as plain values."""
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
        lines: each with one value for each point.
        title: what is shown.
        points: names below, in order, at least one.
        points_name: what they are.
        words: writes a value.
        highest: end of the axis; where None, values are whole numbers, and it ends just above them.
        here: where an upright line stands, counted in points; 0 is the first one.
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
    """Make a chart of bars from 0 on; values are whole numbers.

    Args:
        bars: in order, at least one.
        title: what is shown.
        points_name: what stands below.
        values_name: what the heights are.
        words: writes a value.
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
    """Return a round number of which about four reach the top."""
    size: float = 10 ** math.floor(math.log10(top / _N_STEPS))
    return next(size * times for times in _STEPS if size * times * _N_STEPS >= top * (1 - 1e-9))
