"""Charts as geometry: axes from 0, gaps, names that do not cover each other."""

from itertools import pairwise

import pytest

from leadqual.core.pages.charts import (
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    ChartLine,
    LineChart,
    line_chart,
)
from leadqual.core.templatetags.formats import thousands

FLOOR = HEIGHT - 32


def chart(*lines: ChartLine, highest: float | None = None) -> LineChart:
    points = [str(at) for at in range(max(len(line.values) for line in lines))]
    return line_chart(
        lines, title="T", points=points, points_name="P", words=thousands, highest=highest
    )


def test_line_begins_at_the_axis_and_reaches_the_end_of_it() -> None:
    found = chart(ChartLine("all", [0, 50, 100]))

    middle = f"{(LEFT + WIDTH - RIGHT) / 2:g} {(FLOOR + TOP) / 2:g}"
    assert found.lines[0].path == f"M{LEFT} {FLOOR} L{middle} L{WIDTH - RIGHT} {TOP}"
    assert [mark.words for mark in found.heights] == ["0", "25", "50", "75", "100"]
    assert found.table[1] == ("1", ("50",))


def test_value_that_is_missing_breaks_the_line_and_a_lone_one_is_a_dot() -> None:
    found = chart(ChartLine("some", [1, None, 1, 1]), highest=1).lines[0]

    assert found.path.count("M") == 1
    assert found.dots == ((LEFT, TOP),)


def test_the_longest_name_of_the_lab_fits_beside_the_plot() -> None:
    widest = 7.5  # Of a bold letter at 12 pixels, on average.

    assert len("The product's own 0.86") * widest + 8 <= RIGHT


def test_names_of_lines_that_end_together_stand_apart_and_within_the_chart() -> None:
    found = chart(ChartLine("one", [0, 0]), ChartLine("other", [0, 0]), ChartLine("third", [0, 9]))

    places = sorted(line.name_at for line in found.lines)
    assert min(b - a for a, b in pairwise(places)) >= 14
    assert max(places) <= HEIGHT


@pytest.mark.parametrize("largest", [0, 1, 3, 7, 12, 100, 999, 12_345, 1_000_000])
def test_axis_ends_just_above_the_largest_value_in_a_few_even_steps(largest: int) -> None:
    found = chart(ChartLine("n", [0, largest]))

    assert 2 <= len(found.heights) <= 6
    assert min(mark.place for mark in found.heights) == TOP
    words = [mark.words for mark in found.heights]
    assert len(set(words)) == len(words)


def test_many_points_are_named_now_and_then_and_all_stand_in_the_table() -> None:
    found = chart(ChartLine("n", list(range(40))))

    assert len(found.points) <= 6
    assert len(found.table) == 40
    assert chart(ChartLine("n", [None])).lines[0].path == ""


@pytest.mark.parametrize(("here", "place"), [(0, 0), (2.5, 0.5), (5, 1), (-1, 0), (9, 1)])
def test_an_upright_line_stands_between_its_points_and_within_the_plot(
    here: float, place: float
) -> None:
    found = line_chart(
        [ChartLine("n", [1, 2, 3, 4, 5, 6])],
        title="Numbers",
        points=list("abcdef"),
        points_name="Letter",
        words=str,
        here=here,
    )

    assert found.here == pytest.approx(found.left + place * (found.right - found.left))
    assert chart(ChartLine("n", [1])).here is None


def test_band_goes_around_a_stretch_once_and_stays_within_the_chart() -> None:
    band = [(0.0, 0.5), (0.5, 1.5), None, (0.2, 0.4)]
    found = chart(ChartLine("some", [0.25, 1, 1, 0.3], band=band), highest=1).lines[0]

    (corners,) = found.bands
    places = [tuple(map(float, corner.split(","))) for corner in corners.split()]
    middle, first, second = (FLOOR + TOP) / 2, LEFT, round(LEFT + (WIDTH - LEFT - RIGHT) / 3, 1)
    assert places == [(first, middle), (second, TOP), (second, middle), (first, FLOOR)]
    assert chart(ChartLine("plain", [1, 2])).lines[0].bands == ()
