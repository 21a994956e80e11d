"""Charts as data: axes from 0, gaps, and the same numbers in a table."""

import json

from django.template.loader import render_to_string

from leadqual.core.formats import thousands
from leadqual.core.pages.charts import Chart, ChartBar, ChartLine, bar_chart, line_chart


def chart(*lines: ChartLine, highest: float | None = None, here: float | None = None) -> Chart:
    points = [str(at) for at in range(max(len(line.values) for line in lines))]
    return line_chart(
        lines,
        title="T",
        points=points,
        points_name="P",
        words=lambda value: "–" if value is None else thousands(int(value)),
        highest=highest,
        here=here,
    )


def test_axis_begins_at_0_and_its_numbers_stand_where_they_say() -> None:
    found = chart(ChartLine("all", [0, 50, 100]))

    assert [(mark.place, mark.words) for mark in found.heights] == [
        (0, "0"),
        (25, "25"),
        (50, "50"),
        (75, "75"),
        (100, "100"),
    ]
    assert found.top == 100
    assert found.rows[1].values == ("50",)


def test_axis_ends_just_above_the_largest_value_in_a_few_even_steps() -> None:
    for largest in (0, 1, 3, 7, 12, 100, 999, 12_345, 1_000_000):
        found = chart(ChartLine("n", [0, largest]))

        assert 2 <= len(found.heights) <= 6
        assert max(mark.place for mark in found.heights) == found.top >= largest
        words = [mark.words for mark in found.heights]
        assert len(set(words)) == len(words)


def test_many_points_are_named_now_and_then_and_all_stand_in_the_table() -> None:
    found = chart(ChartLine("n", list(range(40))))

    assert len(found.points) <= 6
    assert len(found.rows) == 40


def test_an_upright_line_stands_between_its_points_and_within_the_plot() -> None:
    for here, place in ((0, 0), (2.5, 2.5), (5, 5), (-1, 0), (9, 5)):
        assert chart(ChartLine("n", [1, 2, 3, 4, 5, 6]), here=here).here == place
        assert chart(ChartLine("n", [1])).here is None


def test_what_is_drawn_is_json_with_gaps_bands_and_the_words_of_the_table() -> None:
    line = ChartLine("some", [1, None, 3], color=2, band=[(0.5, 2), None, (2, 4)])

    drawn = json.loads(json.dumps(chart(line).drawing))

    assert drawn["lines"] == [
        {
            "name": "some",
            "color": 2,
            "values": [1, None, 3],
            "words": ["1", "–", "3"],
            "band": [[0.5, 2], None, [2, 4]],
        }
    ]
    assert (drawn["kind"], drawn["names"], drawn["here"]) == ("lines", ["0", "1", "2"], None)


def test_bars_lead_somewhere_by_links_of_the_table() -> None:
    bars = [ChartBar("Peru", 3, url="?country=Peru", is_selected=True), ChartBar("</script>", 1)]
    found = bar_chart(bars, title="T", points_name="Country", values_name="N", words=str)

    html = render_to_string("components/charts/chart.html", {"chart": found, "id": "c"})

    assert '<a href="?country=Peru" aria-current="true">Peru</a>' in html
    assert html.count("</script>") == 1  # That of the numbers, which no name ends.
    assert found.drawing["selected"] == [0]
    assert "Show as table" in html
