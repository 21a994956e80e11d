"""Line charts as plain geometry: the server draws them, and the same numbers stand in a table."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 180, 12, 32
"""Room beside the plot: numbers at the left, names of lines at the right, points below."""

MAX_MARKS = 6
"""Points that are named below the plot."""

_LINE_HEIGHT = 15
_STEPS = (1, 2, 2.5, 5, 10)
_N_STEPS = 4


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One line of a chart.

    Args:
        name: stands at its end.
        values: one for each point; None where there is nothing to say.
        color: 1 accent, 2 like, 3 dislike, 4 dashed grey, 5 ink.
        band: lowest and highest for each point; None where nobody knows. Empty draws none.
    """

    name: str
    values: Sequence[float | None]
    color: int = 1
    band: Sequence[tuple[float, float] | None] = ()


@dataclass(frozen=True, slots=True)
class AxisMark:
    """A number or a point at an axis."""

    place: float
    words: str


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line as it is drawn; `dots` are values without a neighbour, `bands` corners of areas."""

    name: str
    color: int
    path: str
    dots: tuple[tuple[float, float], ...]
    end: float
    name_at: float
    bands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineChart:
    """A chart with its numbers.

    Args:
        title: what is shown.
        points_name: what stands below.
        lines: drawn.
        heights: numbers at the left.
        points: names below.
        table: name of a point, and what each line says there, in words.
        here: place of the upright line; None where there is none.
    """

    title: str
    points_name: str
    lines: tuple[DrawnLine, ...]
    heights: tuple[AxisMark, ...]
    points: tuple[AxisMark, ...]
    table: tuple[tuple[str, tuple[str, ...]], ...]
    here: float | None = None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def line_chart(
    lines: Sequence[ChartLine],
    *,
    title: str,
    points: Sequence[str],
    points_name: str,
    words: Callable[[float | None], str],
    highest: float | None = None,
    here: float | None = None,
) -> LineChart:
    """Lay a chart out; its axis starts at 0.

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
    step = _step(highest) if highest else math.ceil(_step(largest or 1))
    top = highest or step * math.ceil((largest or 1) / step)
    across = (WIDTH - LEFT - RIGHT) / max(len(points) - 1, 1)

    def x(at: float) -> float:
        return round(LEFT + at * across, 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(value / top, 1), 1)

    drawn = [_drawn(line, x, y) for line in lines]
    every = math.ceil(len(points) / MAX_MARKS)
    return LineChart(
        title=title,
        points_name=points_name,
        lines=_apart(drawn),
        heights=tuple(AxisMark(y(step * n), words(step * n)) for n in range(round(top / step) + 1)),
        points=tuple(AxisMark(x(at), points[at]) for at in range(0, len(points), every)),
        table=tuple(
            (name, tuple(words(line.values[at]) for line in lines))
            for at, name in enumerate(points)
        ),
        here=None if here is None else x(min(max(here, 0), len(points) - 1)),
    )


def _step(top: float) -> float:
    """Return a round number of which about four reach the top."""
    size: float = 10 ** math.floor(math.log10(top / _N_STEPS))
    return next(size * times for times in _STEPS if size * times * _N_STEPS >= top * (1 - 1e-9))


def _drawn(line: ChartLine, x: Callable[[int], float], y: Callable[[float], float]) -> DrawnLine:
    parts: list[list[tuple[float, float]]] = [[]]
    for at, value in enumerate(line.values):
        if value is not None:
            parts[-1].append((x(at), y(value)))
        elif parts[-1]:
            parts.append([])
    path = " ".join(
        "M" + " L".join(f"{across:g} {down:g}" for across, down in part)
        for part in parts
        if len(part) > 1
    )
    dots = tuple(part[0] for part in parts if len(part) == 1)
    last = next((part[-1] for part in reversed(parts) if part), (float(WIDTH - RIGHT), y(0)))
    bands = tuple(_bands(line.band, x, y))
    return DrawnLine(line.name, line.color, path, dots, last[0], last[1] + 4, bands)


def _bands(
    band: Sequence[tuple[float, float] | None],
    x: Callable[[int], float],
    y: Callable[[float], float],
) -> Iterator[str]:
    """Yield the corners of each stretch that has at least two points, around it once."""
    stretch: list[tuple[float, float, float]] = []
    for at, ends in enumerate([*band, None]):
        if ends is not None:
            stretch.append((x(at), y(max(ends[0], 0)), y(max(ends[1], 0))))
            continue
        if len(stretch) > 1:
            above = [(across, high) for across, _, high in stretch]
            below = [(across, low) for across, low, _ in reversed(stretch)]
            yield " ".join(f"{across:g},{down:g}" for across, down in (*above, *below))
        stretch = []


def _apart(lines: Sequence[DrawnLine]) -> tuple[DrawnLine, ...]:
    """Move the names of lines that end close to each other apart."""
    at = dict.fromkeys(range(len(lines)), 0.0)
    lowest = 0.0
    for number in sorted(at, key=lambda number: lines[number].name_at):
        at[number] = lowest = max(lines[number].name_at, lowest + _LINE_HEIGHT)
    over = max(0.0, lowest - (HEIGHT - BOTTOM + 4))
    return tuple(
        replace(line, name_at=round(at[number] - over, 1)) for number, line in enumerate(lines)
    )
